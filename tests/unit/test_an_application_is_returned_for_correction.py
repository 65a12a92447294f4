"""Intake in one process: a checklist whose outcome follows, a return that names all, a correction of exactly that."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from chalicelib.domain import returning
from chalicelib.domain.definition_views import Term
from chalicelib.domain.errors import AlreadyDone, Forbidden, InvalidAnswers, InvalidInput, KeyReused, NotFound
from chalicelib.domain.permissions import ANONYMOUS, SYSTEM, Actor, Membership
from chalicelib.usecases import (
    catalogue,
    closing,
    correcting,
    intake,
    notifying,
    sweeping,
    tracking,
    verifying,
)
from chalicelib.usecases.calendars import calendar
from chalicelib.usecases.correcting import Correction
from tests.support.municipality import Municipality, municipality
from tests.unit.intake_world import (
    CHECKS,
    CLERK,
    SERVICE,
    WORDS,
    answered,
    answers_of_example,
    case_of,
    complete,
    correct,
    file,
    open_task,
    returned,
)


@pytest.fixture
def town() -> Iterator[Municipality]:
    with municipality() as made:
        yield made


def test_the_checklist_asks_in_plain_words_what_a_machine_cannot_check(town: Municipality) -> None:
    filed = file(town)
    task = open_task(town, filed)
    shown = intake.checklist_of(town.stores, CLERK, task)
    assert [one["id"] for one in shown] == list(CHECKS)
    for one in shown:
        for words in ("question", "right", "wrong"):
            assert set(one[words]) >= {"ru", "tt", "en"}
        assert set(one["ground"]) == {"code", "text", "clause"}
    place = next(one for one in shown if one["id"] == "place-can-be-found")
    assert place["about"]["answer"] == answers_of_example(town)["tree_location"]
    with pytest.raises(Forbidden):
        intake.checklist_of(town.stores, Actor("staff", "x", (Membership("elsewhere", ("intake",)),)), task)


def test_all_yes_is_accepted_and_goes_on(town: Municipality) -> None:
    filed = file(town)
    done = complete(town, open_task(town, filed), answered())
    assert done.outcome == "accept"
    assert case_of(town, filed).registered_on is not None


@pytest.mark.parametrize(
    ("checklist", "pointer", "reason"),
    [
        (answered(checks=CHECKS[:-1]), "/checklist/need-is-explained", "required"),
        (answered(checks=(*CHECKS, "made-up")), "/checklist/made-up", "unknown"),
        ({}, "/checklist/place-can-be-found", "required"),
    ],
)
def test_an_incomplete_checklist_is_refused_with_its_place(
    town: Municipality, checklist: dict[str, Any], pointer: str, reason: str
) -> None:
    task = open_task(town, file(town))
    with pytest.raises(InvalidInput) as refused:
        complete(town, task, checklist)
    assert (pointer, reason) in {(one.pointer, one.reason) for one in refused.value.errors}


def test_an_outcome_that_does_not_follow_is_refused(town: Municipality) -> None:
    task = open_task(town, file(town))
    with pytest.raises(InvalidInput) as refused:
        complete(town, task, answered("place-can-be-found"), outcome="accept")
    assert refused.value.errors[0].pointer == "/outcome"
    assert complete(town, task, answered("place-can-be-found"), outcome="return").outcome == "return"


def test_a_return_names_every_defect_at_once_with_the_specialists_words(town: Municipality) -> None:
    filed = returned(town, "place-can-be-found", "need-is-explained")
    case = case_of(town, filed)
    assert case.returned is not None
    assert case.returned["fields"] == ["/answers/tree_location", "/answers/felling_need"]
    assert case.returned["until"] == "2026-12-07"
    followed = tracking.follow(town.stores, ANONYMOUS, filed.application.number, filed.secret)
    assert [one["pointer"] for one in followed.defects] == case.returned["fields"]
    assert followed.defects[0]["note"] == WORDS
    for language in ("ru", "tt", "en"):
        entries = notifying.list_notifications(town.stores, Actor("applicant", "gulnara"), language=language)[0]
        told = next(one for one in entries if one.status == "returned")
        service = catalogue.by_hash(town.stores, case.bundle).service(SERVICE)
        for check in service.checklist:
            assert (check.wrong[language] in told.body) == (check.id in case.returned["checks"])
        assert told.body.count(WORDS) == 2
    assert WORDS not in str(list(town.stores.commits.chain(case.aggregate))), "facts hold codes only"


def test_a_field_that_was_not_named_is_not_corrected_and_nothing_is_half_done(town: Municipality) -> None:
    filed = returned(town, "place-can-be-found")
    with pytest.raises(InvalidAnswers) as refused:
        correct(town, filed, tree_location="Справа от входа", felling_on="2026-12-02")
    assert [(one.pointer, one.reason) for one in refused.value.errors] == [("/answers/felling_on", "not-named")]
    application = town.stores.cases.application(filed.application.id)
    assert (application.round, application.content_hash) == (1, filed.application.content_hash)
    assert case_of(town, filed).status == "returned"


def test_every_named_field_is_touched_and_the_whole_form_holds(town: Municipality) -> None:
    filed = returned(town, "place-can-be-found", "need-is-explained")
    with pytest.raises(InvalidAnswers) as refused:
        correct(town, filed, tree_location="")
    found = {(one.pointer, one.reason) for one in refused.value.errors}
    assert ("/answers/felling_need", "not-corrected") in found
    assert "/answers/tree_location" in {pointer for pointer, _ in found}


def test_a_correction_keeps_number_and_place_and_earlier_contents(town: Municipality) -> None:
    filed = returned(town, "place-can-be-found")
    before = case_of(town, filed)
    town.clock.advance(days=2)
    correct(town, filed, tree_location="Справа от входа, у забора")
    case = case_of(town, filed)
    assert (case.number, case.filed_at, case.status) == (before.number, before.filed_at, "verification")
    assert case.n == before.n + 1
    application = town.stores.cases.application(filed.application.id)
    assert (application.round, case.round) == (2, 2)
    assert town.stores.accounts.content(application).answers["tree_location"] == "Справа от входа, у забора"
    kept = town.stores.cases.contents(application)
    assert kept == {1: filed.application.sealed, 2: application.sealed}
    first = dataclasses.replace(application, sealed=kept[1])
    assert town.stores.accounts.content(first).answers == answers_of_example(town)
    assert verifying.verify(town.stores, SYSTEM, case.id).flaw is None


def test_an_altered_earlier_content_is_found(town: Municipality) -> None:
    from chalicelib.adapters.dynamodb import keys_contents
    from chalicelib.adapters.dynamodb.items import to_key

    filed = returned(town, "place-can-be-found")
    correct(town, filed, tree_location="Справа от входа, у забора")
    town.stores.cases._client.update_item(
        TableName=town.stores.cases.table,
        Key=to_key(keys_contents.content(filed.application.id, 1)),
        UpdateExpression="SET sealed = :other",
        ExpressionAttributeValues={":other": {"B": b"other"}},
    )
    flaw = verifying.verify(town.stores, SYSTEM, filed.case.id).flaw
    assert flaw is not None
    assert flaw.aggregate == f"APP#{filed.application.id}"


def test_a_later_return_names_only_what_the_correction_touched(town: Municipality) -> None:
    filed = returned(town, "place-can-be-found")
    correct(town, filed, tree_location="Справа от входа, у забора")
    task = open_task(town, filed)
    assert (task.round, [one["id"] for one in intake.checklist_of(town.stores, CLERK, task)]) == (
        2,
        ["place-can-be-found"],
    )
    with pytest.raises(InvalidInput) as refused:
        complete(town, task, answered("need-is-explained", checks=("place-can-be-found", "need-is-explained")))
    assert refused.value.errors[0].pointer == "/checklist/need-is-explained"
    complete(town, task, answered(checks=("place-can-be-found",)))
    assert case_of(town, filed).registered_on is not None
    assert verifying.verify(town.stores, SYSTEM, filed.case.id).flaw is None


def test_a_correction_repeated_is_one_and_another_body_is_told(town: Municipality) -> None:
    filed = returned(town, "place-can-be-found")
    correct(town, filed, tree_location="Справа от входа, у забора")
    correct(town, filed, tree_location="Справа от входа, у забора")
    assert case_of(town, filed).round == 2
    with pytest.raises(KeyReused):
        correct(town, filed, tree_location="Слева")
    with pytest.raises(AlreadyDone):
        correct(town, filed, key="another-key", tree_location="Слева")


def test_only_its_applicant_its_secret_and_who_typed_it_correct(town: Municipality) -> None:
    filed = returned(town, "place-can-be-found")
    given = Correction({"tree_location": "Справа от входа, у забора"}, {}, "some-key", "hash")
    number = filed.application.number
    for stranger in (ANONYMOUS, Actor("applicant", "somebody")):
        with pytest.raises(NotFound):
            correcting.correct(town.stores, stranger, number, None, given)
    with pytest.raises(Forbidden):
        correcting.correct(town.stores, CLERK, number, None, given)
    correcting.correct(town.stores, Actor("applicant", "gulnara"), number, None, given)
    assert case_of(town, filed).status == "verification"


def test_the_term_of_registration_starts_again_with_the_correction(town: Municipality) -> None:
    filed = returned(town, "place-can-be-found")
    town.clock.advance(days=3)
    correct(town, filed, tree_location="Справа от входа, у забора")
    case = case_of(town, filed)
    assert [entry["event"] for entry in case.clock] == ["returned", "corrected"]
    assert case.clock[1] == {
        "event": "corrected",
        "on": "2026-11-26",
        "clock": "restart",
        "due_on": "2026-11-27",
        "clause": case.clock[0]["clause"],
    }
    assert case.clock[0]["clause"]
    assert open_task(town, filed).due_on == "2026-11-27"


@pytest.mark.parametrize(
    ("clock", "unit", "due_on"),
    [
        ("restart", "working", "2026-12-09"),
        ("continue", "working", "2026-12-07"),
        ("restart", "calendar", "2026-12-07"),
        ("continue", "calendar", "2026-12-07"),
    ],
)
def test_the_term_starts_again_or_goes_on_as_the_definition_says(
    town: Municipality, clock: str, unit: str, due_on: str
) -> None:
    days = calendar(town.stores, catalogue.current(town.stores, town.clock()))
    case = dataclasses.replace(case_of(town, file(town)), returned={"on": "2026-11-25"})
    term, filed_on = Term(5, unit), date(2026, 11, 23)
    before = returning.register_by(case, days, term, filed_on)
    assert before == date(2026, 11, 30)
    found = returning.register_by_after(case, days, term, clock, before=before, on=date(2026, 12, 2))
    assert found.isoformat() == due_on


def test_what_nobody_corrects_in_time_is_refused_on_the_declared_ground(town: Municipality) -> None:
    filed = returned(town, "place-can-be-found")
    town.clock.at = town.clock.at.replace(month=12, day=7)
    sweeping.sweep(town.stores)
    assert case_of(town, filed).status == "returned", "the last day is the applicant's"
    town.clock.advance(days=1)
    with pytest.raises(AlreadyDone):
        correct(town, filed, tree_location="Справа от входа, у забора")
    assert case_of(town, filed).status == "returned", "too late, although the sweep hasn't come yet"
    sweeping.sweep(town.stores)
    case = case_of(town, filed)
    assert case.status == "refused_registration"
    assert [ground["code"] for ground in case.grounds] == ["documents-incomplete"]
    with pytest.raises(AlreadyDone):
        correct(town, filed, tree_location="Справа")


def test_an_application_is_withdrawn_while_it_is_returned(town: Municipality) -> None:
    filed = returned(town, "place-can-be-found")
    closing.withdraw(town.stores, ANONYMOUS, filed.case.id, secret_proved=True)
    town.clock.advance(days=30)
    sweeping.sweep(town.stores)
    assert case_of(town, filed).status == "withdrawn"
