"""Why a case stands still: the declared reason to everybody, what a specialist added to it to those whom it is for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.client import aws
from chalicelib.adapters.dynamodb.items import to_key
from chalicelib.domain.permissions import ANONYMOUS, SYSTEM
from chalicelib.domain.suspensions import timeline
from chalicelib.usecases import suspending, tracking, verifying
from tests.support.municipality import Municipality, municipality
from tests.unit.expert_world import ANNA, BULAT, complete, filed, open_tasks, publish

NOTE = "Гөлнара ханым авырый, the inspector comes on Friday"
SNOW = {
    "code": "winter",
    "text": {"ru": "Снег", "tt": "Кар", "en": "Snow"},
    "clause": "Регламент, п. 2.4.1",
    "within": {"days": 10, "unit": "calendar"},
}
PAPER = {**SNOW, "code": "paper", "text": {"ru": "Ждём документ", "tt": "Документ көтәбез", "en": "A paper is awaited"}}


@pytest.fixture(params=["staff", "applicant"])
def readers(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def town(readers: str) -> Iterator[Municipality]:
    told = {} if readers == "staff" else {"note": readers}
    with municipality() as made:
        publish(made, lambda service: service.update(suspension=[SNOW | {"clause": "п. 9"}, PAPER | told]))
        yield made


def seen(town: Municipality, case: str, *, staff: bool) -> list[dict[str, Any]]:
    """The suspensions of a timeline, as its applicant follows it or as staff read it."""
    view = town.view(case)
    followed = view.followed
    if not staff:
        number, application = followed.case.number, followed.application.id
        secret = town.stores.secrets.tracking_secret(application)
        followed = tracking.follow(town.stores, ANONYMOUS, number, secret)
    told = timeline(followed.case, followed.service.suspensions, staff=staff)
    return [one for one in told if one["status"] == "suspended"]


def test_a_note_is_sealed_and_shown_to_those_whom_it_is_for(town: Municipality, readers: str) -> None:
    case = filed(town)
    suspending.suspend(town.stores, ANNA, case, code="winter")
    suspending.resume(town.stores, ANNA, case)
    suspending.suspend(town.stores, BULAT, case, code="paper", note=NOTE)
    suspending.resume(town.stores, ANNA, case)
    (task,) = open_tasks(town, case)
    complete(town, ANNA, task, "pass")
    town.machines.settle()
    (decision,) = open_tasks(town, case, "decision")
    complete(town, BULAT, decision, "grant")
    town.machines.settle()

    table = json.dumps(aws("dynamodb").scan(TableName="cases")["Items"], default=lambda _: "", ensure_ascii=False)
    assert case in table and NOTE not in table
    for staff in (True, False):
        first, second = seen(town, case, staff=staff)
        assert [one["reason"]["text"] for one in (first, second)] == [SNOW["text"], PAPER["text"]]
        assert "note" not in first
        assert second.get("note") == (NOTE if staff or readers == "applicant" else None)
    assert verifying.verify(town.stores, SYSTEM, case).flaw is None


def test_a_note_goes_with_its_applicant(town: Municipality) -> None:
    case = filed(town)
    suspending.suspend(town.stores, ANNA, case, code="paper", note=NOTE)
    person = town.stores.cases.case(case).person
    aws("dynamodb").delete_item(TableName="accounts", Key=to_key(keys.person_key(person)))
    town.stores.accounts.forget_keys()
    (step,) = seen(town, case, staff=True)
    assert (step["reason"]["code"], "note" in step) == ("paper", False)
    suspending.resume(town.stores, ANNA, case)
    assert town.view(case).followed.case.status == "in_consideration"


def test_a_ledger_of_an_earlier_release_is_told_by_its_clause(town: Municipality) -> None:
    case = filed(town)
    held = suspending.suspend(town.stores, ANNA, case, code="paper")
    service = town.view(case).followed.service
    without = tuple({name: value for name, value in one.items() if name != "code"} for one in held.clock)
    (step,) = (
        one
        for one in timeline(replace(held, clock=without), service.suspensions, staff=False)
        if one["status"] == "suspended"
    )
    assert step["reason"]["code"] == "paper"
    assert "reason" not in timeline(held, {}, staff=False)[-1], "a reason that isn't declared any more"
