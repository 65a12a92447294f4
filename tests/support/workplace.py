"""The workplace in a browser: signing in at the user pool's page, and what the pages say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support import chromium, page_texts
from tests.support.chromium import Visit

SignedIn = Callable[..., Visit]
"""Opens the workplace for somebody: (email, language, where)."""


def texts(area: str = "") -> dict[str, dict[str, Any]]:
    """What the workplace says, or one of its areas: language → key → text."""
    return page_texts.texts(f"staff/{area}/texts." if area else "staff/texts.")


def hosted(visit: Visit, email: str) -> None:
    """Give name and password on the user pool's page."""
    chromium.give_password(visit.page, email, "/staff/")
