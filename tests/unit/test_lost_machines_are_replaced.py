"""An execution is disposable: when machines vanish and records come again, the sweep goes on from the facts."""

from __future__ import annotations

import random

import pytest

from chalicelib.adapters.dynamodb.client import aws
from chalicelib.usecases import sweeping
from tests.support.municipality import municipality


@pytest.mark.parametrize("seed", range(2))
def test_machines_that_are_lost_are_replaced_and_nothing_is_doubled(seed: int) -> None:
    """Executions vanish at random, records come three times and in any order; the sweep goes on from the facts."""
    chance = random.Random(seed)
    with municipality() as town:
        case: str = town.file(town.world("expert-two-registrations").answers, person="lost").case.id
        machines = town.machines
        for _ in range(40):
            ready = [execution for execution in machines.executions.values() if execution.can_go]
            what = chance.random()
            if what < 0.1:
                machines.lose()
            elif what < 0.25:
                sweeping.sweep(town.stores, everything=True)
            elif what < 0.5 or not ready:
                machines.react(times=chance.randrange(1, 4))
            else:
                machines.step(chance.choice(ready))
            for kind, outcome in (("expert", "pass"), ("decision", "grant")):
                if chance.random() < 0.1:
                    town.complete(case, kind, outcome)
        for kind, outcome in (("expert", "pass"), ("decision", "grant"), ("", "")):
            sweeping.sweep(town.stores, everything=True)
            machines.settle(chance, times=2)
            town.complete(case, kind, outcome)
        machines.settle(chance, times=2)
        town.ended_once(case, "granted")
        assert sorted(task.kind for task in town.view(case).tasks) == ["decision", "expert"]
        told = [note.status for note, _ in town.stores.notes.page("lost", None, 100)[0]]
        assert sorted(told) == sorted(["filed", "registered", "in_consideration", "granted", "delivered", "closed"])


def test_an_expert_who_is_quicker_than_the_machine_is_heard() -> None:
    """The Task is done before its execution waits for it: whoever writes a Waiter looks whether it is late."""
    with municipality() as town:
        case: str = town.file(town.world("expert-two-registrations").answers).case.id
        machines = town.machines
        while not town.view(case).tasks:
            for execution in list(machines.executions.values()):
                if execution.can_go:
                    machines.step(execution)
            if not town.view(case).tasks:
                machines.react()
        town.complete(case, "expert", "pass")
        machines.react()
        assert [one.state for one in machines.executions.values() if one.can_go] == ["Is an expert needed?"]
        machines.settle()
        town.complete(case, "decision", "grant")
        machines.settle()
        town.ended_once(case, "granted")


def test_a_reaction_whose_end_was_not_noted_is_repeated_and_writes_nothing_new() -> None:
    """A reader dies after it wrote and before it noted so: its commits are owed still, as after a restore."""
    with municipality() as town:
        case: str = town.file(town.world("granted-registered").answers, person="told").case.id
        client = aws("dynamodb")
        for _ in range(4):
            owed = [
                client.get_item(TableName="cases", Key={"pk": {"S": pk}, "sk": {"S": sk}})["Item"]
                for pk, sk in town.machines.owed()
            ]
            town.machines.react()
            for item in owed:
                if item["pk"]["S"].startswith("LOG#"):
                    client.put_item(TableName="cases", Item=item)
            town.machines.react()
            for execution in list(town.machines.executions.values()):
                while execution.can_go:
                    town.machines.step(execution)
        town.ended_once(case, "granted")
        told = [note.status for note, _ in town.stores.notes.page("told", None, 100)[0]]
        assert sorted(told) == sorted(["filed", "registered", "in_consideration", "granted", "delivered", "closed"])
        assert len(town.machines.executions) == 1
