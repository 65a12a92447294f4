"""Returning an application for correction, and taking the correction: place and number stay the same.

The clock of registration follows the definition: it starts again with the correction, or goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from chalicelib.domain.calendars import Calendar
from chalicelib.domain.cases import Case, Change, Fact, Status, move
from chalicelib.domain.clock import stamp
from chalicelib.domain.definition_people import Check
from chalicelib.domain.definition_views import Service, Term
from chalicelib.domain.errors import AlreadyDone

WHOLE = "/answers"
"""The place that a check of everything typed is about: any answer may be corrected."""


def give_back(
    case: Case,
    *,
    fields: tuple[str, ...],
    grounds: tuple[dict[str, Any], ...],
    checks: tuple[str, ...],
    task: str | None,
    on: date,
    until: date,
    clause: str | None,
    by: str,
    at: datetime,
    files: tuple[dict[str, Any], ...] = (),
) -> Change:
    """Return an application: the applicant corrects `fields` (pointers) until the day `until`, all of them at once.

    `files` names refused files: {"document", "file", "reason"}.
    """
    days = {"on": on.isoformat(), "until": until.isoformat()}
    fact: Fact = {
        "fact": "CaseReturned",
        "fields": list(fields),
        "grounds": [ground["code"] for ground in grounds],
        "checks": list(checks),
        "task": task,
        "due_on": days["until"],
        "by": by,
        **({"files": list(files)} if files else {}),
    }
    returned = {
        **days,
        "fields": list(fields),
        "grounds": list(grounds),
        "checks": list(checks),
        "task": task,
        "by": by,
        **({"files": list(files), **_kept(case)} if files else {}),
    }
    entry = {"event": "returned", **days, "clause": clause}
    moved = move(case, fact, at)
    clock = (*case.clock, entry)
    return replace(moved, returned=returned, clock=clock, task=None, escalated_at=None, late_since=None), (fact,)


def correct(
    case: Case,
    *,
    round: int,
    content_hash: str,
    touched: Iterable[str],
    on: date,
    register_by: date,
    due_on: date,
    clock: str,
    clause: str | None,
    at: datetime,
) -> Change:
    """Take a correction: verification begins again, by a new execution. `round` counts the application's contents.

    `register_by` is the last day of the term of registration now, `due_on` that of the whole; `clock` says how it came
    about: "restart" or "continue".
    """
    if case.status is not Status.RETURNED or case.returned is None:
        raise AlreadyDone("the application isn't waiting for a correction", status=str(case.status))
    names = sorted(touched)
    corrected: Fact = {
        "fact": "ApplicationCorrected",
        "round": round,
        "content": content_hash,
        "fields": names,
    }
    begun: Fact = {"fact": "VerificationStarted"}
    entry = {
        "event": "corrected",
        "on": on.isoformat(),
        "clock": clock,
        "due_on": register_by.isoformat(),
        "clause": clause,
    }
    moved = replace(
        move(case, begun, at),
        round=case.round + 1,
        n=case.n + 1,
        task=None,
        due_on=due_on.isoformat(),
        returned=case.returned | {"touched": names, "corrected_at": stamp(at)},
        clock=(*case.clock, entry),
    )
    return moved, (corrected, begun, {"fact": "ExecutionRequested", "n": moved.n})


def register_by(case: Case, calendar: Calendar, term: Term, filed_on: date) -> date:
    """The last day of the term of registration, as the ledger has it."""
    for entry in reversed(case.clock):
        if entry["event"] == "corrected":
            return date.fromisoformat(entry["due_on"])
    return calendar.add_term(filed_on, term.days, term.unit)


def register_by_after(case: Case, calendar: Calendar, term: Term, clock: str, *, before: date, on: date) -> date:
    """The last day of the term of registration after a correction `on` that day; `before` is what it was.

    "restart" gives the whole term again; "continue" gives what was left of it on the day of the return.
    """
    if clock == "restart" or case.returned is None:
        return calendar.add_term(on, term.days, term.unit)
    stopped = date.fromisoformat(case.returned["on"])
    left = calendar.working_days_between(stopped, before) if term.unit == "working" else (before - stopped).days
    return calendar.add_term(on, max(left, 0), term.unit)


def is_unseen(case: Case) -> bool:
    """Tell whether an application was returned before anybody had looked at it."""
    return case.returned is not None and case.returned["task"] is None and "kept" not in case.returned


def _kept(case: Case) -> dict[str, Any]:
    """What a specialist still has to look at, though the files of the last correction are refused."""
    if case.returned is None or is_unseen(case):
        return {}
    earlier = case.returned.get("kept", {})
    touched = {*case.returned.get("touched", ()), *earlier.get("touched", ())}
    return {
        "kept": {"touched": sorted(touched), "checks": sorted({*case.returned["checks"], *earlier.get("checks", ())})}
    }


def checks_of_round(case: Case, asked: Iterable[Check]) -> tuple[Check, ...]:
    """The checks of this round: all that are asked, later only what the correction touched and what was wrong before.

    A later return may thus name only what the correction touched. A return because of refused files comes before a
    specialist has looked: all is asked then, or what an earlier correction left to look at.
    """
    if case.returned is None or case.round == 1 or is_unseen(case):
        return tuple(asked)
    kept = case.returned.get("kept", {})
    touched = {*case.returned.get("touched", ()), *kept.get("touched", ())}
    before = {*case.returned["checks"], *kept.get("checks", ())}
    return tuple(one for one in asked if one.pointer in touched or one.id in before)


def not_named(named: Iterable[str], given: Iterable[str], called_for: Iterable[str] = ()) -> tuple[str, ...]:
    """Those of the `given` pointers that nobody asked to correct; `called_for` are documents that answers need now."""
    allowed = {*named, *called_for}
    whole = WHOLE in allowed
    return tuple(one for one in given if one not in allowed and not (whole and one.startswith(f"{WHOLE}/")))


def merged(answers: Mapping[str, Any], corrected: Mapping[str, Any]) -> dict[str, Any]:
    """The answers after a correction; null takes an answer out."""
    whole = {**answers, **corrected}
    return {name: value for name, value in whole.items() if value is not None}


def clause_of_return(service: Service) -> str | None:
    """The clause that lets an application be returned, where the definition names one."""
    raw = service.raw["registration"]
    source = raw.get("return", raw).get("within", raw["term"]).get("source", {})
    clause: str | None = source.get("clause") or source.get("note")
    return clause
