"""The ids that a commit carries for its reactions."""

from __future__ import annotations

from typing import Any

from chalicelib.domain.cases import Case
from chalicelib.domain.plans import Plan


def of_case(case: Case, **more: Any) -> dict[str, Any]:
    """Give the context of a commit inside a case: ids and codes only."""
    return {
        "application": case.application,
        "case": case.id,
        "number": case.number,
        "service": case.service,
        "bundle": case.bundle,
        "person": case.person,
        "language": case.language,
        "department": case.department,
        "channel": case.channel,
        **({"plan": case.plan} if case.plan else {}),
        **({"claiming": True} if case.claims else {}),
        **more,
    }


def of_plan(plan: Plan, **more: Any) -> dict[str, Any]:
    """Give the context of a commit of a plan: ids and codes only."""
    return {
        "application": plan.application,
        "plan": plan.application,
        "number": plan.number,
        "service": plan.situation,
        "bundle": plan.bundle,
        "person": plan.person,
        "language": plan.language,
        "department": plan.department,
        "channel": plan.channel,
        **more,
    }
