"""Remarks: "something isn't clear here", said at a question and read by methodologists."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.domain.definitions import Bundle
from chalicelib.domain.remarks import Remark
from chalicelib.entrypoints.http import context, samples
from chalicelib.entrypoints.http.catalogue import words_of
from chalicelib.entrypoints.http.operations import Access, Call, Example, operation
from chalicelib.entrypoints.http.shapes import CODE, PAGED, listed, ref
from chalicelib.usecases import limiting, remarks

routes = Blueprint(__name__)

QUESTION = f"/answers/{next(iter(samples.FILING['answers']))}"
NOWHERE = {"service": samples.SERVICE, "bundle": "0" * 64, "pointer": QUESTION, "language": "en"}
UNKNOWN = {"remark": "0" * 28}


@operation(
    routes,
    "POST",
    "/v1/remarks",
    summary="Say what isn't clear at a question of a form; nobody is asked who they are",
    tag="filing",
    access=Access.PUBLIC,
    body=ref("NewRemark"),
    status=201,
    answer=ref("RemarkTaken"),
    problems=(404, 422),
    examples=(
        Example("of a bundle that there isn't", 404, body={**NOWHERE, "text": "Which plate is meant?"}),
        Example("without words", 400, body={**NOWHERE, "text": ""}),
    ),
)
def remark(call: Call) -> Any:
    """Keep it for the methodologists, with the form that was shown."""
    stores = context.stores()
    limiting.require(stores, "remark-client", call.client, context.wall())
    return {"remark": remarks.make(stores, **call.body).id}


@operation(
    routes,
    "GET",
    "/v1/remarks",
    summary="List what isn't clear to who fills forms in, newest first",
    tag="catalogue",
    access=Access.SIGNED,
    query={"service": CODE, **PAGED},
    answer=listed("Remark"),
    examples=(
        Example("first page", 200, sign_in="methodologist"),
        Example("not for everybody", 403, sign_in="expert"),
    ),
)
def list_remarks(call: Call) -> Any:
    """Give one page of what nobody has dealt with."""
    found, position = remarks.listed(
        context.stores(),
        call.actor,
        call.query.get("service"),
        context.opened_cursor(call),
        context.page_size(call),
    )
    return context.page(call, [_shown(*one) for one in found], position)


@operation(
    routes,
    "POST",
    "/v1/remarks/{remark}/dealt-with",
    summary="Take a remark off the list",
    tag="catalogue",
    access=Access.SIGNED,
    answer=ref("Remark"),
    problems=(404,),
    examples=(Example("unknown", 404, path=UNKNOWN, sign_in="methodologist"),),
)
def deal_with_remark(call: Call) -> Any:
    """Mark it as dealt with; a second time changes nothing."""
    return _shown(*remarks.dealt_with(context.stores(), call.actor, call.path["remark"]))


def _shown(one: Remark, bundle: Bundle) -> dict[str, Any]:
    """Show a remark with what the question was called in the form that its reader saw."""
    _, part, name = one.pointer.split("/", 2)
    service = bundle.offered(one.service)
    if part == "answers":
        question = words_of(bundle, {name: service.raw["form"]["properties"][name]})[name].get("title", {})
    else:
        question = next(each.title for each in service.documents if each.id == name)
    return {
        "remark": one.id,
        "service": one.service,
        "title": service.title,
        "pointer": one.pointer,
        "question": question,
        "bundle": one.bundle,
        "text": one.text,
        "language": one.language,
        "at": one.at,
        "dealt_with": one.dealt_with,
    }
