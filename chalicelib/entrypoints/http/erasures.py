"""Erasing one's own data: what stands in the way, asking for it, and taking that back."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.entrypoints.http import context
from chalicelib.entrypoints.http.operations import Access, Answer, Call, Example, operation
from chalicelib.entrypoints.http.shapes import ref
from chalicelib.usecases import erasure_wishes

routes = Blueprint(__name__)


@operation(
    routes,
    "GET",
    "/v1/me/erasure",
    summary="Read whether one's own data are to be erased, and what stands in the way",
    tag="own",
    access=Access.SIGNED,
    answer=ref("OwnErasure"),
    examples=(Example("own", 200, sign_in="applicant"), Example("staff have none", 403, sign_in="expert")),
)
def read_own_erasure(call: Call) -> Any:
    """Give since when it is wished, until which day it is done, and the numbers of what is under way."""
    return _shown(erasure_wishes.read(context.stores(), call.actor))


@operation(
    routes,
    "PUT",
    "/v1/me/erasure",
    summary="Ask that one's own data are erased; nothing of one's may be under way",
    tag="own",
    access=Access.SIGNED,
    body=ref("NewErasure"),
    answer=ref("OwnErasure"),
    problems=(409, 410),
    examples=(
        Example("not said to be understood", 400, body={"understood": False}, sign_in="applicant"),
        Example("staff", 403, body={"understood": True}, sign_in="expert"),
    ),
)
def ask_for_erasure(call: Call) -> Any:
    """Note the wish; an operator carries it out. A second time the first one stays."""
    return _shown(erasure_wishes.ask(context.stores(), call.actor))


@operation(
    routes,
    "DELETE",
    "/v1/me/erasure",
    summary="Take back that one's own data are erased",
    tag="own",
    access=Access.SIGNED,
    status=204,
    examples=(Example("nothing was asked", 204, sign_in="applicant"),),
)
def take_erasure_back(call: Call) -> Any:
    """Let everything stay, as long as it isn't done."""
    erasure_wishes.take_back(context.stores(), call.actor)
    return Answer(None)


def _shown(found: erasure_wishes.Standing) -> dict[str, Any]:
    return {
        "asked_at": found.wish.at if found.wish else None,
        "until": found.until.isoformat() if found.until else None,
        "under_way": list(found.live),
    }
