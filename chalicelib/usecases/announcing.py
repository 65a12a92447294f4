"""Announcing: every department that takes part in a plan is told when the application is registered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalicelib.domain import escalations, plans
from chalicelib.domain.escalations import Matter
from chalicelib.domain.notes import Note
from chalicelib.domain.permissions import Role
from chalicelib.usecases import members, planning, telling_staff

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.commits import Commit
    from chalicelib.bootstrap import Stores
    from chalicelib.domain.definitions import Bundle
    from chalicelib.domain.plans import Plan
    from chalicelib.domain.situations import LifeSituation

READERS = (Role.HEAD, Role.DECISION_MAKER, Role.INTAKE)
"""Who is told for a department: all who hold the first of these roles that anybody holds there."""


def tell(stores: Stores, commit: Commit) -> None:
    """Write what a plan's facts owe to the departments that they bring into it, one entry for each reader.

    A plan that was withdrawn meanwhile is told to nobody. Safe to repeat. Raises TransientError.
    """
    involved = escalations.involved_by(commit.facts)
    if not involved:
        return
    plan = stores.cases.plan(str(commit.context["plan"]))
    if plan.withdrawn or plan.erased_at is not None:
        return
    _, situation = planning.situation_of(stores, plan)
    bundle = telling_staff.bundle_for(stores, plan.bundle, Matter.PLAN_FILED)
    for place, department in involved:
        params = _params(plan, situation, bundle, department)
        for person in _readers(stores, department):
            draft = Note(
                id="",
                at=commit.at,
                person=person,
                application=plan.application,
                case="",
                number=plan.number,
                service=plan.situation,
                status=str(Matter.PLAN_FILED),
                message=escalations.message_of(Matter.PLAN_FILED),
                bundle=bundle.hash,
                language="",
                params=params,
                department=department,
            )
            telling_staff.tell(stores, commit, place, plan.application, draft, bundle)


def _readers(stores: Stores, department: str) -> list[str]:
    return next((found for role in READERS if (found := members.holders(stores, department, role))), [])


def _params(plan: Plan, situation: LifeSituation, bundle: Bundle, department: str) -> dict[str, Any]:
    """Name a department's services in a plan, and the day on which the first is expected to begin.

    Whoever leads the plan, or reports a milestone, and decides nothing, has the situation as a whole.
    """
    own = [
        node["id"]
        for node in plan.nodes
        if node["service"] is not None
        and node["state"] != plans.State.OUT
        and bundle.service(node["service"]).department == department
    ]
    spans = (plan.forecast or {}).get("nodes", {})
    begins = [spans[id]["begins"] for id in own if id in spans]
    return {"department": department, "parts": own or [situation.id], "begins_on": min(begins, default=plan.filed_on)}
