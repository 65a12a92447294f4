"""Who works in a department, in which roles, and who stands in for them."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.domain.permissions import Membership
from chalicelib.entrypoints.http import context
from chalicelib.entrypoints.http.operations import Access, Answer, Call, Example, operation
from chalicelib.entrypoints.http.parsing import check_person
from chalicelib.entrypoints.http.shapes import PAGED, listed, ref
from chalicelib.usecases import members

routes = Blueprint(__name__)

TRANSPORT = {"department": "transport-committee"}
SOMEBODY = {**TRANSPORT, "person": "00000000-0000-4000-8000-000000000001"}


@operation(
    routes,
    "GET",
    "/v1/departments/{department}/members",
    summary="List who works in a department",
    tag="members",
    access=Access.SIGNED,
    query=PAGED,
    answer=listed("Member"),
    examples=(
        Example("by the head", 200, path=TRANSPORT, sign_in="head"),
        Example("by an expert", 403, path=TRANSPORT, sign_in="expert"),
    ),
)
def list_members(call: Call) -> Any:
    """List members and stand-ins, whatever the day."""
    found, position = members.of_department(
        context.stores(), call.actor, call.path["department"], context.opened_cursor(call), context.page_size(call)
    )
    return context.page(call, [_member(person, held) for person, held in found], position)


@operation(
    routes,
    "GET",
    "/v1/departments/{department}/colleagues",
    summary="List who works in a department today, by name",
    tag="members",
    access=Access.SIGNED,
    query=PAGED,
    answer=listed("Colleague"),
    examples=(
        Example("by an expert", 200, path=TRANSPORT, sign_in="expert"),
        Example("unknown department", 404, path={"department": "time-travel"}, sign_in="expert"),
    ),
)
def list_colleagues(call: Call) -> Any:
    """Name those whose acts a case shows, and whom one may ask; a page may hold fewer than were asked for."""
    found, position = members.colleagues(
        context.stores(), call.actor, call.path["department"], context.opened_cursor(call), context.page_size(call)
    )
    items = [{"person": person, "name": held.name, "roles": sorted(held.roles)} for person, held in found]
    return context.page(call, items, position)


@operation(
    routes,
    "PUT",
    "/v1/departments/{department}/members/{person}",
    summary="Give a person roles in a department",
    tag="members",
    access=Access.SIGNED,
    body=ref("NewMember"),
    answer=ref("Member"),
    examples=(Example("an expert", 200, path=SOMEBODY, body={"roles": ["expert"]}, sign_in="administrator"),),
)
def appoint_member(call: Call) -> Any:
    """Replace the roles that the person has there."""
    person = check_person(call.path["person"])
    held = members.appoint(
        context.stores(),
        call.actor,
        call.path["department"],
        person,
        tuple(call.body["roles"]),
        call.body.get("until"),
        call.body.get("name"),
    )
    return _member(person, held)


@operation(
    routes,
    "DELETE",
    "/v1/departments/{department}/members/{person}",
    summary="Take a person's roles in a department",
    tag="members",
    access=Access.SIGNED,
    status=204,
    examples=(Example("nobody's", 204, path=SOMEBODY, sign_in="administrator"),),
)
def dismiss_member(call: Call) -> Any:
    """Take own and delegated roles; nothing happens when there are none."""
    members.dismiss(context.stores(), call.actor, call.path["department"], check_person(call.path["person"]))
    return Answer(None)


@operation(
    routes,
    "PUT",
    "/v1/departments/{department}/delegations/{person}",
    summary="Let a person stand in for a time",
    tag="members",
    access=Access.SIGNED,
    body=ref("NewDelegation"),
    answer=ref("Member"),
    examples=(
        Example(
            "two weeks",
            200,
            path=SOMEBODY,
            body={"roles": ["decision_maker"], "from": "2026-07-01", "until": "2026-07-14"},
            sign_in="head",
        ),
        Example(
            "backwards",
            400,
            path=SOMEBODY,
            body={"roles": ["expert"], "from": "2026-07-14", "until": "2026-07-01"},
            sign_in="head",
        ),
    ),
)
def delegate_roles(call: Call) -> Any:
    """Delegate roles from one day to another, inclusive."""
    person = check_person(call.path["person"])
    held = members.delegate(
        context.stores(),
        call.actor,
        call.path["department"],
        person,
        tuple(call.body["roles"]),
        call.body["from"],
        call.body["until"],
    )
    return _member(person, held)


@operation(
    routes,
    "DELETE",
    "/v1/departments/{department}/delegations/{person}",
    summary="End a person's standing in",
    tag="members",
    access=Access.SIGNED,
    status=204,
    examples=(Example("nobody's", 204, path=SOMEBODY, sign_in="head"),),
)
def end_delegation(call: Call) -> Any:
    """Take delegated roles; nothing happens when there are none."""
    members.end_delegation(context.stores(), call.actor, call.path["department"], check_person(call.path["person"]))
    return Answer(None)


def _member(person: str, held: Membership) -> dict[str, Any]:
    return {
        "person": person,
        "name": held.name,
        "department": held.department,
        "roles": sorted(held.roles),
        "since": held.since,
        "until": held.until,
        "delegated_by": held.delegated_by,
    }
