"""Escalations: what staff are told of their own accord, because a term is near or past, or they take part in a plan.

======================= ===================== =====================================================================
fact                    matter                who is told
======================= ===================== =====================================================================
RequestReminded         request_reminder      who has the Request's Task and is at work, else all who may answer it
RequestEscalated        request_overdue       the heads of the department that answers, else of the one that asks
RegistrationTermPassed  registration_overdue  the heads of the case's department
TermPassed              case_overdue          the heads of the case's department
DepartmentInvolved      plan_filed            the heads of the department, else who decides there, else who takes in
======================= ===================== =====================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any


class Matter(StrEnum):
    """What a member of staff is told of."""

    REMINDER = "request_reminder"
    REQUEST_OVERDUE = "request_overdue"
    REGISTRATION_OVERDUE = "registration_overdue"
    CASE_OVERDUE = "case_overdue"
    PLAN_FILED = "plan_filed"


MATTER_OF_FACT: Mapping[str, Matter] = {
    "RequestReminded": Matter.REMINDER,
    "RequestEscalated": Matter.REQUEST_OVERDUE,
    "RegistrationTermPassed": Matter.REGISTRATION_OVERDUE,
    "TermPassed": Matter.CASE_OVERDUE,
}

INVOLVED = "DepartmentInvolved"
"""The fact of a plan that a department takes part in it: {"department"}."""

KINDS = ("request", "case")
"""What may be escalated: the Task of a Request, or a case."""


def message_of(matter: str) -> str:
    """Name the texts of a matter in the catalogue."""
    return f"staff.{matter}"


def told_by(facts: Iterable[Mapping[str, Any]]) -> list[tuple[int, Matter]]:
    """Give what facts of one commit tell staff, each with the fact's place in the commit."""
    known = ((place, MATTER_OF_FACT.get(fact["fact"])) for place, fact in enumerate(facts))
    return [(place, matter) for place, matter in known if matter is not None]


def involved_by(facts: Iterable[Mapping[str, Any]]) -> list[tuple[int, str]]:
    """Give the departments that facts of one commit bring into a plan, each with the fact's place in the commit."""
    return [(place, str(fact["department"])) for place, fact in enumerate(facts) if fact["fact"] == INVOLVED]


def days_late(due_on: str, today: date) -> int:
    """Count the calendar days since the last day of a term (ISO); 0 where it hasn't passed."""
    return max(0, (today - date.fromisoformat(due_on)).days)
