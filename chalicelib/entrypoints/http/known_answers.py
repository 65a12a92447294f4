"""What needn't be asked: answers that registers and the account know already."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.entrypoints.http import context, samples
from chalicelib.entrypoints.http.operations import Access, Call, Example, operation
from chalicelib.entrypoints.http.shapes import ref
from chalicelib.usecases import known_answers, limiting

routes = Blueprint(__name__)


@operation(
    routes,
    "POST",
    "/v1/applications/known",
    summary="Ask what of a form is known already, with source and date; nothing is kept",
    tag="filing",
    access=Access.OPTIONAL,
    body=ref("WhatIsKnown"),
    answer=ref("Known"),
    problems=(404,),
    examples=(
        Example("from a register", 200, body=samples.KNOWN),
        Example("from the account, too", 200, body=samples.KNOWN, sign_in="applicant"),
        Example("nothing to ask with", 200, body={"service": samples.KNOWN["service"], "answers": {}}),
        Example("unpublished service", 404, body={"service": "time-travel-permit", "answers": {}}),
        Example("no answers", 400, body={"service": samples.SERVICE}),
    ),
)
def known_already(call: Call) -> Any:
    """Give what registers say to questions that can be looked up under the answers so far, and the account's contacts.

    Each is confirmed or disputed when the application is filed.
    """
    stores, body = context.stores(), call.body
    limiting.require(stores, "known-client", call.client, context.wall())
    found = known_answers.read(stores, call.actor, body["service"], body["answers"])
    return {
        "known": [
            {
                "question": one.question,
                "value": one.value,
                "register": one.register,
                "title": found.bundle.register(one.register).title,
                "as_of": one.as_of,
            }
            for one in found.answers
        ],
        "contact": dict(found.contact),
    }
