"""A plan is valid for years: beyond the last calendar its forecast is provisional, and no term is guessed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.calendars import Calendar
from chalicelib.domain.chain import canonical, sha256
from chalicelib.domain.clock import stamp
from chalicelib.domain.definition_views import Term
from chalicelib.domain.errors import CalendarEnds, NotFound
from chalicelib.domain.plans import Plan
from chalicelib.domain.publications import Publication
from chalicelib.usecases import catalogue, forecasting
from chalicelib.usecases.calendars import last_day
from tests.support import bundles
from tests.support.shed_town import Town, published, shed_town

LAST = date(2027, 12, 31)


@pytest.fixture
def town() -> Iterator[Town]:
    with shed_town() as made:
        made.place.clock.advance(days=(date(2027, 12, 13) - date(2026, 11, 23)).days)
        yield made


def publish(town: Town, year: int) -> None:
    """Publish the calendar up to the end of a year; its holidays don't matter here."""
    bundle = copy.deepcopy(published())
    bundle["calendars"]["kazan"]["until"] = f"{year}-12-31"
    raw, now = canonical(bundle), stamp(town.place.clock())
    town.stores.catalogue.put(sha256(raw), raw, b"{}")
    base = catalogue.current(town.stores, town.place.clock()).hash
    town.stores.pointers.add(Publication(sha256(raw), now, now, "tests", base))
    town.place.clock.advance(seconds=61)


def forecast(town: Town, plan: Plan) -> dict[str, Any]:
    found: dict[str, Any] = town.plan(plan.application).forecast
    return found


def test_a_forecast_says_from_which_day_on_it_is_provisional(town: Town) -> None:
    plan = town.file()
    found = forecast(town, plan)
    assert (found["rough"], found["provisional_from"]) == (True, "2028-01-01")
    provisional = {id for id, one in found["nodes"].items() if one.get("provisional")}
    assert provisional == {"design", "shed-permit", "shed-dig"}
    assert found["ends"] == max(one["ends"] for one in found["nodes"].values())


def test_a_forecast_inside_the_calendar_says_nothing_of_that() -> None:
    with shed_town() as town:
        found = forecast(town, town.file())
    assert (found["rough"], found["provisional_from"]) == (False, None)
    assert not any("provisional" in one for one in found["nodes"].values())


def test_the_days_that_are_known_count_as_they_are(town: Town) -> None:
    days = Calendar.parse(bundles.bundle()["calendars"]["kazan"])
    begins = date(2027, 12, 20)
    known = days.working_days_between(begins, LAST)
    ends = forecasting.length(days, Term(known + 3, "working"))(begins)
    assert ends == date(2028, 1, 5), "Monday, Tuesday, Wednesday: nobody knows the holidays of 2028 yet"
    assert forecasting.length(days, Term(known, "working"))(begins) <= LAST


def test_a_new_calendar_makes_the_forecast_firm(town: Town) -> None:
    plan = town.file()
    publish(town, 2028)
    town.change(plan, road_touched=True)
    found = forecast(town, plan)
    assert (found["rough"], found["provisional_from"]) == (False, None)


def test_no_term_of_a_case_is_counted_where_no_calendar_is_known(town: Town) -> None:
    plan = town.file()
    bundle = catalogue.by_hash(town.stores, plan.bundle)
    with pytest.raises(CalendarEnds):
        last_day(town.stores, bundle, date(2027, 12, 27), Term(10, "working"))
    town.place.clock.advance(days=24)
    with pytest.raises(CalendarEnds):
        town.report(plan, "design", project_code="К-118-26")
    assert town.plan(plan.application).node("shed-permit")["state"] == "started", "it is asked for, and waits"
    with pytest.raises(NotFound):
        town.stores.cases.case(str(town.plan(plan.application).node("shed-permit")["case"]))
    publish(town, 2028)
    town.place.clock.advance(minutes=10)
    town.sweep()
    assert town.states(plan)["shed-permit"] == "granted"
    town.is_whole(plan)
