"""Mistakes in what cases claim and in how results are renewed: what isn't asked, no day, another meaning."""

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
RENEWAL: dict[str, Any] = {"days_before": 30, "service": "bench-permit", "answers": {"length": {"answer": "/length"}}}
RENEWED = "/result/renewal"


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
    "a renewal by a stranger": (
        at(SERVICE, RENEWED, {**RENEWAL, "service": "bench-permits"}),
        SERVICE,
        f"{RENEWED}/service",
        "reference",
        "did you mean 'bench-permit'?",
    ),
    "a renewal that answers what nobody asks": (
        at(SERVICE, RENEWED, {**RENEWAL, "answers": {"width": {"answer": "/length"}}}),
        SERVICE,
        f"{RENEWED}/answers/width",
        "reference",
        "there is no question 'width'",
    ),
    "a renewal with an answer that wasn't given": (
        at(SERVICE, RENEWED, {**RENEWAL, "answers": {"length": {"answer": "/width"}}}),
        SERVICE,
        f"{RENEWED}/answers/length/answer",
        "reference",
        "the form has no question '/width'",
    ),
    "a renewal while the record says what it has no field for": (
        at(SERVICE, RENEWED, {**RENEWAL, "only_while": {"colour": "red"}}),
        SERVICE,
        f"{RENEWED}/only_while/colour",
        "reference",
        "there is no field of the record 'colour'",
    ),
    "a renewal that nobody is told of": (at(SERVICE, RENEWED, RENEWAL), SERVICE, RENEWED, "reference", "case.renewal"),
}
