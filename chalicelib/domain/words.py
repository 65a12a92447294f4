"""How each language writes a day, an instant and a message's number, and what is said where nobody says otherwise.

The words themselves are texts that ship with the code (`texts/spoken.json`): no sentence that a person reads stands in
a module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from chalicelib.domain.clock import parse_stamp
from chalicelib.domain.languages import pick


@dataclass(frozen=True, slots=True)
class Words:
    """The shipped words, each by language.

    `months` are the twelve months as they stand in a date; `dates` is the form of a date with the fields {day}, {month}
    and {year}; `numbered` is the line with a message's {number}; `appeal` is how anybody may appeal.
    """

    months: Mapping[str, Sequence[str]]
    dates: Mapping[str, str]
    numbered: Mapping[str, str]
    appeal: Mapping[str, str]

    def day(self, day: date | str, language: str) -> str:
        """Write a day (or its ISO date) as people of that language do.

        Tatar gets figures: the name of a month takes an ending that depends on the sentence round it.
        """
        if isinstance(day, str):
            day = date.fromisoformat(day[:10])
        if language not in self.months:
            language = "en"
        month = self.months[language][day.month - 1]
        return self.dates[language].format(day=day.day, month=month, year=day.year)

    def instant(self, at: datetime | str, language: str, zone: str) -> str:
        """Write an instant (or its stamp) as date and time in the municipality's zone (IANA name)."""
        local = (parse_stamp(at) if isinstance(at, str) else at).astimezone(ZoneInfo(zone))
        return f"{self.day(local.date(), language)}, {local:%H:%M}"

    def with_number(self, text: str, number: str, language: str) -> str:
        """Make sure that the message's number stands in its text, so that a repeated message is known as one."""
        if number in text:
            return text
        return f"{text.rstrip()}\n{pick(self.numbered, language).format(number=number)}"
