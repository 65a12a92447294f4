"""Looks: each time that staff are shown what an applicant submitted is noted, for the applicant to read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chalicelib.domain.clock import stamp
from chalicelib.domain.looks import Look, Shown
from chalicelib.domain.permissions import Actor, Subject, Verb, require

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores
    from chalicelib.domain.work import Task

LINK = "link"


def note(
    stores: Stores,
    actor: Actor,
    what: Shown,
    *,
    person: str,
    departments: Iterable[str],
    number: str,
    case: str | None,
    subject: str,
    document: str | None = None,
) -> None:
    """Note that the actor is shown something of `person`, before they are; whose own it is notes nothing.

    Of `departments`, which may see it, the one counts whose member the actor is; nobody signed in came through a link.
    Raises TransientError: what can't be noted isn't shown.
    """
    if actor.kind == "applicant":
        return
    places = tuple(departments)
    place = next((one for one in places if actor.roles_in(one)), places[0])
    look = Look(
        at=stamp(stores.now()),
        what=what,
        department=place,
        by=str(actor.id or LINK),
        roles=tuple(sorted(actor.roles_in(place))),
        number=number,
        case=case,
        subject=subject,
        document=document,
    )
    stores.accounts.note_look(person, look)


def note_task(stores: Stores, actor: Actor, task: Task, what: Shown, departments: Iterable[str]) -> None:
    """Note that the actor is shown a Task, or the Request that it asks."""
    note(
        stores,
        actor,
        what,
        person=stores.cases.application(task.application).person,
        departments=departments,
        number=task.number,
        case=task.case,
        subject=task.id,
    )


def own(stores: Stores, actor: Actor, after: str | None, limit: int) -> tuple[list[Look], str | None]:
    """List one page of who looked at the actor's own data, newest first, with where to go on. Raises Forbidden."""
    require(actor, Verb.READ_OWN, Subject(applicant=actor.id))
    return stores.accounts.looks(str(actor.id), after, limit)
