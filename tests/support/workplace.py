"""The workplace in a browser: signing in at the user pool's page, and what the pages say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from infra.commands import demo_users, stack
from tests.support.chromium import Visit

LANGUAGES = ("ru", "tt", "en")
SignedIn = Callable[..., Visit]
"""Opens the workplace for somebody: (email, language, where)."""


@cache
def texts(area: str = "") -> dict[str, dict[str, Any]]:
    """What the workplace says, or one of its areas: language → key → text."""
    folder = stack.PROJECT / "web" / "src" / "staff" / area
    return {one: json.loads((folder / f"texts.{one}.json").read_text("utf-8")) for one in LANGUAGES}


def hosted(visit: Visit, email: str) -> None:
    """Give name and password on the user pool's page."""
    visit.page.fill("#username", email)
    visit.page.fill("#password", demo_users.PASSWORD)
    visit.page.get_by_role("button", name="Sign in").click()
    visit.page.wait_for_url(re.compile(r"/staff/(#.*)?$"))
