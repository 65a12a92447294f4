"""A suspended term goes on by exactly the days that it stood, in the municipality's calendar."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chalicelib.domain.calendars import Calendar
from chalicelib.domain.definitions import Term
from chalicelib.domain.errors import AlreadyDone, CaseSuspended, Forbidden, InvalidInput
from chalicelib.domain.permissions import SYSTEM
from chalicelib.domain.suspensions import days_suspended, due_after
from chalicelib.usecases import suspending, sweeping, verifying
from tests.support.municipality import Municipality, municipality
from tests.unit.expert_world import ANNA, BULAT, GARDENER, complete, filed, open_tasks, publish

KAZAN = Calendar.parse(json.loads(Path("schemas/calendars/kazan.json").read_text()))
DAYS = some.dates(date(2026, 1, 12), date(2026, 6, 30))
UNITS = some.sampled_from(["working", "calendar"])
WHY = {
    "code": "winter",
    "text": {"ru": "Снег", "tt": "Кар", "en": "Snow"},
    "clause": "Регламент, п. 2.4.1",
    "within": {"days": 10, "unit": "calendar"},
}


def resumed(days: int) -> dict[str, Any]:
    return {"event": "resumed", "days": days}


@given(DAYS, some.integers(1, 40), some.lists(some.tuples(some.integers(0, 15), some.integers(0, 15)), max_size=4))
def test_as_many_working_days_are_left_after_as_before(start: date, days: int, gaps: list[tuple[int, int]]) -> None:
    term, ledger, day = Term(days, "working"), [], start
    due = due_after(KAZAN, start, term, ledger)
    for running, standing in gaps:
        since = day + timedelta(days=running)
        day = since + timedelta(days=standing)
        left = KAZAN.working_days_between(since, due)
        ledger.append(resumed(days_suspended(KAZAN, since, day, "working")))
        due = due_after(KAZAN, start, term, ledger)
        assert KAZAN.working_days_between(day, due) == left


@given(DAYS, some.integers(1, 40), some.lists(some.integers(0, 15), max_size=5))
def test_calendar_days_add_up_without_rounding(start: date, days: int, stood: list[int]) -> None:
    due = due_after(KAZAN, start, Term(days, "calendar"), map(resumed, stood))
    assert due == KAZAN.next_working(start + timedelta(days=days + sum(stood)))


@given(DAYS, some.integers(0, 30), some.integers(0, 30), UNITS)
def test_standing_twice_is_standing_once_for_as_long(day: date, one: int, other: int, unit: str) -> None:
    middle, end = day + timedelta(days=one), day + timedelta(days=one + other)
    parts = days_suspended(KAZAN, day, middle, unit) + days_suspended(KAZAN, middle, end, unit)
    assert parts == days_suspended(KAZAN, day, end, unit)


def test_a_weekend_is_no_working_day_suspended() -> None:
    friday, monday = date(2026, 3, 13), date(2026, 3, 16)
    assert days_suspended(KAZAN, friday, monday, "working") == 1
    assert days_suspended(KAZAN, friday, monday, "calendar") == 3


@pytest.fixture
def town() -> Iterator[Municipality]:
    with municipality() as made:
        publish(made, lambda service: service.update(suspension=[WHY]))
        yield made


def case_of(town: Municipality, case: str) -> Any:
    return town.view(case).followed.case


def test_a_case_is_suspended_and_resumed_by_hand(town: Municipality) -> None:
    case = filed(town)
    due = case_of(town, case).due_on
    with pytest.raises(InvalidInput) as wrong:
        suspending.suspend(town.stores, ANNA, case, code="bored")
    assert [(one.pointer, one.params) for one in wrong.value.errors] == [("/code", {"options": ["winter"]})]
    with pytest.raises(Forbidden):
        suspending.suspend(town.stores, GARDENER, case, code="winter")
    with pytest.raises(AlreadyDone):
        suspending.resume(town.stores, ANNA, case)

    since = town.today
    held = suspending.suspend(town.stores, ANNA, case, code="winter")
    assert held.suspended is not None
    assert (held.status, held.suspended["until"]) == ("suspended", str(KAZAN.add_term(since, 10, "calendar")))
    with pytest.raises(AlreadyDone):
        suspending.suspend(town.stores, ANNA, case, code="winter")
    (task,) = open_tasks(town, case)
    complete(town, ANNA, task, "pass")
    town.machines.settle()
    assert open_tasks(town, case, "decision") == [], "nobody is asked to decide what stands still"

    town.clock.advance(days=3)
    on = suspending.resume(town.stores, BULAT, case)
    stood = KAZAN.working_days_between(since, town.today)
    assert on.due_on == str(KAZAN.add_working_days(date.fromisoformat(due), stood))
    assert [(one["event"], one.get("days"), one["clause"]) for one in on.clock[1:]] == [
        ("suspended", None, WHY["clause"]),
        ("resumed", stood, WHY["clause"]),
    ]
    town.machines.settle()
    (decision,) = open_tasks(town, case, "decision")
    complete(town, BULAT, decision, "grant")
    town.machines.settle()
    assert case_of(town, case).outcome == "granted"
    assert verifying.verify(town.stores, SYSTEM, case).flaw is None


def test_nobody_decides_a_suspended_case(town: Municipality) -> None:
    case = filed(town)
    (task,) = open_tasks(town, case)
    complete(town, ANNA, task, "pass")
    town.machines.settle()
    (decision,) = open_tasks(town, case, "decision")
    suspending.suspend(town.stores, BULAT, case, code="winter")
    with pytest.raises(CaseSuspended):
        complete(town, BULAT, decision, "grant")
    suspending.resume(town.stores, BULAT, case)
    complete(town, BULAT, decision, "grant")
    town.machines.settle()
    assert case_of(town, case).outcome == "granted"


def test_a_case_goes_on_by_itself_when_the_longest_time_has_passed(town: Municipality) -> None:
    case = filed(town)
    due, since = date.fromisoformat(case_of(town, case).due_on), town.today
    suspending.suspend(town.stores, ANNA, case, code="winter")
    until = KAZAN.add_term(since, 10, "calendar")
    town.clock.advance(days=8)
    assert sweeping.sweep(town.stores)["terms passed"] == 0, "the term doesn't run"
    assert case_of(town, case).status == "suspended"
    town.clock.advance(days=30)
    assert sweeping.sweep(town.stores)["cases resumed"] == 1
    case_now = case_of(town, case)
    assert case_now.status == "in_consideration"
    expected = KAZAN.add_working_days(due, KAZAN.working_days_between(since, until))
    assert case_now.due_on == str(expected), "a sweep that comes late gives the municipality no day more"
    assert verifying.verify(town.stores, SYSTEM, case).flaw is None
