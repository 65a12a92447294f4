"""Members: who works where, in which roles, and who stands in for whom until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.errors import FieldError, InvalidInput
from chalicelib.domain.permissions import Actor, Membership, Subject, Verb, require
from chalicelib.usecases import catalogue

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


MEMBERS_PAGE = 100


class Bearer(Protocol):
    """Whom a token speaks for."""

    @property
    def kind(self) -> str: ...

    @property
    def id(self) -> str: ...


def who_is(stores: Stores, now: datetime, bearer: Bearer) -> Actor:
    """Give the actor behind a genuine token, with the memberships in force on the day of `now`."""
    if bearer.kind != "staff":
        return Actor(bearer.kind, bearer.id)
    today = local_day(now, stores.municipality.zone).isoformat()
    held = stores.members.of_person(bearer.id)
    return Actor("staff", bearer.id, tuple(membership for membership in held if membership.holds_on(today)))


def of_department(
    stores: Stores, actor: Actor, department: str, after: str | None, limit: int
) -> tuple[list[tuple[str, Membership]], str | None]:
    """Give one page of a department's members, with where to go on."""
    require(actor, Verb.READ_MEMBERS, Subject(department=department))
    _known(stores, department)
    return stores.members.of_department(department, after, limit)


def colleagues(
    stores: Stores, actor: Actor, department: str, after: str | None, limit: int
) -> tuple[list[tuple[str, Membership]], str | None]:
    """Give one page of who works in a department today, for anybody on the staff: names, and what they do."""
    require(actor, Verb.READ_COLLEAGUES)
    _known(stores, department)
    today = local_day(stores.now(), stores.municipality.zone).isoformat()
    found, position = stores.members.of_department(department, after, limit)
    return [(person, held) for person, held in found if held.holds_on(today)], position


def holders(stores: Stores, department: str, role: str) -> list[str]:
    """Give those who hold a role in a department today, by their own right or standing in for somebody."""
    found: list[str] = []
    after: str | None = None
    today = local_day(stores.now(), stores.municipality.zone).isoformat()
    while True:
        page, after = stores.members.of_department(department, after, MEMBERS_PAGE)
        found += [person for person, held in page if held.holds_on(today) and role in held.roles]
        if after is None:
            return list(dict.fromkeys(found))


def appoint(
    stores: Stores,
    actor: Actor,
    department: str,
    person: str,
    roles: tuple[str, ...],
    until: str | None,
    name: str | None = None,
) -> Membership:
    """Give a person roles in a department, in place of those they had there; a `name` that is known stays."""
    require(actor, Verb.MANAGE_MEMBERS, Subject(department=department, roles=roles))
    _known(stores, department)
    return _give(stores, actor, person, Membership(department, roles, until=until, name=name))


def dismiss(stores: Stores, actor: Actor, department: str, person: str) -> None:
    """Take a person's roles in a department, and those delegated to them there."""
    require(actor, Verb.MANAGE_MEMBERS, Subject(department=department))
    stores.members.remove(person, department, delegated=False)
    stores.members.remove(person, department, delegated=True)


def delegate(
    stores: Stores, actor: Actor, department: str, person: str, roles: tuple[str, ...], since: str, until: str
) -> Membership:
    """Let a person stand in, from the day `since` to the day `until` (ISO dates, inclusive)."""
    require(actor, Verb.DELEGATE, Subject(department=department, roles=roles))
    _known(stores, department)
    if until < since:
        raise InvalidInput([FieldError("/until", "minimum", {"limit": since})])
    return _give(
        stores, actor, person, Membership(department, roles, since, until, delegated_by=actor.id or actor.kind)
    )


def end_delegation(stores: Stores, actor: Actor, department: str, person: str) -> None:
    """End a person's standing in."""
    require(actor, Verb.DELEGATE, Subject(department=department))
    stores.members.remove(person, department, delegated=True)


def _give(stores: Stores, actor: Actor, person: str, membership: Membership) -> Membership:
    if membership.name is None:
        named = (held.name for held in stores.members.of_person(person) if held.name)
        membership = replace(membership, name=next(named, None))
    stores.members.put(person, membership, by=actor.id or actor.kind, at=stamp(stores.now()))
    return membership


def _known(stores: Stores, department: str) -> None:
    catalogue.current(stores, stores.now()).department(department)
