"""The ledger of deliveries: what was owed over which channel, and what became of it."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.domain.deliveries import Delivery, State
from chalicelib.entrypoints.http import context
from chalicelib.entrypoints.http.operations import Access, Call, Example, operation
from chalicelib.entrypoints.http.shapes import ANY_CHANNEL, PAGED, listed, ref
from chalicelib.usecases import notifying

routes = Blueprint(__name__)

STATE = {"type": "string", "enum": [str(state) for state in State], "x-required": True}


@operation(
    routes,
    "GET",
    "/v1/deliveries",
    summary="List deliveries of one channel and state, newest first",
    tag="deliveries",
    access=Access.SIGNED,
    query={"channel": {**ANY_CHANNEL, "x-required": True}, "state": STATE, **PAGED},
    answer=listed("Delivery"),
    examples=(
        Example("sent by SMS", 200, query={"channel": "sms", "state": "sent"}, sign_in="administrator"),
        Example("by an expert", 403, query={"channel": "sms", "state": "sent"}, sign_in="expert"),
        Example("by pigeon", 400, query={"channel": "pigeon", "state": "sent"}, sign_in="administrator"),
    ),
)
def list_deliveries(call: Call) -> Any:
    """Give one page of the ledger; recipients are masked."""
    found, position = notifying.list_deliveries(
        context.stores(),
        call.actor,
        channel=call.query["channel"],
        state=call.query["state"],
        after=context.opened_cursor(call),
        limit=context.page_size(call),
    )
    return context.page(call, [_delivery(one) for one in found], position)


@operation(
    routes,
    "GET",
    "/v1/cases/{case}/deliveries",
    summary="List what was sent to the applicant of a case, oldest first",
    tag="cases",
    access=Access.SIGNED,
    answer=ref("CaseDeliveries"),
    examples=(Example("unknown", 404, path={"case": f"{'0' * 32}-1"}, sign_in="expert"),),
)
def list_case_deliveries(call: Call) -> Any:
    """Give what went over which channel, and what became of it; where to, not even masked."""
    found = notifying.deliveries_of_case(context.stores(), call.actor, call.path["case"])
    return {"items": [{name: getattr(one, name) for name in TOLD} for one in found]}


TOLD = (
    *("channel", "status", "at", "number", "state", "next_at"),
    *("attempts", "repeats", "reason", "settled_at", "department", "posted_on", "handed_over_on"),
)


def _delivery(one: Delivery) -> dict[str, Any]:
    shown = ("note", "channel", "case", "status", "at", "number", "recipient", "state", "first_at", "next_at")
    more = ("attempts", "repeats", "into", "provider_id", "reason", "settled_at")
    return {name: getattr(one, name) for name in (*shown, *more)}
