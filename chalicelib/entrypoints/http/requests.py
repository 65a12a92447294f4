"""Requests that people answer: lists, links, answers in somebody's place or through a link, signed exchanges."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalice import Blueprint

from chalicelib.entrypoints.http import context
from chalicelib.entrypoints.http.operations import Access, Answer, Call, Example, operation
from chalicelib.entrypoints.http.shapes import CODE, PAGED, listed, ref
from chalicelib.entrypoints.http.tasks import listed_with_risk
from chalicelib.usecases import answering, exchanging, limiting
from chalicelib.usecases.exchanging import Question

routes = Blueprint(__name__)

UNKNOWN = {"request": "0" * 32}
NO_LINK = {"link": "0" * 32 + "a" * 26}
UNKNOWN_CASE = {"case": f"{'0' * 32}-1"}
ANSWERED = {"outcome": "found"}


@operation(
    routes,
    "GET",
    "/v1/requests",
    summary="List the open Requests to a department, the soonest due first; or those whose term has passed",
    tag="requests",
    access=Access.SIGNED,
    query={
        "department": {**CODE, "x-required": True},
        "overdue": {"type": "boolean", "description": "Only those whose term has passed."},
        **PAGED,
    },
    answer=listed("Task"),
    examples=(
        Example("own department", 200, query={"department": "transport-committee"}, sign_in="expert"),
        Example("another department", 403, query={"department": "transport-committee"}, sign_in="other-expert"),
    ),
)
def list_requests(call: Call) -> Any:
    """Give one page; `escalated_at` says since when the head of the department knows."""
    found, position = exchanging.overdue(
        context.stores(),
        call.actor,
        call.query["department"],
        context.opened_cursor(call),
        context.page_size(call),
        past=bool(call.query.get("overdue", False)),
    )
    return context.page(call, listed_with_risk(found), position)


@operation(
    routes,
    "GET",
    "/v1/requests/{request}",
    summary="Read a Request: what is asked, in which form to answer, and who came to it when",
    tag="requests",
    access=Access.SIGNED,
    answer=ref("Request"),
    examples=(Example("unknown", 404, path=UNKNOWN, sign_in="expert"),),
)
def read_request(call: Call) -> Any:
    """Show a Request, which has the id of its Task, to those who answer it and those who asked."""
    question, history = exchanging.read(context.stores(), call.actor, call.path["request"])
    return {**_whole(question), "history": history}


@operation(
    routes,
    "POST",
    "/v1/requests/{request}/answer",
    summary="Answer a Request in the responder's place, with the reason",
    tag="requests",
    access=Access.SIGNED,
    body=ref("SubstituteAnswer"),
    answer=ref("Request"),
    problems=(409, 422),
    examples=(
        Example("unknown", 404, path=UNKNOWN, body={"version": 1, "answer": ANSWERED, "why": "away"}, sign_in="expert"),
        Example("without a reason", 400, path=UNKNOWN, body={"version": 1, "answer": ANSWERED}, sign_in="expert"),
    ),
)
def answer_request(call: Call) -> Any:
    """Take the answer of a declared substitute, or of the head of the responder's department."""
    body = call.body
    return _whole(
        answering.answer_for(
            context.stores(),
            call.actor,
            call.path["request"],
            version=body["version"],
            given=body["answer"],
            why=body["why"],
        )
    )


@operation(
    routes,
    "POST",
    "/v1/requests/{request}/link",
    summary="Make a link with which an outside body answers one Request, once",
    tag="requests",
    access=Access.SIGNED,
    status=201,
    answer=ref("Link"),
    problems=(409,),
    examples=(Example("unknown", 404, path=UNKNOWN, sign_in="expert"),),
)
def give_link(call: Call) -> Any:
    """The link is told once and kept nowhere; a new one makes the earlier ones useless."""
    link, given = exchanging.give_link(context.stores(), call.actor, call.path["request"])
    return Answer({"link": link, "expires": given["expires"]}, status=201)


@operation(
    routes,
    "GET",
    "/v1/answers/{link}",
    summary="Read the question behind a link",
    tag="requests",
    access=Access.PUBLIC,
    answer=ref("Question"),
    problems=(409, 410),
    examples=(Example("wrong", 404, path=NO_LINK),),
)
def read_question(call: Call) -> Any:
    """Show what is asked and in which form to answer; that somebody looked is recorded."""
    wall = _limited(call)
    return _question(exchanging.open_link(context.stores(), call.path["link"], wall=wall))


@operation(
    routes,
    "POST",
    "/v1/answers/{link}",
    summary="Answer a Request through its link",
    tag="requests",
    access=Access.PUBLIC,
    body=ref("LinkAnswer"),
    answer=ref("Question"),
    problems=(409, 410, 422),
    examples=(Example("wrong", 404, path=NO_LINK, body={"answer": ANSWERED}),),
)
def answer_through_link(call: Call) -> Any:
    """Take the one answer that a link allows."""
    wall = _limited(call)
    return _question(answering.answer_by_link(context.stores(), call.path["link"], call.body["answer"], wall=wall))


@operation(
    routes,
    "GET",
    "/v1/cases/{case}/exchanges",
    summary="List the signed exchanges of a case: who was asked what, who answered, when and how",
    tag="cases",
    access=Access.SIGNED,
    answer=ref("Exchanges"),
    examples=(Example("unknown", 404, path=UNKNOWN_CASE, sign_in="expert"),),
)
def list_exchanges(call: Call) -> Any:
    """Give each record with its signature, and whether the signature fits."""
    return {"items": exchanging.signed(context.stores(), call.actor, call.path["case"])}


def _limited(call: Call) -> datetime:
    """Take a permit of the caller's address; give the wall's instant, by which the link's own limit counts too."""
    wall = context.wall()
    limiting.require(context.stores(), "link-client", call.client, wall)
    return wall


def _question(question: Question) -> dict[str, Any]:
    return {
        "state": "answered" if question.request.state == "answered" else "open",
        "due_on": question.request.due_on,
        **asked(question),
    }


def asked(question: Question) -> dict[str, Any]:
    """Show what is asked and in which form to answer."""
    standard = question.standard
    return {
        "standard": standard.id,
        "title": dict(standard.title),
        "inputs": question.request.question,
        "form": standard.answer,
        "labels": standard.raw.get("labels", {}),
        "input_form": standard.input,
    }


def _whole(question: Question) -> dict[str, Any]:
    task, request = question.task, question.request
    return {
        **_question(question),
        "request": task.id,
        "key": request.key,
        "department": task.department,
        "version": task.version,
        "answer": request.answer,
        "answered_at": request.answered_at,
        "answered_by": request.answered_by,
        "why": request.why,
        "silent": request.silent,
        "late": request.late,
        "reminded": request.reminded,
        "escalated_at": request.escalated_at,
        "link": request.link,
    }
