"""Mistakes in records, registers, Standard Requests and calendars."""

from __future__ import annotations

from tests.unit.mistakes.changes import ASKING, BENCHES, CALENDAR, REMOVE, RESIDENTS, SERVICE, Mistake, at, both

MISTAKES: dict[str, Mistake] = {
    "an unknown register": (
        at(SERVICE, "/result/register", "bank"),
        SERVICE,
        "/result/register",
        "reference",
        "bank",
    ),
    "a field that the register doesn't have": (
        at(SERVICE, "/result/record/colour", {"const": "red"}),
        SERVICE,
        "/result/record/colour",
        "reference",
        "colour",
    ),
    "a required field without a value": (
        at(SERVICE, "/result/record/dwelling", REMOVE),
        SERVICE,
        "/result/record",
        "record",
        "requires 'dwelling'",
    ),
    "a record field of another type": (
        at(SERVICE, "/result/record/length", {"answer": "/place"}),
        SERVICE,
        "/result/record/length",
        "record",
        "integer",
    ),
    "a record field that isn't a date": (
        at(SERVICE, "/result/record/valid_from", {"answer": "/snils"}),
        SERVICE,
        "/result/record/valid_from",
        "record",
        "date",
    ),
    "a record value that the register doesn't list": (
        both(
            at(BENCHES, "/record/properties/dwelling", {"enum": ["street", "yard"]}),
            at(SERVICE, "/result/record/dwelling", {"answer": "/place"}),
        ),
        SERVICE,
        "/result/record/dwelling",
        "record",
        "park",
    ),
    "a record field that may be missing": (
        at(SERVICE, "/form/required", ["place", "snils"]),
        SERVICE,
        "/result/record/length",
        "record",
        "may be missing",
    ),
    "a register that searches by nothing it has": (
        at(BENCHES, "/search/-", "owner"),
        BENCHES,
        "/search/2",
        "reference",
        "owner",
    ),
    "a validity that isn't a date": (
        at(BENCHES, "/validity/from", "dwelling"),
        BENCHES,
        "/validity/from",
        "reference",
        "isn't a date",
    ),
    "a personal field in public": (at(BENCHES, "/public/-", "snils"), BENCHES, "/public", "reference", "personal"),
    "a number that may be missing": (
        at(RESIDENTS, "/record/required", ["dwelling"]),
        RESIDENTS,
        "/number",
        "reference",
        "must be required",
    ),
    "a lookup by a field that can't be searched": (
        both(at(RESIDENTS, "/search", ["dwelling"]), at(RESIDENTS, "/number", REMOVE)),
        ASKING,
        "/register/match",
        "reference",
        "search or number",
    ),
    "a lookup of a field that the register lacks": (
        at(ASKING, "/register/fields/-", "flat"),
        ASKING,
        "/register/fields/1",
        "reference",
        "flat",
    ),
    "an answer of another type than the record": (
        at(ASKING, "/answer/properties/record/properties/dwelling", {"type": "integer"}),
        ASKING,
        "/answer/properties/record/properties/dwelling",
        "reference",
        "'string'",
    ),
    "an answer that nobody gives": (
        at(ASKING, "/answer/properties/record/properties/floor", {"type": "integer"}),
        ASKING,
        "/answer/properties/record/properties/floor",
        "reference",
        "doesn't give",
    ),
    "an unknown responder": (
        at(ASKING, "/responder/department", "police"),
        ASKING,
        "/responder",
        "reference",
        "police",
    ),
    "a day outside the calendar": (at(CALENDAR, "/days/0/date", "2031-01-01"), CALENDAR, "", "calendar", "outside"),
    "a working day made working": (
        at(CALENDAR, "/days/0/kind", "workday"),
        CALENDAR,
        "/days/0",
        "calendar",
        "anyway",
    ),
    "a term beyond the calendar": (
        at(CALENDAR, "/until", "2026-03-06"),
        SERVICE,
        "/term",
        "term",
        "2026-03-06",
    ),
}
