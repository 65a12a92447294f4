"""Contradicting: conditions of a plan's cases are compared when one of them is known, and before each decision."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain import contradictions
from chalicelib.domain.cases import Case
from chalicelib.domain.clock import stamp
from chalicelib.domain.errors import NotFound
from chalicelib.domain.plans import Plan, State
from chalicelib.domain.values import Scope
from chalicelib.usecases import planning
from chalicelib.usecases.knowing import know
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def look(stores: Stores, plan_id: str) -> Plan:
    """Compare the cases of a plan by its declared rules, and note what contradicts and what doesn't any more."""
    return persistently(stores, lambda: _look(stores, plan_id))


def _look(stores: Stores, plan_id: str) -> Plan:
    plan = stores.cases.plan(plan_id)
    _, situation = planning.situation_of(stores, plan)
    if not situation.contradictions:
        return plan
    scopes: dict[str, Scope | None] = {}
    found: dict[str, tuple[str, ...]] = {}
    for rule in situation.contradictions:
        nodes = tuple(str(side["service"]) for side in rule["between"])
        for node in nodes:
            if node not in scopes:
                scopes[node] = _scope(stores, plan, node)
        first, second = (scopes[node] for node in nodes)
        if first is not None and second is not None and contradictions.contradict(rule, first, second):
            found[rule["id"]] = tuple(dict.fromkeys(nodes))
    listed, facts = contradictions.update(plan.contradictions, found, at=stamp(stores.now()))
    if not facts:
        return plan
    after = replace(plan, contradictions=listed)
    return planning.finish(stores, planning.begin(stores, by="plan"), plan, after, facts)


def _scope(stores: Stores, plan: Plan, node_id: str) -> Scope | None:
    """What is known of the case of a node; nothing where it hasn't begun, or was given up."""
    node = plan.node(node_id)
    if node["state"] not in (State.STARTED, State.GRANTED) or not node.get("case"):
        return None
    try:
        file = stores.cases.file(node["case"])
        return know(stores, file.case, file.sub_services).scope
    except NotFound:
        return None


def compare(stores: Stores, case_id: str) -> None:
    """Compare a case, of which more is known now, with the others of its plan; nothing where it stands alone."""
    case = stores.cases.case(case_id)
    if case.plan is not None and not case.ended:
        look(stores, case.plan)


def open_for(stores: Stores, case: Case) -> tuple[str, ...]:
    """Name the rules that a case breaks together with another one, as of now."""
    if case.plan is None:
        return ()
    plan = look(stores, case.plan)
    node = plan.node_of_case(case.id)
    return () if node is None else contradictions.open_for(plan.contradictions, node["id"])
