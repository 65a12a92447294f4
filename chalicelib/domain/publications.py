"""Publications: which bundle is valid from when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Publication:
    """One publication of the catalogue.

    Args:
        bundle: the bundle's name.
        valid_from: its first instant, as `stamp` writes it.
        published_at: when it was published.
        by: by whom.
        base: the bundle that was the newest before, None for the first.
    """

    bundle: str
    valid_from: str
    published_at: str
    by: str
    base: str | None
