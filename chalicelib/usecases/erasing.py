"""Erasing a person: an operator's work in steps that each may be repeated, since no one write reaches all of it.

First the intention is kept where no restoration of tables reaches it, then the key is destroyed: from there on nothing
personal can be read or written. What follows takes away what the key doesn't cover.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from chalicelib.domain import erasures, files
from chalicelib.domain.cases import Case
from chalicelib.domain.clock import stamp
from chalicelib.domain.erasures import Belongings, Erasure
from chalicelib.domain.errors import AlreadyDone, NotFound, StillLive
from chalicelib.domain.files import FileState
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.domain.plans import Plan
from chalicelib.usecases import closing, ending
from chalicelib.usecases.context import of_case, of_plan
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

BY = "operator"
Told = TypeVar("Told", Case, Plan)


@dataclass(frozen=True, slots=True)
class Erased:
    """What a pass did: the receipt, numbers of decided cases that are still to be handed over, and whether a check of a
    file or the sending of a message was under way, so that another pass has to look for what it has left.
    """

    erasure: Erasure
    left: tuple[str, ...]
    again: bool


def begin(stores: Stores, actor: Actor, person: str, belongings: Belongings, *, withdraw: bool = False) -> Erasure:
    """Destroy a person's data key; what they have under way is withdrawn first where that is wanted.

    A second time changes nothing and gives the first receipt.

    Raises:
        Forbidden: the actor isn't the operator's command.
        NotFound: no such person, or one of whom nothing was ever sealed.
        StillLive: something of theirs is under way, and isn't to be withdrawn.
    """
    require(actor, Verb.ERASE_PERSON, Subject(applicant=person))
    known = stores.erasures.of(person)
    if known is None:
        live = _live(stores, belongings)
        if live and not withdraw:
            raise StillLive("something of this person's is under way", numbers=", ".join(live))
        _end(stores, belongings)
    erasure = known or Erasure(person, stores.new_id(), stamp(stores.now()))
    kept = stores.file_storage.keep_erasure(person, {"receipt": erasure.receipt, "erased_at": erasure.erased_at})
    erasure = known or replace(erasure, receipt=kept["receipt"], erased_at=kept["erased_at"])
    stores.accounts.forget_key(person)
    stores.accounts.forget_keys()
    return stores.erasures.destroy_key(erasure)


def finish(stores: Stores, actor: Actor, erasure: Erasure, belongings: Belongings) -> Erased:
    """Take away what the key doesn't cover, and tell each case and plan that its applicant was erased.

    `belongings` are looked for after the key is gone, when nothing can be added any more. Raises Forbidden.
    """
    require(actor, Verb.ERASE_PERSON, Subject(applicant=erasure.person))
    _end(stores, belongings)
    checks, versions = _files(stores, belongings)
    for consultation in belongings.consultations:
        stores.consultations.forget(consultation, erasure.erased_at)
    for case in belongings.cases:
        _tell(stores, erasure, partial(stores.cases.case, case), of_case)
    for plan in belongings.plans:
        _tell(stores, erasure, partial(stores.cases.plan, plan), of_plan)
    stores.erasures.forget_contacts(erasure.person)
    stores.accounts.forget_erasure_wish(erasure.person)
    sending = persistently(stores, partial(_quieten, stores, erasure.person))
    done = replace(
        erasure,
        finished_at=None if checks or sending else stamp(stores.now()),
        cases=len(belongings.cases),
        files=len(belongings.files),
        versions=erasure.versions + versions,
    )
    stores.erasures.finish(done)
    return Erased(done, _live(stores, belongings), again=bool(checks or sending))


def _live(stores: Stores, belongings: Belongings) -> tuple[str, ...]:
    """Numbers of what is under way."""
    cases = [one for one in map(stores.cases.case, belongings.cases) if not one.ended]
    plans = [one for one in map(stores.cases.plan, belongings.plans) if not (one.ended or one.withdrawn)]
    return tuple(dict.fromkeys([*(one.number for one in cases), *(one.number for one in plans)]))


def _end(stores: Stores, belongings: Belongings) -> None:
    """Withdraw what is under way; what is decided stays to be handed over."""
    for plan in belongings.plans:
        ending.end_plan(stores, plan, by=BY)
    for case in belongings.cases:
        with suppress(AlreadyDone):
            persistently(stores, partial(closing.end_by_withdrawal, stores, case, by=BY))


def _quieten(stores: Stores, person: str) -> bool:
    """Take the masked addresses away and let nothing be owed; tell whether something is just being sent."""
    now, owed = stores.now(), stores.notes.ever(person)
    for one in owed:
        quiet = erasures.told_no_more(one, at=now)
        if quiet != one:
            stores.notes.move(one, quiet)
    return any(erasures.is_on_its_way(one, at=now) for one in owed)


def _files(stores: Stores, belongings: Belongings) -> tuple[int, int]:
    """Mark every file, then delete every version of it; give how many were being checked, and versions deleted."""
    checks = 0
    for one in belongings.files:
        checks += persistently(stores, partial(_mark, stores, one))
    return checks, sum(stores.file_storage.erase(one) for one in belongings.files)


def _mark(stores: Stores, file_id: str) -> bool:
    """Note that a file is erased; tell whether its check may just be putting it where it is read."""
    file = stores.files.read(file_id)
    after = files.erased(file)
    if after != file:
        write = stores.begin(by=BY, at=stamp(stores.now()))
        write.extend([stores.files.change(file, after)])
        write.commit()
    return file.state == FileState.EXPECTED


def _tell(
    stores: Stores, erasure: Erasure, read: Callable[[], Told], context: Callable[[Told], dict[str, Any]]
) -> None:
    """Tell a case or a plan, as it is read now, that its applicant was erased; a second time changes nothing."""

    def attempt() -> None:
        told = read()
        if told.erased_at is None:
            write = stores.begin(by=BY, at=stamp(stores.now()))
            after = replace(told, erased_at=erasure.erased_at)
            write.change(told, after, (erasures.fact(erasure),), context=context(told), owes=frozenset())
            write.commit()

    persistently(stores, attempt)


def wished(stores: Stores, actor: Actor) -> list[str]:
    """List the persons who have asked to be erased, the longest waiting first. Raises Forbidden."""
    require(actor, Verb.ERASE_PERSON, Subject())
    return [one.person for one in stores.accounts.erasure_wishes()]


def nothing_kept(stores: Stores, actor: Actor, person: str) -> None:
    """Take off the list whom nothing was ever kept of. Raises Forbidden."""
    require(actor, Verb.ERASE_PERSON, Subject(applicant=person))
    stores.accounts.forget_erasure_wish(person)


def restored(stores: Stores, actor: Actor, person: str) -> bool:
    """Tell whether a person who was erased has a key again, because tables were restored. Raises Forbidden."""
    require(actor, Verb.ERASE_PERSON, Subject(applicant=person))
    with suppress(NotFound):
        found = stores.erasures.of(person)
        return found is None or found.finished_at is None
    return False
