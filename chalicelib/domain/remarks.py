"""Remarks: what isn't clear to who fills a form in, said at the question itself; nobody is asked who they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.values import segments

DAYS_OPEN = 180
"""A remark that nobody deals with is forgotten after so many days; a form has changed by then."""
DAYS_DEALT_WITH = 30
SHORTEST, LONGEST = 3, 500


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark on a published form.

    Args:
        id: grows with time, so that remarks are listed as they came.
        service: whose form; of a life situation its id.
        bundle: the bundle that was shown: the form may have changed since.
        pointer: the question or document, as `/answers/<question>`.
        text: what isn't clear, in the reader's own words.
        language: the language in which the form was read.
        at: when (ISO).
        dealt_with: when a methodologist was done with it (ISO), and `by` whom.
    """

    id: str
    service: str
    bundle: str
    pointer: str
    text: str
    language: str
    at: str
    dealt_with: str | None = None
    by: str | None = None

    @property
    def days_kept(self) -> int:
        return DAYS_OPEN if self.dealt_with is None else DAYS_DEALT_WITH


def name_of(id_: int, milliseconds: int) -> str:
    """Name a remark: its instant (milliseconds of Unix time), then 64 random bits, in hexadecimal digits."""
    return f"{milliseconds:012x}{id_:016x}"


def is_asked(pointer: str, form: Mapping[str, Any], documents: Collection[str]) -> bool:
    """Say whether a pointer leads to a question of a form, or to one of its documents."""
    match segments(pointer):
        case ("answers", name):
            return name in form.get("properties", {})
        case ("documents", name):
            return name in documents
    return False


def deal_with(remark: Remark, *, by: str, at: str) -> Remark:
    """Mark a remark as dealt with; a second time changes nothing."""
    return remark if remark.dealt_with is not None else replace(remark, dealt_with=at, by=by)
