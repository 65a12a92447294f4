"""The plan of a life situation: one item that says which cases there are, what waits for what, and how far each is.

::

    service    out | waiting → started → granted | refused | withdrawn          cancelled: what it waits for was refused
    milestone  out | waiting → awaited → reached                                cancelled

A plan is valid for years. It follows its cases and decides nothing, but for which of them begin or are cancelled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from chalicelib.domain.cases import Case, Fact, Status
from chalicelib.domain.chain import GENESIS
from chalicelib.domain.errors import AlreadyDone, NotFound
from chalicelib.domain.layout import LAYOUT
from chalicelib.domain.situations import LifeSituation


class State(StrEnum):
    """How far a node of a plan is."""

    OUT = "out"
    WAITING = "waiting"
    STARTED = "started"
    AWAITED = "awaited"
    GRANTED = "granted"
    REACHED = "reached"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


ENDED = frozenset({State.OUT, State.GRANTED, State.REACHED, State.REFUSED, State.CANCELLED, State.WITHDRAWN})
PASSED = frozenset({State.OUT, State.GRANTED, State.REACHED})
"""States of a node that let what waits for it begin."""
LOST = frozenset({State.REFUSED, State.CANCELLED, State.WITHDRAWN})
_STATE_OF = {
    Status.REFUSED_REGISTRATION: State.REFUSED,
    Status.REFUSED: State.REFUSED,
    Status.WITHDRAWN: State.WITHDRAWN,
    Status.GRANTED: State.GRANTED,
}

PlanNode = dict[str, Any]
"""{"id", "service" (None: a milestone), "state", "after", "case"?, "status"?, "because"?, "begun_on"?, "ends_on"?,
"ended_on"?, "record"?, "reported_by"?}: ids, codes and days only."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The state of a plan; `version` and `chain` are its chain's last position and hash.

    `cases` counts the ordinals given to cases; `nodes` holds every node of the situation, also those that are out.
    """

    application: str
    number: str
    person: str
    situation: str
    department: str
    bundle: str
    language: str
    channel: str
    filed_on: str
    filed_at: str
    nodes: tuple[PlanNode, ...]
    collect: str = "account"
    counter: str | None = None
    cases: int = 0
    withdrawn: bool = False
    forecast: dict[str, Any] | None = None
    contradictions: tuple[dict[str, Any], ...] = ()
    """Open and settled ones: {"rule", "cases", "found_at", "settled_at"?}."""
    erased_at: str | None = None
    version: int = 0
    chain: str = GENESIS
    layout: int = field(default=LAYOUT)

    @property
    def aggregate(self) -> str:
        return f"PLAN#{self.application}"

    @property
    def ended(self) -> bool:
        return all(node["state"] in ENDED for node in self.nodes)

    def node(self, id: str) -> PlanNode:
        """The node with that id; raises NotFound."""
        for node in self.nodes:
            if node["id"] == id:
                return node
        raise NotFound(f"the plan has no node {id}")

    def node_of_case(self, case: str) -> PlanNode | None:
        """The node whose present case that is; None where another one took its place."""
        return next((node for node in self.nodes if node.get("case") == case), None)


Change = tuple[Plan, tuple[Fact, ...]]


def make(plan: Plan, situation: LifeSituation, answers: Mapping[str, Any], *, on: str) -> Change:
    """Make the plan of a new application: which nodes belong, and which begin at once.

    Args:
        plan: everything but its nodes.
        on: the day of filing, ISO.
    """
    belonging = situation.belonging(answers)
    nodes = tuple(
        {
            "id": node.id,
            "service": node.service,
            "state": str(State.WAITING if node.id in belonging else State.OUT),
            "after": list(node.after),
        }
        for node in situation.nodes
    )
    told: Fact = {"fact": "PlanMade", "in": sorted(belonging), "situation": situation.id}
    planned, facts = begin_ready(replace(plan, nodes=nodes), on=on)
    return planned, (told, *facts)


def with_forecast(plan: Plan, forecast: dict[str, Any]) -> Plan:
    """Put a forecast of the plan beside it."""
    return replace(plan, forecast=forecast)


def begin_ready(plan: Plan, *, on: str) -> Change:
    """Let everything begin that waits for nothing any more: a case is asked for, a milestone is awaited."""
    facts: list[Fact] = []
    state_of = {node["id"]: node["state"] for node in plan.nodes}
    nodes = []
    for node in plan.nodes:
        ready = node["state"] == State.WAITING and all(state_of[name] in PASSED for name in node["after"])
        if not ready or plan.withdrawn:
            nodes.append(node)
        elif node["service"] is None:
            nodes.append({**node, "state": str(State.AWAITED), "begun_on": on})
        else:
            plan = replace(plan, cases=plan.cases + 1)
            case = f"{plan.application}-{plan.cases}"
            nodes.append({**node, "state": str(State.STARTED), "case": case, "begun_on": on})
            facts.append({"fact": "NodeStarted", "node": node["id"], "service": node["service"], "case": case})
    return replace(plan, nodes=tuple(nodes)), tuple(facts)


def observe(plan: Plan, case: Case, *, on: str) -> Change:
    """Take over how far a case is; what is decided lets others begin, or cancels what depends on it.

    A case that isn't its node's any more, or tells nothing new, changes nothing.
    """
    node = plan.node_of_case(case.id)
    if node is None or node["state"] in ENDED:
        return plan, ()
    state = _STATE_OF.get(case.status)
    if case.outcome is not None:
        state = State(case.outcome)
    seen: PlanNode = {**node, "status": str(case.status)}
    if case.registered_on is not None:
        seen |= {"registered_on": case.registered_on, "ends_on": case.due_on}
    if state is None:
        return (plan, ()) if seen == node else (_with(plan, seen), ({"fact": "NodeMoved", **_named(seen)},))
    record = case.record and {name: case.record[name] for name in ("register", "record")}
    seen |= {"state": str(state), "ended_on": on, **({"record": record} if record else {})}
    after, cancelled = _cancelled(_with(plan, seen), on=on) if state in LOST else (_with(plan, seen), ())
    begun, facts = begin_ready(after, on=on)
    return begun, ({"fact": "NodeEnded", **_named(seen), "outcome": str(state)}, *cancelled, *facts)


def _named(node: PlanNode) -> dict[str, Any]:
    return {"node": node["id"], "case": node["case"], "status": node["status"]}


def _with(plan: Plan, changed: PlanNode) -> Plan:
    return replace(plan, nodes=tuple(changed if one["id"] == changed["id"] else one for one in plan.nodes))


def _cancelled(plan: Plan, *, on: str) -> Change:
    """Cancel what can't begin any more because something that it waits for was refused, with that as the reason."""
    facts: list[Fact] = []
    while True:
        states = {node["id"]: node for node in plan.nodes}
        for node in plan.nodes:
            lost = next((name for name in node["after"] if states[name]["state"] in LOST), None)
            if lost is not None and node["state"] in (State.WAITING, State.AWAITED):
                because = states[lost].get("because", lost)
                plan = _with(plan, {**node, "state": str(State.CANCELLED), "because": because, "ended_on": on})
                facts.append({"fact": "NodeCancelled", "node": node["id"], "because": because})
                break
        else:
            return plan, tuple(facts)


