"""Which facts somebody still has to react to, and who waits for what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from chalicelib.domain import renewals
from chalicelib.domain.cases import STATUS_OF_FACT
from chalicelib.domain.escalations import INVOLVED, MATTER_OF_FACT

DRIVEN = frozenset(
    {
        "ExecutionRequested",
        "SubServiceOpened",
        "SubServiceDecided",
        "RequestAnswered",
        "RequestSilent",
        "TaskDone",
        "CaseWithdrawn",
        "CaseResumed",
        "AssessmentRepeated",
        "FileChecked",
        "NodeStarted",
        "CasesDropped",
        "AnswersChanged",
        "AnswerChanged",
    }
)
"""Facts that start or resume an execution."""


PLANNED = frozenset(
    {
        "CaseReturned",
        "CaseRegistered",
        "CaseSuspended",
        "CaseResumed",
        "CaseGranted",
        "CaseRefused",
        "RegistrationRefused",
        "CaseWithdrawn",
    }
)
"""Facts of a case that its plan follows."""


RELEASING = frozenset({"CaseGranted", "CaseRefused", "RegistrationRefused", "CaseWithdrawn"})
"""Facts with which a case claims nothing any more."""


def owed(facts: Iterable[dict[str, Any]], *, planned: bool = False, claiming: bool = False) -> frozenset[str]:
    """Name the readers that a commit with these facts owes a reaction to.

    `planned`: its case belongs to a plan; `claiming`: it claims a place.
    """
    names = {fact["fact"] for fact in facts}
    readers = set()
    if names & DRIVEN or (planned and names & PLANNED) or (claiming and names & RELEASING):
        readers.add("drive")
    if names & (STATUS_OF_FACT.keys() | MATTER_OF_FACT.keys() | {INVOLVED, renewals.FACT}):
        readers.add("project")
    return frozenset(readers)


def assessment(case_id: str) -> str:
    """Name what `Wait for the assessment` waits for: every sub-service of the case is decided."""
    return f"ASSESSMENT#{case_id}"


def answers(case_id: str, sub_service: str) -> str:
    """Name what `Wait for the answers` waits for: every Request of the sub-service is answered."""
    return f"ANSWERS#{case_id}#{sub_service}"


def files(case_id: str) -> str:
    """Name what `Wait for the files` waits for: every file of the application is checked."""
    return f"FILES#{case_id}"


def task(task_id: str) -> str:
    """Name what the waits for a person wait for: the Task is done."""
    return f"TASK#{task_id}"
