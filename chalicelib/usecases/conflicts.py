"""Conflicts of interest: nobody acts on an own application, or on one of somebody they declared as a relative."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chalicelib.domain import parties
from chalicelib.domain.clock import stamp
from chalicelib.domain.errors import ConflictOfInterest
from chalicelib.domain.parties import Party
from chalicelib.domain.permissions import Actor, Subject, Verb, require

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

RELATIONS = ("self", "relative")


def declare(stores: Stores, actor: Actor, declared: Iterable[tuple[str, Party]]) -> dict[str, int]:
    """Keep by which identifiers a member of staff, and those close to them, would apply; give how many of each.

    Only keyed digests are stored: the list can be compared and replaced, not read.
    """
    require(actor, Verb.DECLARE_INTERESTS, Subject(applicant=actor.id))
    found: dict[str, str] = {}
    for relation, party in declared:
        for one in parties.digests([party], stores.secrets.digest):
            found[one] = relation
    stores.members.put_declaration(str(actor.id), found, at=stamp(stores.now()))
    return _counted(found)


def declared(stores: Stores, actor: Actor) -> dict[str, int]:
    """Tell how many identifiers of each relation are declared."""
    require(actor, Verb.DECLARE_INTERESTS, Subject(applicant=actor.id))
    return _counted(stores.members.declaration(str(actor.id)))


def _counted(found: dict[str, str]) -> dict[str, int]:
    return {relation: sum(one == relation for one in found.values()) for relation in RELATIONS}


def relation(stores: Stores, person: str, application: str) -> str | None:
    """Name how a member of staff stands to an application: "self", "relative" or nothing at all."""
    stated = stores.members.declaration(person)
    if not stated:
        return None
    found = {stated[one] for one in stores.cases.application(application).parties if one in stated}
    return "self" if "self" in found else "relative" if found else None


def require_no_conflict(stores: Stores, actor: Actor, application: str) -> None:
    """Raise ConflictOfInterest when the actor would act on an own application or a declared relative's."""
    if actor.kind != "staff":
        return
    close = relation(stores, str(actor.id), application)
    if close is not None:
        raise ConflictOfInterest("a conflict of interest", relation=close)
