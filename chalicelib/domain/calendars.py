"""Working days: a municipality's calendar, and terms counted by it.

A calendar is a weekend plus exceptions, each with its act, for whole years. Nobody knows the days beyond its last one,
so a date out there is refused (CalendarEnds) instead of guessed. Counting bisects a sorted list of working days: its
cost doesn't grow with the term.

A term of days starts on the day after the event (Civil Code of the Russian Federation, art. 191); a term of calendar
days that ends on a non-working day ends on the next working one (art. 193).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.domain.errors import CalendarEnds

ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a term counts."""

    WORKING = "working"
    CALENDAR = "calendar"


class DayKind(StrEnum):
    """What a calendar says of a day that isn't like its weekday; a short day is a working day."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The known days of a municipality, from `first` to `last`, both included.

    Args:
        id: the calendar's name in the catalogue.
        zone: IANA name of the zone whose days these are.
        first: the first day that is known.
        last: the last day that is known.
        working: every working day between them, in order.
        kinds: the days that the calendar names, and as what.
    """

    id: str
    zone: str
    first: date
    last: date
    working: tuple[date, ...] = field(repr=False)
    kinds: Mapping[date, DayKind] = field(repr=False, compare=False)

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Calendar:
        """Read a calendar definition of the catalogue.

        Raises:
            ValueError: a day outside the calendar's years, a day named twice, or an end before the start.
        """
        first, last = date.fromisoformat(raw["from"]), date.fromisoformat(raw["until"])
        if last < first:
            raise ValueError(f"{raw['id']}: until {last} is before from {first}")
        kinds: dict[date, DayKind] = {}
        for one in raw["days"]:
            day = date.fromisoformat(one["date"])
            if day in kinds or not first <= day <= last:
                raise ValueError(f"{raw['id']}: {day} is {'named twice' if day in kinds else 'outside its years'}")
            kinds[day] = DayKind(one["kind"])
        weekend = frozenset(raw["weekend"])
        days = (first + ONE_DAY * n for n in range((last - first).days + 1))
        working = tuple(day for day in days if _works(day, kinds.get(day), weekend))
        return cls(raw["id"], raw["zone"], first, last, working, kinds)

    def is_working(self, day: date) -> bool:
        """Say whether people work on a day; raises CalendarEnds where nobody knows."""
        self._require(day)
        place = bisect_left(self.working, day)
        return place < len(self.working) and self.working[place] == day

    def next_working(self, day: date) -> date:
        """Give the day itself, or the first working day after it; raises CalendarEnds beyond the calendar."""
        self._require(day)
        return self._at(bisect_left(self.working, day))

    def add_working_days(self, day: date, days: int) -> date:
        """Give the working day that is so many working days after a day (before it, where `days` is negative).

        0 gives the day itself, or the next working day where it isn't one; 1 the first working day after it.

        Raises:
            CalendarEnds: the day, or what it leads to, lies outside the calendar.
        """
        self._require(day)
        if days == 0:
            return self.next_working(day)
        if days > 0:
            return self._at(bisect_right(self.working, day) + days - 1)
        return self._at(bisect_left(self.working, day) + days)

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; negative where `end` comes first.

        Raises:
            CalendarEnds: one of the days lies outside the calendar.
        """
        self._require(start)
        self._require(end)
        return bisect_right(self.working, end) - bisect_right(self.working, start)

    def add_term(self, event: date, days: int, unit: Unit | str) -> date:
        """Give the last day of a term that an event starts; the day after the event is the term's first.

        Args:
            event: the day of what starts the term.
            days: the length of the term, not negative.
            unit: `working`, or `calendar`: such a term ends on the next working day where its last day isn't one.
        Raises:
            CalendarEnds: the term runs past the calendar.
            ValueError: a negative length or an unknown unit.
        """
        if days < 0:
            raise ValueError(f"a term of {days} days")
        if Unit(unit) is Unit.WORKING:
            return self.add_working_days(event, days)
        self._require(event)
        if days > (self.last - event).days:
            raise CalendarEnds(f"{self.id} ends on {self.last}", calendar=self.id, last=self.last.isoformat())
        return self.next_working(event + ONE_DAY * days)

    def _at(self, place: int) -> date:
        if not 0 <= place < len(self.working):
            raise CalendarEnds(f"{self.id} ends on {self.last}", calendar=self.id, last=self.last.isoformat())
        return self.working[place]

    def _require(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise CalendarEnds(
                f"{self.id} knows {self.first} to {self.last}, not {day}", calendar=self.id, last=self.last.isoformat()
            )


def _works(day: date, kind: DayKind | None, weekend: frozenset[int]) -> bool:
    return day.isoweekday() not in weekend if kind is None else kind is not DayKind.HOLIDAY
