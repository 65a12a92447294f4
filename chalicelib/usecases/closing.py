"""`Deliver and close`, and withdrawal: how a case ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain import cases
from chalicelib.domain.cases import Case, Status
from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.usecases import applying, handing_over, suspending
from chalicelib.usecases.context import of_case
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.cases import CaseFile
    from chalicelib.bootstrap import Stores


def deliver(stores: Stores, case_id: str) -> str:
    """Deliver the result and close the case: "closed"; or "handover", where it is collected or posted."""
    return persistently(stores, lambda: _deliver(stores, case_id))


def _deliver(stores: Stores, case_id: str) -> str:
    case = stores.cases.case(case_id)
    if case.ended:
        return "closed"
    if case.collect in applying.COLLECTED:
        return handing_over.open_task(stores, case)
    write = stores.begin(by="deliver", at=stamp(now := stores.now()))
    closed, facts = cases.deliver_and_close(case, at=now)
    write.change(case, closed, facts, context=of_case(case))
    write.not_due(case.aggregate, "driver")
    write.commit()
    return "closed"


def withdraw(stores: Stores, actor: Actor, case_id: str, *, secret_proved: bool = False) -> Case:
    """End a case at the applicant's wish; a second withdrawal changes nothing.

    Raises:
        Forbidden: the case is somebody else's, or the representative's authority has ended.
        AlreadyDone: the case is decided or refused registration.
    """
    return persistently(stores, lambda: _withdraw(stores, actor, case_id, secret_proved))


def _withdraw(stores: Stores, actor: Actor, case_id: str, secret_proved: bool) -> Case:
    file = stores.cases.file(case_id)
    case = file.case
    require(
        actor, Verb.WITHDRAW_APPLICATION, Subject(case.department, applicant=case.person, secret_proved=secret_proved)
    )
    if case.status is Status.WITHDRAWN:
        return case
    today = local_day(stores.now(), stores.municipality.zone)
    applying.require_authority(stores.cases.application(case.application), on=today)
    return _end(stores, file, by=case.person)


def end_by_withdrawal(stores: Stores, case_id: str, *, by: str) -> Case:
    """End a case that nobody needs any more, as its applicant's plan says. Raises AlreadyDone where it is decided."""
    file = stores.cases.file(case_id, opened=False)
    return file.case if file.case.ended else _end(stores, file, by=by)


def _end(stores: Stores, file: CaseFile, *, by: str) -> Case:
    case = file.case
    write = stores.begin(by=by, at=stamp(now := stores.now()))
    withdrawn, facts = cases.withdraw(case, at=now)
    stored = write.change(case, withdrawn, facts, context=of_case(case))
    shared = _asked_for_others(stores, case)
    for task_id in file.tasks:
        task = stores.cases.task(task_id, opened=False)
        if task.state == "open" and task.id not in shared:
            write.cancel_task(task)
    write.not_due(case.aggregate, "driver")
    write.not_due(case.aggregate, "term")
    write.not_due(case.aggregate, suspending.DUE)
    write.not_due(case.aggregate, "correction")
    write.commit()
    return stored


def _asked_for_others(stores: Stores, case: Case) -> frozenset[str]:
    """Tasks of Requests whose answer another case of the plan waits for, too."""
    if case.plan is None:
        return frozenset()
    found = stores.cases.requests_of(case, opened=False).values()
    return frozenset(str(one.task) for one in found if one.task and set(one.cases) != {case.id})
