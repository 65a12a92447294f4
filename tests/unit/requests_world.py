"""The parking permit, but arrears are told by a person of another department; and who works where."""

from __future__ import annotations

from typing import Any

from chalicelib.domain.permissions import Actor, Membership
from chalicelib.domain.work import Task
from chalicelib.usecases import sweeping, tasks
from chalicelib.usecases.completions import Completion
from tests.support import bundles
from tests.support.municipality import Municipality

TREASURY, ASKING = "external-improvement", "transport-committee"
NOTHING_OWED = {"outcome": "not_found", "count": 0, "record": None}


def staff(name: str, department: str, *roles: str) -> Actor:
    return Actor("staff", name, (Membership(department, roles),))


RESPONDER, CHIEF = staff("responder", TREASURY, "responder"), staff("chief", TREASURY, "head")
ASKER, STRANGER = staff("asker", ASKING, "expert"), staff("stranger", "legal", "responder")
STAND_IN = staff("stand-in", "legal", "expert")


def with_people(on_silence: str) -> dict[str, Any]:
    """Give the catalogue, changed; `on_silence` is what the case does when nobody answers."""
    bundle = bundles.bundle()
    standard = bundle["standard_requests"]["arrears"]
    del standard["register"]
    standard |= {
        "responder": {"department": TREASURY, "role": "responder", "link": True},
        "reminders": [1],
        "substitutes": [{"department": "legal", "role": "expert"}],
        "labels": {"outcome": {"ru": "Долг", "tt": "Бурыч", "en": "Arrears"}},
    }
    use = next(one for one in bundle["services"]["resident-parking-permit"]["requests"] if one["id"] == "arrears")
    use["on_silence"] = on_silence
    return bundle


def asked(city: Municipality) -> tuple[str, Task]:
    """File an application and give its case with the responder's Task."""
    case = city.file(city.world("granted-registered").answers).case.id
    city.machines.settle()
    return case, asked_task(city, case)


def asked_task(city: Municipality, case: str) -> Task:
    (task,) = (one for one in city.view(case).tasks if one.kind == "request")
    return task


def answer(city: Municipality, task: Task, given: Any, who: Actor = RESPONDER) -> Task:
    return tasks.complete(
        city.stores, who, task.id, version=task.version, said=Completion("answer", more={"answer": given})
    )


def let_days_pass(city: Municipality, days: int) -> None:
    for _ in range(days):
        city.clock.advance(days=1)
        sweeping.sweep(city.stores)
        city.machines.settle()
