"""One's own: contacts, notifications, register records of the Personal Account; staff have the first two."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.domain.definitions import Bundle
from chalicelib.entrypoints.http import context
from chalicelib.entrypoints.http.operations import Access, Answer, Call, Example, operation
from chalicelib.entrypoints.http.shapes import PAGED, listed, ref
from chalicelib.usecases import accounts, catalogue, looks, notifying, tracking

routes = Blueprint(__name__)


@operation(
    routes,
    "GET",
    "/v1/me",
    summary="Read one's own contacts and language",
    tag="own",
    access=Access.SIGNED,
    answer=ref("Profile"),
    examples=(
        Example("own", 200, sign_in="applicant"),
        Example("without a token", 401),
        Example("a member of staff", 200, sign_in="expert"),
    ),
)
def read_me(call: Call) -> Any:
    """Give contacts with their version (0 when there are none yet), and where a member of staff works, as what."""
    return _profile(call, accounts.read_profile(context.stores(), call.actor))


@operation(
    routes,
    "PUT",
    "/v1/me",
    summary="Replace one's own contacts and language",
    tag="own",
    access=Access.SIGNED,
    body=ref("NewProfile"),
    answer=ref("Profile"),
    problems=(409, 410),
    examples=(
        Example(
            "a stale version",
            409,
            body={"contact": {"phone": "+79170000002"}, "language": "tt", "version": 4000000},
            sign_in="applicant",
        ),
        Example(
            "an address that nobody has confirmed",
            400,
            body={"contact": {"phone": "+79170000002"}, "language": "tt", "version": 0},
            sign_in="applicant",
        ),
        Example("no contact", 400, body={"contact": {}, "language": "tt", "version": 0}, sign_in="applicant"),
    ),
)
def write_me(call: Call) -> Any:
    """Keep contacts and language; `version` is the one that was read. Staff are written to about terms.

    A code that `POST /v1/confirmations` sent to it proves an applicant's new address; without one all stays as it was.
    """
    body = call.body
    written = accounts.write_profile(
        context.stores(),
        call.actor,
        contact=body["contact"],
        language=body["language"],
        version=body["version"],
        codes=body.get("codes"),
    )
    return _profile(call, written)


@operation(
    routes,
    "GET",
    "/v1/me/notifications",
    summary="List one's own notifications, newest first, in the reader's language",
    tag="own",
    access=Access.SIGNED,
    query=PAGED,
    answer=listed("OwnNotification"),
    examples=(
        Example("first page", 200, query={"limit": "10"}, sign_in="applicant"),
        Example("a member of staff: reminders and terms that have passed", 200, sign_in="head"),
    ),
)
def list_notifications(call: Call) -> Any:
    """Give one page of the entries of the Personal Account; an entry is the legal delivery.

    Staff read what they were told about terms, each with its case and, for a Request, its Task.
    """
    found, position = notifying.list_notifications(
        context.stores(),
        call.actor,
        language=call.language,
        after=context.opened_cursor(call),
        limit=context.page_size(call),
    )
    items = [
        {
            "id": one.id,
            "at": one.at,
            "number": one.number,
            "service": one.service,
            "status": one.status,
            "title": one.title,
            "body": one.body,
            "read": one.read_at is not None,
            "read_at": one.read_at,
            **({"case": one.case, "task": one.task} if one.case else {}),
        }
        for one in found
    ]
    return context.page(call, items, position)


@operation(
    routes,
    "PUT",
    "/v1/me/notifications/{notification}/read",
    summary="Mark a notification as read",
    tag="own",
    access=Access.SIGNED,
    status=204,
    examples=(Example("unknown", 404, path={"notification": "unknown"}, sign_in="applicant"),),
)
def mark_notification_read(call: Call) -> Any:
    """Note when it was read first; a second time changes nothing."""
    notifying.mark_read(context.stores(), call.actor, call.path["notification"])
    return Answer(None)


@operation(
    routes,
    "GET",
    "/v1/me/records",
    summary="List the register records granted to oneself, newest first",
    tag="own",
    access=Access.SIGNED,
    query=PAGED,
    answer=listed("OwnRecord"),
    examples=(Example("first page", 200, sign_in="applicant"),),
)
def list_own_records(call: Call) -> Any:
    """Give one page of own records with their validity."""
    stores = context.stores()
    found, position = tracking.own_records(stores, call.actor, context.opened_cursor(call), context.page_size(call))
    bundle = catalogue.current(stores, stores.now())
    return context.page(call, [{**one, **in_words(bundle, one)} for one in found], position)


def in_words(bundle: Bundle, record: dict[str, Any]) -> dict[str, Any]:
    """Give the register's title, and the fields with theirs; the vocabulary has the words for codes.

    A record outlives its register in the catalogue: then it is named, and its fields have no words.
    """
    title = dict(bundle.title("registers", record["register"]))
    if record["register"] not in bundle.register_ids:
        return {"title": title, "facts": []}
    register = bundle.register(record["register"])
    asked = register.raw["record"]["properties"]
    facts = []
    for field, value in record["fields"].items():
        words = bundle.vocabulary.get(field, {}).get("values", {}).get(value) if isinstance(value, str) else None
        if field in asked and (words or "enum" not in asked[field]):
            named = register.raw.get("titles", {}).get(field, {})
            facts.append({"field": field, "title": named, "value": value, "words": words})
    return {"title": title, "facts": facts}


@operation(
    routes,
    "GET",
    "/v1/me/looks",
    summary="List who looked at one's own data, newest first",
    tag="own",
    access=Access.SIGNED,
    query=PAGED,
    answer=listed("OwnLook"),
    examples=(Example("first page", 200, sign_in="applicant"), Example("staff have none", 403, sign_in="expert")),
)
def list_looks(call: Call) -> Any:
    """Give one page of looks: when, which department, in which role, what was shown; who it was stays untold."""
    stores = context.stores()
    found, position = looks.own(stores, call.actor, context.opened_cursor(call), context.page_size(call))
    bundle = catalogue.current(stores, stores.now())
    items = [
        {
            "at": one.at,
            "what": str(one.what),
            "department": {"id": one.department, "title": bundle.title("departments", one.department)},
            "roles": list(one.roles),
            "number": one.number,
            "case": one.case,
            "document": one.document,
            "by_link": one.by == looks.LINK,
        }
        for one in found
    ]
    return context.page(call, items, position)


def _profile(call: Call, profile: dict[str, Any]) -> dict[str, Any]:
    contact = {name: profile[name] for name in ("phone", "email") if name in profile}
    return {
        "id": call.actor.id,
        "contact": contact,
        "language": profile.get("language"),
        "version": profile["version"],
        "memberships": accounts.desks_of(context.stores(), call.actor),
    }
