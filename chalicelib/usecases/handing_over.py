"""Handing over: the result leaves the counter or goes to the post, and with that the case is delivered and closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain import cases
from chalicelib.domain.cases import Case, Fact
from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.definitions import Service
from chalicelib.domain.errors import FieldError
from chalicelib.domain.files import attachment_fact
from chalicelib.domain.work import Task, TaskKind
from chalicelib.usecases.context import of_case
from chalicelib.usecases.files import wrong_with_task_file

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.cases import CaseFile
    from chalicelib.adapters.dynamodb.unit import UnitOfWork
    from chalicelib.bootstrap import Stores
    from chalicelib.usecases.completions import Completion

OUTCOMES = ("handed_over", "posted")
MEMBERS = frozenset({"handed_over_on", "identity", "receipt", "posted_on", "tracking"})
NEEDED = {"counter": ("handed_over_on", "identity", "receipt"), "post": ("posted_on", "tracking")}
OUTCOME_OF = {"counter": "handed_over", "post": "posted"}
KEPT_DAYS = 30
"""How long a result waits to be collected before its Task is late."""


def open_task(stores: Stores, case: Case) -> str:
    """Open the Task of a result that is collected at the counter or posted; the case's machine has nothing left to do.

    A second time changes nothing. Gives "handover".
    """
    if case.task is not None:
        return "handover"
    now = stores.now()
    task = Task(
        id=stores.new_id(),
        kind=str(TaskKind.HANDOVER),
        department=case.counter or case.department,
        role="intake",
        case=case.id,
        application=case.application,
        number=case.number,
        service=case.service,
        opened_at=stamp(now),
        due_on=(local_day(now, stores.municipality.zone) + timedelta(days=KEPT_DAYS)).isoformat(),
        reason=case.collect,
    )
    opened, facts = cases.open_handover(case, task=task.id, how=case.collect)
    write = stores.begin(by="deliver", at=stamp(now))
    write.change(case, opened, facts, context=of_case(case))
    write.task(task, after=None)
    write.not_due(case.aggregate, "driver")
    write.commit()
    return "handover"


def check(stores: Stores, task: Task, file: CaseFile, service: Service, said: Completion) -> list[FieldError]:
    """Name what is missing or wrong in how a result was handed over or posted."""
    how, more = str(task.reason), said.more or {}
    wrong = [FieldError(f"/{name}", "required") for name in NEEDED[how] if name not in more]
    wrong += [FieldError(f"/{name}", "unknown") for name in MEMBERS - set(NEEDED[how]) if name in more]
    if said.outcome in (None, *OUTCOMES) and said.outcome != OUTCOME_OF[how]:
        wrong.append(FieldError("/outcome", "enum", {"options": [OUTCOME_OF[how]]}))
    if said.grounds:
        wrong.append(FieldError("/grounds", "maxItems", {"limit": 0}))
    day = NEEDED[how][0]
    if day in more:
        wrong += wrong_day(f"/{day}", more[day], task.opened_at[:10], local_day(stores.now(), stores.municipality.zone))
    signed = _receipt(more)
    return wrong + (wrong_with_task_file(stores, task, signed, "/receipt/file") if signed else [])


def _receipt(told: Mapping[str, Any]) -> str | None:
    """The file of the signed receipt, where there is one."""
    file: str | None = told.get("receipt", {}).get("file")
    return file


def wrong_day(pointer: str, given: str, since: str, today: date) -> list[FieldError]:
    """Say when a day (ISO) lies before `since` or after `today`."""
    if given > today.isoformat():
        return [FieldError(pointer, "future")]
    return [FieldError(pointer, "too-early", {"since": since})] if given < since else []


def conclude(stores: Stores, file: CaseFile, service: Service, said: Completion) -> tuple[Completion, dict[str, Any]]:
    """Keep with the Task how the result was handed over."""
    return said, {"outputs": dict(said.more or {})}


def record(stores: Stores, write: UnitOfWork, task: Task, file: CaseFile, facts: tuple[Fact, ...]) -> None:
    """Deliver and close the case in the write that says how the result was handed over."""
    closed, more = cases.deliver_and_close(file.case, at=stores.now())
    signed = _receipt(task.outputs or {})
    if signed is not None:
        facts = (*facts, attachment_fact([stores.files.read(signed)]))
    write.change(file.case, closed, (*facts, *more), context=of_case(file.case))
    write.not_due(file.case.aggregate, "driver")
