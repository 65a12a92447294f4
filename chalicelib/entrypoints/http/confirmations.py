"""Confirmation codes: the first step of filing without signing in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from chalice import Blueprint

from chalicelib.domain.clock import stamp
from chalicelib.entrypoints.http import context
from chalicelib.entrypoints.http.operations import Access, Call, Example, operation
from chalicelib.entrypoints.http.shapes import ref
from chalicelib.usecases import confirming

routes = Blueprint(__name__)


@operation(
    routes,
    "POST",
    "/v1/confirmations",
    summary="Send a confirmation code to a phone number or an e-mail address",
    tag="filing",
    access=Access.PUBLIC,
    body=ref("NewConfirmation"),
    status=202,
    answer=ref("Confirmation"),
    examples=(
        Example("by SMS", 202, body={"channel": "sms", "address": "+79170000001", "language": "tt"}),
        Example("by e-mail", 202, body={"channel": "email", "address": "resident@example.org"}),
        Example("not a number", 400, body={"channel": "sms", "address": "917"}),
    ),
)
def send_confirmation(call: Call) -> Any:
    """Send six digits, good for ten minutes and five tries."""
    body = call.body
    confirmation = confirming.send(
        context.stores(),
        channel=body["channel"],
        address=body["address"],
        language=body.get("language", call.language),
        client=call.client,
        portal=call.portal,
        now=context.stores().now(),
    )
    return {"id": confirmation.id, "expires_at": stamp(datetime.fromtimestamp(confirmation.expires, UTC))}
