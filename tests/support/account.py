"""The Personal Account in a browser: what its pages say, and signing in at the user pool's own page."""

from __future__ import annotations

from tests.support import chromium
from tests.support.chromium import Visit
from tests.support.operating import Applicant
from tests.support.page_texts import LANGUAGES, texts

__all__ = ["FOLLOWING", "LANGUAGES", "SHARED", "TEXTS", "hosted"]

TEXTS, SHARED, FOLLOWING = texts("account/texts/"), texts("i18n/"), texts("following/texts.")


def hosted(visit: Visit, applicant: Applicant) -> None:
    """Give name and password on the user pool's page."""
    chromium.give_password(visit.page, applicant.email, "/account/")
