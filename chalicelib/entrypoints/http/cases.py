"""Cases as staff of a department see them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from chalice import Blueprint

from chalicelib.domain import suspensions
from chalicelib.domain.applications import Content
from chalicelib.domain.cases import Case
from chalicelib.domain.files import File
from chalicelib.domain.permissions import Actor, Subject, Verb, may
from chalicelib.domain.work import RequestWork, SubServiceWork
from chalicelib.entrypoints.http import context, standing
from chalicelib.entrypoints.http.operations import Access, Call, Example, operation
from chalicelib.entrypoints.http.shapes import CODE, PAGED, listed, ref
from chalicelib.entrypoints.http.tasks import shown as shown_task
from chalicelib.usecases import disputes, plan_views, tracking, verifying
from chalicelib.usecases.verifying import Verified

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

routes = Blueprint(__name__)

WHICH = {
    "type": "string",
    "pattern": "^[0-9]{6}-[0-9]{8}-[0-9]{2}$",
    "description": "Only what was filed under this number.",
}
NUMBERED = {"department": "transport-committee", "number": "000000-00000000-00"}
UNKNOWN = {"case": f"{'0' * 32}-1"}


@operation(
    routes,
    "GET",
    "/v1/cases",
    summary="List a department's live cases, the soonest due first",
    tag="cases",
    access=Access.SIGNED,
    query={"department": {**CODE, "x-required": True}, "number": WHICH, **PAGED},
    answer=listed("CaseSummary"),
    examples=(
        Example("by its number", 200, query=NUMBERED, sign_in="expert"),
        Example("own department", 200, query={"department": "transport-committee"}, sign_in="expert"),
        Example("another department", 403, query={"department": "transport-committee"}, sign_in="other-expert"),
    ),
)
def list_cases(call: Call) -> Any:
    """Give one page of cases that aren't ended; under a number, ended ones too."""
    if "number" in call.query:
        under = tracking.cases_by_number(context.stores(), call.actor, call.query["department"], call.query["number"])
        return context.page(call, [_summary(case) for case in under], None)
    found, position = tracking.live_cases(
        context.stores(), call.actor, call.query["department"], context.opened_cursor(call), context.page_size(call)
    )
    return context.page(call, [_summary(case) for case in found], position)


@operation(
    routes,
    "GET",
    "/v1/cases/{case}",
    summary="Read a case with its sub-services, Requests, Tasks and answers",
    tag="cases",
    access=Access.SIGNED,
    answer=ref("Case"),
    examples=(Example("unknown", 404, path=UNKNOWN, sign_in="expert"),),
)
def read_case(call: Call) -> Any:
    """Give everything that was done in the case, with the row and clause behind each outcome."""
    stores = context.stores()
    view = tracking.view_case(stores, call.actor, call.path["case"])
    case = view.followed.case
    content = tracking.content_of(stores, view)
    return {
        **_summary(case),
        "application": case.application,
        "bundle": case.bundle,
        "title": view.followed.service.title,
        "outcome": case.outcome,
        "grounds": list(case.grounds),
        "decided_by": case.decided_by,
        "record": case.record,
        "version": case.version,
        "registered_on": case.registered_on,
        "timeline": suspensions.timeline(case, view.followed.service.suspensions, staff=True),
        "clock": list(case.clock),
        "suspended": case.suspended,
        "signature": case.signature,
        "attachment": case.attachment,
        "answers": content.answers if content else None,
        "applicant": dict(content.applicant) if content else None,
        "erased": content is None,
        "sources": _sources(view, content),
        "filing": _filing(view, content),
        "files": [_file(one) for one in view.files],
        "sub_services": [_sub_service(view, sub) for sub in view.sub_services],
        "requests": [_request(view, one) for one in view.requests],
        "tasks": [shown_task(task) for task in view.tasks],
        "plan": _plan(stores, case),
        "clashes": [_clash(call.actor, view, one) for one in case.clashes],
        "standing": standing.for_staff(view),
        "checks": standing.checks(call.actor, view),
    }


@operation(
    routes,
    "GET",
    "/v1/cases/{case}/verification",
    summary="Verify that a case's history is whole and unaltered",
    tag="cases",
    access=Access.SIGNED,
    answer=ref("Verification"),
    examples=(Example("unknown", 404, path=UNKNOWN, sign_in="administrator"),),
)
def verify_case(call: Call) -> Any:
    """Walk every chain of the case and name the first flaw."""
    return verification(verifying.verify(context.stores(), call.actor, call.path["case"]))


