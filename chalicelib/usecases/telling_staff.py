"""Telling staff: an entry in their notifications, and an e-mail where they have told their address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain import delivery_names, escalations
from chalicelib.domain.clock import local_day, parse_stamp
from chalicelib.domain.deliveries import Channel
from chalicelib.domain.errors import NotFound
from chalicelib.domain.escalations import Matter
from chalicelib.usecases import catalogue, notifying

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.commits import Commit
    from chalicelib.bootstrap import Stores
    from chalicelib.domain.definitions import Bundle
    from chalicelib.domain.notes import Note


def bundle_for(stores: Stores, name: str, matter: Matter) -> Bundle:
    """Give the bundle with the texts of a matter: the one that is pinned, unless it was published before them."""
    bundle = catalogue.by_hash(stores, name)
    known = escalations.message_of(matter) in bundle.raw["messages"]
    return bundle if known else catalogue.current(stores, stores.now())


def tell(stores: Stores, commit: Commit, place: int, subject: str, draft: Note, bundle: Bundle) -> None:
    """Write the entry of one reader, in their language, and owe the e-mail that joins all of their day.

    Safe to repeat: entry and delivery are named by reader and fact. Raises TransientError.

    Args:
        place: the fact's place in its commit.
        subject: what it is about, as a part of a name.
        draft: the entry but for its id and language.
    """
    settings, person = stores.municipality, draft.person
    try:
        profile = stores.accounts.profile(person)
    except NotFound:
        profile = {}
    day = local_day(parse_stamp(commit.at), settings.zone).isoformat()
    note = replace(
        draft,
        id=delivery_names.staff_note_id(person, day, subject, commit.seq, place),
        language=profile.get("language") or settings.languages[0],
    )
    spoken = bundle.raw["messages"].get(note.message, {})
    address = notifying.address_of(stores, Channel.EMAIL, note)
    delay = settings.coalesce_seconds
    owed = []
    if address and spoken.get(notifying.PART[Channel.EMAIL]):
        owed = [notifying.owe(stores, note, Channel.EMAIL, address, delay)]
    stores.notes.add([note], owed)
    if owed:
        group = delivery_names.group_of_note(note.id)
        notifying.ask(stores, Channel.EMAIL, person, group, reason=commit.id, delay=delay)
