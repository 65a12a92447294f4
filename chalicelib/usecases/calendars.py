"""Terms by the municipality's working calendar, as the pinned bundle holds it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from chalicelib.domain.calendars import Calendar
from chalicelib.domain.definitions import Bundle, Service, Term

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

_parsed: dict[tuple[str, str], Calendar] = {}


def calendar(stores: Stores, bundle: Bundle) -> Calendar:
    """Give the municipality's calendar of a bundle, parsed once a process."""
    name = stores.municipality.calendar
    if (bundle.hash, name) not in _parsed:
        _parsed[bundle.hash, name] = Calendar.parse(bundle.calendar(name))
    return _parsed[bundle.hash, name]


def last_day(stores: Stores, bundle: Bundle, start: date, term: Term) -> date:
    """Give the last day of a term that starts on a day. Raises CalendarEnds."""
    return calendar(stores, bundle).add_term(start, term.days, term.unit)


def expected_due(stores: Stores, bundle: Bundle, service: Service, filed_on: date) -> date:
    """Give the last day on which an application filed on a day is decided, if registration takes all its term."""
    registered = filed_on
    if not service.registration.at_once:
        registered = last_day(stores, bundle, filed_on, service.registration.term)
    return last_day(stores, bundle, registered, service.term)
