"""Applications: file one, follow it by number, withdraw it."""

from __future__ import annotations

import hashlib
from typing import Any

from chalice import Blueprint

from chalicelib.domain import suspensions
from chalicelib.domain.cases import Status
from chalicelib.domain.chain import canonical
from chalicelib.domain.plans import Plan
from chalicelib.entrypoints.http import context, plans, samples, standing
from chalicelib.entrypoints.http.operations import Access, Answer, Call, Example, operation
from chalicelib.entrypoints.http.requesting import CASE, KEY, NUMBER, SECRET
from chalicelib.entrypoints.http.shapes import PAGED, listed, ref
from chalicelib.usecases import catalogue, closing, ending, filing, limiting, plan_views, tracking

routes = Blueprint(__name__)


@operation(
    routes,
    "POST",
    "/v1/applications",
    summary="File an application",
    tag="filing",
    access=Access.OPTIONAL,
    headers={"Idempotency-Key": KEY},
    body=ref("NewApplication"),
    status=201,
    answer=ref("Filed"),
    problems=(404, 409, 410, 422),
    examples=(
        Example(
            "filed",
            201,
            headers={"Idempotency-Key": "example-filed"},
            body=samples.FILING,
            sign_in="applicant",
        ),
        Example(
            "wrong answers",
            422,
            headers={"Idempotency-Key": "example-wrong-answers"},
            body={"service": samples.SERVICE, "answers": {"plate": "?"}, "language": "en"},
            sign_in="applicant",
        ),
        Example(
            "unpublished service",
            404,
            headers={"Idempotency-Key": "example-unpublished"},
            body={"service": "time-travel-permit", "answers": {}, "language": "en"},
            sign_in="applicant",
        ),
        Example(
            "no key",
            400,
            body={"service": samples.SERVICE, "answers": {}, "language": "en"},
            sign_in="applicant",
        ),
        Example(
            "neither signed in nor confirmed",
            400,
            headers={"Idempotency-Key": "example-unconfirmed"},
            body=samples.FILING,
        ),
    ),
)
def file_application(call: Call) -> Any:
    """Take the application; its number and tracking secret come back at once."""
    body, actor, stores, now = call.body, call.actor, context.stores(), context.wall()
    confirmation = body.get("confirmation") or {}
    portal = call.portal or body.get("portal")
    if actor.id is not None:
        limiting.require(stores, "filing-person", actor.id, now)
    elif confirmation:
        limiting.require(stores, "filing-confirmation", confirmation["id"], now)
    limiting.require(stores, "filing-client", call.client, now)
    limiting.require(stores, "filing-portal", portal or "none", now)
    filed = filing.file(
        stores,
        actor,
        filing.FilingRequest(
            service=body["service"],
            answers=body["answers"],
            contact=body.get("contact", {}),
            language=body["language"],
            channel=body.get("channel", "portal"),
            key=call.headers["idempotency-key"],
            body_hash=hashlib.sha256(canonical(body)).hexdigest(),
            confirmation=confirmation.get("id"),
            code=confirmation.get("code"),
            portal=portal,
            draft=body.get("draft"),
            applicant=body.get("applicant", {}),
            collect=body.get("collect", "account"),
            documents=body.get("documents", {}),
            known=body.get("known", {}),
        ),
    )
    return given(filed)


def given(filed: filing.Filed) -> Answer:
    """Show what the applicant takes away."""
    address = f"/v1/applications/{filed.application.number}"
    document = {
        "number": filed.application.number,
        "secret": filed.secret,
        "application": filed.application.id,
        "status": filed.case.status if filed.case else Status.FILED,
        "filed_at": filed.application.filed_at,
        "due_on": filed.due_on,
        "links": {"self": address, "withdrawal": f"{address}/withdrawal"},
    }
    return Answer(document, headers={"Location": address})


@operation(
    routes,
    "GET",
    "/v1/applications",
    summary="List one's own applications, newest first",
    tag="own",
    access=Access.SIGNED,
    query=PAGED,
    answer=listed("OwnApplication"),
    examples=(
        Example("first page", 200, query={"limit": "5"}, sign_in="applicant"),
        Example("a made-up cursor", 400, query={"cursor": "bWFkZS11cA"}, sign_in="applicant"),
        Example("staff have none", 403, sign_in="expert"),
    ),
)
def list_own_applications(call: Call) -> Any:
    """Give one page of the applications of who is signed in."""
    found, position = tracking.own_applications(
        context.stores(), call.actor, context.opened_cursor(call), context.page_size(call)
    )
    return context.page(call, [_own(one) for one in found], position)


def _own(one: tracking.Followed | Plan) -> dict[str, Any]:
    if isinstance(one, tracking.Followed):
        return summary(one)
    return planned(plans.summary(catalogue.by_hash(context.stores(), one.bundle), one), one)


