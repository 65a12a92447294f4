"""Letters: what an applicant without phone, e-mail or account is told is printed and posted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from chalicelib.domain.cases import Case
from chalicelib.domain.clock import local_day, parse_stamp, stamp
from chalicelib.domain.deliveries import Channel, Delivery, State
from chalicelib.domain.delivery_names import group_of_note
from chalicelib.domain.errors import AlreadyDone, InvalidInput, NotFound
from chalicelib.domain.looks import Shown
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.usecases import catalogue, counting, looks, notifying
from chalicelib.usecases.handing_over import wrong_day
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it is printed, in the applicant's language; `day` is the ISO day of what it tells."""

    name: str
    address: str
    number: str
    day: str
    title: str
    body: str
    language: str


def to_print(
    stores: Stores, actor: Actor, department: str, after: dict[str, str] | None, limit: int
) -> tuple[list[Delivery], dict[str, str] | None]:
    """List one page of the letters that a department owes, of what it filed, with where to go on. Raises Forbidden."""
    require(actor, Verb.PRINT_LETTERS, Subject(department))
    return stores.notes.ledger(Channel.LETTER, State.PENDING, after, limit, department=department)


def read(stores: Stores, actor: Actor, letter: str) -> Letter:
    """Give a letter to print; that it was read is noted. Raises NotFound, Forbidden."""
    owed, case = _owed(stores, actor, letter)
    application = stores.cases.application(case.application)
    content = stores.accounts.content(application)
    (note,) = stores.notes.notes(owed.person, [(owed.at, owed.note)])
    bundle = catalogue.by_hash(stores, note.bundle)
    title, body = notifying.voice(stores, note.language).entry(note, bundle)
    now = stamp(stores.now())
    looks.note(
        stores,
        actor,
        Shown.LETTER,
        person=owed.person,
        departments=(owed.department or case.counter or case.department,),
        number=case.number,
        case=case.id,
        subject=owed.note,
    )
    stores.notes.record_print(owed.person, owed.note, print_id=stores.new_id(), by=str(actor.id), at=now)
    return Letter(
        name=str(content.applicant.get("name", "")),
        address=content.contact.get("address", ""),
        number=case.number,
        day=local_day(parse_stamp(note.at), stores.municipality.zone).isoformat(),
        title=title,
        body=body,
        language=note.language,
    )


def settle(stores: Stores, actor: Actor, letter: str, how: str, on: str) -> Delivery:
    """Note that a letter was posted ("posted_on") or handed over ("handed_over_on") on a day (ISO), once.

    Raises NotFound, Forbidden, InvalidInput at the day's place, AlreadyDone.
    """

    def attempt() -> Delivery:
        owed, _ = _owed(stores, actor, letter)
        if owed.state is not State.PENDING:
            raise AlreadyDone("the letter is posted or handed over already")
        now = stores.now()
        today: date = local_day(now, stores.municipality.zone)
        wrong = wrong_day(f"/{how}", on, owed.at[:10], today)
        if wrong:
            raise InvalidInput(wrong)
        settled = replace(
            owed,
            state=State.SENT,
            posted_on=on if how == "posted_on" else None,
            handed_over_on=on if how == "handed_over_on" else None,
            settled_at=stamp(now),
            look_at=stamp(now),
            reason=f"{how.removesuffix('_on').replace('_', ' ')} by {actor.id}",
            version=owed.version + 1,
        )
        counting.settle_sent(stores, owed, settled)
        return settled

    return persistently(stores, attempt)


def _owed(stores: Stores, actor: Actor, letter: str) -> tuple[Delivery, Case]:
    """Find a letter for who prints it; one that an earlier release owed stays with the department that it names."""
    case = stores.cases.case(group_of_note(letter))
    owed = stores.notes.deliveries(case.person, case.id, Channel.LETTER)
    found = next((one for one in owed if one.note == letter), None)
    named = found.department if found else None
    require(actor, Verb.PRINT_LETTERS, Subject(named or case.counter or case.department))
    if found is None:
        raise NotFound("no such letter")
    return found, case
