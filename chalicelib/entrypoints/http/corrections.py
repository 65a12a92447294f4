"""Before filing and after a return: the machine's checks, and the correction of what was named."""

from __future__ import annotations

import hashlib
from typing import Any

from chalice import Blueprint

from chalicelib.domain.chain import canonical
from chalicelib.entrypoints.http import context, problems, samples
from chalicelib.entrypoints.http.applications import tracked
from chalicelib.entrypoints.http.operations import Access, Call, Example, operation
from chalicelib.entrypoints.http.requesting import CASE, KEY, NUMBER, SECRET
from chalicelib.entrypoints.http.shapes import ref
from chalicelib.usecases import correcting, limiting, machine_checks, tracking

routes = Blueprint(__name__)


@operation(
    routes,
    "POST",
    "/v1/applications/check",
    summary="Check an application before filing it; nothing is kept",
    tag="filing",
    access=Access.OPTIONAL,
    body=ref("NewCheck"),
    answer=ref("Findings"),
    problems=(404,),
    examples=(
        Example("clean", 200, body={name: samples.FILING[name] for name in ("service", "answers")}),
        Example("wrong answers", 200, body={"service": samples.SERVICE, "answers": {"plate": "?"}}),
        Example("unpublished service", 404, body={"service": "time-travel-permit", "answers": {}}),
        Example("no answers", 400, body={"service": samples.SERVICE}),
    ),
)
def check_application(call: Call) -> Any:
    """Name every place that filing would refuse, with its reason in the reader's language."""
    stores, body = context.stores(), call.body
    limiting.require(stores, "check-client", call.client, context.wall())
    found = machine_checks.try_out(
        stores,
        call.actor,
        body["service"],
        body["answers"],
        documents={name: tuple(ids) for name, ids in body.get("documents", {}).items()},
        applicant=body.get("applicant"),
        known=body.get("known"),
    )
    return {"findings": [problems.place(one, call.language) for one in found]}


@operation(
    routes,
    "POST",
    "/v1/applications/{number}/correction",
    summary="Correct exactly what a return named",
    tag="filing",
    access=Access.OPTIONAL,
    headers={"Idempotency-Key": KEY, "Tracking-Secret": SECRET},
    query={"case": CASE},
    body=ref("NewCorrection"),
    answer=ref("Tracking"),
    problems=(409, 410, 422),
    examples=(
        Example(
            "unknown number or wrong secret",
            404,
            path=NUMBER,
            headers={"Tracking-Secret": "wrong", "Idempotency-Key": "example-correction"},
            body={"answers": {}},
        ),
        Example("no key", 400, path=NUMBER, body={"answers": {}}),
    ),
)
def correct_application(call: Call) -> Any:
    """Take the correction; number and place stay, and verification begins again."""
    stores, body, number = context.stores(), call.body, call.path["number"]
    secret = call.headers.get("tracking-secret")
    limiting.require(stores, "filing-client", call.client, context.wall())
    given = correcting.Correction(
        answers=body.get("answers", {}),
        documents={name: tuple(ids) for name, ids in body.get("documents", {}).items()},
        key=call.headers["idempotency-key"],
        body_hash=hashlib.sha256(canonical(body)).hexdigest(),
    )
    case = call.query.get("case")
    correcting.correct(stores, call.actor, number, secret, given, case)
    return tracked(tracking.follow(stores, call.actor, number, secret, case))
