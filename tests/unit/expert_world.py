"""The shipped catalogue with one service changed for tests of what experts do, and the people who do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chalicelib.domain.chain import canonical, sha256
from chalicelib.domain.clock import stamp
from chalicelib.domain.permissions import Actor, Membership
from chalicelib.domain.publications import Publication
from chalicelib.domain.work import Task
from chalicelib.usecases import catalogue, tasks
from chalicelib.usecases.completions import Completion
from tests.support import bundles
from tests.support.municipality import Municipality
from tests.support.worlds import SERVICE

DEPARTMENT = "transport-committee"


def member(name: str, *roles: str, department: str = DEPARTMENT) -> Actor:
    return Actor("staff", name, (Membership(department, roles),))


ANNA, BULAT, VERA = (member(name, "expert", "decision_maker") for name in ("anna", "bulat", "vera"))
GARDENER = member("gardener", "expert", department="external-improvement")
EVERYBODY = (ANNA, BULAT, VERA, GARDENER)


def publish(town: Municipality, change: Callable[[dict[str, Any]], None]) -> None:
    """Publish the service as `change` leaves it, from now on, and let everybody in."""
    town.clock.advance(seconds=2)
    raw = bundles.bundle()
    change(raw["services"][SERVICE])
    name, now = sha256(canonical(raw)), stamp(town.clock())
    town.stores.catalogue.put(name, canonical(raw), b"{}")
    base = catalogue.current(town.stores, town.clock()).hash
    town.stores.pointers.add(Publication(bundle=name, valid_from=now, published_at=now, by="tests", base=base))
    town.clock.advance(seconds=2)
    for actor in EVERYBODY:
        for held in actor.memberships:
            town.stores.members.put(str(actor.id), held, by="tests", at="2026-01-01T00:00:00.000Z")


def expert_of(service: dict[str, Any]) -> dict[str, Any]:
    """The experts of the sub-service that two registrations leave to a person."""
    found = next(one for one in service["sub_services"] if one["id"] == "residence")
    expert: dict[str, Any] = found["decision"]["expert"]
    return expert


def filed(town: Municipality, example: str = "expert-two-registrations") -> str:
    case: str = town.file(town.world(example).answers).case.id
    town.machines.settle()
    return case


def open_tasks(town: Municipality, case: str, kind: str = "expert") -> list[Task]:
    return [task for task in town.view(case).tasks if (task.kind, task.state) == (kind, "open")]


def complete(town: Municipality, who: Actor, task: Task, outcome: str, *grounds: str, **more: Any) -> Task:
    return tasks.complete(
        town.stores, who, task.id, version=task.version, said=Completion(outcome, tuple(grounds), **more)
    )
