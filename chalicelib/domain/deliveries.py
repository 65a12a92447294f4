"""Deliveries: what is owed to somebody over one channel, and every step of it, as pure functions.

::

    pending ─claim→ claimed ─┬→ sent          the provider took it
       ↑  │                  ├→ refused       the provider will never take it (no such number)
       │  └→ merged          ├→ unknown ──→ claimed, once more, with the same message number; then it stays unknown
       └── after a pause ────┤
                             └→ failed        72 hours have passed: dead letter; a replay makes it pending again

In a channel's quiet hours nothing is claimed (see quiet_hours.py). A claim comes before sending, by a condition on the
stored item, so two workers never send the same one. A claim that nobody settled becomes `unknown`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain import delivery_names
from chalicelib.domain.clock import parse_stamp, stamp


class Channel(StrEnum):
    """What a message travels over; the entry into the Personal Account is none of them: it is the legal delivery."""

    SMS = "sms"
    EMAIL = "email"
    PUSH = "push"
    LETTER = "letter"


class State(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    MERGED = "merged"
    FAILED = "failed"


WATCHED = (State.PENDING, State.CLAIMED, State.UNKNOWN)
"""States that the sweep looks at when their time has come."""

FLUSHING = frozenset({"granted", "refused", "refused_registration", "returned", "withdrawn", "closed"})
"""Statuses that an applicant wants to hear of at once; all that is pending goes with them."""
FLUSH_SECONDS = 3
"""How long a flushing status waits for those that follow by themselves: a grant is delivered and closed at once."""
GRACE = timedelta(minutes=2)
"""How long after its queue message should have come the sweep asks again."""
CLAIM_TIMEOUT = timedelta(minutes=5)
"""A claim older than this belongs to a worker that died."""
UNKNOWN_PAUSE = timedelta(minutes=5)
ASK_AGAIN = timedelta(minutes=5)
"""How long the sweep leaves a delivery alone that it has just asked a queue to look at."""
GIVE_UP = timedelta(hours=72)
MOST_TOGETHER = 50
"""How many statuses one message tells of at most: they are claimed in one write."""
_PAUSES = tuple(timedelta(minutes=n) for n in (1, 2, 5, 15, 30, 60, 120, 240, 480, 720))


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message owed over one channel for one status (or, as the lead, for several: `notes`).

    `case` is what it travels with: the case, or for a member of staff they and the day (see delivery_names.py).
    `first_at` is the first attempt, which starts the 72 hours; `next_at` is the earliest instant of another one;
    `look_at` is when the sweep looks; `number` is the message's, a letter's its application's; `recipient` is masked.
    """

    note: str
    channel: str
    person: str
    case: str
    status: str
    at: str
    number: str
    recipient: str
    state: State
    first_at: str
    next_at: str
    look_at: str
    attempts: int = 0
    repeats: int = 0
    notes: tuple[str, ...] = ()
    into: str | None = None
    provider_id: str | None = None
    reason: str | None = None
    settled_at: str | None = None
    department: str | None = None  # who prints it, if it is a letter
    posted_on: str | None = None
    handed_over_on: str | None = None
    version: int = 1
    layout: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a provider made of one attempt.

    `state` is SENT (with `provider_id`), REFUSED (for good), PENDING (surely not sent: try again later) or UNKNOWN (the
    request went out, no answer came); `reason` says why, without the address; `retry_after`: seconds it asks to wait.
    """

    state: State
    provider_id: str | None = None
    reason: str | None = None
    retry_after: int = 0


def accepted(provider_id: str) -> Outcome:
    """The provider took the message."""
    return Outcome(State.SENT, provider_id)


def refused(reason: str) -> Outcome:
    """The provider will never take it."""
    return Outcome(State.REFUSED, reason=reason)


def not_sent(reason: str, retry_after: int = 0) -> Outcome:
    """It surely didn't go out; worth another attempt, after `retry_after` seconds at least."""
    return Outcome(State.PENDING, reason=reason, retry_after=retry_after)


def uncertain(reason: str) -> Outcome:
    """Nobody can say whether it went out."""
    return Outcome(State.UNKNOWN, reason=reason)


def flush_delay(statuses: Collection[str], coalesce_seconds: int) -> int:
    """Say how many seconds a message about these statuses waits for others to join it.

    A flushing one takes along everything pending, after a moment in which its own consequences arrive: an automatic
    case, which passes through six statuses in a second, yields one message.
    """
    return min(FLUSH_SECONDS, coalesce_seconds) if FLUSHING & set(statuses) else coalesce_seconds


def owed(
    *,
    note: str,
    channel: str,
    person: str,
    status: str,
    at: str,
    recipient: str,
    now: datetime,
    delay: int,
    department: str | None = None,
) -> Delivery:
    """Make the delivery of a status that has just been noted; `recipient` is masked, `delay` in seconds."""
    return Delivery(
        note=note,
        channel=channel,
        person=person,
        case=delivery_names.group_of_note(note),
        status=status,
        at=at,
        number=delivery_names.message_number(note, channel),
        recipient=recipient,
        state=State.PENDING,
        first_at=stamp(now),
        next_at=stamp(now),
        look_at=stamp(now + timedelta(seconds=delay) + GRACE),
        department=department,
    )


