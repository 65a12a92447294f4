"""`Assess`: ask what has to be asked, take the answers that registers give at once, decide every ready table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from chalicelib.domain import assessment, cases, work
from chalicelib.domain.cases import DECIDED, Case, Status
from chalicelib.domain.clock import stamp
from chalicelib.domain.definitions import Bundle, Service
from chalicelib.domain.values import Scope
from chalicelib.domain.work import RequestWork, SubServiceWork
from chalicelib.usecases import asking, catalogue
from chalicelib.usecases.context import of_case
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.unit import UnitOfWork
    from chalicelib.bootstrap import Stores


@dataclass(slots=True)
class Known:
    """What is known about a case while it is assessed."""

    case: Case
    bundle: Bundle
    service: Service
    scope: Scope
    requests: dict[str, RequestWork]
    subs: dict[str, SubServiceWork]


def assess(stores: Stores, case_id: str) -> str:
    """Take a case as far as it goes by itself: "settled" (all decided), "open" (something waits) or "ended"."""
    return persistently(stores, lambda: _assess(stores, case_id))


def _assess(stores: Stores, case_id: str) -> str:
    file = stores.cases.file(case_id)
    case = file.case
    if case.ended:
        return "ended"
    if case.status in DECIDED:
        return "settled"
    known = know(stores, case, file.sub_services)
    now = stores.now()
    write = stores.begin(by="assess", at=stamp(now))
    witness: dict[str, str] = {}
    facts: tuple[cases.Fact, ...] = ()
    if case.status is Status.REGISTERED:
        known.case, facts = cases.consider(case, at=now)
    ask_all(stores, write, known, witness)
    undecided = decide_ready(stores, write, known, witness)
    names = tuple(dict.fromkeys((*case.sub_services, *known.subs)))
    if facts or names != case.sub_services:
        considered = replace(known.case, sub_services=names)
        write.change(case, considered, facts or _sorted_out(names), context=of_case(case), witness=witness)
    if write.actions:
        write.commit()
    return "open" if undecided or case.status is Status.SUSPENDED else "settled"


def _sorted_out(names: tuple[str, ...]) -> tuple[cases.Fact, ...]:
    return ({"fact": "SubServicesChosen", "sub_services": list(names)},)


def know(stores: Stores, case: Case, subs: dict[str, SubServiceWork]) -> Known:
    """Read what a case's assessment rests on: answers, Requests and outcomes so far."""
    bundle = catalogue.by_hash(stores, case.bundle)
    service = bundle.service(case.service)
    application = stores.cases.application(case.application)
    answers = stores.accounts.content(application).answers
    requests = {request.key: request for request in stores.cases.requests(case.application) if request.case == case.id}
    scope = Scope(
        answers=answers,
        requests={
            key: request.answer for key, request in requests.items() if request.state == "answered" and not request.late
        },
        outputs={name: sub.outputs or {} for name, sub in subs.items() if sub.state == "decided"},
        filed_on=date.fromisoformat(application.filed_on),
        number=case.number,
    )
    return Known(case, bundle, service, scope, requests, dict(subs))


def ask_all(stores: Stores, write: UnitOfWork, known: Known, witness: dict[str, str]) -> None:
    """Open every Request that is needed and not asked yet, and take the answers that come at once."""
    done: list[asking.Asked] = []
    for key in assessment.needed_requests(known.service, known.scope):
        use = known.service.request(key)
        asked = known.requests.get(key)
        if asked is None or not asked.settled:
            told = asking.ask(stores, write, known, use, asked)
            if told is not None:
                done.append(told)
    asking.write_asked(stores, write, known, done, witness)


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
        sub = before or SubServiceWork(known.case.id, definition.id, requests=tuple(wanted))
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
            if before is not None and before.n > 0:
                continue
            after, facts = work.open_for_waiting(sub)
            owes = None
        known.subs[sub.id] = write.change(
            before, after, facts, context=of_case(known.case, sub_service=sub.id), witness=uses, owes=owes
        )
        witness[known.subs[sub.id].aggregate] = known.subs[sub.id].chain
    return undecided


def _with_output(scope: Scope, sub: str, outputs: dict[str, Any]) -> Scope:
    return replace(scope, outputs={**scope.outputs, sub: outputs})
