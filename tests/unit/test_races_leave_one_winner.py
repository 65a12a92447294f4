"""Two want the same at the same moment, transactions conflict, machines are lost: everything still happens once.

The races are made, not hoped for: `stores.fault` is called before a write, and there somebody else comes first.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.client import aws
from chalicelib.adapters.encryption import AlteredError
from chalicelib.domain.errors import AlreadyDone, Conflict, KeyReused, OknoError, TransientError
from chalicelib.domain.permissions import SYSTEM, Actor
from chalicelib.usecases import closing, deciding, tasks, verifying
from chalicelib.usecases.completions import Completion
from tests.support.municipality import EXPERT, Municipality, municipality


@pytest.fixture(scope="module")
def town() -> Iterator[Municipality]:
    with municipality() as made:
        yield made


@pytest.fixture(autouse=True)
def calm(town: Municipality) -> Iterator[None]:
    yield
    town.stores.fault = None


def meanwhile(town: Municipality, something: Callable[[], object]) -> None:
    """Let something happen right before the next write."""

    def fault() -> None:
        town.stores.fault = None
        something()

    town.stores.fault = fault


def until_decide(town: Municipality, answers: dict[str, object]) -> str:
    """File, and go on until the case would be decided."""
    case: str = town.file(answers).case.id
    machines = town.machines
    machines.react()
    (execution,) = (one for one in machines.executions.values() if one.given["case_id"] == case)
    while execution.state != "Decide":
        machines.step(execution)
    return case


def test_the_last_place_is_given_once(town: Municipality) -> None:
    first = town.world("granted-second-permit-of-the-dwelling")
    second = town.world("granted-registered")
    second.answers |= {name: first.answers[name] for name in ("dwelling", "parking_zone")}
    residents = second.records["residents"]
    town.fill({"residents": [{**residents[0], "dwelling": first.answers["dwelling"]}]})
    one, other = (until_decide(town, world.answers) for world in (first, second))
    meanwhile(town, lambda: deciding.decide(town.stores, other))
    assert deciding.decide(town.stores, one) == "again", "the place is gone, so the registers are asked again"
    town.machines.settle()
    town.ended_once(other, "granted")
    town.ended_once(one, "refused")
    assert [ground["code"] for ground in town.view(one).followed.case.grounds] == ["limit-reached"]


def test_a_case_decided_twice_at_once_is_decided_once(town: Municipality) -> None:
    case = until_decide(town, town.world("granted-registered").answers)
    meanwhile(town, lambda: deciding.decide(town.stores, case))
    assert deciding.decide(town.stores, case) == "decided"
    town.machines.settle()
    town.ended_once(case, "granted")


def test_a_withdrawal_that_comes_first_wins(town: Municipality) -> None:
    case = until_decide(town, town.world("granted-registered").answers)
    meanwhile(town, lambda: closing.withdraw(town.stores, SYSTEM, case, secret_proved=True))
    assert deciding.decide(town.stores, case) == "ended"
    town.machines.settle()
    assert town.view(case).followed.case.status == "withdrawn"
    assert not town.permits(case)
    assert verifying.verify(town.stores, SYSTEM, case).flaw is None


def test_a_withdrawal_that_comes_second_is_told(town: Municipality) -> None:
    case = until_decide(town, town.world("granted-registered").answers)
    meanwhile(town, lambda: deciding.decide(town.stores, case))
    with pytest.raises((AlreadyDone, Conflict)):
        closing.withdraw(town.stores, SYSTEM, case, secret_proved=True)
    town.machines.settle()
    town.ended_once(case, "granted")


def test_of_two_who_finish_a_task_one_is_told(town: Municipality) -> None:
    case: str = town.file(town.world("expert-two-registrations").answers).case.id
    town.machines.settle()
    (task,) = town.view(case).tasks

    def finish(outcome: str, *grounds: str) -> None:
        tasks.complete(town.stores, EXPERT, task.id, version=task.version, said=Completion(outcome, grounds))

    meanwhile(town, lambda: finish("pass"))
    with pytest.raises((AlreadyDone, Conflict)):
        finish("refuse", "not-resident")
    town.machines.settle()
    town.complete(case, "decision", "grant")
    town.machines.settle()
    town.ended_once(case, "granted")


def test_the_same_filing_twice_at_once_is_one_filing(town: Municipality) -> None:
    answers, person, key = town.world("granted-registered").answers, "somebody", "the same key"
    first: list[str] = []
    meanwhile(town, lambda: first.append(town.file(answers, person=person, key=key).application.number))
    again = town.file(answers, person=person, key=key)
    assert again.repeated
    assert [again.application.number] == first
    other = {**answers, "permit_months": 3}
    with pytest.raises(KeyReused):
        town.file(other, person=person, key=key)


def test_conflicting_transactions_are_tried_again(town: Municipality) -> None:
    """DynamoDB refuses two transactions on one item; the local engine never does, so it is done to it."""
    chance = random.Random(3)
    raised = Counter[str]()

    def conflict() -> None:
        raised["asked"] += 1
        if chance.random() < 0.4:
            raised["conflicts"] += 1
            raise TransientError("TransactionConflict")

    for name, outcome in (("granted-registered", "granted"), ("refused-arrears", "refused")):
        answers = town.world(name).answers
        town.stores.fault = conflict
        case = persist(
            lambda answers=answers, key=name: town.file(answers, person="conflicted", key=f"key {key}").case.id
        )
        town.machines.settle(chance)
        town.stores.fault = None
        town.machines.settle(chance)
        town.ended_once(case, outcome)

    answers = town.world("expert-two-registrations").answers
    town.stores.fault = conflict
    case = persist(lambda: town.file(answers, person="conflicted", key="key expert").case.id)
    town.machines.settle(chance)
    persist(lambda: town.complete(case, "expert", "pass"))
    town.machines.settle(chance)
    persist(lambda: town.complete(case, "decision", "grant"))
    town.machines.settle(chance)
    town.stores.fault = None
    town.ended_once(case, "granted")
    assert raised["conflicts"] > 10


def persist(do: Callable[[], str | None]) -> str:
    """Do as a browser does that was told to ask again."""
    while True:
        try:
            return do() or ""
        except TransientError:
            continue


def test_nobody_else_withdraws(town: Municipality) -> None:
    case: str = town.file(town.world("expert-two-registrations").answers).case.id
    with pytest.raises(OknoError):
        closing.withdraw(town.stores, Actor("applicant", "somebody else"), case)


def test_a_filing_never_uses_a_key_that_was_destroyed_meanwhile(town: Municipality) -> None:
    answers = town.world("granted-registered").answers
    first = town.file(answers, person="somebody").application
    table = town.stores.accounts.table
    key = {name: {"S": value} for name, value in keys.person_key(first.person).items()}
    aws("dynamodb").delete_item(TableName=table, Key=key)
    second = town.file(answers, person="somebody").application
    assert second.person == first.person
    assert town.stores.accounts.content(second).answers == answers
    with pytest.raises(AlteredError):
        town.stores.accounts.content(first)
