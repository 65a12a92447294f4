"""Time as values: UTC instants in storage, the municipality's zone in rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Now = Callable[[], datetime]
"""A port: returns the domain's present instant, aware, in UTC."""


def stamp(at: datetime) -> str:
    """Write an instant as fixed-width ISO 8601 in UTC with milliseconds; text order is time order."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def parse_stamp(text: str) -> datetime:
    """Read an instant that `stamp` wrote."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def local_day(at: datetime, zone: str) -> date:
    """Give the calendar day of an instant in the municipality's zone (IANA name)."""
    return at.astimezone(ZoneInfo(zone)).date()


def begins_at(day: date, zone: str) -> str:
    """Give the instant (stamp) at which a day of the municipality begins."""
    return stamp(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))


def passes_at(last: str, zone: str) -> str:
    """Give the instant (stamp) at which a term is over: the municipality's day after its `last` one (ISO) begins."""
    return begins_at(date.fromisoformat(last) + timedelta(days=1), zone)
