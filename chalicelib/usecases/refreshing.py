"""Refreshing: while a plan lives, registers are asked again once their answers are no longer fresh.

An answer that is another one now is told to every case that used it: those under way are decided anew, and a grant that
rests on the old one is marked in the plan, for its department to look at.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from chalicelib.domain import exchanges
from chalicelib.domain.cases import Fact
from chalicelib.domain.chain import digest
from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.errors import NotFound, SourceUnavailable
from chalicelib.domain.plans import Plan, State
from chalicelib.domain.work import RequestWork
from chalicelib.usecases import asking, planning, sharing
from chalicelib.usecases.context import of_case
from chalicelib.usecases.first_plans import RECHECK, RECHECKED_EVERY
from chalicelib.usecases.knowing import know
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.dues import Due
    from chalicelib.bootstrap import Stores


def attend(stores: Stores, due: Due) -> bool:
    """Ask again what is stale in a plan, and look again tomorrow; False when the plan has ended."""
    plan = stores.cases.plan(due.values["plan"])
    if plan.ended or plan.withdrawn:
        stores.dues.remove(due)
        return False
    for request in stores.cases.requests(plan.application):
        if request.answered_by is not None and request.answered_by.startswith("register:") and request.cases:
            persistently(stores, partial(_refresh, stores, request))
    set_next(stores, plan)
    return True


def set_next(stores: Stores, plan: Plan) -> None:
    """Set when a plan's registers are asked again."""
    write = planning.begin(stores, by="sweep")
    write.due(plan.aggregate, RECHECK, stamp(stores.now() + RECHECKED_EVERY), plan=plan.application)
    write.commit()


def _refresh(stores: Stores, seen: RequestWork) -> None:
    request = stores.cases.request(seen.application, seen.standard, seen.input_hash)
    now = stores.now()
    today = local_day(now, stores.municipality.zone)
    case_id = request.cases[0] if request.cases else request.case
    try:
        file = stores.cases.file(case_id)
    except NotFound:
        return
    known = know(stores, file.case, file.sub_services)
    standard = known.bundle.standard_request(request.standard)
    if sharing.is_usable(request, standard, today, stores.municipality.zone):
        return
    use = known.service.request(str(request.key_in(case_id)))
    inputs = asking.asked_inputs(use, known.scope)
    try:
        given = stores.registers.lookup(known.bundle, standard, inputs, today)
    except SourceUnavailable:
        return
    given_hash = stores.secrets.digest(digest(given))
    write = stores.begin(by="sweep", at=stamp(now))
    context = of_case(file.case, request=request.key)
    if given_hash == request.answer_hash:
        confirmed = replace(request, answered_at=stamp(now))
        fact: Fact = {"fact": "AnswerConfirmed", "request": request.key, "answer": given_hash}
        write.change(request, confirmed, (fact,), context=context, owes=frozenset())
    else:
        opened = replace(request, state="open", answer=None, answer_hash=None, answered_at=None, answered_by=None)
        by = str(request.answered_by)
        after, facts = exchanges.answer(opened, given, given_hash=given_hash, by=by, at=now)
        told = ({"fact": "RequestReopened", "request": request.key}, *facts, {"fact": "AnswerChanged"})
        signed = asking.sign(stores, [after], file.case.department, "register")
        write.change(request, after, (*told, *signed), context=context)
    write.commit()


def question(stores: Stores, plan_id: str, case_id: str, request: str) -> bool:
    """Mark a grant whose answer is another one now, once, for its department to look at; False where none was given."""

    def attempt() -> bool:
        plan = stores.cases.plan(plan_id)
        node = plan.node_of_case(case_id)
        if node is None or node["state"] != State.GRANTED:
            return False
        if request not in node.get("questioned", ()):
            marked = {**node, "questioned": sorted({*node.get("questioned", ()), request})}
            nodes = tuple(marked if one["id"] == node["id"] else one for one in plan.nodes)
            fact: Fact = {"fact": "GrantQuestioned", "node": node["id"], "case": case_id, "request": request}
            planning.finish(stores, planning.begin(stores, by="plan"), plan, replace(plan, nodes=nodes), (fact,))
        return True

    return persistently(stores, attempt)
