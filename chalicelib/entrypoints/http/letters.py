"""Letters: those to print, the page of one, and that it was posted or handed over."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.domain.deliveries import Delivery
from chalicelib.entrypoints.http import context, printed
from chalicelib.entrypoints.http.operations import Access, Answer, Call, Example, operation
from chalicelib.entrypoints.http.shapes import CODE, PAGED, listed, ref
from chalicelib.usecases import letters

routes = Blueprint(__name__)

UNKNOWN = {"letter": f"{'0' * 32}-1.0000000001.0"}


@operation(
    routes,
    "GET",
    "/v1/letters",
    summary="List the letters that a department has to print, of what was filed there, newest first",
    tag="letters",
    access=Access.SIGNED,
    query={"department": {**CODE, "x-required": True}, **PAGED},
    answer=listed("Letter"),
    examples=(Example("to print", 200, query={"department": "transport-committee"}, sign_in="intake"),),
)
def list_letters(call: Call) -> Any:
    """Give one page of what nobody has posted or handed over yet."""
    found, position = letters.to_print(
        context.stores(), call.actor, call.query["department"], context.opened_cursor(call), context.page_size(call)
    )
    return context.page(call, [shown(one) for one in found], position)


@operation(
    routes,
    "GET",
    "/v1/letters/{letter}",
    summary="A letter as a page to print",
    tag="letters",
    access=Access.SIGNED,
    answer={"type": "string"},
    problems=(410,),
    examples=(Example("unknown", 404, path=UNKNOWN, sign_in="intake"),),
)
def print_letter(call: Call) -> Any:
    """Give an A4 page in the applicant's language; that it was read is noted."""
    stores = context.stores()
    found = letters.read(stores, call.actor, call.path["letter"])
    return Answer(printed.letter(stores.municipality, stores.words, found), headers=printed.HEADERS)


@operation(
    routes,
    "POST",
    "/v1/letters/{letter}/posting",
    summary="Note that a letter was posted or handed over, once",
    tag="letters",
    access=Access.SIGNED,
    body=ref("NewPosting"),
    answer=ref("Letter"),
    problems=(409,),
    examples=(Example("unknown", 404, path=UNKNOWN, body={"posted_on": "2026-11-24"}, sign_in="intake"),),
)
def post_letter(call: Call) -> Any:
    """Take it off the list of letters to print."""
    [(how, on)] = call.body.items()
    return shown(letters.settle(context.stores(), call.actor, call.path["letter"], how, on))


def shown(one: Delivery) -> dict[str, Any]:
    """Show a letter to staff."""
    return {
        "letter": one.note,
        "number": one.number,
        "status": one.status,
        "at": one.at,
        "state": str(one.state),
        "posted_on": one.posted_on,
        "handed_over_on": one.handed_over_on,
    }