def verification(verified: Verified) -> dict[str, Any]:
    """Show what was walked and the first flaw, if any."""
    flaw = None if verified.flaw is None else dataclasses.asdict(verified.flaw)
    return {"whole": flaw is None, "chains": verified.chains, "facts": verified.facts, "flaw": flaw}


def _plan(stores: Stores, case: Case) -> dict[str, Any] | None:
    """Show the plan behind a case, with the contradictions that both its sides see."""
    found = plan_views.of_case(stores, case)
    if found is None:
        return None
    node = found.node or {}
    return {
        "number": found.plan.number,
        "situation": found.situation.id,
        "title": found.situation.title,
        "node": case.node,
        "questioned": list(node.get("questioned", ())),
        "contradictions": found.broken,
    }


def _clash(actor: Actor, view: tracking.CaseView, clash: dict[str, Any]) -> dict[str, Any]:
    """Show another case that asks for the same place and days: whose it is and when, and nothing of who applied."""
    bundle = view.followed.bundle
    rule = next((one for one in view.followed.service.claims if one.id == clash["rule"]), None)
    readable = may(actor, Verb.READ_CASE, Subject(clash["department"]))
    return {
        "rule": clash["rule"],
        "text": dict(rule.text) if rule else None,
        "clause": rule.clause if rule else None,
        "case": clash["case"] if readable else None,
        "number": clash["number"],
        "service": clash["service"],
        "title": bundle.title("services", clash["service"]),
        "department": clash["department"],
        "department_title": bundle.title("departments", clash["department"]),
        "from": clash["from"],
        "until": clash["until"],
        "found_at": clash["found_at"],
        "ended": clash.get("ended"),
        "ended_at": clash.get("ended_at"),
    }


def _summary(case: Case) -> dict[str, Any]:
    return {
        "case": case.id,
        "number": case.number,
        "service": case.service,
        "department": case.department,
        "status": case.status,
        "filed_at": case.filed_at,
        "due_on": case.due_on,
    }


def _filing(view: tracking.CaseView, content: Content | None) -> dict[str, Any]:
    """Show how it was filed: the channel, and for a counter who typed what they saw, and who compared it since."""
    application, task = view.followed.application, tracking.compared(view)
    return {
        "channel": application.channel,
        "office": view.followed.case.counter,
        "typed_by": application.typed_by,
        "identity": content.intake.get("identity") if content else None,
        "compared_by": task.done_by if task else None,
        "compared_at": task.done_at if task else None,
    }


def _sources(view: tracking.CaseView, content: Content | None) -> dict[str, Any]:
    """Show which answers a register knew: what it said as of when, confirmed or disputed and why."""
    kept = content.sources if content else {}
    return {name: disputes.shown(view.followed.bundle, source) for name, source in kept.items()}


def _file(one: File) -> dict[str, Any]:
    """Show a file of the application; a released one is read at /v1/files/{file}."""
    shown = ("document", "state", "reason", "media_type", "bytes", "sha256", "declared", "checked_at")
    return {"file": one.id} | {name: getattr(one, name) for name in shown}


def _sub_service(view: tracking.CaseView, sub: SubServiceWork) -> dict[str, Any]:
    shown = (
        "id",
        "state",
        "outcome",
        "outputs",
        "opinions",
        "dissent",
        "row",
        "clause",
        "by",
        "reason",
        "task",
        "decided_at",
        "version",
    )
    return {name: getattr(sub, name) for name in shown} | {
        "title": dict(view.followed.service.sub_service(sub.id).title),
        "grounds": list(sub.grounds),
        "requests": list(sub.requests),
        "opinions": list(sub.opinions),
        "dissent": list(sub.dissent),
    }


def _request(view: tracking.CaseView, request: RequestWork) -> dict[str, Any]:
    shown = ("key", "standard", "state", "department", "opened_at", "due_on", "answer", "answered_at", "answered_by")
    standard = view.followed.bundle.standard_request(request.standard)
    words = {"title": dict(standard.title), "labels": standard.raw.get("labels", {})}
    more = {"reason": request.reason, "attempts": request.attempts}
    return {name: getattr(request, name) for name in shown} | more | words
