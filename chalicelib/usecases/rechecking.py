"""Rechecking: what a case of a plan rests on has changed, so exactly what depends on it is decided anew.

Whether something has changed is read from the tables: the answers of the whole application against the case's part,
what the case would ask now against what it asked, and what each sub-service saw against what it would see now.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chalicelib.domain import cases, work
from chalicelib.domain.applications import Application
from chalicelib.domain.cases import DECIDED, Case, Status
from chalicelib.domain.clock import stamp
from chalicelib.domain.known_answers import now_disputed, of_part
from chalicelib.domain.work import SubServiceWork
from chalicelib.usecases import asking, catalogue, parts, planning, sharing
from chalicelib.usecases.context import of_case
from chalicelib.usecases.knowing import Known, know, seen
from chalicelib.usecases.retrying import persistently
from chalicelib.usecases.rounds import next_round

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.unit import UnitOfWork
    from chalicelib.bootstrap import Stores


def bring_up_to_date(stores: Stores, case: Case) -> bool:
    """Fit an undecided case of a plan to what it rests on now; True where something of it has changed."""
    if case.ended or case.status in DECIDED or case.status is Status.RETURNED:
        return False
    return persistently(stores, lambda: _bring_up_to_date(stores, case.id))


def _bring_up_to_date(stores: Stores, case_id: str) -> bool:
    file = stores.cases.file(case_id)
    case = file.case
    write = stores.begin(by="recheck", at=stamp(stores.now()))
    changed = _change_part(stores, write, case)
    told: tuple[cases.Fact, ...] = ()
    part = None
    if changed is not None:
        part, sources = changed
        case, disputes = now_disputed(case, sources)
        told = ({"fact": "PartChanged", "round": part.round, "content": part.content_hash}, *disputes)
    after = case
    if case.status in (Status.IN_CONSIDERATION, Status.SUSPENDED):
        known = know(stores, case, file.sub_services, part)
        after, more = _decide_anew(stores, write, known)
        told = (*told, *more)
    if told:
        write.change(file.case, after, told, context=of_case(case))
    if write.actions:
        write.commit()
    return bool(write.actions)


def _change_part(stores: Stores, write: UnitOfWork, case: Case) -> tuple[Application, dict[str, dict[str, Any]]] | None:
    """Put the present answers of the whole application into the case's part; nothing where they are the same.

    Gives the part and the sources of its answers.

    What the case asked its applicant itself, beside the one application, stays.
    """
    plan = stores.cases.plan(str(case.plan))
    _, situation = planning.situation_of(stores, plan)
    node = situation.node(str(case.node))
    if node is None:
        return None
    service = catalogue.by_hash(stores, case.bundle).service(case.service)
    whole = stores.accounts.content(stores.cases.application(plan.application))
    part = stores.cases.application(case.application)
    before = stores.accounts.content(part)
    own = {name: value for name, value in before.answers.items() if name not in whole.answers}
    bundle = catalogue.by_hash(stores, case.bundle)
    given = parts.answers_of(stores, plan, node, bundle, service, {**own, **whole.answers})
    if given == before.answers:
        return None
    sources = {name: source for name, source in before.sources.items() if name in own and name in given}
    sources |= of_part(whole.sources, whole.answers, given)
    after = next_round(stores, part, replace(before, answers=given, sources=sources))
    write.corrected(part, after)
    return after, sources


def _decide_anew(stores: Stores, write: UnitOfWork, known: Known) -> cases.Change:
    """Leave Requests that would ask something else now, and take back what was decided on other inputs."""
    case = known.case
    left: set[str] = set()
    for key, request in known.requests.items():
        use = known.service.request(key)
        if sharing.name_of(stores, use, asking.asked_inputs(use, known.scope)) != request.question_name:
            left.add(key)
            gone = replace(request, left=(*request.left, case.id))
            fact: cases.Fact = {"fact": "RequestLeft", "case": case.id}
            write.change(request, gone, (fact,), context=of_case(case, request=key), owes=frozenset())
    reopened = [sub for sub in known.subs.values() if _is_stale(known, sub, left)]
    if not reopened:
        return case, ()
    for sub in reopened:
        opened, facts = work.reopen(replace(sub, requests=()))
        write.change(sub, opened, facts, context=of_case(case, sub_service=sub.id), owes=frozenset())
    for id in sorted({id for sub in reopened for id in sub.expert_tasks} | ({case.task} if case.task else set())):
        task = stores.cases.task(id)
        if task.state == "open":
            write.cancel_task(task)
    return cases.assess_again(case, reason="what-it-rests-on-changed")


def _is_stale(known: Known, sub: SubServiceWork, left: set[str]) -> bool:
    """Whether a sub-service has seen something else than it would see now, or waits for what nobody asks any more."""
    if set(sub.requests) & left:
        return True
    return sub.seen is not None and sub.seen != seen(known, sub.id)
