"""An execution is disposable: when machines vanish and records come again, the sweep goes on from the facts."""

from __future__ import annotations

import random

import pytest

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
