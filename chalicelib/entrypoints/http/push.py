"""Push: the key that browsers bind a subscription to, and the browsers of an applicant."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.domain.push import Subscription
from chalicelib.entrypoints.http import context
from chalicelib.entrypoints.http.operations import Access, Answer, Call, Example, operation
from chalicelib.entrypoints.http.shapes import ID, ref
from chalicelib.usecases import subscribing

routes = Blueprint(__name__)

FOREIGN = {
    "endpoint": "https://intranet.example.org/metadata",
    "keys": {"p256dh": "BCEo_u8F6vPJQVzdUpZVyY5gZ5Q0sE2lqj1n0Yk6Xh8a", "auth": "0123456789abcdef012345"},
}
SECRET = {"type": "string", "maxLength": 128, "x-optional": True, "description": "The secret given when filing."}
NUMBER = {"number": "00000000-000000-00"}


@operation(
    routes,
    "GET",
    "/v1/push/key",
    summary="Read the key that a browser subscribes with (applicationServerKey)",
    tag="own",
    access=Access.PUBLIC,
    answer=ref("PushKey"),
    examples=(Example("the key", 200),),
)
def read_push_key(call: Call) -> Any:
    """Give the public key of this stack, base64url."""
    return {"key": context.stores().push.public_key}


@operation(
    routes,
    "PUT",
    "/v1/me/push",
    summary="Be told through a browser; only once something was filed",
    tag="own",
    access=Access.SIGNED,
    body=ref("NewSubscription"),
    answer=ref("Subscriptions"),
    problems=(409,),
    examples=(Example("a foreign host", 400, body=FOREIGN, sign_in="applicant"),),
)
def subscribe(call: Call) -> Any:
    """Keep what PushManager.subscribe() gave; the same address again replaces its keys."""
    keys = call.body["keys"]
    found = subscribing.subscribe(
        context.stores(), call.actor, endpoint=call.body["endpoint"], p256dh=keys["p256dh"], auth=keys["auth"]
    )
    return _shown(found)


@operation(
    routes,
    "GET",
    "/v1/me/push",
    summary="List the browsers that one is told through",
    tag="own",
    access=Access.SIGNED,
    answer=ref("Subscriptions"),
    examples=(Example("own", 200, sign_in="applicant"), Example("staff have none", 403, sign_in="expert")),
)
def list_subscriptions(call: Call) -> Any:
    """Give the push services, never the addresses."""
    return _shown(subscribing.subscriptions(context.stores(), call.actor))


@operation(
    routes,
    "DELETE",
    "/v1/me/push",
    summary="Be told through one browser no more, or through none",
    tag="own",
    access=Access.SIGNED,
    query={"subscription": ID},
    status=204,
    examples=(Example("unknown", 204, query={"subscription": "0" * 32}, sign_in="applicant"),),
)
def unsubscribe(call: Call) -> Any:
    """Forget one subscription, or all without a query."""
    subscribing.unsubscribe(context.stores(), call.actor, call.query.get("subscription"))
    return Answer(None)


@operation(
    routes,
    "PUT",
    "/v1/applications/{number}/push",
    summary="Be told of an application through a browser, with its secret",
    tag="filing",
    access=Access.OPTIONAL,
    headers={"Tracking-Secret": SECRET},
    body=ref("NewSubscription"),
    answer=ref("Subscriptions"),
    examples=(Example("unknown", 404, path=NUMBER, headers={"Tracking-Secret": "wrong"}, body=FOREIGN),),
)
def subscribe_to_application(call: Call) -> Any:
    """Keep what PushManager.subscribe() gave for who filed without signing in."""
    keys = call.body["keys"]
    found = subscribing.subscribe_with_secret(
        context.stores(),
        call.actor,
        call.path["number"],
        call.headers.get("tracking-secret"),
        endpoint=call.body["endpoint"],
        p256dh=keys["p256dh"],
        auth=keys["auth"],
    )
    return _shown(found)


def _shown(found: list[Subscription]) -> dict[str, Any]:
    return {"subscriptions": [{"id": one.id, "service": one.host, "at": one.at} for one in found]}
