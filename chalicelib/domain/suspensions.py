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
from chalicelib.domain.cases import Case, Change, Fact, Status, move
from chalicelib.domain.clock import stamp
from chalicelib.domain.definition_people import Suspension
from chalicelib.domain.definitions import Term


def days_suspended(calendar: Calendar, since: date, until: date, unit: str) -> int:
    """Count the days of a term's unit that passed between two days, the later one included."""
    return calendar.working_days_between(since, until) if Unit(unit) is Unit.WORKING else (until - since).days


def due_after(calendar: Calendar, registered_on: date, term: Term, ledger: Iterable[Mapping[str, Any]]) -> date:
    """Give the last day of a term with all the suspensions of a ledger. Raises CalendarEnds."""
    stood = sum(int(entry.get("days", 0)) for entry in ledger if entry["event"] == "resumed")
    return calendar.add_term(registered_on, term.days + stood, term.unit)


def suspend(
    case: Case, why: Suspension, *, on: date, until: date, by: str, at: datetime, note: str | None = None
) -> Change:
    """Suspend an opened case that is in consideration, until a day at most; `note` is the actor's own words."""
    fact: Fact = {
        "fact": "CaseSuspended",
        "grounds": [{"code": why.code, "clause": why.clause}],
        "on": on.isoformat(),
        "until": until.isoformat(),
        "by": by,
    }
    entry = {
        "event": "suspended",
        "on": on.isoformat(),
        "due_on": case.due_on,
        "clause": why.clause,
        "code": why.code,
    }
    noted = ({"at": stamp(at), "by": by, "code": why.code, "text": note},) if note else ()
    held = {"code": why.code, "clause": why.clause, "on": on.isoformat(), "until": until.isoformat(), "by": by}
    moved = replace(move(case, fact, at), suspended=held, clock=(*case.clock, entry), notes=(*case.notes, *noted))
    return moved, (fact,)


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
    goes_on = due_on >= today.isoformat()
    return replace(
        moved,
        suspended=None,
        due_on=due_on,
        clock=(*case.clock, entry | {"due_on": due_on}),
        escalated_at=None if goes_on else case.escalated_at,
    ), (fact,)


def timeline(case: Case, declared: Mapping[str, Suspension], *, staff: bool) -> list[dict[str, Any]]:
    """Give the statuses that a case had, each suspension with its declared reason and what was noted.

    A note is for `staff`; an applicant reads it where the definition says so. The case has to be opened.
    """
    suspended = iter([entry for entry in case.clock if entry["event"] == "suspended"])
    notes = {(note["at"], note["code"]): note["text"] for note in case.notes}
    told = []
    for step in case.timeline:
        shown: dict[str, Any] = dict(step)
        why = _reason(next(suspended, {}), declared) if step["status"] == Status.SUSPENDED else None
        if why is not None:
            shown["reason"] = {"code": why.code, "text": dict(why.text), "clause": why.clause}
            note = notes.get((step["at"], why.code))
            if note is not None and (staff or why.note == "applicant"):
                shown["note"] = note
        told.append(shown)
    return told


def _reason(entry: Mapping[str, Any], declared: Mapping[str, Suspension]) -> Suspension | None:
    """Find the reason of a suspension; ledgers of an earlier release name its clause alone."""
    if "code" in entry:
        return declared.get(entry["code"])
    return next((why for why in declared.values() if why.clause == entry.get("clause")), None)
