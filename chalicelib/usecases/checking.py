"""`Check the application`: files first, then a person's checklist, then registration."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from chalicelib.domain import cases, returning
from chalicelib.domain.cases import PAST_VERIFICATION, Case, Fact, Status
from chalicelib.domain.clock import local_day, passes_at, stamp
from chalicelib.domain.definitions import Bundle, Service
from chalicelib.domain.errors import NotFound
from chalicelib.domain.files import FileState
from chalicelib.domain.files import defects as defects_of
from chalicelib.domain.work import Task
from chalicelib.usecases import catalogue, claiming, files, intake, opening, parts, rechecking, taking_over
from chalicelib.usecases.calendars import calendar, last_day
from chalicelib.usecases.context import of_case
from chalicelib.usecases.deciding import grounds_of
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

REGISTRATION = "registration"
"""The kind of the due item at which an application that is still being looked at should have been registered."""


def check(stores: Stores, case_id: str) -> str:
    """Verify the application of a case: "accepted", "files", "intake" (a person must look) or "ended"."""
    return persistently(stores, lambda: _check(stores, case_id))


def _check(stores: Stores, case_id: str) -> str:
    try:
        case = stores.cases.case(case_id)
    except NotFound:
        # A plan has asked for it: its first execution opens it.
        if not opening.open_case(stores, case_id):
            return "ended"
        case = stores.cases.case(case_id)
    if case.plan is not None and case.status is Status.RETURNED and taking_over.take_over(stores, case):
        return "ended"
    if case.plan is not None and rechecking.bring_up_to_date(stores, case):
        case = stores.cases.case(case_id)
    if case.ended or case.status is Status.RETURNED:
        return "ended"
    # Who asks for the same place and days is found before anybody looks, let alone decides.
    case = claiming.bring_up_to_date(stores, case)
    if case.status in PAST_VERIFICATION:
        return "accepted"
    bundle = catalogue.by_hash(stores, case.bundle)
    service = bundle.service(case.service)
    # Files come before intake: a specialist looks at what a machine has released.
    lacks = _questions(stores, case, bundle, service) if case.plan and case.status is Status.FILED else None
    if lacks is not None:
        return lacks
    waits = _files(stores, case, bundle, service)
    if waits is not None:
        return waits
    if case.task is None and _needs_person(stores, case, service):
        return _open_intake(stores, case, bundle, service)
    if case.task is not None:
        task = stores.cases.task(case.task)
        if task.state != "done":
            return "intake"
        if task.outcome == "return":
            return _give_back(stores, case, bundle, service, task)
        if task.outcome == "refuse":
            return _refuse(stores, case, service, task)
    return _register(stores, case, bundle, service)


def _questions(stores: Stores, case: Case, bundle: Bundle, service: Service) -> str | None:
    """Ask the applicant what a case of a plan needs and the one application didn't hold: before it is registered."""
    fields = parts.lacking(stores, bundle, service, stores.cases.application(case.application))
    if not fields:
        return None
    _return(stores, case, bundle, service, fields=fields)
    return "ended"


def _files(stores: Stores, case: Case, bundle: Bundle, service: Service) -> str | None:
    """Say what comes before anybody looks at it: files that aren't checked, or a return because of refused ones."""
    attached = files.of_application(stores, stores.cases.application(case.application))
    if any(file.state == FileState.EXPECTED for file in attached):
        return "files"
    defects = defects_of(attached)
    if not defects:
        return None
    fields = tuple(dict.fromkeys(f"/documents/{one['document']}" for one in defects))
    _return(stores, case, bundle, service, fields=fields, files=defects)
    return "ended"


def _return(
    stores: Stores,
    case: Case,
    bundle: Bundle,
    service: Service,
    *,
    fields: tuple[str, ...],
    files: tuple[dict[str, Any], ...] = (),
) -> None:
    """Return an application by the machine's own check; its machine ends, and the correction starts the next."""
    now = stores.now()
    today = local_day(now, stores.municipality.zone)
    rule = service.registration.returned
    until = last_day(stores, bundle, today, rule.within if rule else service.registration.term)
    checked = case
    facts: tuple[Fact, ...] = ()
    if case.status is Status.FILED:
        checked, facts = cases.start_checking(case, at=now)
    returned, more = returning.give_back(
        checked,
        fields=fields,
        grounds=grounds_of(service, (rule.ground,) if rule else ()),
        checks=(),
        task=None,
        on=today,
        until=until,
        clause=returning.clause_of_return(service),
        by="check",
        at=now,
        files=files,
    )
    write = stores.begin(by="check", at=stamp(now))
    write.change(case, returned, (*facts, *more), context=of_case(case))
    write.not_due(case.aggregate, "driver")
    write.due(case.aggregate, "correction", passes_at(until.isoformat(), stores.municipality.zone), case=case.id)
    write.commit()


