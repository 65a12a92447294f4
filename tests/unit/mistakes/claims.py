"""Mistakes in what cases claim: what isn't asked, isn't a day, or means something else in another service."""

from __future__ import annotations

from typing import Any

from tests.unit.catalogue_samples import text
from tests.unit.mistakes.changes import SERVICE, Change, Mistake, at, both
from tests.unit.situated_sample import LAMP, situated

CLAIM: dict[str, Any] = {
    "id": "this-place",
    "text": text("Место"),
    "clause": "п. 8",
    "place": {"answer": "/place"},
    "from": {"answer": "/length"},
    "until": {"answer": "/length"},
}


def claims(*rules: dict[str, Any], file: str = SERVICE) -> Change:
    return at(file, "/claims", list(rules))


MISTAKES: dict[str, Mistake] = {
    "a claim of what nobody is asked": (
        claims({**CLAIM, "place": {"answer": "/plaza"}}),
        SERVICE,
        "/claims/0/place/answer",
        "reference",
        "the form has no question '/plaza'",
    ),
    "a claim from what is no day": (claims(CLAIM), SERVICE, "/claims/0/from", "form", "a claim takes date here"),
    "a claim twice": (claims(CLAIM, CLAIM), SERVICE, "/claims/1/id", "reference", "there already"),
    "two meanings of what is claimed": (
        both(situated, claims(CLAIM), claims({**CLAIM, "place": {"answer": "/length"}}, file=LAMP)),
        LAMP,
        "/claims/0/place",
        "form",
        "'this-place' compares 'bench_length' here and 'place_kind' in 'bench-permit'",
    ),
}
