"""`Check the application`: verify what was filed, and register it at once where the service allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain import cases
from chalicelib.domain.cases import PAST_VERIFICATION, Status
from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.work import Task
from chalicelib.usecases import catalogue
from chalicelib.usecases.calendars import last_day
from chalicelib.usecases.context import of_case
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def check(stores: Stores, case_id: str) -> str:
    """Verify the application of a case: "accepted", "intake" (a person must look) or "ended"."""
    return persistently(stores, lambda: _check(stores, case_id))


def _check(stores: Stores, case_id: str) -> str:
    case = stores.cases.case(case_id)
    if case.ended or case.status is Status.RETURNED:
        return "ended"
    if case.status in PAST_VERIFICATION:
        return "accepted"
    bundle = catalogue.by_hash(stores, case.bundle)
    service = bundle.service(case.service)
    now = stores.now()
    write = stores.begin(by="check", at=stamp(now))
    if case.status is Status.FILED and not service.registration.at_once:
        task = _intake_task(stores, case, stamp(now))
        opened, facts = cases.start_verification(case, task=task.id, at=now)
        write.change(case, opened, facts, context=of_case(case))
        write.task(task, after=None)
        write.commit()
        return "intake"
    if case.status is Status.VERIFICATION and case.task is not None:
        task = stores.cases.task(case.task)
        if task.state != "done":
            return "intake"
        if task.outcome == "refuse":
            grounds = tuple(
                {"code": code, "clause": service.grounds[code].clause, "text": dict(service.grounds[code].text)}
                for code in task.grounds
            )
            refused, facts = cases.refuse_registration(case, grounds=grounds, by=str(task.done_by), at=now)
            write.change(case, refused, facts, context=of_case(case))
            write.not_due(case.aggregate, "driver")
            write.commit()
            return "ended"
    today = local_day(now, stores.municipality.zone)
    due_on = last_day(stores, bundle, today, service.term)
    clause = service.raw["term"].get("source", {}).get("clause")
    registered, facts = cases.register(case, on=today, due_on=due_on, clause=clause, at=now)
    write.change(case, registered, facts, context=of_case(case))
    write.due(case.aggregate, "term", f"{due_on.isoformat()}T23:59:59.999Z", case=case.id)
    write.commit()
    return "accepted"


def _intake_task(stores: Stores, case: cases.Case, at: str) -> Task:
    return Task(
        id=stores.new_id(),
        kind="intake",
        department=case.department,
        role="intake",
        case=case.id,
        application=case.application,
        number=case.number,
        service=case.service,
        opened_at=at,
        due_on=case.due_on,
    )
