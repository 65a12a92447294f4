"""Statistics: counted once for each commit and message as it happens, and counted again from the facts on demand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from chalicelib.domain import statistics
from chalicelib.domain.clock import local_day
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.statistics import MESSAGES, Row

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.commits import Commit
    from chalicelib.bootstrap import Stores
    from chalicelib.domain.deliveries import Delivery


def count(stores: Stores, commit: Commit) -> None:
    """Count what a commit's write adds up to; a second time changes nothing. Raises TransientError."""
    counts = commit.counts
    if counts is None:
        counts = statistics.counts_of(commit.facts, commit.context)
    day = statistics.day_of(commit.at, stores.municipality.zone)
    stores.statistics.add(commit.id, day, counts, now=int(stores.now().timestamp()))


def settle_sent(stores: Stores, before: Delivery, sent: Delivery) -> None:
    """Store that a provider has taken a message and count it, both or neither.

    A claim can be given up meanwhile; then the message isn't "sent" and mustn't be counted either. Raises StaleVersion
    when somebody moved the delivery since, TransientError.
    """
    day = statistics.day_of(str(sent.settled_at), stores.municipality.zone)
    counted = {(MESSAGES, "-", sent.channel): 1}
    source = f"SENT#{sent.note}#{sent.channel}"
    now = int(stores.now().timestamp())
    try:
        stores.notes.move(before, sent, stores.statistics.adding(source, day, counted, now=now))
    except StaleVersion:
        stores.notes.move(before, sent)  # counted before; unless it was moved, which is refused again


def between(stores: Stores, first: date | None, last: date | None) -> tuple[date, date, list[Row]]:
    """Give all counters from a day to a day (by default this month up to today), shards added up, in order.

    Raises InvalidInput when the period runs backwards or is too long.
    """
    today = local_day(stores.now(), stores.municipality.zone)
    last = last or today
    first = first or last.replace(day=1)
    rows = (row for month in statistics.months(first, last) for row in stores.statistics.rows(month))
    found = statistics.added(row for row in rows if first.isoformat() <= row.day <= last.isoformat())
    return first, last, [Row(*key, number) for key, number in sorted(found.items())]
