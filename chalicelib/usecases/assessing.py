"""`Assess`: ask what has to be asked, take the answers that registers give at once, decide every ready table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chalicelib.domain import assessment, cases, work
from chalicelib.domain.cases import DECIDED, Status
from chalicelib.domain.clock import stamp
from chalicelib.domain.values import Scope
from chalicelib.domain.work import SubServiceWork
from chalicelib.usecases import asking, contradicting
from chalicelib.usecases.context import of_case
from chalicelib.usecases.knowing import Known, know, seen
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.unit import UnitOfWork
    from chalicelib.bootstrap import Stores


MORE = "more"
"""What is to be asked doesn't fit into one write; it goes on with the next."""
ROOM_FOR_DECIDING = 20
"""Actions that asking leaves to what is decided after it."""
ACTIONS_OF_AN_ANSWER = 2
"""State and commit of each Request, and of each sub-service."""


def assess(stores: Stores, case_id: str) -> str:
    """Take a case as far as it goes by itself: "settled" (all decided), "open" (something waits) or "ended"."""
    outcome, plan = persistently(stores, lambda: _assess(stores, case_id))
    while outcome == MORE:
        outcome, plan = persistently(stores, lambda: _assess(stores, case_id, first=False))
    if plan is not None and outcome != "ended":
        contradicting.look(stores, plan)
    return outcome


def _assess(stores: Stores, case_id: str, *, first: bool = True) -> tuple[str, str | None]:
    file = stores.cases.file(case_id)
    case = file.case
    if case.ended:
        return "ended", case.plan
    if case.status in DECIDED:
        return "settled", None
    known = know(stores, case, file.sub_services)
    now = stores.now()
    write = stores.begin(by="assess", at=stamp(now))
    witness: dict[str, str] = {}
    facts: tuple[cases.Fact, ...] = ()
    if case.status is Status.REGISTERED:
        known.case, facts = cases.consider(case, at=now)
    asked_all = ask_all(stores, write, known, witness, repeat=first)
    undecided = decide_ready(stores, write, known, witness) if asked_all else True
    names = tuple(dict.fromkeys((*case.sub_services, *known.subs)))
    if facts or names != case.sub_services:
        considered = replace(known.case, sub_services=names)
        write.change(case, considered, facts or _sorted_out(names), context=of_case(case), witness=witness)
    if write.actions:
        write.commit()
    if not asked_all:
        return MORE, case.plan
    return "open" if undecided or case.status is Status.SUSPENDED else "settled", case.plan


def _sorted_out(names: tuple[str, ...]) -> tuple[cases.Fact, ...]:
    return ({"fact": "SubServicesChosen", "sub_services": list(names)},)


def ask_all(stores: Stores, write: UnitOfWork, known: Known, witness: dict[str, str], *, repeat: bool = True) -> bool:
    """Open every Request that is needed and not asked yet, and take the answers that come at once.

    False where they don't fit into one write with what is decided after them: the rest is asked in the next.
    `repeat`: sources that didn't answer before are asked again.
    """
    done: list[asking.Asked] = []
    for key in assessment.needed_requests(known.service, known.scope):
        use = known.service.request(key)
        asked = known.requests.get(key)
        if asked is None or (repeat and not asked.settled):
            if write.room - ACTIONS_OF_AN_ANSWER * len(done) < ROOM_FOR_DECIDING:
                asking.write_asked(stores, write, known, done, witness)
                return False
            told = asking.ask(stores, write, known, use, asked)
            if told is not None:
                done.append(told)
    asking.write_asked(stores, write, known, done, witness)
    subs = sum(1 for one in known.service.sub_services if assessment.applies(one, known.scope))
    return ACTIONS_OF_AN_ANSWER * (subs + 1) <= write.room or not write.actions


def decide_ready(stores: Stores, write: UnitOfWork, known: Known, witness: dict[str, str]) -> bool:
    """Decide every sub-service whose table has all it needs; say whether something stays undecided.

    A sub-service that must wait, for an answer or for an expert, is given an execution of its own.
    """
    undecided = False
    for definition in assessment.in_order(known.service.sub_services):
        before = known.subs.get(definition.id)
        if before is not None and before.state == "decided":
            continue
        if not assessment.applies(definition, known.scope):
            continue
        if any(
            name in known.subs and known.subs[name].state != "decided" for name in assessment.depends_on(definition)
        ):
            undecided = True
            continue
        wanted = [key for key in definition.requests if key in known.requests]
        waits = any(not known.requests[key].settled for key in wanted)
        # One that was taken back waits for what is asked now, not for what it had asked before.
        sub = replace(before or SubServiceWork(known.case.id, definition.id), requests=tuple(wanted))
        uses = {known.requests[key].aggregate: known.requests[key].chain for key in wanted}
        outcome = None if waits else assessment.decide_sub_service(definition, known.scope)
        if outcome is not None and outcome.outcome != "expert" and sub.state == "open":
            after, facts = work.decide(
                sub,
                outcome=outcome.outcome,
                by="table",
                at=stores.now(),
                grounds=outcome.grounds,
                outputs=dict(outcome.outputs),
                row=outcome.row,
                clause=outcome.clause,
            )
            owes = frozenset[str]() if sub.n == 0 else None
            known.scope = _with_output(known.scope, sub.id, after.outputs or {})
        else:
            undecided = True
            if before is not None and before.n > 0 and not before.reopened:
                continue
            after, facts = work.open_for_waiting(sub)
            owes = None
        if after.state == "decided":
            after = replace(after, seen=seen(known, sub.id))
        known.subs[sub.id] = write.change(
            before, after, facts, context=of_case(known.case, sub_service=sub.id), witness=uses, owes=owes
        )
        witness[known.subs[sub.id].aggregate] = known.subs[sub.id].chain
    return undecided


def _with_output(scope: Scope, sub: str, outputs: dict[str, Any]) -> Scope:
    return replace(scope, outputs={**scope.outputs, sub: outputs})
