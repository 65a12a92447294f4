"""Holding: who has a case now, since when, on whose clock, and what comes next, so that nobody need call to ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.cases import Case, Status
from chalicelib.domain.work import RequestWork, Task, TaskKind

APPLICANT, MUNICIPALITY, NOBODY = "applicant", "municipality", "nobody"
WAITS_FOR_APPLICANT = frozenset({Status.RETURNED})
NEXT = {
    Status.FILED: "registered",
    Status.VERIFICATION: "registered",
    Status.RETURNED: "corrected",
    Status.REGISTERED: "decided",
    Status.IN_CONSIDERATION: "decided",
    Status.SUSPENDED: "resumed",
    Status.GRANTED: "delivered",
    Status.REFUSED: "delivered",
    Status.DELIVERED: "closed",
}
"""Status of a case → what comes next, a code."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has to do something: `who` is applicant, department, or platform; days and instants are ISO."""

    who: str
    since: str
    department: str | None = None
    what: str | None = None
    due_on: str | None = None

    def shown(self) -> dict[str, Any]:
        return {
            "who": self.who,
            "department": self.department,
            "what": self.what,
            "since": self.since,
            "due_on": self.due_on,
        }


def holders(case: Case, tasks: Iterable[Task], requests: Iterable[RequestWork]) -> tuple[Holder, ...]:
    """Name everybody whose turn it is; empty where the case has ended."""
    if case.ended:
        return ()
    since = case.timeline[-1]["at"] if case.timeline else case.filed_at
    if case.status is Status.RETURNED and case.returned is not None:
        return (Holder("applicant", since, what="correct", due_on=case.returned["until"]),)
    if case.status is Status.SUSPENDED and case.suspended is not None:
        return (Holder("nobody", since, what=case.suspended["code"], due_on=case.suspended["until"]),)
    found = [
        Holder("department", task.opened_at, task.department, str(task.kind), task.due_on)
        for task in tasks
        if task.state == "open"
    ]
    asked = {(one.department, one.what) for one in found}
    for request in requests:
        if request.settled or (request.department, TaskKind.REQUEST) in asked:
            continue
        found.append(Holder("department", request.opened_at, request.department, "request", request.due_on))
    return tuple(found) or (Holder("platform", since, case.department, "work", case.due_on),)


def clock_of(case: Case) -> str:
    """Say on whose clock a case is: the applicant's, the municipality's, or nobody's while it stands or has ended."""
    if case.ended or case.status is Status.SUSPENDED:
        return NOBODY
    return APPLICANT if case.status in WAITS_FOR_APPLICANT else MUNICIPALITY


def what_next(case: Case) -> dict[str, Any] | None:
    """Say what comes next, and by when at the latest; nothing where the case has ended."""
    what = NEXT.get(case.status)
    if what is None:
        return None
    by = case.due_on
    if case.status is Status.RETURNED and case.returned is not None:
        by = case.returned["until"]
    if case.status is Status.SUSPENDED and case.suspended is not None:
        by = case.suspended["until"]
    return {"what": what, "by": by}
