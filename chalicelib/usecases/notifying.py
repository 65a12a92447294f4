"""Notifying: a status becomes an entry of the Personal Account and, for each channel, a delivery that is owed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain import deliveries, delivery_names
from chalicelib.domain.clock import stamp
from chalicelib.domain.deliveries import WATCHED, Channel, Delivery, State
from chalicelib.domain.errors import NotFound
from chalicelib.domain.letters import LETTERED, QUEUED
from chalicelib.domain.messages import mask
from chalicelib.domain.notes import Note, Voice, notes_of, parse_public_id
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.usecases import catalogue, intake

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.commits import Commit
    from chalicelib.bootstrap import Stores
    from chalicelib.domain.cases import Case

SWEPT = 500
"""How many deliveries of each channel and state one sweep asks for again."""


PART = {Channel.SMS: "sms", Channel.EMAIL: "email_body", Channel.PUSH: "account_title"}
"""The template without which a message isn't sent over a channel; push shows what the account shows."""


def tell(stores: Stores, commit: Commit) -> None:
    """Write what a commit's statuses owe to the applicant, and ask the channels to send it.

    Safe to repeat: entries and deliveries are named by the fact's place in its chain, and a second request to send
    finds nothing pending. Raises TransientError.
    """
    case = stores.cases.case(str(commit.context["case"]))
    bundle = catalogue.by_hash(stores, case.bundle)
    overrides = bundle.service(case.service).notifications
    notes = notes_of(case, commit.facts, seq=commit.seq, at=commit.at, overrides=overrides)
    if notes:
        contacts = contacts_of(stores, notes[0])
        owed: list[Delivery] = []
        delay = deliveries.flush_delay([note.status for note in notes], stores.municipality.coalesce_seconds)
        for note in notes:
            spoken = bundle.raw["messages"].get(note.message, {})
            for channel, address in contacts.items():
                if spoken.get(PART[channel]):
                    owed.append(owe(stores, note, channel, address, delay))
        if not contacts:
            owed += _letters(stores, case, notes)
        stores.notes.add(notes, owed)
        for name in sorted({one.channel for one in owed} - {Channel.LETTER}):
            ask(stores, name, case.person, case.id, reason=commit.id, delay=delay)


def _letters(stores: Stores, case: Case, notes: list[Note]) -> list[Delivery]:
    """Owe letters for the statuses that the settings name, where staff filed for somebody whom nothing else reaches.

    Who filed prints them: the office that the applicant knows, and where they will ask.
    """
    statuses = stores.municipality.raw.get("letters", LETTERED)
    told = [note for note in notes if note.status in statuses]
    if not told or stores.cases.application(case.application).typed_by is None:
        return []
    if stores.accounts.known_key(case.person) is None:
        return []  # Who was erased is written to no more.
    owed = [owe(stores, note, Channel.LETTER, "", 0, case.counter or case.department) for note in told]
    return [replace(one, number=case.number) for one in owed]


def owe(
    stores: Stores, note: Note, channel: Channel, address: str, delay: int, department: str | None = None
) -> Delivery:
    """Make the delivery of an entry over a channel; `delay` in seconds, `department` prints a letter."""
    return deliveries.owed(
        note=note.id,
        channel=channel,
        person=note.person,
        status=note.status,
        at=note.at,
        recipient=address if channel is Channel.PUSH else mask(address),
        now=stores.now(),
        delay=delay,
        department=department,
    )


def contacts_of(stores: Stores, note: Note) -> dict[Channel, str]:
    """Give the addresses of whom an entry tells by channel; none where they were erased."""
    try:
        found = {**_by_phone_and_email(stores, note), Channel.PUSH: _push_services(stores, note)}
    except NotFound:
        return {}
    return {channel: address for channel, address in found.items() if address}


def address_of(stores: Stores, channel: Channel, note: Note) -> str | None:
    """Give the address of whom an entry tells over one channel, without reading what only other channels need.

    None where there is no address, or they were erased.
    """
    if channel is Channel.PUSH:
        return _push_services(stores, note) or None
    try:
        return _by_phone_and_email(stores, note).get(channel)
    except NotFound:
        return None


def _by_phone_and_email(stores: Stores, note: Note) -> dict[Channel, str | None]:
    """Those of the account, else those of the application. Raises NotFound for an erased person.

    Staff are written to by e-mail, where they have told their address, and never where the applicant is.
    """
    known = stores.accounts.profile(note.person)
    if note.department is not None:
        return {Channel.EMAIL: known.get("email")}
    if not (known.get("phone") and known.get("email")):
        filed = stores.accounts.content(stores.cases.application(note.application)).contact
        known = {**filed, **{name: value for name, value in known.items() if value}}
    return {Channel.SMS: known.get("phone"), Channel.EMAIL: known.get("email")}


