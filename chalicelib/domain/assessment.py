"""Assessment: what a sub-service, and then the whole service, comes to, as a pure function of what is known.

Used by the workflow for running cases and by the analyser for worked examples, so that both walk the same path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.definitions import Service, SubService
from chalicelib.domain.opinions import DIVIDED
from chalicelib.domain.tables import NeedsExpert
from chalicelib.domain.values import Scope, evaluate, holds, parts


@dataclass(frozen=True)
class SubServiceOutcome:
    """What a sub-service came to, kept with the decision that it explains.

    Args:
        outcome: `pass`, `refuse` or `expert` (a person must decide).
        grounds: codes of the grounds, for a refusal.
        outputs: name → value, for other sub-services and the record.
        row: id of the rule that fired.
        clause: what that rule cites.
        inputs: the inputs as the table saw them.
        reason: why a person must decide: `missing:<input>`, `outside_domain:<input>`, `no_rule`, `several_rules`,
            `rule` (the table says so) or `no_table`.
    """

    outcome: str
    grounds: tuple[str, ...] = ()
    outputs: Mapping[str, Any] = field(default_factory=dict)
    row: str | None = None
    clause: str | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None


def gather_inputs(sub_service: SubService, scope: Scope) -> dict[str, Any]:
    """The closed inputs of a sub-service; what is missing is replaced by `absent`, else stays None."""
    inputs = {}
    for one in sub_service.inputs:
        value = evaluate(one.source, scope)
        inputs[one.name] = evaluate(one.absent, scope) if value is None and one.absent is not None else value
    return inputs


def decide_sub_service(sub_service: SubService, scope: Scope) -> SubServiceOutcome:
    """Decides one sub-service by its table, or says that a person must and why.

    Args:
        sub_service: the definition.
        scope: answers, Requests with their answers, and outputs of sub-services that are decided.
    """
    inputs = gather_inputs(sub_service, scope)
    if sub_service.table is None:
        return SubServiceOutcome("expert", inputs=inputs, reason="no_table")
    row = sub_service.table.evaluate(inputs)
    if isinstance(row, NeedsExpert):
        reason = f"{row.reason}:{row.input}" if row.input else row.reason
        return SubServiceOutcome("expert", inputs=inputs, reason=reason)
    return SubServiceOutcome(
        outcome=row.outcome,
        grounds=row.grounds,
        outputs={name: evaluate(value, scope) for name, value in row.outputs.items()},
        row=row.id,
        clause=row.clause,
        inputs=inputs,
        reason="rule" if row.outcome == "expert" else None,
    )


def applies(sub_service: SubService, scope: Scope) -> bool:
    """Whether a sub-service belongs to this application at all."""
    return holds(sub_service.when, scope)


def needed_requests(service: Service, scope: Scope) -> tuple[str, ...]:
    """Ids of the uses of Requests that the sub-services which apply need, in the order of the definition."""
    wanted = {request for one in service.sub_services if applies(one, scope) for request in one.requests}
    return tuple(use.id for use in service.requests if use.id in wanted and holds(use.when, scope))


def depends_on(sub_service: SubService) -> frozenset[str]:
    """Ids of the sub-services whose outputs this one looks at: they are decided before it."""
    values = [one.source for one in sub_service.inputs]
    values += [one.absent for one in sub_service.inputs if one.absent is not None]
    values += [condition["value"] for condition in sub_service.when]
    if sub_service.raw_table is not None:
        for rule in sub_service.raw_table["rules"]:
            values += rule["then"].get("outputs", {}).values()
    return frozenset(part["output"] for value in values for part in parts(value) if "output" in part)


def in_order(sub_services: Iterable[SubService]) -> tuple[SubService, ...]:
    """Sub-services so that each comes after those it depends on; raises ValueError where they form a cycle."""
    waiting = list(sub_services)
    known = {one.id for one in waiting}
    done: list[SubService] = []
    while waiting:
        decided = {one.id for one in done}
        ready = [one for one in waiting if depends_on(one) & known <= decided]
        if not ready:
            raise ValueError("a cycle among outputs: " + ", ".join(one.id for one in waiting))
        done += ready
        decided |= {one.id for one in ready}
        waiting = [one for one in waiting if one.id not in decided]
    return tuple(done)


def decision_of(outcomes: Iterable[SubServiceOutcome]) -> tuple[str, tuple[str, ...]]:
    """What decided sub-services come to together.

    Returns:
        `("open", ())` while a person must decide one of them, or where experts are divided; `("refused", grounds)`
        with all grounds at once where one refuses; else `("granted", ())`.
    """
    known = tuple(outcomes)
    if any(one.outcome in ("expert", DIVIDED) for one in known):
        return "open", ()
    grounds = tuple(dict.fromkeys(ground for one in known for ground in one.grounds))
    return ("refused", grounds) if any(one.outcome == "refuse" for one in known) else ("granted", ())


def record_of(service: Service, scope: Scope) -> dict[str, Any]:
    """The register record that a grant writes: each field's value, fields without one left out."""
    values = {name: evaluate(value, scope) for name, value in service.result.record.items()}
    return {name: value for name, value in values.items() if value is not None}
