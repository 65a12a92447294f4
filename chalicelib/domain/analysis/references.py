"""References outside services: departments, terms, register fields, Standard Requests, calendars, labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from chalicelib.domain.analysis.findings import Finding, Json, Located, Place
from chalicelib.domain.analysis.gathering import Definitions
from chalicelib.domain.calendars import Calendar


def check(definitions: Definitions) -> Iterator[Finding]:
    """Everything that leads nowhere, services apart."""
    for located in definitions.vocabulary.values():
        yield from _labels(located)
    for located in definitions.registers.values():
        yield from _register(located, definitions)
    for located in definitions.standard_requests.values():
        yield from _standard_request(located, definitions)
    for located in definitions.calendars.values():
        yield from _calendar(located)


def known(part: Iterable[str], what: str, name: Any, place: Place) -> Iterator[Finding]:
    """A finding unless `name` is one of `part`."""
    names = list(part)
    if name not in names:
        near = f"; did you mean {_nearest(name, names)!r}?" if _nearest(name, names) else ""
        yield place.finding("reference", f"there is no {what} {name!r}{near}")


def _nearest(name: Any, names: list[str]) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(str(name), names, 1)), None)


def _labels(located: Located) -> Iterator[Finding]:
    listed = located.raw["schema"].get("enum")
    labels = located.raw.get("values")
    if listed is None and labels is None:
        return
    missing = [one for one in listed or () if one not in (labels or {})]
    foreign = [one for one in labels or {} if one not in (listed or ())]
    place = located.place / "values"
    if missing:
        yield place.finding("reference", f"these values have no label: {missing}")
    if foreign:
        yield place.finding("reference", f"these labels are for no value of the schema: {foreign}")


def _register(located: Located, definitions: Definitions) -> Iterator[Finding]:
    raw, place = located.raw, located.place
    fields = raw["record"]["properties"]
    yield from known(definitions.departments, "department", raw["department"], place / "department")
    for key in ("number", "search", "personal", "public"):
        builtin = {"number"} if key == "public" else set()
        for at, name in enumerate(raw.get(key, ())):
            yield from known({*fields, *builtin}, "field", name, place.at(key, at))
    for at, rule in enumerate(raw.get("unique", ())):
        for inner, name in enumerate(rule["fields"]):
            yield from known(fields, "field", name, place.at("unique", at, "fields", inner))
    for at, name in enumerate(raw["record"].get("required", ())):
        yield from known(fields, "field", name, place.at("record", "required", at))
    for key, name in raw.get("validity", {}).items():
        yield from known(fields, "field", name, place.at("validity", key))
        if name in fields and fields[name].get("format") != "date":
            yield place.at("validity", key).finding("reference", f"{name!r} isn't a date")
    for name in raw.get("number", ()):
        if name not in raw["record"].get("required", ()):
            yield (place / "number").finding("reference", f"{name!r} identifies a record, so it must be required")
    for name in raw.get("titles", {}):
        yield from known(fields, "field", name, place.at("titles", name))
    for name in raw.get("public", ()):
        if name in raw.get("personal", ()):
            yield (place / "public").finding("reference", f"{name!r} is personal, so it can't be public")
    for name, field in fields.items():
        if "term" in field:
            yield from known(
                definitions.vocabulary, "term", field["term"], place.at("record", "properties", name, "term")
            )


def _standard_request(located: Located, definitions: Definitions) -> Iterator[Finding]:
    raw, place = located.raw, located.place
    yield from known(definitions.departments, "department", raw["responder"]["department"], place.at("responder"))
    for key in ("input", "answer"):
        for at, name in enumerate(raw[key].get("required", ())):
            yield from known(raw[key]["properties"], "field", name, place.at(key, "required", at))
    lookup = raw.get("register")
    if lookup is None:
        return
    where = place / "register"
    yield from known(definitions.registers, "register", lookup["register"], where / "register")
    if lookup["register"] not in definitions.registers:
        return
    register = definitions.registers[lookup["register"]].raw
    fields = register["record"]["properties"]
    found = {*register.get("search", ()), *register.get("number", ())}
    for key in ("match", "compare"):
        for field, name in lookup.get(key, {}).items():
            yield from known(fields, "field of the register", field, where.at(key, field))
            yield from known(raw["input"]["properties"], "input", name, where.at(key, field))
    if not any(field in found for field in lookup["match"]):
        yield (where / "match").finding("reference", "none of these fields is in the register's search or number")
    yield from _answer(raw, lookup, fields, place)


def _answer(raw: Json, lookup: Json, fields: Json, place: Place) -> Iterator[Finding]:
    record = raw["answer"]["properties"].get("record", {}).get("properties", {})
    for at, name in enumerate(lookup.get("fields", ())):
        yield from known(fields, "field of the register", name, place.at("register", "fields", at))
        yield from known(record, "field in the answer's record", name, place.at("register", "fields", at))
    for name, schema in record.items():
        where = place.at("answer", "properties", "record", "properties", name)
        if name not in lookup.get("fields", ()):
            yield where.finding("reference", "the register's lookup doesn't give this field")
        elif name in fields and schema.get("enum") != fields[name].get("enum"):
            yield where.finding("reference", f"the register lists other values: {fields[name].get('enum')}")
        elif name in fields and schema.get("type") != fields[name].get("type"):
            yield where.finding("reference", f"in the register its type is {fields[name].get('type')!r}")


def _calendar(located: Located) -> Iterator[Finding]:
    try:
        calendar = Calendar.parse(located.raw)
    except ValueError as error:
        yield located.place.finding("calendar", str(error))
        return
    weekend = located.raw["weekend"]
    for at, one in enumerate(located.raw["days"]):
        day = next(day for day in calendar.kinds if day.isoformat() == one["date"])
        if one["kind"] == "workday" and day.isoweekday() not in weekend:
            yield located.place.at("days", at).finding("calendar", f"{day} is a working day anyway")
