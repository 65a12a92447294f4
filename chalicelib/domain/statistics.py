"""What is counted: each fact says itself what it adds to, so that a recount gives what was counted as it happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.clock import local_day, parse_stamp
from chalicelib.domain.errors import FieldError, InvalidInput

MEASURE_OF_FACT: Mapping[str, str] = {
    "ApplicationFiled": "received",
    "CaseRegistered": "accepted",
    "CaseReturned": "returned",
    "RegistrationRefused": "refused_registration",
    "CaseGranted": "granted",
    "CaseRefused": "refused",
    "CaseWithdrawn": "withdrawn",
    "TermPassed": "late",
    "RequestOpened": "requests",
    "RequestAnswered": "answers",
    "RecordWritten": "records",
}
"""Fact → measure that it adds one to."""
DECIDED = ("CaseGranted", "CaseRefused")
MESSAGES = "messages"
MEASURES = (*MEASURE_OF_FACT.values(), "decided_by_table", "decided_by_person", MESSAGES)
LONGEST_DAYS = 366

Count = tuple[str, str, str]
"""(measure, service, dimension): the dimension is a channel, for Requests the standard, for records the register."""


Key = tuple[str, str, str, str]
"""(day, measure, service, dimension)."""


@dataclass(frozen=True, slots=True)
class Row:
    """How often something happened on a day."""

    day: str
    measure: str
    service: str
    dimension: str
    count: int


def counts_of(facts: Iterable[Mapping[str, Any]], context: Mapping[str, Any]) -> Counter[Count]:
    """Give what facts of one commit, with its context, add up to."""
    found: Counter[Count] = Counter()
    service, channel = str(context.get("service", "-")), str(context.get("channel", "portal"))
    for fact in facts:
        name = fact["fact"]
        measure = MEASURE_OF_FACT.get(name)
        if measure is None:
            continue
        found[measure, service, _dimension(fact, channel)] += 1
        if name in DECIDED:
            found[f"decided_by_{'table' if fact['by'] == 'table' else 'person'}", service, channel] += 1
    return found


def _dimension(fact: Mapping[str, Any], channel: str) -> str:
    match fact["fact"]:
        case "RequestOpened":
            return str(fact["standard"])
        case "RequestAnswered":
            return str(fact["by"]) if str(fact["by"]).startswith("register:") else "person"
        case "RecordWritten":
            return str(fact["register"])
    return channel


def day_of(at: str, zone: str) -> str:
    """Give the day of an instant (stamp) in the municipality's zone."""
    return local_day(parse_stamp(at), zone).isoformat()


def months(first: date, last: date) -> list[str]:
    """Name the months from a day to a day, both included.

    Raises InvalidInput when the period runs backwards or is longer than a leap year.
    """
    if last < first:
        raise InvalidInput([FieldError("/query/until", "minimum", {"limit": first.isoformat()})])
    if (last - first).days >= LONGEST_DAYS:
        raise InvalidInput([FieldError("/query/from", "period", {"limit": LONGEST_DAYS})])
    ordinal = [day.year * 12 + day.month - 1 for day in (first, last)]
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(ordinal[0], ordinal[1] + 1)]


def added(rows: Iterable[Row]) -> Counter[Key]:
    """Add up the shards: (day, measure, service, dimension) → how often; what never happened is left out."""
    found: Counter[Key] = Counter()
    for row in rows:
        found[row.day, row.measure, row.service, row.dimension] += row.count
    return Counter({key: count for key, count in found.items() if count})


def totals(rows: Iterable[Row]) -> dict[str, int]:
    """Add up each measure; those that never happened are 0."""
    found = dict.fromkeys(MEASURES, 0)
    for row in rows:
        found[row.measure] = found.get(row.measure, 0) + row.count
    return found
