"""Keys of what open cases claim, in the Cases table; a place is the keyed digest of what an applicant answered.

Access patterns

    how often a place was written           CLAIM#rule#place / HEAD
    the claims of open cases to a place     CLAIM#rule#place / CASE#c
"""

from __future__ import annotations

from chalicelib.adapters.dynamodb import keys

CASE_PREFIX = "CASE#"


def claimed_place(rule: str, place: str) -> dict[str, str]:
    return {"pk": f"CLAIM#{rule}#{place}", "sk": keys.HEAD}


def claim(rule: str, place: str, case_id: str) -> dict[str, str]:
    return {"pk": f"CLAIM#{rule}#{place}", "sk": f"{CASE_PREFIX}{case_id}"}
