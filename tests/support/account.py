"""The Personal Account in a browser: what its pages say, and signing in at the user pool's own page."""

from __future__ import annotations

import json
import re

from infra.commands import demo_users, stack
from tests.support.chromium import Visit
from tests.support.operating import Applicant

LANGUAGES = ("ru", "tt", "en")


def texts(place: str) -> dict[str, dict[str, str]]:
    """A catalogue of the pages, by language; `place` is where it lies, up to the language."""
    root = stack.PROJECT / "web" / "src"
    return {one: json.loads((root / f"{place}{one}.json").read_text("utf-8")) for one in LANGUAGES}


TEXTS, SHARED, FOLLOWING = texts("account/texts/"), texts("i18n/"), texts("following/texts.")


def hosted(visit: Visit, applicant: Applicant) -> None:
    """Give name and password on the user pool's page."""
    visit.page.fill("#username", applicant.email)
    visit.page.fill("#password", demo_users.PASSWORD)
    visit.page.get_by_role("button", name="Sign in").click()
    visit.page.wait_for_url(re.compile(r"/account/(#.*)?$"), wait_until="commit")
