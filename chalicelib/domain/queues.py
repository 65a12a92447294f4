"""Whose Task it is: claimed, released, given, taken over, drawn by lot; and how late it may become."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from chalicelib.domain.cases import Fact
from chalicelib.domain.clock import stamp
from chalicelib.domain.errors import AlreadyDone, ColleagueAtWork, TaskClaimed
from chalicelib.domain.work import Task

Change = tuple[Task, tuple[Fact, ...]]
SOON_DAYS = 2
"""A Task that is due within so many working days is at risk."""


@dataclass(frozen=True, slots=True)
class Absence:
    """From which day to which day, both included, a member of staff isn't at work (ISO dates)."""

    since: str
    until: str

    def covers(self, day: str) -> bool:
        """Tell whether they are away on the ISO date `day`."""
        return self.since <= day <= self.until


def _open(task: Task) -> None:
    if task.state != "open":
        raise AlreadyDone("this Task is done or not needed any more", task=task.id)


def _hand(task: Task, person: str | None, fact: str, by: str, at: datetime, **more: str) -> Change:
    moved = replace(
        task,
        assignee=person,
        assigned_at=None if person is None else stamp(at),
        assigned_by=None if person is None else by,
        version=task.version + 1,
    )
    return moved, ({"fact": fact, "task": task.id, "person": person or task.assignee, "by": by, **more},)


def claim(task: Task, *, by: str, at: datetime) -> Change:
    """Take a free Task. Raises AlreadyDone when it isn't open, TaskClaimed when it is somebody else's."""
    _open(task)
    if task.assignee == by:
        return task, ()
    if task.assignee is not None:
        raise TaskClaimed("somebody else has claimed this Task", task=task.id)
    return _hand(task, by, "TaskClaimed", by, at)


def release(task: Task, *, by: str, at: datetime) -> Change:
    """Give a Task back to the queue; a free one stays free."""
    _open(task)
    if task.assignee is None:
        return task, ()
    return _hand(task, None, "TaskReleased", by, at)


def assign(task: Task, person: str, *, by: str, at: datetime) -> Change:
    """Give a Task to a person, whoever had it before."""
    _open(task)
    if task.assignee == person:
        return task, ()
    return _hand(task, person, "TaskAssigned", by, at)


def take_over(task: Task, *, by: str, at: datetime, absent: bool) -> Change:
    """Take a Task from a colleague who is away; raises ColleagueAtWork when they are at work."""
    _open(task)
    if task.assignee in (None, by):
        return claim(task, by=by, at=at)
    if not absent:
        raise ColleagueAtWork("whoever has this Task is at work", task=task.id)
    return _hand(task, by, "TaskTakenOver", by, at, was=str(task.assignee))


def draw(seed: str, candidates: Sequence[str]) -> str:
    """Draw one of the candidates by lot, so that anybody can repeat the draw.

    `seed` is the hash of the commit before the one that tells of the draw: it existed before the draw, and nobody could
    choose it. Raises ValueError when there are no candidates.
    """
    ordered = sorted(set(candidates))
    if not ordered:
        raise ValueError("nobody to draw from")
    drawn = hashlib.sha256("\n".join((seed, *ordered)).encode()).digest()
    return ordered[int.from_bytes(drawn, "big") % len(ordered)]


def drawn(task: Task, seed: str, candidates: Sequence[str], *, at: datetime) -> Change:
    """Give a new Task to whom the lot falls on; the fact holds all that is needed to repeat the draw."""
    person = draw(seed, candidates)
    given = replace(task, assignee=person, assigned_at=stamp(at), assigned_by="lot")
    fact: Fact = {
        "fact": "TaskDrawn",
        "task": task.id,
        "person": person,
        "seed": seed,
        "candidates": sorted(set(candidates)),
    }
    return given, (fact,)


def risk(due_on: str, today: date, working_days_left: int) -> str:
    """Say how a Task stands to its last day: "late", "today", "soon" or "in_time"."""
    if due_on < today.isoformat():
        return "late"
    if due_on == today.isoformat():
        return "today"
    return "soon" if working_days_left <= SOON_DAYS else "in_time"
