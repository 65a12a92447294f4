"""Registers: records as chains of versions, and limits on how many may hold a place.

Nothing here reads or writes: the rules get what was read and give what to write.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from chalicelib.domain import chain
from chalicelib.domain.definitions import Register
from chalicelib.domain.errors import RecordNotUnique

Digest = Callable[[str], str]
"""A keyed hash (HMAC with the stack's secret): a value of a record never stands in a key."""

Fields = Mapping[str, Any]


class RecordState(StrEnum):
    """Whether a record still counts; an ended one stays readable for ever."""

    ACTIVE = "active"
    ENDED = "ended"


_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z:._~-]{0,63}")


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """One immutable version of a record; `hash` covers it and, by `previous`, all versions before.

    `valid_from` and `valid_until` are days (ISO, both inclusive) or None; `recorded_at` is a stamp;
    `basis` says what the entry rests on: `case`, or `import` and `line`.
    """

    register: str
    number: str
    version: int
    fields: Fields
    valid_from: str | None
    valid_until: str | None
    recorded_at: str
    basis: Fields
    state: RecordState = RecordState.ACTIVE
    previous: str = chain.GENESIS
    hash: str = ""


@dataclass(frozen=True, slots=True)
class RegisterState:
    """Whether a register answers: `since` when (stamp) and by whom it was marked so.

    `importing` is the id of the import under way, `last_import` of the one before; `epoch` grows with
    every change, so that a reader can tell that nothing happened between two reads.
    """

    available: bool = True
    reason: str | None = None
    since: str | None = None
    marked_by: str | None = None
    importing: str | None = None
    last_import: str | None = None
    epoch: int = 0

    @property
    def answers(self) -> bool:
        return self.available and self.importing is None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a record shall say from now on.

    `fields` None ends the record; `basis` is what it rests on; `new` refuses a number that exists.
    """

    number: str
    fields: Fields | None
    basis: Fields
    new: bool = False


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds a place that a limit counts: record number → (first day, last day), "" for open ends.

    `place` is the keyed hash of the values; `version` is 0 when nothing is stored yet.
    """

    register: str
    fields: tuple[str, ...]
    place: str
    limit: int
    version: int = 0
    held: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def key_text(value: object) -> str:
    """Give the form in which values are compared and looked up: letter case, ё and spaces don't count."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = unicodedata.normalize("NFKC", str(value)).casefold().replace("ё", "е")
    return " ".join(text.split())


def lookup_digest(register: str, name: str, value: object, digest: Digest) -> str:
    """Give the keyed hash under which records with this value of a search field are found."""
    return digest(f"by|{register}|{name}|{key_text(value)}")


def natural_number(definition: Register, fields: Fields, digest: Digest) -> str | None:
    """Give the record number that follows from the natural key; None when numbers are generated.

    It is the key itself when that is short, plain and nobody's personal data, else a keyed hash.
    """
    if not definition.number:
        return None
    text = "~".join(key_text(fields.get(name)) for name in definition.number)
    if not set(definition.number) & set(definition.personal) and is_number(text):
        return text
    return digest(f"number|{definition.id}|{text}")


def is_number(text: str) -> bool:
    """Say whether a text can be a record's number; it becomes part of keys and addresses."""
    return bool(_NUMBER.fullmatch(text))


def lookups(definition: Register, fields: Fields, digest: Digest) -> set[tuple[str, str]]:
    """Give the (field, keyed hash) pairs by which a record with these fields is found, its number aside."""
    return {
        (name, lookup_digest(definition.id, name, fields[name], digest))
        for name in definition.search
        if fields.get(name) is not None and definition.number != (name,)
    }


def places(definition: Register, fields: Fields, digest: Digest) -> list[Holders]:
    """Give the empty Holders of every limit that a record with these fields falls under."""
    found = []
    for rule in definition.unique:
        if rule.fields == definition.number:
            continue  # the number itself is unique
        values = [fields.get(name) for name in rule.fields]
        if any(value is None for value in values):
            continue
        text = "|".join(key_text(value) for value in values)
        place = digest(f"place|{definition.id}|{'+'.join(rule.fields)}|{text}")
        found.append(Holders(definition.id, rule.fields, place, rule.max))
    return found


