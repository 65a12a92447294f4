"""Accounts: the contacts and language that an applicant, or a member of staff, has told of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.domain.errors import Conflict, StaleVersion
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.usecases import catalogue

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def read_profile(stores: Stores, actor: Actor) -> dict[str, Any]:
    """Give the actor's own contacts: {"phone"?, "email"?, "language"?, "version"}; version 0 when there are none."""
    require(actor, Verb.READ_PROFILE, Subject(applicant=actor.id))
    return {"version": 0, **stores.accounts.profile(str(actor.id))}


def desks_of(stores: Stores, actor: Actor) -> list[dict[str, Any]]:
    """Give where a member of staff works today: [{"department", "title", "roles"}]; nothing for anybody else."""
    if not actor.memberships:
        return []
    bundle = catalogue.current(stores, stores.now())
    return [
        {
            "department": held.department,
            "title": dict(bundle.title("departments", held.department)),
            "roles": sorted(held.roles),
        }
        for held in actor.memberships
    ]


def write_profile(
    stores: Stores, actor: Actor, *, contact: Mapping[str, str], language: str, version: int
) -> dict[str, Any]:
    """Replace the actor's own contacts and language; `version` is the one they were read at.

    Raises Conflict when somebody has changed them since.
    """
    require(actor, Verb.WRITE_PROFILE, Subject(applicant=actor.id))
    person = str(actor.id)
    wrapped = stores.accounts.key_of(person)
    try:
        if wrapped is None:
            wrapped, action = stores.accounts.new_key(person)
            stores.accounts.put(action)
        stores.accounts.put(
            stores.accounts.put_profile(person, wrapped, dict(contact), language, after=version or None)
        )
    except StaleVersion as error:
        raise Conflict("the contacts have changed since they were read") from error
    return {**contact, "language": language, "version": version + 1}
