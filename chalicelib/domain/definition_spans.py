"""Spans: what definitions say of days. What a case claims while it is open, and when what it gave is renewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Text = Mapping[str, str]
Json = Mapping[str, Any]


@dataclass(frozen=True)
class ClaimRule:
    """What a case of this service asks for while it is open: a place for some days; the same id in any service clashes.

    `own` says by which answer one applicant is known, whose own cases don't clash.
    """

    id: str
    text: Text
    clause: str
    place: Json
    begins: Json
    ends: Json
    own: Json | None = None

    @classmethod
    def parse(cls, raw: Json) -> ClaimRule:
        return cls(raw["id"], raw["text"], raw["clause"], raw["place"], raw["from"], raw["until"], raw.get("own"))


@dataclass(frozen=True)
class Renewal:
    """How what a grant gave is renewed: told so many days before its last one, by which service, what is known already.

    `answers` maps questions of that service to values of this one; `only_while` (field → value) says what the register
    record must still say.
    """

    days_before: int
    service: str
    answers: Mapping[str, Json]
    only_while: Mapping[str, Any]

    @classmethod
    def parse(cls, raw: Json) -> Renewal:
        return cls(raw["days_before"], raw["service"], raw["answers"], raw.get("only_while", {}))
