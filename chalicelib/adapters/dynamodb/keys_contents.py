"""Keys of the versions of an application's content: `APP#a` / `CONTENT#round`, read by the prefix."""

from __future__ import annotations

CONTENT_PREFIX = "CONTENT#"


def content(app: str, round: int) -> dict[str, str]:
    """Key of what an application held in a round, until it was corrected."""
    return {"pk": f"APP#{app}", "sk": f"{CONTENT_PREFIX}{round}"}