def next_version(
    definition: Register,
    number: str,
    fields: Fields,
    *,
    current: RecordVersion | None,
    basis: Fields,
    at: str,
) -> RecordVersion:
    """Make the version of a record that follows `current`, or its first one; `at` is a stamp."""
    kept = {name: value for name, value in fields.items() if value is not None}
    return _sealed(
        RecordVersion(
            register=definition.id,
            number=number,
            version=current.version + 1 if current else 1,
            fields=kept,
            valid_from=kept.get(definition.valid_from or ""),
            valid_until=kept.get(definition.valid_until or ""),
            recorded_at=max(at, current.recorded_at) if current else at,
            basis=dict(basis),
            previous=current.hash if current else chain.GENESIS,
        )
    )


def end(current: RecordVersion, *, last_day: str, basis: Fields, at: str) -> RecordVersion:
    """Make the version that ends a record: it no longer counts after `last_day`."""
    return _sealed(
        replace(
            current,
            version=current.version + 1,
            valid_until=min(last_day, current.valid_until or last_day),
            recorded_at=max(at, current.recorded_at),
            basis=dict(basis),
            state=RecordState.ENDED,
            previous=current.hash,
        )
    )


def version_hash(version: RecordVersion) -> str:
    """Give the SHA-256 of a version's canonical content and of the hash before it."""
    return chain.digest(
        {
            "register": version.register,
            "number": version.number,
            "version": version.version,
            "fields": version.fields,
            "valid_from": version.valid_from,
            "valid_until": version.valid_until,
            "recorded_at": version.recorded_at,
            "basis": version.basis,
            "state": version.state,
            "previous": version.previous,
        }
    )


def _sealed(version: RecordVersion) -> RecordVersion:
    # Through JSON, so that the hash covers exactly what a later read gives back.
    plain = json.loads(chain.canonical(version.fields))
    version = replace(version, fields=plain)
    return replace(version, hash=version_hash(version))


def same_content(version: RecordVersion, fields: Fields) -> bool:
    """Say whether a record already says what `fields` say, and still counts."""
    kept = {name: value for name, value in fields.items() if value is not None}
    return version.state is RecordState.ACTIVE and chain.canonical(dict(version.fields)) == chain.canonical(kept)


def check_versions(versions: Sequence[RecordVersion]) -> int | None:
    """Walk a record's versions; give the number of the first that is altered or out of place, or None."""
    previous = chain.GENESIS
    for expected, version in enumerate(versions, start=1):
        if version.version != expected or version.previous != previous or version_hash(version) != version.hash:
            return expected
        previous = version.hash
    return None


def counts_on(version: RecordVersion, day: date) -> bool:
    """Say whether a record is valid on a day; an ended record without a last day never is."""
    text = day.isoformat()
    if version.state is RecordState.ENDED and version.valid_until is None:
        return False
    return (version.valid_from or "") <= text and (version.valid_until is None or text <= version.valid_until)


def take_place(holders: Holders, version: RecordVersion, today: date) -> Holders:
    """Enter a record among the holders of a place, leaving out those whose last day is past.

    Raises RecordNotUnique when on any day of the record's validity the limit would be exceeded.
    """
    day = today.isoformat()
    period = (version.valid_from or "", version.valid_until or "")
    others = {
        number: held
        for number, held in holders.held.items()
        if number != version.number and (not held[1] or held[1] >= day)
    }
    if _most_at_once(others.values(), period) + 1 > holders.limit:
        raise RecordNotUnique(holders.register, holders.fields)
    return replace(holders, held={**others, version.number: period})


def leave_place(holders: Holders, number: str) -> Holders:
    """Take a record out of the holders of a place."""
    return replace(holders, held={other: held for other, held in holders.held.items() if other != number})


def _most_at_once(held: Iterable[tuple[str, str]], within: tuple[str, str]) -> int:
    """Give the largest number of periods that cover one same day of `within`."""
    first, last = within
    meeting = [(a, b) for a, b in held if (not last or a <= last) and (not b or b >= first)]
    days = {first, *(a for a, _ in meeting if a > first)}
    return max((sum(a <= day and (not b or day <= b) for a, b in meeting) for day in days), default=0)