@operation(
    routes,
    "GET",
    "/v1/applications/{number}",
    summary="Follow an application: by its secret, as its applicant, or as staff of its department",
    tag="filing",
    access=Access.OPTIONAL,
    headers={"Tracking-Secret": SECRET},
    query={"case": CASE},
    answer=ref("Tracking"),
    examples=(Example("unknown number or wrong secret", 404, path=NUMBER, headers={"Tracking-Secret": "wrong"}),),
)
def follow_application(call: Call) -> Any:
    """Say where the application is, what was decided and why."""
    return _tracked(call)


def _tracked(call: Call) -> dict[str, Any]:
    """Show what is followed: a case, or the plan of a life situation with all its cases."""
    stores, number, secret = context.stores(), call.path["number"], call.headers.get("tracking-secret")
    case = call.query.get("case")
    if case is None:
        application = tracking.filed_application(stores, call.actor, number, secret)
        if application.is_plan:
            view = plan_views.of_application(stores, application)
            whole = plans.shown(view)
            lead = view.plan.department
            return {
                **planned(plans.summary(view.bundle, view.plan), view.plan),
                "application": application.id,
                "department": {"id": lead, "title": view.bundle.title("departments", lead)},
                "grounds": [],
                "record": None,
                "result": None,
                "timeline": [{"status": Status.FILED, "at": view.plan.filed_at}],
                "returned": None,
                "plan": whole,
            }
    return tracked(tracking.follow(stores, call.actor, number, secret, case))


def planned(listed: dict[str, Any], plan: Plan) -> dict[str, Any]:
    """Show a plan where an application is shown."""
    status = Status.WITHDRAWN if plan.withdrawn else Status.CLOSED if plan.ended else Status.IN_CONSIDERATION
    return {
        "number": plan.number,
        "service": plan.situation,
        "title": listed["title"],
        "status": status,
        "filed_at": plan.filed_at,
        "due_on": listed["ends"],
        "outcome": None,
        "life_situation": True,
    }


@operation(
    routes,
    "POST",
    "/v1/applications/{number}/withdrawal",
    summary="Withdraw an application",
    tag="filing",
    access=Access.OPTIONAL,
    headers={"Tracking-Secret": SECRET},
    query={"case": CASE},
    answer=ref("Tracking"),
    problems=(409,),
    examples=(Example("unknown number or wrong secret", 404, path=NUMBER, headers={"Tracking-Secret": "wrong"}),),
)
def withdraw_application(call: Call) -> Any:
    """End the case at the applicant's wish, as long as it isn't decided; a second time changes nothing."""
    stores, number, secret = context.stores(), call.path["number"], call.headers.get("tracking-secret")
    application = tracking.filed_application(stores, call.actor, number, secret)
    if application.is_plan and "case" not in call.query:
        ending.withdraw_plan(stores, call.actor, application, secret)
        return _tracked(call)
    followed = tracking.follow(stores, call.actor, number, secret, call.query.get("case"))
    proved = tracking.proves(stores, followed.application, secret)
    closing.withdraw(stores, call.actor, followed.case.id, secret_proved=proved)
    return _tracked(call)


def summary(followed: tracking.Followed) -> dict[str, Any]:
    """Show an application as an entry of a list."""
    case = followed.case
    return {
        "number": case.number,
        "service": case.service,
        "title": followed.service.title,
        "status": case.status,
        "filed_at": case.filed_at,
        "due_on": case.due_on,
        "outcome": case.outcome,
    }


def tracked(followed: tracking.Followed) -> dict[str, Any]:
    """Show an application to who follows it."""
    case = followed.case
    return {
        **summary(followed),
        "application": case.application,
        "department": {"id": case.department, "title": followed.bundle.title("departments", case.department)},
        "registered_on": case.registered_on,
        "grounds": list(case.grounds),
        "record": case.record,
        "result": {"file": case.result_file} if case.result_file else None,
        "collect": {"how": case.collect, "waiting": tracking.waits_for_collection(case)},
        "timeline": suspensions.timeline(case, followed.service.suspensions, staff=False),
        "clock": list(case.clock),
        "holding": standing.held(followed),
        "returned": returned(followed),
        **({"disputes": list(followed.disputes)} if followed.disputes else {}),
        "renewal": dict(followed.renewal) if followed.renewal else None,
    }


def returned(followed: tracking.Followed) -> dict[str, Any] | None:
    """Show what has to be corrected until when, while the application is returned; the answers to who applied."""
    what = followed.case.returned
    if what is None or followed.case.status is not Status.RETURNED:
        return None
    return {
        "until": what["until"],
        "fields": what["fields"],
        "defects": list(followed.defects),
        "answers": dict(followed.answers),
        "service": followed.case.service,
        "bundle": followed.case.bundle,
    }
