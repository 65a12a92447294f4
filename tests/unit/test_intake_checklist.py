"""The intake checklist: what is asked depends on the answers, and what the answers come to is told at once."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from chalicelib.domain.definition_people import Check, Document
from chalicelib.domain.definitions import Service, parse_service
from chalicelib.domain.intake import (
    IntakeOutcome,
    asked_checks,
    asked_documents,
    missing_documents,
    outcome_of,
    unasked_documents,
)
from chalicelib.domain.values import Scope
from tests.unit.service_sample import SERVICE

BUILDING = [{"value": {"answer": "/reason"}, "is": "construction"}]
TEXT = {"ru": "Да", "tt": "Әйе", "en": "Yes"}


def document(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "title": TEXT, "types": ["image/jpeg"], "max_megabytes": 10, "max_files": 5, **more}


def check(id: str, about: dict[str, str], outcome: str = "return", **more: Any) -> dict[str, Any]:
    words = {"question": TEXT, "right": TEXT, "wrong": TEXT}
    return {"id": id, "about": about, **words, "ground": f"no-{id}", "outcome": outcome, **more}


CHECKLIST = [
    check("photo-is-clear", {"document": "photographs"}),
    check("permit-is-valid", {"document": "building-permit"}),
    check("place-can-be-found", {"field": "place"}),
    check("deed-is-right", {"document": "deed"}, "refuse"),
    check("reason-is-told", {"field": "reason"}, when=BUILDING),
]


@pytest.fixture
def service() -> Service:
    raw = deepcopy(SERVICE)
    raw["documents"] = [
        document("photographs"),
        document("building-permit", when=BUILDING),
        document("deed", required=False),
    ]
    raw["checklist"] = CHECKLIST
    return parse_service(raw)


def scope(**answers: Any) -> Scope:
    return Scope(answers)


def test_documents_are_asked_for_where_the_answers_call_for_them(service: Service) -> None:
    def ids(documents: tuple[Document, ...]) -> list[str]:
        return [one.id for one in documents]

    assert ids(asked_documents(service, scope(reason="dead"))) == ["photographs", "deed"]
    assert ids(asked_documents(service, scope(reason="construction"))) == ["photographs", "building-permit", "deed"]


def test_only_what_is_required_is_missing(service: Service) -> None:
    assert missing_documents(service, scope(reason="construction"), ["deed"]) == ("photographs", "building-permit")
    assert missing_documents(service, scope(reason="dead"), ["photographs"]) == ()


def test_documents_that_nobody_asked_for_are_named(service: Service) -> None:
    given = ["photographs", "passport", "building-permit"]
    assert unasked_documents(service, scope(reason="dead"), given) == ("building-permit", "passport")


def test_checks_are_asked_of_what_is_there(service: Service) -> None:
    def ids(checks: tuple[Check, ...]) -> list[str]:
        return [one.id for one in checks]

    assert ids(asked_checks(service, scope(reason="dead"), ["photographs", "building-permit"])) == ["photo-is-clear"]
    assert ids(asked_checks(service, scope(reason="construction", place="by the gate"), ["building-permit"])) == [
        "permit-is-valid",
        "place-can-be-found",
        "reason-is-told",
    ]


def outcome(**answers: bool) -> IntakeOutcome:
    said = {name.replace("_", "-"): answer for name, answer in answers.items()}
    return outcome_of([Check.parse(one) for one in CHECKLIST if one["id"] in said], said)


def test_all_right_is_accepted() -> None:
    assert outcome(photo_is_clear=True, place_can_be_found=True) == IntakeOutcome("accept")


def test_everything_wrong_is_told_at_once() -> None:
    assert outcome(photo_is_clear=False, place_can_be_found=False, permit_is_valid=True) == IntakeOutcome(
        "return", ("no-photo-is-clear", "no-place-can-be-found"), ("/documents/photographs", "/answers/place")
    )


def test_what_cannot_be_corrected_refuses() -> None:
    assert outcome(photo_is_clear=False, deed_is_right=False).outcome == "refuse"


def test_each_ground_and_place_is_named_once() -> None:
    twice = [
        Check.parse(check("a", {"field": "place"}, ground="x")),
        Check.parse(check("b", {"field": "place"}, ground="x")),
    ]
    assert outcome_of(twice, {"a": False, "b": False}) == IntakeOutcome("return", ("x",), ("/answers/place",))


def test_a_check_without_an_answer_is_no_outcome() -> None:
    with pytest.raises(KeyError, match="photo-is-clear"):
        outcome_of([Check.parse(CHECKLIST[0])], {})
