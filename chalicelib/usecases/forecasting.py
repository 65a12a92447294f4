"""Forecasting: when each case of a plan, and the whole, is expected to end, by the municipality's calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain.calendars import Calendar
from chalicelib.domain.clock import local_day
from chalicelib.domain.definitions import Bundle, Term
from chalicelib.domain.errors import CalendarEnds
from chalicelib.domain.forecasts import Step, forecast
from chalicelib.domain.plans import LOST, Plan, State
from chalicelib.domain.situations import LifeSituation
from chalicelib.usecases import catalogue
from chalicelib.usecases.calendars import calendar

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

LEFT_OUT = frozenset({State.OUT, *LOST})


def of_plan(stores: Stores, plan: Plan, bundle: Bundle, situation: LifeSituation) -> dict[str, Any]:
    """Forecast a plan by the newest calendar that is published, which may be younger than what the plan is pinned to.

    Gives {"nodes": {id: {"begins", "ends", "provisional"?}}, "ends", "critical", "one_by_one", "saved_days", "rough",
    "provisional_from"}. `saved_days` are the calendar days that running side by side saves. From the day
    `provisional_from` on nobody knows holidays yet: every weekday is taken for a working day. It is None, and `rough`
    false, where no day of the forecast lies there; a node that ends there is `provisional`.
    """
    days = calendar(stores, catalogue.current(stores, stores.now()))
    today = local_day(stores.now(), stores.municipality.zone)
    steps = [
        Step(
            id=node["id"],
            after=tuple(node["after"]),
            length=length(days, term_of(bundle, situation, node["id"])),
            begun=_day(node, "begun_on"),
            ends=_day(node, "ends_on"),
            ended=_day(node, "ended_on"),
        )
        for node in plan.nodes
        if node["state"] not in LEFT_OUT
    ]
    found = forecast(steps, start=date.fromisoformat(plan.filed_on), today=today)
    beyond = max(found.ends, found.one_by_one) > days.last
    return {
        "nodes": {
            id: {
                "begins": begins.isoformat(),
                "ends": ends.isoformat(),
                **({"provisional": True} if ends > days.last else {}),
            }
            for id, (begins, ends) in found.steps.items()
        },
        "ends": found.ends.isoformat(),
        "critical": list(found.critical),
        "one_by_one": found.one_by_one.isoformat(),
        "saved_days": (found.one_by_one - found.ends).days,
        "rough": beyond,
        "provisional_from": (days.last + timedelta(days=1)).isoformat() if beyond else None,
    }


def term_of(bundle: Bundle, situation: LifeSituation, node_id: str) -> Term:
    """Give how long a node takes: a service's term, a milestone's typical time."""
    node = situation.node(node_id)
    if node is not None and node.typical is not None:
        return node.typical
    return bundle.service(node_id).term


def length(days: Calendar, term: Term) -> Callable[[date], date]:
    """Give what adds a term to a day; beyond the last calendar every weekday is a working day.

    Of a working term that runs past the calendar, the days that are known count as they are.
    """

    def ends(begins: date) -> date:
        try:
            return days.add_term(begins, term.days, term.unit)
        except CalendarEnds:
            known = days.first <= begins <= days.last
            if term.unit != "working" or not known:
                return plain_week(begins, term)
            passed = days.working_days_between(begins, days.last)
            return plain_week(days.last, replace(term, days=term.days - passed))

    return ends


def plain_week(begins: date, term: Term) -> date:
    """Add a term to a day by a plain five-day week."""
    if term.unit == "calendar":
        ends = begins + timedelta(days=term.days)
        return ends + timedelta(days=max(0, 7 - ends.weekday()) if ends.weekday() > 4 else 0)
    weeks, rest = divmod(term.days, 5)
    ends = begins + timedelta(weeks=weeks)
    for _ in range(rest):
        ends += timedelta(days=3 if ends.weekday() == 4 else 2 if ends.weekday() == 5 else 1)
    return ends


def _day(node: dict[str, Any], name: str) -> date | None:
    return date.fromisoformat(node[name]) if node.get(name) else None