def _push_services(stores: Stores, note: Note) -> str:
    """The name of an applicant's push services, which names nobody; where the browsers are stays sealed."""
    if note.department is not None:
        return ""
    return ", ".join(sorted({one.host for one in stores.subscriptions.of(note.person)}))


def ask(stores: Stores, channel: str, person: str, group: str, *, reason: str, delay: int = 0) -> None:
    """Ask a channel to look at what is pending of a group, which is a case for applicants; ids only travel.

    Once is enough where several statuses follow each other.
    """
    message = {"person": person, "case": group, "channel": str(channel), "reason": reason}
    stores.queues.wake(channel, f"{person} {group}", message, delay=delay)


def send_code(stores: Stores, *, confirmation: str, channel: str) -> None:
    """Ask a channel to send a confirmation code. Raises TransientError."""
    stores.queues.send(channel, {"confirmation": confirmation, "channel": channel})


def sweep(stores: Stores, now: datetime) -> int:
    """Ask again for every delivery whose time has come: paused, lost on the way, or claimed by a worker that died.

    Gives how many were found. Raises TransientError.
    """
    found = 0
    later = stamp(now + deliveries.ASK_AGAIN)
    for channel in QUEUED:
        asked: set[tuple[str, str]] = set()
        for state in WATCHED:
            for row in stores.notes.due(channel, state, stamp(now), SWEPT):
                found += 1
                if not stores.notes.look_again(row, later):
                    continue
                group = delivery_names.group_of_note(row.note)
                if (row.person, group) not in asked:
                    asked.add((row.person, group))
                    ask(stores, channel, row.person, group, reason=f"sweep:{state}")
    return found


@dataclass(frozen=True, slots=True)
class Notification:
    """An account entry as its owner reads it: instants are stamps, `read_at` is None until it was read.

    `case` and `task` are named to staff.
    """

    id: str
    at: str
    number: str
    service: str
    status: str
    title: str
    body: str
    read_at: str | None
    case: str | None = None
    task: str | None = None


def list_notifications(
    stores: Stores, actor: Actor, *, language: str, after: str | None = None, limit: int = 20
) -> tuple[list[Notification], str | None]:
    """List the actor's own account entries in a language, newest first, with where to go on.

    Raises Forbidden for anybody but applicants and staff.
    """
    require(actor, Verb.READ_NOTIFICATIONS, Subject(applicant=actor.id))
    page, following = stores.notes.page(str(actor.id), after, limit)
    return [_shown(stores, note, read_at, language) for note, read_at in page], following


def _shown(stores: Stores, note: Note, read_at: str | None, language: str) -> Notification:
    title, body = voice(stores, language).entry(note, catalogue.by_hash(stores, note.bundle))
    shown = Notification(note.public_id, note.at, note.number, note.service, note.status, title, body, read_at)
    return shown if note.department is None else replace(shown, case=note.case or None, task=note.params.get("task"))


def voice(stores: Stores, language: str) -> Voice:
    """Give the municipality's voice in a language."""
    settings = stores.municipality

    def defects(note: Note) -> str | None:
        return intake.defects_in_words(stores, note, language)

    return Voice(stores.words, language, settings.name, settings.zone, settings.site, defects)


def mark_read(stores: Stores, actor: Actor, notification: str) -> None:
    """Note that the actor has read an entry of their own; a second time changes nothing.

    Raises NotFound for another's or none, Forbidden for anybody but applicants and staff.
    """
    require(actor, Verb.MARK_NOTIFICATION, Subject(applicant=actor.id))
    at, note = parse_public_id(notification)
    stores.notes.mark_read(str(actor.id), at, note, stamp(stores.now()))


def list_deliveries(
    stores: Stores, actor: Actor, *, channel: str, state: str, after: dict[str, str] | None = None, limit: int = 20
) -> tuple[list[Delivery], dict[str, str] | None]:
    """List the ledger of one channel and state, newest first, with where to go on; recipients are masked.

    Raises Forbidden for anybody but an administrator, NotFound for an unknown channel or state.
    """
    require(actor, Verb.READ_DELIVERIES)
    if channel not in tuple(Channel) or state not in tuple(State):
        raise NotFound("no such channel or state")
    return stores.notes.ledger(channel, State(state), after, limit)


def deliveries_of_case(stores: Stores, actor: Actor, case_id: str) -> list[Delivery]:
    """List what was sent to the applicant of a case over every channel, and what became of it, oldest first.

    Raises NotFound for no such case, Forbidden for anybody but those who work with it.
    """
    case = stores.cases.case(case_id)
    require(actor, Verb.READ_CASE, Subject(case.department))
    return stores.notes.of_case(case.person, case.id)
