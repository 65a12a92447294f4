"""Draft a year of a working calendar, or check one, against the `holidays` package (a development tool).

`holidays` knows what the whole country keeps; a region's own days and each day's act are for the municipality to add::

    python -m infra.commands.make_calendar draft 2028 > days.json     # to be completed and put into schemas/calendars/
    python -m infra.commands.make_calendar check kazan                # names every difference; 1 where one has no act
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import holidays

from chalicelib.domain.calendars import Calendar, DayKind

CALENDARS = Path(__file__).resolve().parents[2] / "schemas" / "calendars"
LANGUAGES = {"ru": "ru", "en": "en_US"}
BEFORE = {
    "ru": "Короче на час: завтра праздник",
    "tt": "Бер сәгатькә кыскарак: иртәгә бәйрәм",
    "en": "One hour shorter",
}
MOVED = ("substituted", "observed")


@dataclass(frozen=True)
class Difference:
    """A day on which the calendar and the country disagree; `act` is what the calendar cites for it, if it names it."""

    day: date
    calendar_works: bool
    act: str | None

    def __str__(self) -> str:
        here, there = ("works", "doesn't") if self.calendar_works else ("doesn't work", "does")
        return f"{self.day} {self.day:%a}: the calendar {here}, the country {there}; {self.act or 'no act is named'}"


def country_days(country: str, years: tuple[int, ...], language: str) -> holidays.HolidayBase:
    """Every holiday and day off of the country (ISO 3166 code), from 1 January of the first year."""
    return holidays.country_holidays(country, years=years, language=language)


def country_works(day: date, country: holidays.HolidayBase, weekend: frozenset[int]) -> bool:
    """Whether the country works on a day: moved days off are in the list, working weekends beside it."""
    if day in country:
        return False
    return day.isoweekday() not in weekend or day in country.weekend_workdays


def differences(raw: dict[str, Any], country: str = "RU") -> Iterator[Difference]:
    """Walk all days of a calendar definition and give those that the country keeps otherwise."""
    calendar = Calendar.parse(raw)
    years = tuple(range(calendar.first.year, calendar.last.year + 1))
    known = country_days(country, years, LANGUAGES["en"])
    weekend = frozenset(raw["weekend"])
    acts = {date.fromisoformat(day["date"]): day["act"] for day in raw["days"]}
    for number in range((calendar.last - calendar.first).days + 1):
        day = calendar.first + timedelta(number)
        works = calendar.is_working(day)
        if works != country_works(day, known, weekend):
            yield Difference(day, works, acts.get(day))


def draft(year: int, country: str = "RU", weekend: frozenset[int] = frozenset({6, 7})) -> list[dict[str, Any]]:
    """Draft the days of one year; titles lack what the package doesn't speak, acts and sources are for people."""
    names = {tag: country_days(country, (year, year + 1), locale) for tag, locale in LANGUAGES.items()}
    known = names["en"]
    source = {"mark": "K", "note": f"holidays {holidays.__version__}"}
    days = []
    for number in range((date(year, 12, 31) - date(year, 1, 1)).days + 1):
        day = date(year, 1, 1) + timedelta(number)
        tomorrow = day + timedelta(1)
        if day in known:
            kind, title = DayKind.HOLIDAY, {tag: one[day] for tag, one in names.items()}
        elif day in known.weekend_workdays:
            kind, title = DayKind.WORKDAY, {"ru": "Рабочий выходной", "en": "Working weekend day"}
        elif day.isoweekday() not in weekend and tomorrow in known and not _moved(known[tomorrow]):
            kind, title = DayKind.SHORT, BEFORE
        else:
            continue
        days.append({"date": day.isoformat(), "kind": kind.value, "title": title, "act": "?", "source": source})
    return days


def _moved(name: str) -> bool:
    return any(word in name for word in MOVED)


def main(arguments: list[str] | None = None) -> int:
    """Run one of the two verbs; returns the exit code."""
    parser = argparse.ArgumentParser(prog="make_calendar", description=__doc__.splitlines()[0] if __doc__ else None)
    verbs = parser.add_subparsers(dest="verb", required=True)
    drafting = verbs.add_parser("draft", help="print the country's days of a year as JSON")
    drafting.add_argument("year", type=int)
    checking = verbs.add_parser("check", help="compare schemas/calendars/NAME.json with the country's days")
    checking.add_argument("name")
    for verb in (drafting, checking):
        verb.add_argument("--country", default="RU", help="ISO 3166 code (RU)")
    chosen = parser.parse_args(arguments)
    if chosen.verb == "draft":
        json.dump(draft(chosen.year, chosen.country), sys.stdout, ensure_ascii=False, indent=2)
        print()
        return 0
    path = CALENDARS / f"{chosen.name}.json"
    found = list(differences(json.loads(path.read_text(encoding="utf-8")), chosen.country))
    for difference in found:
        print(difference)
    print(
        f"{path.name}: {len(found)} days differ from the country's, {sum(not one.act for one in found)} without an act"
    )
    return int(any(one.act is None for one in found))


if __name__ == "__main__":
    sys.exit(main())
