"""Plans of life situations: which services answers call for, how far each is, what happened outside, what changed."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from chalice import Blueprint

from chalicelib.domain.chain import canonical
from chalicelib.domain.definitions import Bundle
from chalicelib.domain.plans import ENDED, Plan, State
from chalicelib.domain.situations import Node
from chalicelib.entrypoints.http import context, samples
from chalicelib.entrypoints.http.cases import verification
from chalicelib.entrypoints.http.catalogue import words_of
from chalicelib.entrypoints.http.operations import Access, Call, Example, operation
from chalicelib.entrypoints.http.requesting import KEY, NUMBER, SECRET
from chalicelib.entrypoints.http.shapes import CODE, PAGED, listed, ref
from chalicelib.usecases import catalogue, changing, limiting, milestones, plan_views, tracking, verifying
from chalicelib.usecases.plan_views import NodeView, PlanView

routes = Blueprint(__name__)

WRONG = {"Tracking-Secret": "wrong"}


@operation(
    routes,
    "POST",
    "/v1/life-situations/{situation}/choice",
    summary="See which services answers call for, and why; nothing is kept",
    tag="filing",
    access=Access.PUBLIC,
    body=ref("NewChoice"),
    answer=ref("Choice"),
    problems=(404,),
    examples=(
        Example("no answers yet", 200, path={"situation": samples.SITUATION}, body={"answers": {}}),
        Example("unpublished", 404, path={"situation": "fly-to-the-moon"}, body={"answers": {}}),
    ),
)
def choose(call: Call) -> Any:
    """Name every service of the situation, whether it belongs, and why in words."""
    stores = context.stores()
    limiting.require(stores, "check-client", call.client, context.wall())
    bundle, situation, belonging = plan_views.choose(stores, call.path["situation"], call.body["answers"])
    nodes = [
        {
            "id": node.id,
            "kind": _kind(node),
            "title": _title(bundle, node),
            "in": node.id in belonging,
            "why": dict(node.why if node.id in belonging else node.why_not),
        }
        for node in situation.nodes
    ]
    return {"situation": situation.id, "title": situation.title, "nodes": nodes}


@operation(
    routes,
    "GET",
    "/v1/plans",
    summary="List the plans that a department takes part in, oldest first",
    tag="cases",
    access=Access.SIGNED,
    query={"department": {**CODE, "x-required": True}, **PAGED},
    answer=listed("PlanSummary"),
    examples=(
        Example("own department", 200, query={"department": "transport-committee"}, sign_in="expert"),
        Example("another department", 403, query={"department": "transport-committee"}, sign_in="other-expert"),
    ),
)
def list_plans(call: Call) -> Any:
    """Give one page of plans, from the moment that their application is filed."""
    stores = context.stores()
    found, position = plan_views.listed(
        stores, call.actor, call.query["department"], context.opened_cursor(call), context.page_size(call)
    )
    return context.page(call, [summary(catalogue.by_hash(stores, one.bundle), one) for one in found], position)


@operation(
    routes,
    "GET",
    "/v1/plans/{number}",
    summary="Read a whole plan, as staff of a department that takes part in it",
    tag="cases",
    access=Access.SIGNED,
    answer=ref("Plan"),
    problems=(404,),
    examples=(Example("unknown number", 404, path=NUMBER, sign_in="expert"),),
)
def read_plan(call: Call) -> Any:
    """Give every case of the plan, what waits for what, who holds it, and the forecast."""
    return shown(plan_views.view(context.stores(), call.actor, call.path["number"]))


@operation(
    routes,
    "GET",
    "/v1/plans/{number}/verification",
    summary="Verify that a plan's history is whole and unaltered",
    tag="cases",
    access=Access.SIGNED,
    answer=ref("Verification"),
    examples=(Example("unknown number", 404, path=NUMBER, sign_in="administrator"),),
)
def verify_plan(call: Call) -> Any:
    """Walk the chain of the plan and those of its Requests, and name the first flaw; its cases are verified alone."""
    return verification(verifying.verify_numbered(context.stores(), call.actor, call.path["number"]))


@operation(
    routes,
    "POST",
    "/v1/applications/{number}/milestones/{milestone}",
    summary="Report that something outside has happened, once",
    tag="filing",
    access=Access.OPTIONAL,
    headers={"Tracking-Secret": SECRET},
    body=ref("NewReport"),
    answer=ref("Plan"),
    problems=(403, 409, 422),
    examples=(
        Example("unknown number or wrong secret", 404, path={**NUMBER, "milestone": "survey"}, headers=WRONG, body={}),
    ),
)
def report_milestone(call: Call) -> Any:
    """Take the report with the answers that it brings; what waits for it begins."""
    stores, number, secret = context.stores(), call.path["number"], call.headers.get("tracking-secret")
    limiting.require(stores, "filing-client", call.client, context.wall())
    on = date.fromisoformat(call.body["on"]) if "on" in call.body else None
    answers = call.body.get("answers", {})
    milestones.report(stores, call.actor, number, secret, call.path["milestone"], on=on, answers=answers)
    return _now(call, number, secret)


@operation(
    routes,
    "POST",
    "/v1/applications/{number}/changes",
    summary="Change answers of a life situation's application",
    tag="filing",
    access=Access.OPTIONAL,
    headers={"Idempotency-Key": KEY, "Tracking-Secret": SECRET},
    body=ref("NewAnswers"),
    answer=ref("Plan"),
    problems=(409, 422),
    examples=(
        Example(
            "unknown number or wrong secret",
            404,
            path=NUMBER,
            headers={**WRONG, "Idempotency-Key": "example-change"},
            body={"answers": {"trench_needed": False}},
        ),
        Example("no key", 400, path=NUMBER, body={"answers": {"trench_needed": False}}),
    ),
)
def change_answers(call: Call) -> Any:
    """Fit the plan to the answers: cases come, go or are decided anew, and nothing else is touched."""
    stores, number, secret = context.stores(), call.path["number"], call.headers.get("tracking-secret")
    limiting.require(stores, "filing-client", call.client, context.wall())
    given = changing.ChangeOfAnswers(
        answers=call.body["answers"],
        key=call.headers["idempotency-key"],
        body_hash=hashlib.sha256(canonical(call.body)).hexdigest(),
    )
    changing.change(stores, call.actor, number, secret, given)
    return _now(call, number, secret)


def _now(call: Call, number: str, secret: str | None) -> dict[str, Any]:
    stores = context.stores()
    application = tracking.filed_application(stores, call.actor, number, secret)
    return shown(plan_views.of_application(stores, application))


def summary(bundle: Bundle, plan: Plan) -> dict[str, Any]:
    """Show a plan as an entry of a list."""
    situation = bundle.situation(plan.situation)
    return {
        "number": plan.number,
        "situation": plan.situation,
        "title": situation.title if situation else {},
        "filed_at": plan.filed_at,
        "ends": (plan.forecast or {}).get("ends"),
        "open": sum(1 for node in plan.nodes if node["state"] not in ENDED),
    }


def shown(view: PlanView) -> dict[str, Any]:
    """Show a plan whole: what is needed from the applicant first."""
    plan = view.plan
    forecast = {name: value for name, value in (plan.forecast or {}).items() if name != "nodes"}
    days = (plan.forecast or {}).get("nodes", {})
    return {
        "number": plan.number,
        "application": plan.application,
        "situation": plan.situation,
        "title": view.situation.title,
        "filed_at": plan.filed_at,
        "version": plan.version,
        "departments": {id_: view.bundle.title("departments", id_) for id_ in sorted(_departments(view))},
        "needed": [{**one, **_asks(view, one)} for one in view.needed],
        "nodes": [_node(view.bundle, one, days.get(one.node["id"], {})) for one in view.nodes],
        "forecast": {"provisional_from": None, **forecast} if forecast else None,
        "contradictions": [_contradiction(view, one) for one in plan.contradictions],
        "timeline": list(view.timeline),
    }


def _departments(view: PlanView) -> set[str]:
    held = {holder.department for one in view.nodes for holder in one.holders}
    own = {view.bundle.service(one.node["id"]).department for one in view.nodes if not one.definition.is_milestone}
    return own | {one for one in held if one is not None}


def _asks(view: PlanView, needed: dict[str, Any]) -> dict[str, Any]:
    """Say what a milestone asks with its report: a form, and the words of its questions."""
    node = view.situation.node(needed["node"])
    if node is None or needed["what"] != "report":
        return {}
    form = milestones.form_of(view.bundle, node)
    return {"help": node.help, "asks": {"form": form, "fields": words_of(view.bundle, node.answers)}}


def _contradiction(view: PlanView, one: dict[str, Any]) -> dict[str, Any]:
    rule = next((rule for rule in view.situation.contradictions if rule["id"] == one["rule"]), {})
    return {**one, "text": rule.get("text", {}), "clause": rule.get("clause")}


def _node(bundle: Bundle, one: NodeView, days: dict[str, str]) -> dict[str, Any]:
    node, definition = one.node, one.definition
    belongs = node["state"] != State.OUT
    service = None if definition.is_milestone else bundle.service(node["id"])
    return {
        "id": node["id"],
        "kind": _kind(definition),
        "title": _title(bundle, definition),
        "department": service.department if service else None,
        "state": node["state"],
        "why": dict(definition.why if belongs else definition.why_not),
        "because": node.get("because"),
        "after": list(node["after"]),
        "case": node.get("case"),
        "status": str(one.case.status) if one.case is not None else None,
        "begins": days.get("begins"),
        "provisional": days.get("provisional", False),
        "ends": days.get("ends"),
        "holders": [holder.shown() for holder in one.holders],
        "clock": one.clock,
        "next": one.next,
        "record": node.get("record"),
        "grounds": list(one.case.grounds) if one.case is not None else [],
    }


def _kind(node: Node) -> str:
    return "milestone" if node.is_milestone else "service"


def _title(bundle: Bundle, node: Node) -> dict[str, str]:
    return dict(node.title if node.is_milestone else bundle.service(node.id).title)
