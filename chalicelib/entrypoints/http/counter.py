"""The counter: staff file for an applicant, and print what they take away."""

from __future__ import annotations

import hashlib
from typing import Any

from chalice import Blueprint

from chalicelib.domain.chain import canonical
from chalicelib.entrypoints.http import context, printed, samples
from chalicelib.entrypoints.http.applications import given
from chalicelib.entrypoints.http.operations import Access, Answer, Call, Example, operation
from chalicelib.entrypoints.http.requesting import KEY, NUMBER
from chalicelib.entrypoints.http.shapes import ref
from chalicelib.usecases import counter, filing, limiting

routes = Blueprint(__name__)

SAMPLE = {
    **samples.FILING,
    "applicant": {"kind": "person", "name": samples.NAME},
    "channel": "counter",
    "collect": "counter",
    "identity": {"document": "passport", "number": "9200 000000", "seen_on": "2026-11-24"},
}


@operation(
    routes,
    "POST",
    "/v1/counter/applications",
    summary="File for an applicant who came to the counter, or whose paper is typed in",
    tag="counter",
    access=Access.SIGNED,
    headers={"Idempotency-Key": KEY},
    body=ref("NewCounterApplication"),
    status=201,
    answer=ref("Filed"),
    problems=(404, 409, 422),
    examples=(
        Example("filed", 201, headers={"Idempotency-Key": "example-counter"}, body=SAMPLE, sign_in="intake"),
        Example("not intake", 403, headers={"Idempotency-Key": "example-expert"}, body=SAMPLE, sign_in="expert"),
    ),
)
def file_at_counter(call: Call) -> Any:
    """Take the application for somebody; who typed it in is kept, and may not compare their own typing."""
    body, stores = call.body, context.stores()
    limiting.require(stores, "filing-operator", str(call.actor.id), context.wall())
    request = filing.FilingRequest(
        service=body["service"],
        answers=body["answers"],
        contact=body.get("contact", {}),
        language=body["language"],
        channel=body["channel"],
        key=call.headers["idempotency-key"],
        body_hash=hashlib.sha256(canonical(body)).hexdigest(),
        applicant=body["applicant"],
        documents=body.get("documents", {}),
        known=body.get("known", {}),
        collect=body["collect"],
        draft=body.get("draft"),
        intake={name: body[name] for name in ("identity", "scan") if name in body},
    )
    return given(counter.file(stores, call.actor, request))


@operation(
    routes,
    "GET",
    "/v1/counter/applications/{number}/receipt",
    summary="Print the receipt of an application filed at the counter: number, tracking secret, due date",
    tag="counter",
    access=Access.SIGNED,
    answer={"type": "string"},
    examples=(Example("unknown", 404, path=NUMBER, sign_in="intake"),),
)
def print_receipt(call: Call) -> Any:
    """Give a page to print, to who filed it."""
    stores = context.stores()
    filed = counter.receipt(stores, call.actor, call.path["number"])
    return Answer(printed.receipt(stores.municipality, stores.words, filed), headers=printed.HEADERS)
