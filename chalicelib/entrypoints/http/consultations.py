"""Consultations: record advice, find it again, and turn it into an application that is already filled in."""

from __future__ import annotations

import dataclasses
from typing import Any

from chalice import Blueprint

from chalicelib.domain.consultations import Advice, Consultation
from chalicelib.entrypoints.http import context
from chalicelib.entrypoints.http.drafts import kept
from chalicelib.entrypoints.http.operations import Access, Answer, Call, Example, operation
from chalicelib.entrypoints.http.shapes import CODE, DAY, PAGED, listed, ref
from chalicelib.usecases import consulting

routes = Blueprint(__name__)

IN_THE_SEA = {
    "department": "transport-committee",
    "topic": "how",
    "channel": "phone",
    "minutes": 5,
    "answer": "By boat.",
    "place": {"type": "Point", "coordinates": [0, 0]},
}
UNKNOWN = {"consultation": "0" * 32}
SEARCH = {"department": {**CODE, "x-required": True}, "service": CODE, "topic": CODE, "from": DAY, "to": DAY}


@operation(
    routes,
    "POST",
    "/v1/consultations",
    summary="Record advice that was given",
    tag="consultations",
    access=Access.SIGNED,
    body=ref("NewConsultation"),
    status=201,
    answer=ref("Consultation"),
    problems=(404,),
    examples=(
        Example("without an answer", 400, body={"topic": "documents"}, sign_in="expert"),
        Example("about a place in the sea", 400, body=IN_THE_SEA, sign_in="expert"),
    ),
)
def record_consultation(call: Call) -> Any:
    """Keep what was asked and answered, sealed, and who advised when and for how long."""
    body = call.body
    made = consulting.record(
        context.stores(),
        call.actor,
        department=body["department"],
        service=body.get("service"),
        topic=body["topic"],
        channel=body["channel"],
        minutes=body["minutes"],
        advice=Advice(body["answer"], body.get("question", ""), body.get("applicant", {}), body.get("place")),
    )
    return Answer(_shown(made), headers={"Location": f"/v1/consultations/{made.id}"})


@operation(
    routes,
    "GET",
    "/v1/consultations",
    summary="Find a department's consultations by service, topic and day, newest first",
    tag="consultations",
    access=Access.SIGNED,
    query={**SEARCH, **PAGED},
    answer=listed("Consultation"),
    examples=(Example("no department", 400, sign_in="expert"),),
)
def search_consultations(call: Call) -> Any:
    """Give one page, without what was said."""
    query = call.query
    found, position = consulting.search(
        context.stores(),
        call.actor,
        department=query["department"],
        service=query.get("service"),
        topic=query.get("topic"),
        since=query.get("from"),
        until=query.get("to"),
        after=context.opened_cursor(call),
        limit=context.page_size(call),
    )
    return context.page(call, [_shown(one) for one in found], position)


@operation(
    routes,
    "GET",
    "/v1/consultations/{consultation}",
    summary="Read a consultation with what was said",
    tag="consultations",
    access=Access.SIGNED,
    answer=ref("Consultation"),
    problems=(410,),
    examples=(Example("unknown", 404, path=UNKNOWN, sign_in="expert"),),
)
def read_consultation(call: Call) -> Any:
    """Give question, answer and applicant to those who advise in its department."""
    found, advice = consulting.read(context.stores(), call.actor, call.path["consultation"])
    return _shown(found) | dataclasses.asdict(advice)


@operation(
    routes,
    "POST",
    "/v1/consultations/{consultation}/application",
    summary="Make a draft out of a consultation, to be filed with its code",
    tag="consultations",
    access=Access.SIGNED,
    body=ref("NewPrefilling"),
    status=201,
    answer=ref("DraftCode"),
    problems=(410, 422),
    examples=(Example("unknown", 404, path=UNKNOWN, body={}, sign_in="expert"),),
)
def apply_after_consultation(call: Call) -> Any:
    """Give the code with which the person, or who sits at the counter, goes on."""
    return kept(
        *consulting.apply(
            context.stores(),
            call.actor,
            call.path["consultation"],
            service=call.body.get("service"),
            answers=call.body.get("answers", {}),
            language=call.body.get("language", call.language),
        )
    )


def _shown(one: Consultation) -> dict[str, Any]:
    return {name: value for name, value in dataclasses.asdict(one).items() if name != "layout"}
