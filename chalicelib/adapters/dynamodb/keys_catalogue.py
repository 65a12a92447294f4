"""Keys of the Catalogue table.

Access patterns

    the bundle valid at an instant, newest first   BUNDLE / valid_from#published_at
    the newest publication, guarding the next      PUBLICATION / HEAD
    what isn't clear in a form, newest first       REMARK / id (grows with time)
"""

from __future__ import annotations

BUNDLES = "BUNDLE"
REMARKS = "REMARK"


def bundle_pointer(valid_from: str, published_at: str) -> dict[str, str]:
    """Key of a pointer to a bundle; both instants as `stamp` writes them."""
    return {"pk": BUNDLES, "sk": f"{valid_from}#{published_at}"}


def bundle_pointers_until(at: str) -> str:
    """The sort key behind those of all pointers valid at an instant."""
    return f"{at}#~"


def newest_publication() -> dict[str, str]:
    """Key of the item that says which bundle the next publication must be based on."""
    return {"pk": "PUBLICATION", "sk": "HEAD"}


def remark(id_: str) -> dict[str, str]:
    """Key of a remark."""
    return {"pk": REMARKS, "sk": id_}
