"""What the facts of a plan tell of its nodes: how far each is, and which case is its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.domain.plans import Plan, State

Told = dict[str, tuple[str, str | None]]
"""Node → its state and its present case. What is awaited counts as waiting: that follows from the others."""


def told(facts: Iterable[Mapping[str, Any]]) -> Told:
    """Repeat the facts of a plan, in order; a node that they don't name is out."""
    nodes: Told = {}
    for fact in facts:
        match fact["fact"]:
            case "PlanMade":
                nodes = dict.fromkeys(fact["in"], (str(State.WAITING), None))
            case "PlanRevised":
                again = {
                    one for one in fact["again"] if nodes.get(one, ("", None))[0] in (State.GRANTED, State.REFUSED)
                }
                nodes |= dict.fromkeys({*fact["in"], *again, *fact.get("back", ())}, (str(State.WAITING), None))
                nodes = {id: one for id, one in nodes.items() if id not in fact["out"]}
            case "NodeStarted":
                nodes[fact["node"]] = (str(State.STARTED), fact["case"])
            case "NodeEnded":
                nodes[fact["node"]] = (fact["outcome"], fact["case"])
            case "NodeCancelled":
                nodes[fact["node"]] = (str(State.CANCELLED), None)
            case "MilestoneReached":
                nodes[fact["milestone"]] = (str(State.REACHED), None)
            case "PlanWithdrawn":
                waiting = {id for id, (state, _) in nodes.items() if state == State.WAITING}
                nodes |= dict.fromkeys(waiting, (str(State.WITHDRAWN), None))
    return nodes


def stored(plan: Plan) -> Told:
    """Give the same of a plan as it is stored."""
    return {
        node["id"]: (str(State.WAITING) if node["state"] == State.AWAITED else str(node["state"]), node.get("case"))
        for node in plan.nodes
        if node["state"] != State.OUT
    }