def next_attempt(attempts: int, first_at: str, now: datetime) -> datetime | None:
    """Say when to try again after so many attempts; None when 72 hours have passed."""
    if now - parse_stamp(first_at) >= GIVE_UP:
        return None
    due = now + _PAUSES[min(attempts, len(_PAUSES)) - 1]
    return min(due, parse_stamp(first_at) + GIVE_UP)


@dataclass(frozen=True, slots=True)
class Outing:
    """One message to send: the lead as claimed, what it was before, and those that it takes along."""

    before: Delivery
    lead: Delivery
    merged: tuple[tuple[Delivery, Delivery], ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """The account entries that its text tells of, oldest first."""
        return self.lead.notes


def lost_claims(deliveries: Iterable[Delivery], now: datetime) -> list[tuple[Delivery, Delivery]]:
    """Find claims whose worker died, with what becomes of each: unknown."""
    return [
        (one, _unknown(one, "no outcome was recorded", now, pause=timedelta(0)))
        for one in deliveries
        if one.state is State.CLAIMED and parse_stamp(one.look_at) <= now
    ]


def outings(deliveries: Iterable[Delivery], now: datetime, *, replay: str | None = None) -> list[Outing]:
    """Say what to send now of one case's deliveries over one channel.

    Everything pending goes as one message led by the newest, unless all of it waits after a failed attempt. An unknown
    one is repeated alone, once. `replay` names a note whose delivery failed and is to be tried again.
    """
    known = sorted(deliveries, key=lambda one: (one.at, one.note))
    made = []
    pending = [one for one in known if one.state is State.PENDING]
    if pending and any(one.attempts == 0 or parse_stamp(one.next_at) <= now for one in pending):
        starts = range(0, len(pending), MOST_TOGETHER)
        made += [_together(pending[at : at + MOST_TOGETHER], now) for at in starts]
    for one in known:
        if one.state is State.UNKNOWN and one.repeats == 0 and parse_stamp(one.next_at) <= now:
            made.append(Outing(one, _claimed(one, now, repeats=1)))
        if one.state is State.FAILED and one.note == replay:
            again = replace(one, first_at=stamp(now), attempts=0)
            made.append(Outing(one, _claimed(again, now)))
    return made


def _together(pending: Sequence[Delivery], now: datetime) -> Outing:
    *older, newest = pending
    notes = tuple(dict.fromkeys(note for one in pending for note in (one.notes or (one.note,))))
    joined = replace(
        newest,
        notes=notes,
        first_at=min((one.first_at for one in pending if one.attempts), default=stamp(now)),
        attempts=max(one.attempts for one in pending),
    )
    merged = tuple((one, _merged(one, newest.note, now)) for one in older)
    return Outing(newest, _claimed(joined, now), merged)


def _merged(one: Delivery, into: str, now: datetime) -> Delivery:
    return replace(
        one, state=State.MERGED, into=into, look_at=stamp(now), settled_at=stamp(now), version=one.version + 1
    )


def _claimed(one: Delivery, now: datetime, *, repeats: int = 0) -> Delivery:
    return replace(
        one,
        state=State.CLAIMED,
        attempts=one.attempts + 1,
        repeats=one.repeats + repeats,
        notes=one.notes or (one.note,),
        look_at=stamp(now + CLAIM_TIMEOUT),
        reason=None,
        version=one.version + 1,
    )


def settle(claimed: Delivery, outcome: Outcome, now: datetime) -> Delivery:
    """Record what became of a claimed delivery."""
    if outcome.state is State.UNKNOWN:
        return _unknown(claimed, outcome.reason or "", now, pause=UNKNOWN_PAUSE)
    if outcome.state is State.PENDING:
        due = next_attempt(claimed.attempts, claimed.first_at, now)
        if due is not None:
            due = max(due, now + timedelta(seconds=outcome.retry_after))
            return replace(
                claimed,
                state=State.PENDING,
                next_at=stamp(due),
                look_at=stamp(due),
                reason=outcome.reason,
                version=claimed.version + 1,
            )
        outcome = Outcome(State.FAILED, reason=outcome.reason)
    return replace(
        claimed,
        state=outcome.state,
        provider_id=outcome.provider_id,
        reason=outcome.reason,
        settled_at=stamp(now),
        look_at=stamp(now),
        version=claimed.version + 1,
    )


def _unknown(one: Delivery, reason: str, now: datetime, *, pause: timedelta) -> Delivery:
    final = one.repeats > 0
    return replace(
        one,
        state=State.UNKNOWN,
        reason=reason,
        next_at=stamp(now + pause),
        look_at=SETTLED if final else stamp(now + pause),
        settled_at=stamp(now) if final else None,
        version=one.version + 1,
    )


SETTLED = "~"
"""A `look_at` that never comes: after every instant in the order of text."""