def _needs_person(stores: Stores, case: Case, service: Service) -> bool:
    """Tell whether a specialist looks at it; what a correction touched, only where a check is about that."""
    if case.round > 1 and not returning.is_unseen(case):
        return bool(intake.checks_of(stores, case, service))
    return not service.registration.at_once or case.channel == "paper" or bool(case.disputed)


def _open_intake(stores: Stores, case: Case, bundle: Bundle, service: Service) -> str:
    now = stores.now()
    application = stores.cases.application(case.application)
    filed_on = date.fromisoformat(application.filed_on)
    due_on = returning.register_by(case, calendar(stores, bundle), service.registration.term, filed_on)
    typed_by = (application.typed_by,) if application.typed_by and case.channel == "paper" else ()
    task = Task(
        id=stores.new_id(),
        kind="intake",
        department=case.department,
        role="intake",
        case=case.id,
        application=case.application,
        number=case.number,
        service=case.service,
        opened_at=stamp(now),
        due_on=due_on.isoformat(),
        prepared_by=typed_by,
        round=case.round,
    )
    if case.status is Status.FILED:
        opened, facts = cases.start_verification(case, task=task.id, at=now)
    else:
        opened, facts = cases.ask_intake(case, task=task.id)
    write = stores.begin(by="check", at=stamp(now))
    write.change(case, opened, facts, context=of_case(case))
    write.task(task, after=None)
    write.due(
        case.aggregate, REGISTRATION, passes_at(task.due_on, stores.municipality.zone), case=case.id, task=task.id
    )
    write.commit()
    return "intake"


def pass_registration(stores: Stores, case_id: str, task_id: str) -> bool:
    """Note that the term of registration has passed while an intake's Task is open; False where it is done."""

    def attempt() -> bool:
        case, task = stores.cases.case(case_id), stores.cases.task(task_id, opened=False)
        if case.ended or case.task != task.id or task.state == "done":
            return False
        late, facts = cases.pass_registration(case, due_on=task.due_on, at=stores.now())
        write = stores.begin(by="sweep", at=stamp(stores.now()))
        write.change(case, late, facts, context=of_case(case))
        write.commit()
        return True

    return persistently(stores, attempt)


def _give_back(stores: Stores, case: Case, bundle: Bundle, service: Service, task: Task) -> str:
    """Return the application with all its defects at once; its machine ends, and the correction starts the next."""
    now = stores.now()
    today = local_day(now, stores.municipality.zone)
    rule = service.registration.returned
    term = rule.within if rule else service.registration.term
    found, wrong = intake.found_by(stores, case, service, task)
    grounds = {ground["code"]: ground for ground in (intake.ground_of(service, one) for one in wrong)}
    until = last_day(stores, bundle, today, term)
    returned, facts = returning.give_back(
        case,
        fields=found.fields,
        grounds=tuple(grounds.values()),
        checks=tuple(one.id for one in wrong),
        task=task.id,
        on=today,
        until=until,
        clause=returning.clause_of_return(service),
        by=str(task.done_by),
        at=now,
    )
    write = stores.begin(by="check", at=stamp(now))
    write.change(case, returned, facts, context=of_case(case))
    write.not_due(case.aggregate, "driver")
    write.due(case.aggregate, "correction", passes_at(until.isoformat(), stores.municipality.zone), case=case.id)
    write.commit()
    return "ended"


def _refuse(stores: Stores, case: Case, service: Service, task: Task) -> str:
    grounds = grounds_of(service, tuple(code for code in task.grounds if code in service.grounds))
    refused, facts = cases.refuse_registration(case, grounds=grounds, by=str(task.done_by), at=stores.now())
    write = stores.begin(by="check", at=stamp(stores.now()))
    write.change(case, refused, facts, context=of_case(case))
    write.not_due(case.aggregate, "driver")
    write.commit()
    return "ended"


def _register(stores: Stores, case: Case, bundle: Bundle, service: Service) -> str:
    now = stores.now()
    today = local_day(now, stores.municipality.zone)
    due_on = last_day(stores, bundle, today, service.term)
    clause = service.raw["term"].get("source", {}).get("clause")
    registered, facts = cases.register(case, on=today, due_on=due_on, clause=clause, at=now)
    write = stores.begin(by="check", at=stamp(now))
    write.change(case, registered, facts, context=of_case(case))
    write.due(case.aggregate, "term", passes_at(due_on.isoformat(), stores.municipality.zone), case=case.id)
    write.commit()
    return "accepted"
