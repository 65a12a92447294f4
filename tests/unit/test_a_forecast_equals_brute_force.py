"""The forecast of a plan, against a brute force over all its paths; and the figures of the reference plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.calendars import Calendar
from chalicelib.domain.definition_views import Term
from chalicelib.domain.forecasts import Step, forecast
from chalicelib.usecases.forecasting import length
from tests.support import bundles

CALENDAR = Calendar.parse(bundles.bundle()["calendars"]["kazan"])
START = date(2026, 11, 26)
Graph = dict[str, tuple[tuple[str, ...], int]]
"""Node → what it waits for, and how many working days it takes."""

REFERENCE: Graph = {
    "1a": ((), 14),
    "1b": (("1a",), 14),
    "0": (("1a",), 14),
    "2": (("0",), 10),
    "3": (("1a",), 7),
    "4": (("0", "1b", "2", "3"), 5),
    "5": (("3", "4"), 10),
    "6": (("4",), 10),
    "7": (("4", "5", "6"), 5),
    "8": (("4", "7"), 15),
    "9": (("2",), 10),
}
COMMISSIONING = ("1a", "1b", "0", "2", "3", "4", "5", "6", "7")


def paths(graph: Graph) -> list[tuple[str, ...]]:
    """Every path from a node that waits for nothing to any node, by walking back: slow, and without a forecast."""

    def back(name: str) -> list[tuple[str, ...]]:
        before = [path for one in graph[name][0] if one in graph for path in back(one)]
        return [(*path, name) for path in before] or [(name,)]

    return [path for name in graph for path in back(name)]


def plain(graph: Graph) -> list[Step[int]]:
    return [Step(name, after, lambda day, days=days: day + days) for name, (after, days) in graph.items()]


def only(graph: Graph, names: tuple[str, ...]) -> Graph:
    return {name: graph[name] for name in names}


def longest(graph: Graph) -> int:
    return max(sum(graph[name][1] for name in path) for path in paths(graph))


@pytest.mark.parametrize(("names", "alone", "together"), [(COMMISSIONING, 89, 58), (tuple(REFERENCE), 114, 73)])
def test_the_reference_plan_on_a_plain_week(names: tuple[str, ...], alone: int, together: int) -> None:
    graph = only(REFERENCE, names)
    found = forecast(plain(graph), start=0, today=0)
    assert (found.one_by_one, found.ends) == (alone, together)
    assert (sum(days for _, days in graph.values()), longest(graph)) == (alone, together)


def test_a_changed_term_and_a_changed_dependency_change_the_figures() -> None:
    graph = {**REFERENCE, "2": (("0",), 20), "9": (("7",), 10)}
    found = forecast(plain(graph), start=0, today=0)
    assert (found.one_by_one, found.ends) == (sum(days for _, days in graph.values()), longest(graph))
    assert (found.one_by_one, found.ends) == (124, 83)
    assert sum(graph[name][1] for name in found.critical) == found.ends


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    size = draw(st.integers(1, 9))
    names = [f"n{number}" for number in range(size)]
    made: Graph = {}
    for at, name in enumerate(names):
        after = draw(st.sets(st.sampled_from(names[:at]), max_size=3)) if at else set()
        made[name] = (tuple(sorted(after)), draw(st.integers(0, 40)))
    return made


@settings(max_examples=300, deadline=None)
@given(graphs())
def test_any_plan_on_a_plain_week(graph: Graph) -> None:
    found = forecast(plain(graph), start=0, today=0)
    assert found.ends == longest(graph)
    for name, (begins, ends) in found.steps.items():
        own = [path for path in paths(graph) if path[-1] == name]
        assert ends == max(sum(graph[one][1] for one in path) for path in own)
        assert begins == ends - graph[name][1]
    assert sum(graph[name][1] for name in found.critical) == found.ends


@settings(max_examples=100, deadline=None)
@given(graphs(), st.sampled_from(["working", "calendar"]))
def test_any_plan_on_the_shipped_calendar(graph: Graph, unit: str) -> None:
    found = forecast(
        [Step(name, after, length(CALENDAR, Term(days, unit))) for name, (after, days) in graph.items()],
        start=START,
        today=START,
    )
    assert found.ends == max(_walked(path, graph, unit) for path in paths(graph))


def _walked(path: tuple[str, ...], graph: Mapping[str, tuple[tuple[str, ...], int]], unit: str) -> date:
    """Walk a path day by day, by the calendar's own list of working days."""
    day = START
    for name in path:
        days = graph[name][1]
        if unit == "calendar":
            day += timedelta(days=days)
            day = next(one for one in (day + timedelta(days=n) for n in count()) if CALENDAR.is_working(one))
        elif days == 0:
            day = next(one for one in (day + timedelta(days=n) for n in count()) if CALENDAR.is_working(one))
        while unit == "working" and days:
            day += timedelta(days=1)
            days -= CALENDAR.is_working(day)
    return day


def test_what_has_happened_stands_and_what_is_late_is_expected_today() -> None:
    steps = [
        Step("done", (), lambda day: day + 10, begun=0, ended=3),
        Step("late", ("done",), lambda day: day + 5, begun=3, ends=8),
        Step("next", ("late",), lambda day: day + 2),
    ]
    found = forecast(steps, start=0, today=20)
    assert found.steps == {"done": (0, 3), "late": (3, 20), "next": (20, 22)}
    assert found.critical == ("done", "late", "next")


def test_steps_that_wait_for_each_other_are_refused() -> None:
    steps = [Step("a", ("b",), lambda day: day), Step("b", ("a",), lambda day: day)]
    with pytest.raises(ValueError, match="wait for each other"):
        forecast(steps, start=0, today=0)
