"""A Task is one person's at a time: claimed, released, given, taken over from the absent, drawn by lot."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chalicelib.domain import queues as rules
from chalicelib.domain.errors import (
    ColleagueAtWork,
    Conflict,
    ConflictOfInterest,
    Forbidden,
    InvalidInput,
    NotFound,
    OknoError,
    TaskClaimed,
)
from chalicelib.domain.permissions import Actor, Membership
from chalicelib.domain.queues import Absence
from chalicelib.domain.work import Task
from chalicelib.usecases import conflicts, queues, tasks, verifying
from chalicelib.usecases.completions import Completion
from chalicelib.usecases.context import of_case
from tests.support.municipality import EMAIL, Municipality, municipality

DEPARTMENT = "transport-committee"


def member(name: str, *roles: str, department: str = DEPARTMENT) -> Actor:
    return Actor("staff", name, (Membership(department, roles),))


ANNA, BULAT, HEAD = member("anna", "expert"), member("bulat", "expert"), member("head", "head")


@pytest.fixture
def town() -> Iterator[Municipality]:
    with municipality() as made:
        for actor in (ANNA, BULAT, HEAD):
            (held,) = actor.memberships
            made.stores.members.put(str(actor.id), held, by="tests", at="2026-01-01T00:00:00.000Z")
        yield made


def an_experts_task(town: Municipality) -> Task:
    case = town.file(town.world("expert-two-registrations").answers).case.id
    town.machines.settle()
    (task,) = town.view(case).tasks
    return task


def said(outcome: str = "pass") -> Completion:
    return Completion(outcome)


def test_a_queue_says_how_a_task_stands_to_its_last_day(town: Municipality) -> None:
    task = an_experts_task(town)

    def risk() -> str:
        found, _ = tasks.list_open(town.stores, ANNA, DEPARTMENT, "expert", None, 10)
        return queues.risks(town.stores, found)[task.id]

    assert risk() == "in_time"
    for days, stands in ((-1, "soon"), (0, "today"), (1, "late")):
        town.clock.at = datetime.fromisoformat(f"{task.due_on}T09:00:00+00:00") + timedelta(days=days)
        assert risk() == stands


def test_a_claimed_task_is_done_by_its_owner_alone(town: Municipality) -> None:
    task = an_experts_task(town)
    claimed = queues.claim(town.stores, ANNA, task.id, task.version)
    assert (claimed.assignee, claimed.version) == ("anna", task.version + 1)
    with pytest.raises(TaskClaimed):
        queues.claim(town.stores, BULAT, task.id, claimed.version)
    with pytest.raises(TaskClaimed):
        tasks.complete(town.stores, BULAT, task.id, version=claimed.version, said=said())
    mine, _ = queues.own(town.stores, ANNA, None, 10)
    assert [one.id for one in mine] == [task.id]
    tasks.complete(town.stores, ANNA, task.id, version=claimed.version, said=said())
    assert queues.own(town.stores, ANNA, None, 10)[0] == []
    town.machines.settle()
    assert verifying.verify(town.stores, HEAD, task.case).flaw is None


def test_a_claim_needs_the_version_that_was_seen(town: Municipality) -> None:
    task = an_experts_task(town)
    with pytest.raises(Conflict):
        queues.claim(town.stores, ANNA, task.id, task.version + 1)
    assert town.stores.cases.task(task.id).assignee is None


def test_of_two_who_claim_at_once_one_has_it(town: Municipality) -> None:
    task = an_experts_task(town)
    begin = town.stores.begin

    def meanwhile(by: str, at: str) -> object:
        town.stores.begin = begin
        queues.claim(town.stores, BULAT, task.id, task.version)
        return begin(by=by, at=at)

    town.stores.begin = meanwhile
    with pytest.raises(TaskClaimed):
        queues.claim(town.stores, ANNA, task.id, task.version)
    assert town.stores.cases.task(task.id).assignee == "bulat"
    assert queues.own(town.stores, ANNA, None, 10)[0] == []


def test_a_task_goes_back_by_its_owner_or_the_head(town: Municipality) -> None:
    task = queues.claim(town.stores, ANNA, (free := an_experts_task(town)).id, free.version)
    with pytest.raises(Forbidden):
        queues.release(town.stores, BULAT, task.id, task.version)
    released = queues.release(town.stores, HEAD, task.id, task.version)
    assert released.assignee is None
    assert queues.own(town.stores, ANNA, None, 10)[0] == []


def test_the_head_gives_a_task_to_who_may_do_it(town: Municipality) -> None:
    task = an_experts_task(town)
    with pytest.raises(Forbidden):
        queues.assign(town.stores, ANNA, task.id, task.version, "bulat")
    with pytest.raises(InvalidInput) as refused:
        queues.assign(town.stores, HEAD, task.id, task.version, "head")
    assert [(one.pointer, one.reason) for one in refused.value.errors] == [("/person", "may-not")]
    queues.be_absent(town.stores, HEAD, DEPARTMENT, "bulat", Absence("2026-11-01", "2026-12-31"))
    with pytest.raises(InvalidInput):
        queues.assign(town.stores, HEAD, task.id, task.version, "bulat")
    given_to = queues.assign(town.stores, HEAD, task.id, task.version, "anna")
    assert (given_to.assignee, given_to.assigned_by) == ("anna", "head")


def test_only_the_absent_are_relieved(town: Municipality) -> None:
    free = an_experts_task(town)
    task = queues.claim(town.stores, ANNA, free.id, free.version)
    with pytest.raises(ColleagueAtWork):
        queues.take_over(town.stores, BULAT, task.id, task.version)
    with pytest.raises(Forbidden):
        queues.be_absent(town.stores, BULAT, DEPARTMENT, "anna", Absence("2026-11-01", "2026-12-31"))
    queues.be_absent(town.stores, ANNA, DEPARTMENT, "anna", Absence("2026-11-01", "2026-12-31"))
    taken = queues.take_over(town.stores, BULAT, task.id, task.version)
    assert taken.assignee == "bulat"
    facts = [fact for commit in town.stores.commits.chain(f"CASE#{task.case}") for fact in commit.facts]
    assert [fact["fact"] for fact in facts if fact["fact"].startswith("Task")] == ["TaskClaimed", "TaskTakenOver"]


def test_many_at_once_are_answered_one_by_one(town: Municipality) -> None:
    first, second = an_experts_task(town), an_experts_task(town)
    bulats = queues.claim(town.stores, BULAT, first.id, first.version)
    found = queues.each(
        town.stores,
        ANNA,
        "claim",
        [(first.id, bulats.version), (second.id, second.version), ("0" * 32, 1)],
        None,
    )
    kinds = [type(what) for _, what in found]
    assert kinds == [TaskClaimed, Task, NotFound]
    assert isinstance(found[0][1], OknoError)
    assert town.stores.cases.task(first.id).assignee == "bulat"
    assert town.stores.cases.task(second.id).assignee == "anna"


@pytest.mark.parametrize(
    ("relation", "party"), [("self", ("email", EMAIL.upper())), ("relative", ("phone", "+7 917 000-00-01"))]
)
def test_nobody_acts_on_an_own_or_a_relatives_application(
    town: Municipality, relation: str, party: tuple[str, str]
) -> None:
    task = an_experts_task(town)
    assert conflicts.declare(town.stores, ANNA, [(relation, party)]) == {"self": 0, "relative": 0} | {relation: 1}
    with pytest.raises(ConflictOfInterest):
        queues.claim(town.stores, ANNA, task.id, task.version)
    with pytest.raises(ConflictOfInterest):
        tasks.complete(town.stores, ANNA, task.id, version=task.version, said=said())
    with pytest.raises(InvalidInput):
        queues.assign(town.stores, HEAD, task.id, task.version, "anna")
    tasks.complete(town.stores, BULAT, task.id, version=task.version, said=said())
    stored = town.stores.members.declaration("anna")
    assert EMAIL not in str(stored)
    assert "79170000001" not in str(stored)


def test_a_lot_falls_on_who_may_and_can_be_repeated(town: Municipality) -> None:
    task = an_experts_task(town)
    case = town.stores.cases.case(task.case)
    queues.be_absent(town.stores, ANNA, DEPARTMENT, "anna", Absence("2026-11-01", "2026-12-31"))
    given_to, (fact,) = queues.by_lot(town.stores, task, case, case.chain)
    assert given_to.assignee == "bulat"
    assert fact["candidates"] == ["bulat"]
    assert rules.draw(fact["seed"], fact["candidates"]) == fact["person"]
    excluded = dataclasses.replace(task, prepared_by=("bulat",))
    assert queues.by_lot(town.stores, excluded, case, case.chain) == (excluded, ())


@pytest.mark.parametrize("lie", [False, True])
def test_an_untrue_draw_is_found(town: Municipality, lie: bool) -> None:
    task = an_experts_task(town)
    case = town.stores.cases.case(task.case)
    honest = rules.draw(case.chain, ["anna", "bulat"])
    person = ({"anna", "bulat"} - {honest}).pop() if lie else honest
    fact = {"fact": "TaskDrawn", "task": task.id, "person": person, "seed": case.chain, "candidates": ["anna", "bulat"]}
    write = town.stores.begin(by="tests", at="2026-11-23T09:00:00.000Z")
    write.change(case, case, (fact,), context=of_case(case), owes=frozenset())
    write.commit()
    assert (verifying.verify(town.stores, HEAD, task.case).flaw is not None) == lie


@given(some.lists(some.text("abcdef", min_size=1), min_size=1), some.text())
def test_a_draw_depends_on_nothing_but_seed_and_candidates(candidates: list[str], seed: str) -> None:
    assert rules.draw(seed, candidates) == rules.draw(seed, list(reversed(candidates + candidates)))
    assert rules.draw(seed, candidates) in candidates


def test_draws_are_fair() -> None:
    found = Counter(rules.draw(f"seed {number}", ["a", "b", "c", "d"]) for number in range(4000))
    assert min(found.values()) > 880
    assert max(found.values()) < 1120
