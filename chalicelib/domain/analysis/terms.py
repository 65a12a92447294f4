"""Terms: each one that starts on the publication's first day ends inside every calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from chalicelib.domain.analysis.findings import Finding, Json, Place
from chalicelib.domain.analysis.gathering import Definitions
from chalicelib.domain.calendars import Calendar
from chalicelib.domain.errors import CalendarEnds


def check(definitions: Definitions, on: date) -> Iterator[Finding]:
    """Every term against every calendar.

    Args:
        on: the day on which the first terms may start.
    """
    for located in definitions.calendars.values():
        calendar = Calendar.parse(located.raw)
        if not calendar.first <= on <= calendar.last:
            message = f"{calendar.id} knows {calendar.first} to {calendar.last}, not {on}"
            yield (located.place / "until").finding("term", message)
            continue
        for place, terms in _terms(definitions):
            day = on
            try:
                for term in terms:
                    day = calendar.add_term(day, term["days"], term["unit"])
            except CalendarEnds:
                message = (
                    f"a term that starts on {on} runs past the calendar {calendar.id}, which ends on {calendar.last}"
                )
                yield place.finding("term", message)


def _terms(definitions: Definitions) -> Iterator[tuple[Place, list[Json]]]:
    """Terms, each with those that come before it."""
    for service in definitions.services.values():
        registration = service.raw["registration"]["term"]
        yield service.place.at("registration", "term"), [registration]
        yield service.place / "term", [registration, service.raw["term"]]
        if "return" in service.raw["registration"]:
            returned = service.raw["registration"]["return"]["within"]
            yield service.place.at("registration", "return", "within"), [registration, returned]
        for at, one in enumerate(service.raw.get("suspension", ())):
            place = service.place.at("suspension", at, "within")
            yield place, [registration, service.raw["term"], one["within"]]
        for at, sub_service in enumerate(service.raw["sub_services"]):
            if "term" in sub_service["decision"].get("expert", {}):
                place = service.place.at("sub_services", at, "decision", "expert", "term")
                yield place, [registration, sub_service["decision"]["expert"]["term"]]
    for request in definitions.standard_requests.values():
        yield request.place / "term", [request.raw["term"]]
