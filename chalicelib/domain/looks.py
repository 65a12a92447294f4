"""Looks: that a member of staff, or who holds a link, was shown what an applicant submitted.

The applicant reads of them in the Personal Account: when, which department, in which role and what, never who.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Shown(StrEnum):
    """What was shown."""

    CASE = "case"
    TASK = "task"
    REQUEST = "request"
    FILE = "file"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Look:
    """One look: `at` an instant (stamp), `department` whose member looked, `by` their id or "link".

    `roles` are those held there; `subject` is the id of what was shown, `document` its code where it is a file.
    """

    at: str
    what: Shown
    department: str
    by: str
    roles: tuple[str, ...]
    number: str
    case: str | None
    subject: str
    document: str | None = None

    @property
    def name(self) -> str:
        """Its name among a person's looks, in order: looking again within the hour is the same look."""
        return f"{self.at[:13]}#{self.what}#{self.subject}#{self.by}"
