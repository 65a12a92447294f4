"""Drafts: kept under a code, so that an application is begun here and filed elsewhere; one's own are listed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from chalice import Blueprint

from chalicelib.domain.clock import stamp
from chalicelib.domain.drafts import Draft
from chalicelib.entrypoints.http import context, samples
from chalicelib.entrypoints.http.operations import Access, Answer, Call, Example, operation
from chalicelib.entrypoints.http.shapes import ref
from chalicelib.usecases import catalogue, drafts, limiting

routes = Blueprint(__name__)

BEGUN = {"service": samples.SERVICE, "answers": {}, "language": "en"}
UNKNOWN = {"code": "aaaa-aaaa-aaaa-aaaa"}


@operation(
    routes,
    "POST",
    "/v1/drafts",
    summary="Keep answers under a code, to be filed within 30 days",
    tag="filing",
    access=Access.OPTIONAL,
    body=ref("NewDraft"),
    status=201,
    answer=ref("DraftCode"),
    problems=(404, 410, 422),
    examples=(
        Example("begun", 201, body=BEGUN),
        Example("no such question", 422, body=BEGUN | {"answers": {"favourite colour": "blue"}}),
    ),
)
def save_draft(call: Call) -> Any:
    """Give the code once; it is stored nowhere but in the account of who is signed in, sealed."""
    limiting.require(context.stores(), "draft-client", call.client, context.wall())
    return kept(*drafts.save(context.stores(), _draft(call), by=call.actor))


@operation(
    routes,
    "GET",
    "/v1/drafts/{code}",
    summary="Read a draft with its code",
    tag="filing",
    access=Access.PUBLIC,
    answer=ref("Draft"),
    examples=(Example("unknown", 404, path=UNKNOWN),),
)
def read_draft(call: Call) -> Any:
    """Give service and answers to go on with."""
    draft, expires = drafts.read(context.stores(), call.path["code"])
    return {
        "service": draft.service,
        "answers": draft.answers,
        "language": draft.language,
        "contact": draft.contact,
        "applicant": draft.applicant,
        "documents": draft.documents,
        "disputed": draft.disputed,
        "expires_at": stamp(datetime.fromtimestamp(expires, UTC)),
    }


@operation(
    routes,
    "PUT",
    "/v1/drafts/{code}",
    summary="Replace what a draft holds; its 30 days begin anew",
    tag="filing",
    access=Access.OPTIONAL,
    body=ref("NewDraft"),
    answer=ref("DraftCode"),
    problems=(410, 422),
    examples=(Example("unknown", 404, path=UNKNOWN, body=BEGUN),),
)
def replace_draft(call: Call) -> Any:
    """Keep the new answers under the same code."""
    code = call.path["code"]
    return kept(code, drafts.replace_(context.stores(), code, _draft(call), by=call.actor)).body


@operation(
    routes,
    "GET",
    "/v1/me/drafts",
    summary="List one's own drafts, kept last first",
    tag="own",
    access=Access.SIGNED,
    answer=ref("OwnDrafts"),
    examples=(Example("own", 200, sign_in="applicant"), Example("staff have none", 403, sign_in="expert")),
)
def list_own_drafts(call: Call) -> Any:
    """Give what was kept while one was signed in, each with its code: with that, `GET /v1/drafts/{code}` opens it."""
    stores = context.stores()
    found = drafts.own(stores, call.actor)
    bundle = catalogue.current(stores, stores.now())
    return {
        "items": [
            {
                "id": one.id,
                "service": one.service,
                "title": bundle.title_of_asked(one.service),
                "code": one.code,
                "kept_at": one.kept_at,
                "expires_at": stamp(datetime.fromtimestamp(one.expires, UTC)),
            }
            for one in found
        ]
    }


@operation(
    routes,
    "DELETE",
    "/v1/me/drafts/{draft}",
    summary="Delete one of one's own drafts for good",
    tag="own",
    access=Access.SIGNED,
    status=204,
    examples=(Example("unknown", 204, path={"draft": "0" * 64}, sign_in="applicant"),),
)
def delete_own_draft(call: Call) -> Any:
    """Forget the draft; its code opens nothing from then on."""
    drafts.remove(context.stores(), call.actor, call.path["draft"])
    return Answer(None)


def _draft(call: Call) -> Draft:
    body = call.body
    more = {name: body[name] for name in ("contact", "applicant", "documents", "disputed") if name in body}
    return Draft(body["service"], body["answers"], body["language"], **more)


def kept(code: str, expires: int) -> Answer:
    """Show the code of a draft, and until when it is good."""
    address = f"/v1/drafts/{code}"
    return Answer(
        {"code": code, "expires_at": stamp(datetime.fromtimestamp(expires, UTC)), "links": {"self": address}},
        headers={"Location": address},
    )
