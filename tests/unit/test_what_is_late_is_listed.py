"""Heads and administrators list what is past its term; what is done leaves the list; a page costs what a page costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.client import BaseClient

from chalicelib.adapters.dynamodb.client import aws
from chalicelib.domain.clock import stamp
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.permissions import Actor, Membership
from chalicelib.domain.work import Task, TaskKind
from chalicelib.usecases import closing, escalating, suspending
from chalicelib.usecases.escalating import Escalation
from tests.support.municipality import EXPERT, Municipality, municipality
from tests.unit.requests_world import ASKER, ASKING, CHIEF, NOTHING_OWED, TREASURY, answer, asked, let_days_pass
from tests.unit.requests_world import with_people as changed

HEAD = Actor("staff", "head", (Membership(ASKING, ("head",)),))
ADMINISTRATOR = Actor("staff", "admin", (Membership("information-technology", ("administrator",)),))
WHY = {
    "code": "paper",
    "text": {"ru": "Ждём", "tt": "Көтәбез", "en": "A paper is awaited"},
    "clause": "п. 1",
    "within": {"days": 60, "unit": "calendar"},
}


@pytest.fixture
def city() -> Iterator[Municipality]:
    bundle = changed("wait")
    bundle["services"]["resident-parking-permit"]["suspension"] = [WHY]
    with municipality(bundle) as made:
        yield made


def late(city: Municipality, who: Actor, department: str, kind: str | None = None) -> list[Escalation]:
    found, following = escalating.list_late(city.stores, who, department, kind, None, 100)
    assert following is None
    return found


def test_a_request_is_listed_until_it_is_answered(city: Municipality) -> None:
    _, task = asked(city)
    let_days_pass(city, 2)
    assert late(city, CHIEF, TREASURY) == []
    let_days_pass(city, 3)
    for who in (CHIEF, ADMINISTRATOR):
        (one,) = late(city, who, TREASURY)
        assert isinstance(one.what, Task)
        assert (one.kind, one.what.id, one.days > 0) == ("request", task.id, True)
    assert late(city, CHIEF, TREASURY, "case") == late(city, HEAD, ASKING) == []
    answer(city, city.stores.cases.task(task.id), NOTHING_OWED)
    assert late(city, CHIEF, TREASURY) == []


def test_a_case_is_listed_until_it_is_decided_or_ends(city: Municipality) -> None:
    (granted, task), (withdrawn, other) = asked(city), asked(city)
    let_days_pass(city, 12)
    assert {one.what.id for one in late(city, HEAD, ASKING)} == {granted, withdrawn}
    assert {one.what.id for one in late(city, CHIEF, TREASURY)} == {task.id, other.id}
    person = city.stores.cases.case(withdrawn).person
    closing.withdraw(city.stores, Actor("applicant", person), withdrawn)
    answer(city, city.stores.cases.task(task.id), NOTHING_OWED)
    city.machines.settle()
    assert city.view(granted).followed.case.outcome == "granted"
    assert late(city, HEAD, ASKING) == late(city, CHIEF, TREASURY) == []
    pointers = [item for item in aws("dynamodb").scan(TableName="cases")["Items"] if "ESCALATED" in item["pk"]["S"]]
    assert pointers == []


def test_a_late_case_that_is_suspended_stays_late_and_is_told_of_once(city: Municipality) -> None:
    case, _ = asked(city)
    let_days_pass(city, 12)
    suspending.suspend(city.stores, EXPERT, case, code="paper")
    assert [one.what.id for one in late(city, HEAD, ASKING)] == [case]
    let_days_pass(city, 20)
    suspending.resume(city.stores, EXPERT, case)
    let_days_pass(city, 3)
    assert [one.what.id for one in late(city, HEAD, ASKING)] == [case]
    facts = [fact["fact"] for commit in city.stores.commits.chain(f"CASE#{case}") for fact in commit.facts]
    assert facts.count("TermPassed") == 1


@pytest.mark.parametrize("who", [ASKER, HEAD, Actor("applicant", "p"), Actor("anonymous")])
def test_nobody_else_lists_them(city: Municipality, who: Actor) -> None:
    with pytest.raises(Forbidden):
        escalating.list_late(city.stores, who, TREASURY, None, None, 20)


def test_pages_name_everything_once_the_longest_first_at_the_same_cost(city: Municipality) -> None:
    def fill(first: int, count: int) -> None:
        for number in range(first, first + count):
            at = stamp(city.clock())
            city.clock.advance(minutes=1)
            task = Task(
                id=f"{number * 7919:032x}",
                kind=TaskKind.REQUEST,
                department=TREASURY,
                role="responder",
                case="a-1",
                application="a",
                number="n",
                service="s",
                opened_at=at,
                due_on="2026-11-20",
                escalated_at=at,
            )
            write = city.stores.begin(by="tests", at=at)
            write.task(task, after=None)
            write.commit()

    def walk() -> tuple[list[str], list[Counter[str]]]:
        named, costs, after = [], [], None
        while True:
            with counted() as calls:
                found, after = escalating.list_late(city.stores, CHIEF, TREASURY, None, after, 10)
            named += [one.what.id for one in found]
            costs.append(calls)
            if after is None:
                return named, costs

    fill(1, 25)
    few, cost_of_few = walk()
    fill(26, 75)
    many, cost_of_many = walk()
    assert (few, many) == ([f"{n * 7919:032x}" for n in range(1, 26)], [f"{n * 7919:032x}" for n in range(1, 101)])
    assert cost_of_few[0] == cost_of_many[0] == cost_of_many[5] == Counter(Query=8, BatchGetItem=1)


class counted:
    """Counts the calls of DynamoDB meanwhile."""

    def __enter__(self) -> Counter[str]:
        calls, usual = Counter[str](), BaseClient._make_api_call

        def note(client: Any, name: str, arguments: dict[str, Any]) -> Any:
            calls[name] += client.meta.service_model.service_name == "dynamodb"
            return usual(client, name, arguments)

        self.usual, BaseClient._make_api_call = usual, note
        return calls

    def __exit__(self, *_: object) -> None:
        BaseClient._make_api_call = self.usual
