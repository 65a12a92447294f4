"""Renewals: whoever holds what will end is told in time, and what is known of the next application is filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.domain.cases import Case, Change
from chalicelib.domain.clock import stamp
from chalicelib.domain.definition_spans import Renewal
from chalicelib.domain.registers import RecordState, RecordVersion
from chalicelib.domain.values import Scope, evaluate

FACT = "RenewalOffered"
STATUS = "renewal"
"""How an entry of the Personal Account calls it; no status of a case."""


def offered_on(renewal: Renewal, until: str) -> date:
    """Give the day on which a renewal is offered of what ends with the day `until` (ISO)."""
    return date.fromisoformat(until) - timedelta(days=renewal.days_before)


def is_wanted(renewal: Renewal, case: Case, record: RecordVersion | None) -> bool:
    """Whether there is anything to renew: the record is there, counts, and wasn't used up or closed."""
    if case.erased_at is not None or case.renewal is not None or record is None or record.valid_until is None:
        return False
    still = all(record.fields.get(name) == value for name, value in renewal.only_while.items())
    return record.state is not RecordState.ENDED and still


def offer(case: Case, renewal: Renewal, *, until: str, at: datetime) -> Change:
    """Offer a renewal, once."""
    offered = {"service": renewal.service, "until": until, "offered_at": stamp(at)}
    return replace(case, renewal=offered), ({"fact": FACT, "until": until, "service": renewal.service},)


def filled_in(renewal: Renewal, scope: Scope) -> dict[str, Any]:
    """Give the answers that the next application has already: question → value, what isn't known left out."""
    known = ((name, evaluate(value, scope)) for name, value in renewal.answers.items())
    return {name: value for name, value in known if value is not None}
