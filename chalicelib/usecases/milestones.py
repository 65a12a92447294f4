"""Milestones: what happens outside is reported once, by who may, with the answers that later cases need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from chalicelib.domain import plans
from chalicelib.domain.cases import Fact
from chalicelib.domain.clock import local_day
from chalicelib.domain.definitions import Bundle
from chalicelib.domain.errors import FieldError, InvalidAnswers, NotFound
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.domain.plans import Plan
from chalicelib.domain.situations import Node
from chalicelib.usecases import planning, tracking
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.unit import UnitOfWork
    from chalicelib.bootstrap import Stores


def report(
    stores: Stores,
    actor: Actor,
    number: str,
    secret: str | None,
    milestone: str,
    *,
    on: date | None,
    answers: Mapping[str, Any],
) -> Plan:
    """Take the report that something outside has happened; what waits for it begins.

    Args:
        on: the day on which it happened; today unless told.
        answers: what the definition asks with the report.
    Raises:
        NotFound: no such application or milestone.
        Forbidden: the definition lets somebody else report it.
        AlreadyDone: it was reported before, or isn't awaited yet.
        InvalidAnswers: an answer is missing, wrong or not asked, or the day lies ahead.
    """
    application = tracking.filed_application(stores, actor, number, secret)
    if not application.is_plan:
        raise NotFound("this application has no plan")
    proved = tracking.proves(stores, application, secret)
    return persistently(stores, lambda: _report(stores, actor, application.id, proved, milestone, on, answers))


def _report(
    stores: Stores,
    actor: Actor,
    plan_id: str,
    proved: bool,
    milestone: str,
    on: date | None,
    answers: Mapping[str, Any],
) -> Plan:
    plan = stores.cases.plan(plan_id)
    bundle, situation = planning.situation_of(stores, plan)
    node = situation.node(milestone)
    if node is None or not node.is_milestone:
        raise NotFound("the plan has no such milestone")
    theirs = bool(node.reporters.get("applicant"))
    places = tuple((str(one["department"]), str(one["role"])) for one in node.reporters.get("staff", ()))
    subject = Subject(applicant=plan.person if theirs else None, secret_proved=proved and theirs, substitutes=places)
    require(actor, Verb.REPORT_MILESTONE, subject)
    today = local_day(stores.now(), stores.municipality.zone)
    happened = on or today
    by = actor.id or "secret"
    reached, facts = plans.reach(plan, milestone, on=happened.isoformat(), by=by)
    wrong = _wrong(stores, bundle, node, answers)
    if happened > today:
        wrong.append(FieldError("/on", "future"))
    if wrong:
        raise InvalidAnswers(wrong)
    write = planning.begin(stores, by=by)
    if answers:
        facts = (*facts, _give(stores, write, plan, answers))
    return planning.finish(stores, write, plan, reached, facts)


def form_of(bundle: Bundle, node: Node) -> dict[str, Any]:
    """Give the form (JSON Schema) of what a milestone asks with its report."""
    return {
        "type": "object",
        "properties": {name: bundle.vocabulary[one["term"]]["schema"] for name, one in node.answers.items()},
        "required": sorted(node.answers),
        "additionalProperties": False,
    }


def _wrong(stores: Stores, bundle: Bundle, node: Node, answers: Mapping[str, Any]) -> list[FieldError]:
    form, key = form_of(bundle, node), f"{bundle.hash}/milestone/{node.id}"
    return list(stores.check(form, dict(answers), key=key, at="/answers"))


def _give(stores: Stores, write: UnitOfWork, plan: Plan, answers: Mapping[str, Any]) -> Fact:
    """Add answers to the application, as its next round; what it held before is kept."""
    application = stores.cases.application(plan.application)
    before = stores.accounts.content(application)
    content = replace(before, answers={**before.answers, **answers})
    return planning.give_answers(stores, write, application, content, fields=tuple(sorted(answers)))
