"""Planning: cases of a life situation begin when what they wait for has happened, and the plan follows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.domain import cases, plans
from chalicelib.domain.applications import Application, Content
from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.definitions import Bundle
from chalicelib.domain.errors import AlreadyDone, NotFound
from chalicelib.domain.plans import Plan, State
from chalicelib.domain.situations import LifeSituation
from chalicelib.usecases import catalogue, closing, forecasting
from chalicelib.usecases.applying import FIRST_LOOK_MINUTES
from chalicelib.usecases.context import of_plan
from chalicelib.usecases.first_plans import departments, involved
from chalicelib.usecases.retrying import persistently
from chalicelib.usecases.rounds import next_round

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.unit import UnitOfWork
    from chalicelib.bootstrap import Stores


def situation_of(stores: Stores, plan: Plan) -> tuple[Bundle, LifeSituation]:
    """Give the definitions that a plan is pinned to."""
    bundle = catalogue.by_hash(stores, plan.bundle)
    situation = bundle.situation(plan.situation)
    if situation is None:
        raise NotFound(f"no situation {plan.situation}")
    return bundle, situation


def follow(stores: Stores, plan_id: str, case_id: str) -> None:
    """Take over into the plan how far a case is; what it lets begin begins, what it cancels is cancelled."""
    persistently(stores, lambda: _follow(stores, plan_id, case_id))


def _follow(stores: Stores, plan_id: str, case_id: str) -> None:
    plan, case, now = stores.cases.plan(plan_id), stores.cases.case(case_id), stores.now()
    today = local_day(now, stores.municipality.zone)
    after, facts = plans.observe(plan, case, on=today.isoformat())
    if facts:
        finish(stores, begin(stores, by="plan"), plan, after, facts)


def begin(stores: Stores, *, by: str) -> UnitOfWork:
    """Begin a write of a plan."""
    return stores.begin(by=by, at=stamp(stores.now()))


def finish(stores: Stores, write: UnitOfWork, plan: Plan, after: Plan, facts: tuple[cases.Fact, ...]) -> Plan:
    """Write a changed plan with its forecast, and whatever else belongs to the write."""
    stored = extend(stores, write, plan, after, facts)
    write.commit()
    return stored


def extend(stores: Stores, write: UnitOfWork, plan: Plan, after: Plan, facts: tuple[cases.Fact, ...]) -> Plan:
    """Add a changed plan, with its forecast and the cases that it asks for, to a write."""
    bundle, situation = situation_of(stores, plan)
    ready = plans.with_forecast(after, forecasting.of_plan(stores, after, bundle, situation))
    joining = sorted(set(departments(after, bundle, situation)) - set(departments(plan, bundle, situation)))
    stored = write.change(plan, ready, (*facts, *involved(joining)), context=of_plan(plan))
    for fact in facts:
        if fact["fact"] == "NodeStarted":
            write.due(f"CASE#{fact['case']}", "driver", first_look(stores), case=fact["case"])
    for department in joining:
        write.plan_department(after, department)
    return stored


def first_look(stores: Stores) -> str:
    """When the sweep looks for the first time whether a case that a plan asked for has begun."""
    return stamp(stores.now() + timedelta(minutes=FIRST_LOOK_MINUTES))


def give_answers(
    stores: Stores,
    write: UnitOfWork,
    application: Application,
    content: Content,
    *,
    fields: tuple[str, ...],
    documents: Mapping[str, tuple[str, ...]] | None = None,
) -> cases.Fact:
    """Add the next round of an application's content to a write; what it held before is kept. Gives the fact.

    `fields` are the questions that are answered, `documents` files that are there for all cases from now on.
    """
    after = next_round(stores, application, content, files={**application.files, **(documents or {})})
    write.corrected(application, after)
    told = {"fact": "AnswersGiven", "round": after.round, "content": after.content_hash, "fields": list(fields)}
    return told | ({"documents": sorted(documents)} if documents else {})


def live_cases(stores: Stores, plan_id: str) -> tuple[str, ...]:
    """Give the ids of the cases of a plan that are under way."""
    plan = stores.cases.plan(plan_id)
    return tuple(str(node["case"]) for node in plan.nodes if node["state"] == State.STARTED)


def drop(stores: Stores, case_id: str, *, reason: str) -> None:
    """Withdraw a case that its plan doesn't need any more; one that is decided stays decided."""

    def attempt() -> None:
        try:
            closing.end_by_withdrawal(stores, case_id, by=reason)
        except AlreadyDone:
            return

    persistently(stores, attempt)
