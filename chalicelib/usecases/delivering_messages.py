"""Delivering messages: claim what is owed to an applicant over one channel, send it as one text, record the outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.domain import deliveries, delivery_names
from chalicelib.domain.confirmations import SECONDS_VALID
from chalicelib.domain.deliveries import Channel, Delivery, Outcome, Outing, State, refused
from chalicelib.domain.errors import NotFound, OknoError, StaleVersion, TransientError
from chalicelib.domain.messages import MERGED, STAFF_MERGED, fill, subject_line, text_of
from chalicelib.domain.notes import Voice
from chalicelib.domain.push import GONE, is_allowed, payload, urgency
from chalicelib.domain.quiet_hours import held, quiet_hours_of, quiet_until
from chalicelib.usecases import catalogue, counting
from chalicelib.usecases.notifying import address_of, voice

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def deliver(stores: Stores, channel: Channel, message: Mapping[str, Any]) -> int:
    """Send what is now to be sent of a group over a channel; give how many messages went to the provider.

    `message` is {"person", "case"}, the case being the group (see delivery_names.py), and, to try a failed one
    again, {"replay": note}. A second request for the same finds nothing to send. Raises TransientError.
    """
    person, case = str(message["person"]), str(message["case"])
    known = stores.notes.deliveries(person, case, channel)
    lost = deliveries.lost_claims(known, stores.now())
    for before, after in lost:
        with suppress(StaleVersion):
            stores.notes.move(before, after)
    if lost:
        known = stores.notes.deliveries(person, case, channel)
    until = _quiet_until(stores, channel)
    if until is not None:
        for before, after in held(known, until, replay=message.get("replay")):
            with suppress(StaleVersion):
                stores.notes.move(before, after)
        return 0
    attempts = 0
    for outing in deliveries.outings(known, stores.now(), replay=message.get("replay")):
        attempts += _send(stores, channel, outing, known)
    return attempts


def _quiet_until(stores: Stores, channel: Channel) -> datetime | None:
    settings = stores.municipality
    hours = quiet_hours_of(channel, settings.raw.get("quiet_hours", {}))
    return quiet_until(stores.now(), settings.zone, hours)


def _send(stores: Stores, channel: Channel, outing: Outing, known: list[Delivery]) -> int:
    try:
        letter = _compose(stores, channel, outing, known)
    except TransientError:
        raise
    except (OknoError, LookupError, ValueError, TypeError) as error:
        # A text that can't be made is the catalogue's fault: the delivery ends with its reason, to be replayed.
        letter = Outcome(State.FAILED, reason=type(error).__name__)
    try:
        stores.notes.claim(outing)
    except StaleVersion:
        return 0
    outcome = letter if isinstance(letter, Outcome) else _hand_over(stores, channel, *letter, outing.lead.number)
    settled = deliveries.settle(outing.lead, outcome, stores.now())
    if settled.state is State.FAILED:
        ids = {"person": settled.person, "case": settled.case, "channel": str(channel), "replay": settled.note}
        stores.queues.bury(channel, {**ids, "reason": settled.reason or "72 hours have passed"})
    if settled.state is State.SENT:
        counting.settle_sent(stores, outing.lead, settled)
    else:
        stores.notes.move(outing.lead, settled)
    return 0 if isinstance(letter, Outcome) else 1


BEST = (State.SENT, State.PENDING, State.UNKNOWN, State.REFUSED)
"""What a message to several browsers has come to: the first of these that any of them answered."""
Letter = tuple[str, str, str]
"""Address, subject (empty for an SMS), text. For push: the person, the urgency, and the JSON that browsers get."""


def _compose(stores: Stores, channel: Channel, outing: Outing, known: list[Delivery]) -> Letter | Outcome:
    """Write the one text that tells of every status of an outing."""
    instants = {one.note: one.at for one in known}
    notes = stores.notes.notes(outing.lead.person, [(instants[note], note) for note in outing.notes])
    newest = notes[-1]
    address = address_of(stores, channel, newest)
    if address is None:
        return refused("no address")
    bundle = catalogue.by_hash(stores, newest.bundle)
    language, number = newest.language, outing.lead.number
    speaks = voice(stores, language)
    tellings = [speaks.telling(note, catalogue.by_hash(stores, note.bundle), number) for note in notes]
    merged = bundle.raw["messages"].get(MERGED if newest.department is None else STAFF_MERGED)

    def written(part: str) -> str:
        text = text_of(tellings, part, language, plurals=bundle.plurals, merged=merged)
        if text is None:
            raise NotFound(f"no {part} of {newest.message}")
        return text + ("" if part == "email_subject" else speaks.collection(notes, bundle, part))

    if channel is Channel.PUSH:
        return newest.person, urgency([note.status for note in notes]), _pushed(written, number, speaks)
    if channel is Channel.SMS:
        return address, "", speaks.words.with_number(written("sms"), number, language)
    return (
        address,
        subject_line(written("email_subject")),
        speaks.words.with_number(written("email_body"), number, language),
    )


def _pushed(written: Callable[[str], str], number: str, speaks: Voice) -> str:
    body = payload(
        title=written("account_title"),
        body=written("account_body"),
        number=number,
        site=speaks.site,
        language=speaks.language,
    )
    return body.decode()


def _push(stores: Stores, person: str, urgency_: str, text: str, number: str) -> Outcome:
    """Send to every browser of a person: one that took it is enough; one that is gone is forgotten.

    The account has the entry anyway, so a browser that was busy while another took the message is not asked again.
    """
    outcomes = []
    for one in stores.subscriptions.of(person):
        if not is_allowed(one.endpoint, stores.municipality.push_hosts, stores.push_receiver):
            outcomes.append(refused("the push service isn't allowed"))
            continue
        outcome = stores.push.send(one, text.encode(), urgency=urgency_, topic=number)
        if outcome.reason == GONE:
            stores.subscriptions.remove(person, one.id)
        outcomes.append(outcome)
    if not outcomes:
        return refused("no address")
    return min(outcomes, key=lambda one: BEST.index(one.state))


def _hand_over(stores: Stores, channel: Channel, address: str, subject: str, text: str, number: str) -> Outcome:
    if channel is Channel.PUSH:
        return _push(stores, address, subject, text, number)
    if channel is Channel.SMS:
        return stores.sms.send(address, text, number)
    return stores.email.send(address, subject, text, number)


def deliver_code(stores: Stores, channel: Channel, confirmation: str) -> None:
    """Send a confirmation code once, in quiet hours too; a person who doesn't get it asks for another.

    One that the provider couldn't take now comes again from the queue (TransientError); one whose outcome is unknown
    isn't repeated. Nothing happens when the code is used, expired or already sent.
    """
    try:
        code = stores.confirmations.message(confirmation)
    except NotFound:
        return
    bundle = catalogue.current(stores, stores.now())
    definition, language = bundle.message("confirmation.code"), code.language
    number = delivery_names.message_number(confirmation, channel)
    speaks = voice(stores, language)
    values = {
        "code": code.code,
        "minutes": SECONDS_VALID // 60,
        "municipality": speaks.spoken_name,
        "site": speaks.site,
        "message": number,
    }

    def written(part: str) -> str:
        return fill(definition, part, values, language, bundle.plurals)

    subject = "" if channel is Channel.SMS else subject_line(written("email_subject"))
    text = written("sms" if channel is Channel.SMS else "email_body")
    if not stores.confirmations.claim(confirmation, int(stores.now().timestamp())):
        return
    outcome = _hand_over(stores, channel, code.address, subject, text, number)
    if outcome.state is State.PENDING:
        stores.confirmations.release(confirmation)
        raise TransientError(outcome.reason or "")
