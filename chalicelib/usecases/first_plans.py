"""First plans: what filing for a life situation writes beside the application, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.domain import plans
from chalicelib.domain.applications import Application
from chalicelib.domain.cases import Fact
from chalicelib.domain.clock import stamp
from chalicelib.domain.definitions import Bundle
from chalicelib.domain.escalations import INVOLVED
from chalicelib.domain.plans import Plan
from chalicelib.domain.situations import LifeSituation
from chalicelib.usecases import catalogue, forecasting
from chalicelib.usecases.applying import FIRST_LOOK_MINUTES
from chalicelib.usecases.context import of_plan

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.unit import UnitOfWork
    from chalicelib.bootstrap import Stores
    from chalicelib.usecases.filing import FilingRequest

RECHECK = "recheck"
"""The due date of a plan on which registers whose answers are stale are asked again."""
RECHECKED_EVERY = timedelta(days=1)


def write_first(
    stores: Stores,
    write: UnitOfWork,
    application: Application,
    situation: LifeSituation,
    request: FilingRequest,
    attached: tuple[Fact, ...],
) -> Plan:
    """Add the plan to a filing: its cases begin by its facts, and every department that takes part has it at once."""
    bundle = catalogue.by_hash(stores, application.bundle)
    draft = Plan(
        application=application.id,
        number=application.number,
        person=application.person,
        situation=situation.id,
        department=situation.department,
        bundle=application.bundle,
        language=application.language,
        channel=application.channel,
        filed_on=application.filed_on,
        filed_at=application.filed_at,
        nodes=(),
        collect=application.collect,
        counter=request.counter,
    )
    plan, facts = plans.make(draft, situation, request.answers, on=application.filed_on)
    filed: Fact = {
        "fact": "SituationFiled",
        "application": application.id,
        "situation": situation.id,
        "bundle": application.bundle,
        "content": application.content_hash,
    }
    forecast = forecasting.of_plan(stores, plan, bundle, situation)
    ready = plans.with_forecast(plan, forecast)
    taking_part = departments(plan, bundle, situation)
    told = (filed, *facts, *attached, *involved(taking_part))
    plan = write.change(None, ready, told, context=of_plan(ready))
    write.due(plan.aggregate, RECHECK, stamp(stores.now() + RECHECKED_EVERY), plan=plan.application)
    for fact in facts:
        if fact["fact"] == "NodeStarted":
            look = stamp(stores.now() + timedelta(minutes=FIRST_LOOK_MINUTES))
            write.due(f"CASE#{fact['case']}", "driver", look, case=fact["case"])
    for department in taking_part:
        write.plan_department(plan, department)
    return plan


def involved(taking_part: Iterable[str]) -> tuple[Fact, ...]:
    """Give the facts by which departments learn that they take part in a plan."""
    return tuple({"fact": INVOLVED, "department": one} for one in taking_part)


def departments(plan: Plan, bundle: Bundle, situation: LifeSituation) -> tuple[str, ...]:
    """Name every department that takes part in a plan: it leads it, or decides one of its services."""
    named = {situation.department}
    for node in plan.nodes:
        if node["service"] is not None and node["state"] != plans.State.OUT:
            named.add(bundle.service(node["service"]).department)
    for milestone in situation.milestones:
        named |= {str(one["department"]) for one in milestone.reporters.get("staff", ())}
    return tuple(sorted(named))