def reach(plan: Plan, milestone: str, *, on: str, by: str) -> Change:
    """Take the report of a milestone.

    Raises:
        NotFound: the plan has no such milestone.
        AlreadyDone: it was reported before, or isn't awaited.
    """
    node = plan.node(milestone)
    if node["service"] is not None:
        raise NotFound(f"{milestone} is no milestone")
    if node["state"] == State.REACHED:
        raise AlreadyDone("this milestone was reported already", milestone=milestone, on=node["ended_on"])
    if node["state"] != State.AWAITED:
        raise AlreadyDone("this milestone isn't awaited", milestone=milestone, state=node["state"])
    reached = _with(plan, {**node, "state": str(State.REACHED), "ended_on": on, "reported_by": by})
    begun, facts = begin_ready(reached, on=on)
    return begun, ({"fact": "MilestoneReached", "milestone": milestone, "on": on, "by": by}, *facts)


def revise(
    plan: Plan, situation: LifeSituation, answers: Mapping[str, Any], *, again: frozenset[str], on: str
) -> tuple[Plan, tuple[Fact, ...], tuple[str, ...]]:
    """Fit the plan to changed answers: what belongs now, what doesn't any more, what has to be asked for again.

    Args:
        again: nodes that were granted on answers that are others now: their place is taken by a new case.
    Returns:
        The plan, its facts, and the ids of live cases that aren't needed any more.
    """
    belonging = situation.belonging(answers)
    dropped: list[str] = []
    nodes: list[PlanNode] = []
    added: list[str] = []
    removed: list[str] = []
    for node in plan.nodes:
        state = State(node["state"])
        if node["id"] not in belonging and state is not State.OUT:
            removed.append(node["id"])
            if state is State.STARTED:
                dropped.append(node["case"])
            nodes.append({**_bare(node), "state": str(State.OUT)})
        elif node["id"] in belonging and state is State.OUT:
            added.append(node["id"])
            nodes.append({**_bare(node), "state": str(State.WAITING)})
        elif node["id"] in again and state in (State.GRANTED, State.REFUSED):
            granted = node["case"] if node.get("record") else node.get("before")
            nodes.append({**_bare(node), "state": str(State.WAITING), "before": granted})
        else:
            nodes.append(node)
    revived, back = _revived(replace(plan, nodes=tuple(nodes)))
    fact: Fact = {"fact": "PlanRevised", "in": added, "out": removed, "again": sorted(again), "back": back}
    still, cancelled = _cancelled(revived, on=on)
    begun, facts = begin_ready(still, on=on)
    changed = added or removed or begun != plan
    return begun, ((fact, *cancelled, *facts) if changed else ()), tuple(dropped)


def _revived(plan: Plan) -> tuple[Plan, list[str]]:
    """Let wait again what was cancelled because of a refusal that no longer stands; gives the ids of those nodes."""
    states = {node["id"]: node["state"] for node in plan.nodes}
    back = [one["id"] for one in plan.nodes if one["state"] == State.CANCELLED and states[one["because"]] not in LOST]
    nodes = tuple({**_bare(node), "state": str(State.WAITING)} if node["id"] in back else node for node in plan.nodes)
    return replace(plan, nodes=nodes), back


def _bare(node: PlanNode) -> PlanNode:
    return {name: node[name] for name in ("id", "service", "after")}


def withdraw(plan: Plan, *, on: str) -> tuple[Plan, tuple[Fact, ...], tuple[str, ...]]:
    """End a plan at the applicant's wish; gives the ids of its live cases, which are withdrawn one by one."""
    if plan.withdrawn:
        return plan, (), ()
    live = tuple(node["case"] for node in plan.nodes if node["state"] == State.STARTED)
    nodes = tuple(
        {**node, "state": str(State.WITHDRAWN), "ended_on": on}
        if node["state"] in (State.WAITING, State.AWAITED)
        else node
        for node in plan.nodes
    )
    return replace(plan, nodes=nodes, withdrawn=True), ({"fact": "PlanWithdrawn"},), live
