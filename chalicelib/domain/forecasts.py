"""Forecasts: when each case of a plan, and the whole, is expected to end, and what that depends on.

The critical path method over a directed graph: a node begins when the last of those it waits for has ended, and takes
its term. What has happened stands as it happened; what is late is expected today at the earliest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

Day = TypeVar("Day", date, int)
"""A day of a calendar, or a number of working days on a plain week."""


@dataclass(frozen=True, slots=True)
class Step(Generic[Day]):
    """One node of a plan as the forecast sees it.

    Args:
        after: the steps that it waits for.
        length: what gives the last day of the step from the day that it begins.
        begun: the day that it began; `ends` the last day that its clock says.
        ended: the day that it ended.
    """

    id: str
    after: tuple[str, ...]
    length: Callable[[Day], Day]
    begun: Day | None = None
    ends: Day | None = None
    ended: Day | None = None


@dataclass(frozen=True, slots=True)
class Forecast(Generic[Day]):
    """`steps`: id → (begins, ends); `critical` the steps, in order, that decide when the whole ends.

    `one_by_one` is the day on which the whole would end if each step waited for the one before.
    """

    steps: Mapping[str, tuple[Day, Day]]
    ends: Day
    critical: tuple[str, ...]
    one_by_one: Day


def in_order(steps: Iterable[Step[Day]]) -> list[Step[Day]]:
    """Steps so that each comes after those that it waits for; raises ValueError where they wait for each other."""
    waiting, done = list(steps), list[Step[Day]]()
    names = {one.id for one in waiting}
    known: set[str] = set()
    while waiting:
        ready = [one for one in waiting if set(one.after) & names <= known]
        if not ready:
            raise ValueError("steps wait for each other: " + ", ".join(one.id for one in waiting))
        done += ready
        known |= {one.id for one in ready}
        waiting = [one for one in waiting if one.id not in known]
    return done


def forecast(steps: Iterable[Step[Day]], *, start: Day, today: Day) -> Forecast[Day]:
    """Say when each step is expected to begin and end.

    Args:
        steps: the steps of the plan that are needed.
        start: the day on which the plan began.
        today: no step that hasn't ended is expected before.
    Raises:
        CalendarEnds: a step ends beyond the calendar.
    """
    ordered = in_order(steps)
    spans: dict[str, tuple[Day, Day]] = {}
    because: dict[str, str | None] = {}
    alone = start
    for step in ordered:
        begins, because[step.id] = start, None
        for name in step.after:
            if name in spans and (because[step.id] is None or spans[name][1] > begins):
                begins, because[step.id] = max(begins, spans[name][1]), name
        spans[step.id] = _span(step, begins, today)
        alone = step.length(alone)
    last = max(ordered, key=lambda step: spans[step.id][1], default=None)
    path: list[str] = []
    before = last.id if last is not None else None
    while before is not None:
        path.append(before)
        before = because[before]
    ends = spans[last.id][1] if last is not None else start
    return Forecast(spans, ends, tuple(reversed(path)), alone)


def _span(step: Step[Day], begins: Day, today: Day) -> tuple[Day, Day]:
    if step.ended is not None:
        return (step.begun if step.begun is not None else step.ended), step.ended
    if step.begun is None:
        begins = max(begins, today)
        return begins, step.length(begins)
    ends = step.ends if step.ends is not None else step.length(step.begun)
    return step.begun, max(ends, today)
