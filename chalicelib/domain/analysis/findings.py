"""Findings: what is wrong with a definition, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from chalicelib.domain.errors import FieldError

Json = Mapping[str, Any]


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that keeps a catalogue from being published.

    Args:
        file: the definition file, as `schemas/services/x.json`.
        pointer: the place in it, a JSON Pointer.
        check: which check found it, a short code.
        message: what is wrong, and what would be right.
    """

    file: str
    pointer: str
    check: str
    message: str

    def __str__(self) -> str:
        return f"{self.file} {self.pointer or '/'}: {self.message} [{self.check}]"


@dataclass(frozen=True)
class Place:
    """A place in a definition file; `place / "title" / "ru"` is the place inside it."""

    file: str
    pointer: str = ""

    def __truediv__(self, segment: str | int) -> Place:
        return Place(self.file, f"{self.pointer}/{str(segment).replace('~', '~0').replace('/', '~1')}")

    def inside(self, pointer: str) -> Place:
        """The place that a JSON Pointer names from here."""
        return Place(self.file, self.pointer + pointer)

    def at(self, *segments: str | int) -> Place:
        """The place so many steps further in."""
        place = self
        for segment in segments:
            place = place / segment
        return place

    def finding(self, check: str, message: str) -> Finding:
        """Something wrong here."""
        return Finding(self.file, self.pointer, check, message)


@dataclass(frozen=True)
class Located:
    """A definition and where it is written."""

    raw: Json
    place: Place


class Checks(Protocol):
    """What the analyser needs of a JSON Schema library, given by an adapter."""

    def meta(self, kind: str, document: object) -> Sequence[tuple[str, str]]:
        """Where a definition file breaks the meta schema of its kind: (JSON Pointer, message)."""

    def schema(self, schema: Json) -> str | None:
        """Why the run-time validator can't use a schema, None where it can."""

    def instance(self, schema: Json, instance: object) -> Sequence[FieldError]:
        """Where an instance breaks a schema."""
