"""Terms are counted by the municipality's calendar, not by a plain five-day week."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.calendars import Calendar, DayKind
from chalicelib.domain.errors import CalendarEnds

KAZAN_JSON = json.loads((Path(__file__).parents[2] / "schemas/calendars/kazan.json").read_text(encoding="utf-8"))
KAZAN = Calendar.parse(KAZAN_JSON)
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
NAMED = {date.fromisoformat(day["date"]): day["kind"] for day in KAZAN_JSON["days"]}

days = st.dates(FIRST, LAST)
terms = st.integers(0, 800)


def works(day: date) -> bool:
    """The rule itself, straight from the definition."""
    if day in NAMED:
        return NAMED[day] != "holiday"
    return day.isoweekday() <= 5


def step(day: date, count: int) -> date | None:
    """So many working days after a day, one day at a time; None beyond the calendar."""
    while count:
        day += timedelta(1)
        if day > LAST:
            return None
        count -= works(day)
    return day


@pytest.mark.parametrize(
    ("day", "working", "why"),
    [
        ("2026-01-09", False, "3 January moved here"),
        ("2026-01-12", True, "the first working day of 2026"),
        ("2026-03-09", False, "8 March is a Sunday"),
        ("2026-03-19", True, "one hour shorter"),
        ("2026-03-20", False, "Uraza-bairam, in Tatarstan only"),
        ("2026-05-27", False, "Kurban-bairam, in Tatarstan only"),
        ("2026-08-31", True, "Republic Day on a Sunday moves nothing"),
        ("2026-11-05", True, "between Unity Day and Constitution Day"),
        ("2026-11-06", False, "Constitution Day of Tatarstan"),
        ("2026-12-31", False, "4 January moved here"),
        ("2027-02-20", True, "a working Saturday"),
        ("2027-02-22", False, "instead of that Saturday"),
        ("2027-08-30", False, "Republic Day of Tatarstan"),
        ("2027-11-08", True, "Constitution Day on a Saturday moves nothing"),
    ],
)
def test_knows_the_days_of_kazan(day: str, working: bool, why: str) -> None:
    assert KAZAN.is_working(date.fromisoformat(day)) is working, why


def test_six_working_days_pass_over_womens_day() -> None:
    assert KAZAN.add_term(date(2026, 3, 2), 6, "working") == date(2026, 3, 11)


def test_a_calendar_term_that_ends_in_the_holidays_ends_after_them() -> None:
    assert KAZAN.add_term(date(2026, 4, 11), 20, "calendar") == date(2026, 5, 4)


def test_the_day_after_the_event_is_the_first() -> None:
    assert KAZAN.add_term(date(2026, 11, 23), 1, "working") == date(2026, 11, 24)
    assert KAZAN.add_term(date(2026, 11, 23), 1, "calendar") == date(2026, 11, 24)


def test_a_term_of_no_days_ends_on_the_day_itself_or_the_next_working_one() -> None:
    assert KAZAN.add_term(date(2026, 11, 23), 0, "working") == date(2026, 11, 23)
    assert KAZAN.add_term(date(2026, 11, 22), 0, "working") == date(2026, 11, 23)
    assert KAZAN.add_term(date(2026, 11, 22), 0, "calendar") == date(2026, 11, 23)


def test_a_short_day_is_told_from_a_full_one() -> None:
    assert KAZAN.kinds[date(2026, 11, 5)] is DayKind.SHORT
    assert date(2026, 11, 9) not in KAZAN.kinds


@given(days)
def test_a_day_works_as_the_definition_says(day: date) -> None:
    assert KAZAN.is_working(day) is works(day)


@given(days, terms.filter(bool))
def test_working_days_are_counted_one_by_one(day: date, count: int) -> None:
    expected = step(day, count)
    if expected is None:
        with pytest.raises(CalendarEnds):
            KAZAN.add_working_days(day, count)
    else:
        found = KAZAN.add_working_days(day, count)
        assert found == expected
        assert KAZAN.working_days_between(day, found) == count


@given(days, terms)
def test_a_calendar_term_ends_on_the_first_working_day_not_before_its_end(day: date, count: int) -> None:
    end = day + timedelta(count)
    while end <= LAST and not works(end):
        end += timedelta(1)
    if end > LAST:
        with pytest.raises(CalendarEnds):
            KAZAN.add_term(day, count, "calendar")
    else:
        assert KAZAN.add_term(day, count, "calendar") == end


@given(days, days)
def test_days_between_are_counted_both_ways(a: date, b: date) -> None:
    expected = sum(works(a + timedelta(n)) for n in range(1, (b - a).days + 1)) if a <= b else None
    if expected is not None:
        assert KAZAN.working_days_between(a, b) == expected
    assert KAZAN.working_days_between(a, b) == -KAZAN.working_days_between(b, a)


@given(st.sampled_from(KAZAN.working), st.integers(1, 600))
def test_going_back_undoes_going_forward(day: date, count: int) -> None:
    try:
        there = KAZAN.add_working_days(day, count)
    except CalendarEnds:
        return
    assert KAZAN.add_working_days(there, -count) == day


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2028, 1, 1)])
def test_refuses_to_guess_outside_its_years(day: date) -> None:
    for ask in (KAZAN.is_working, KAZAN.next_working):
        with pytest.raises(CalendarEnds):
            ask(day)
    for unit in ("working", "calendar"):
        with pytest.raises(CalendarEnds):
            KAZAN.add_term(day, 1, unit)
    with pytest.raises(CalendarEnds):
        KAZAN.working_days_between(FIRST, day)


def test_refuses_a_term_that_runs_past_its_last_year() -> None:
    with pytest.raises(CalendarEnds) as caught:
        KAZAN.add_term(date(2027, 12, 30), 1, "working")
    assert caught.value.params["last"] == "2027-12-31"
    with pytest.raises(CalendarEnds):
        KAZAN.add_term(date(2027, 12, 30), 10**9, "calendar")


def test_refuses_a_negative_term_and_an_unknown_unit() -> None:
    with pytest.raises(ValueError):
        KAZAN.add_term(FIRST, -1, "working")
    with pytest.raises(ValueError):
        KAZAN.add_term(FIRST, 1, "banking")


@pytest.mark.parametrize(
    "broken",
    [
        {"days": [KAZAN_JSON["days"][0]] * 2},
        {"days": [{**KAZAN_JSON["days"][0], "date": "2028-01-01"}]},
        {"until": "2025-12-31"},
    ],
)
def test_refuses_a_calendar_that_contradicts_itself(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Calendar.parse({**KAZAN_JSON, **broken})
