"""Changing: an applicant's answer is another one now; the plan is fitted to it, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain import plans
from chalicelib.domain.applications import Application, Content
from chalicelib.domain.cases import Case, Fact
from chalicelib.domain.clock import local_day
from chalicelib.domain.definitions import Bundle
from chalicelib.domain.errors import AlreadyDone, FieldError, InvalidAnswers, KeyReused, NotFound
from chalicelib.domain.known_answers import after_change
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.domain.plans import Plan, State
from chalicelib.domain.returning import merged
from chalicelib.domain.situations import LifeSituation
from chalicelib.usecases import applying, machine_checks, planning, tracking
from chalicelib.usecases.machine_checks import Submission
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.unit import UnitOfWork
    from chalicelib.bootstrap import Stores

Documents = Mapping[str, tuple[str, ...]]
"""Document → ids of its files."""


@dataclass(frozen=True, slots=True)
class ChangeOfAnswers:
    """Answers by name (null takes one out), with the idempotency key and the SHA-256 of the body that it came with."""

    answers: Mapping[str, Any]
    key: str
    body_hash: str


def change(stores: Stores, actor: Actor, number: str, secret: str | None, given: ChangeOfAnswers) -> Plan:
    """Take changed answers: cases that they touch are decided anew, others come or go, the rest stays as it is.

    Raises:
        NotFound: no such application, or a wrong secret.
        Forbidden: somebody else's application.
        AlreadyDone: the plan has ended.
        InvalidAnswers: the answers as a whole break the form, or nothing is changed.
        KeyReused: the key was used with another body.
    """
    application = tracking.filed_application(stores, actor, number, secret)
    if not application.is_plan:
        raise NotFound("this application has no plan")
    proved = tracking.proves(stores, application, secret)
    require(actor, Verb.CHANGE_ANSWERS, Subject(applicant=application.person, secret_proved=proved))
    today = local_day(stores.now(), stores.municipality.zone)
    applying.require_authority(application, on=today)
    return persistently(stores, lambda: _change(stores, application.id, given))


def _change(stores: Stores, plan_id: str, given: ChangeOfAnswers) -> Plan:
    used = stores.cases.filing_of_key(plan_id, given.key)
    plan = stores.cases.plan(plan_id)
    if used is not None:
        if used["body"] != given.body_hash:
            raise KeyReused("the key was used with another body")
        return plan
    if plan.withdrawn or plan.ended:
        raise AlreadyDone("the plan has ended")
    application = stores.cases.application(plan_id)
    bundle, situation = planning.situation_of(stores, plan)
    before = stores.accounts.content(application)
    content = _with(before, given.answers, bundle, situation)
    fields = changed(before.answers, content.answers)
    _require_right(stores, bundle, situation, before.answers, content.answers, content.applicant, fields)
    write = planning.begin(stores, by=application.person)
    after, facts = _add(stores, write, plan, application, content, fields)
    expires = int((stores.now() + timedelta(days=applying.KEY_DAYS)).timestamp())
    write.put_key(plan_id, given.key, body=given.body_hash, application=plan_id, ttl=expires)
    return planning.finish(stores, write, plan, after, facts)


def finish_correction(
    stores: Stores, write: UnitOfWork, case: Case, answers: Mapping[str, Any], documents: Documents
) -> None:
    """Finish the write of a case's correction; the whole application has what it brings, and so have other cases.

    Else the next look at the plan would put the answer before the correction back into the case.
    """
    plan, application = stores.cases.plan(str(case.plan)), stores.cases.application(str(case.plan))
    bundle, situation = planning.situation_of(stores, plan)
    before = stores.accounts.content(application)
    content = _with(before, answers, bundle, situation)
    fields = changed(before.answers, content.answers)
    if fields or documents:
        after, facts = _add(stores, write, plan, application, content, fields, documents, corrected=case.id)
        planning.finish(stores, write, plan, after, facts)
    else:
        write.commit()


def _with(before: Content, answers: Mapping[str, Any], bundle: Bundle, situation: LifeSituation) -> Content:
    after = merged(before.answers, answers)
    sources = after_change(bundle.offered(situation.id), before.sources, before.answers, after)
    return replace(before, answers=after, sources=sources)


def _add(
    stores: Stores,
    write: UnitOfWork,
    plan: Plan,
    application: Application,
    content: Content,
    fields: frozenset[str],
    documents: Documents | None = None,
    corrected: str | None = None,
) -> tuple[Plan, tuple[Fact, ...]]:
    """Add changed answers to a write; gives the plan that is fitted to them, and what happened.

    `corrected` is the case that the answers come from. What is answered for the first time is no change of what was
    decided before.
    """
    bundle, situation = planning.situation_of(stores, plan)
    today = local_day(stores.now(), stores.municipality.zone)
    known = stores.accounts.content(application).answers
    again = granted_on(plan, bundle, frozenset(name for name in fields if name in known))
    # What was sent to a case that is asked for again shows what isn't meant any more.
    stale = {name: () for one in again if (node := situation.node(one)) for name in node.later_documents}
    documents = {**stale, **(documents or {})}
    after, facts, dropped = plans.revise(plan, situation, content.answers, again=again, on=today.isoformat())
    begun = {fact["case"] for fact in facts if fact["fact"] == "NodeStarted"}
    there = frozenset(name for name, ids in documents.items() if ids)
    touched = [one for one in _touched(after, bundle, fields, there) if one not in (*dropped, *begun, corrected)]
    names = tuple(sorted(fields))
    told: tuple[Fact, ...] = (
        planning.give_answers(stores, write, application, content, fields=names, documents=documents),
    )
    if touched:
        told = (*told, {"fact": "AnswersChanged", "cases": touched, "fields": sorted(fields)})
    if dropped:
        told = (*told, {"fact": "CasesDropped", "cases": list(dropped), "reason": "plan"})
    return after, (*told, *facts)


def _touched(plan: Plan, bundle: Bundle, fields: frozenset[str], documents: frozenset[str]) -> list[str]:
    """Name the cases under way whose service asks one of the questions, or for one of the documents."""

    def asks(id: str) -> bool:
        service = bundle.service(id)
        wanted = {one.id for one in service.documents}
        return bool(fields & frozenset(service.raw["form"]["properties"]) or documents & wanted)

    return [str(node["case"]) for node in plan.nodes if node["state"] == State.STARTED and asks(node["id"])]


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[str]:
    """Name the questions whose answer is another one."""
    return frozenset(name for name in {*before, *after} if before.get(name) != after.get(name))


def granted_on(plan: Plan, bundle: Bundle, fields: frozenset[str]) -> frozenset[str]:
    """Name the nodes that were decided on an answer that is another one now: they have to be asked for again."""
    return frozenset(
        node["id"]
        for node in plan.nodes
        if node["state"] in (State.GRANTED, State.REFUSED)
        and node["service"] is not None
        and fields & frozenset(bundle.service(node["id"]).raw["form"]["properties"])
    )


def _require_right(
    stores: Stores,
    bundle: Bundle,
    situation: LifeSituation,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    applicant: Mapping[str, Any],
    fields: frozenset[str],
) -> None:
    """Raise InvalidAnswers unless something is changed, and nothing is wrong that the change brings."""
    if not fields:
        raise InvalidAnswers([FieldError("/answers", "unchanged")])
    composite = bundle.offered(situation.id)
    asked = frozenset(bundle.form(situation.id)["properties"])
    own = {name: value for name, value in after.items() if name in asked}
    wrong = machine_checks.findings(stores, Submission(bundle, composite, own, {}, applicant))
    services = [bundle.service(node.id) for node in situation.services]
    known = asked.union(*(frozenset(one.raw["form"]["properties"]) for one in services))
    wrong += [FieldError(f"/answers/{name}", "unknown") for name in sorted(fields - known) if name not in before]
    if wrong:
        raise InvalidAnswers(wrong)
