"""Suspension: the term stands still for a declared reason, and goes on by exactly the days that it stood.

The ledger of the case's clock is the only source: the last day is always the term, with all the days suspended added to
it, counted from the day of registration. Nothing is lost to rounding, however often a case is suspended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from chalicelib.domain.calendars import Calendar, Unit
from chalicelib.domain.cases import Case, Change, Fact, move
from chalicelib.domain.definition_people import Suspension
from chalicelib.domain.definitions import Term


def days_suspended(calendar: Calendar, since: date, until: date, unit: str) -> int:
    """Count the days of a term's unit that passed between two days, the later one included."""
    return calendar.working_days_between(since, until) if Unit(unit) is Unit.WORKING else (until - since).days


def due_after(calendar: Calendar, registered_on: date, term: Term, ledger: Iterable[Mapping[str, Any]]) -> date:
    """Give the last day of a term with all the suspensions of a ledger. Raises CalendarEnds."""
    stood = sum(int(entry.get("days", 0)) for entry in ledger if entry["event"] == "resumed")
    return calendar.add_term(registered_on, term.days + stood, term.unit)


def suspend(case: Case, why: Suspension, *, on: date, until: date, by: str, at: datetime) -> Change:
    """Suspend a case that is in consideration, until a day at most."""
    fact: Fact = {
        "fact": "CaseSuspended",
        "grounds": [{"code": why.code, "clause": why.clause}],
        "on": on.isoformat(),
        "until": until.isoformat(),
        "by": by,
    }
    entry = {"event": "suspended", "on": on.isoformat(), "due_on": case.due_on, "clause": why.clause}
    held = {"code": why.code, "clause": why.clause, "on": on.isoformat(), "until": until.isoformat(), "by": by}
    return replace(move(case, fact, at), suspended=held, clock=(*case.clock, entry)), (fact,)


def resume(case: Case, calendar: Calendar, term: Term, *, today: date, by: str, at: datetime) -> Change:
    """Resume a suspended case; one that stood longer than it may is taken as resumed on the last day allowed.

    Raises AlreadyDone (it isn't suspended) or CalendarEnds.
    """
    moved = move(case, {"fact": "CaseResumed"}, at)
    held = case.suspended or {}
    since, until = date.fromisoformat(held["on"]), date.fromisoformat(held["until"])
    on = min(today, until)
    days = days_suspended(calendar, since, on, term.unit)
    entry: dict[str, Any] = {"event": "resumed", "on": on.isoformat(), "clause": held["clause"], "days": days}
    registered_on = date.fromisoformat(str(case.registered_on))
    due_on = due_after(calendar, registered_on, term, (*case.clock, entry)).isoformat()
    fact: Fact = {"fact": "CaseResumed", "on": on.isoformat(), "due_on": due_on, "days": days, "by": by}
    return replace(moved, suspended=None, due_on=due_on, clock=(*case.clock, entry | {"due_on": due_on})), (fact,)
