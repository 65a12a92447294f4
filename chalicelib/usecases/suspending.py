"""Suspension and resumption of a case: by who works on it, or by the sweep when the longest time has passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain import suspensions
from chalicelib.domain.cases import Case, Status
from chalicelib.domain.clock import local_day, passes_at, stamp
from chalicelib.domain.definitions import Term
from chalicelib.domain.errors import CaseSuspended, FieldError, InvalidInput
from chalicelib.domain.permissions import SYSTEM, Actor, Subject, Verb, require
from chalicelib.usecases import catalogue, conflicts
from chalicelib.usecases.calendars import calendar, last_day
from chalicelib.usecases.context import of_case
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

DUE = "resumption"
"""Kind of the due date on which the sweep resumes a case by itself."""


def require_running(case: Case) -> None:
    """Raise CaseSuspended while a case stands still."""
    if case.status is Status.SUSPENDED:
        raise CaseSuspended("the case is suspended", case=case.id)


def suspend(stores: Stores, actor: Actor, case_id: str, *, code: str, note: str | None = None) -> Case:
    """Suspend a case for one of the reasons that its service declares; `note` is what the actor adds to it.

    Raises:
        Forbidden: the actor is neither expert nor decision maker of the department, or has a conflict of interest.
        InvalidInput: the service declares no such reason.
        AlreadyDone: the case isn't in consideration.
    """
    return persistently(stores, lambda: _suspend(stores, actor, case_id, code, note))


def _suspend(stores: Stores, actor: Actor, case_id: str, code: str, note: str | None) -> Case:
    case = _case(stores, actor, case_id)
    bundle = catalogue.by_hash(stores, case.bundle)
    declared = bundle.service(case.service).suspensions
    if code not in declared:
        raise InvalidInput([FieldError("/code", "enum", {"options": sorted(declared)})])
    now, by = stores.now(), str(actor.id)
    today = local_day(now, stores.municipality.zone)
    until = last_day(stores, bundle, today, Term(declared[code].days, declared[code].unit))
    suspended, facts = suspensions.suspend(case, declared[code], on=today, until=until, by=by, at=now, note=note)
    write = stores.begin(by=by, at=stamp(now))
    stored = write.change(case, suspended, facts, context=of_case(case))
    write.not_due(case.aggregate, "term")
    write.due(case.aggregate, DUE, passes_at(until.isoformat(), stores.municipality.zone), case=case.id)
    write.commit()
    return stored


def resume(stores: Stores, actor: Actor, case_id: str) -> Case:
    """Resume a suspended case: its term goes on by the days that it stood.

    Raises Forbidden, AlreadyDone (it isn't suspended) or CalendarEnds.
    """
    return persistently(stores, lambda: _resume(stores, actor, case_id))


def resume_by_itself(stores: Stores, case_id: str) -> None:
    """Resume a case that has stood for as long as it may; one that goes on already is left alone."""

    def attempt() -> None:
        if stores.cases.case(case_id).status is Status.SUSPENDED:
            _resume(stores, SYSTEM, case_id)

    persistently(stores, attempt)


def _resume(stores: Stores, actor: Actor, case_id: str) -> Case:
    case = _case(stores, actor, case_id)
    bundle = catalogue.by_hash(stores, case.bundle)
    now, by = stores.now(), actor.id or "sweep"
    today, days = local_day(now, stores.municipality.zone), calendar(stores, bundle)
    resumed, facts = suspensions.resume(case, days, bundle.service(case.service).term, today=today, by=by, at=now)
    write = stores.begin(by=by, at=stamp(now))
    stored = write.change(case, resumed, facts, context=of_case(case))
    write.not_due(case.aggregate, DUE)
    if resumed.escalated_at is None:  # else its term has passed before, and the head knows
        write.due(case.aggregate, "term", passes_at(resumed.due_on, stores.municipality.zone), case=case.id)
    write.commit()
    return stored


def _case(stores: Stores, actor: Actor, case_id: str) -> Case:
    case = stores.cases.case(case_id, opened=True)
    require(actor, Verb.SUSPEND_CASE, Subject(case.department))
    conflicts.require_no_conflict(stores, actor, case.application)
    return case
