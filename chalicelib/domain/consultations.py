"""Consultations: advice given before or outside an application, recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from chalicelib.domain.layout import LAYOUT

PLACE_KINDS = ("Point", "LineString", "Polygon")
"""What advice may be about: a spot, a stretch of street, a piece of ground."""
MOST_MONTHS = 24
"""How far one search may reach, so that an empty page costs no more than so many short reads."""


@dataclass(frozen=True, slots=True)
class Consultation:
    """One consultation; `topic` is a code, `minutes` how long it took, `by` the officer; what was said is sealed."""

    id: str
    department: str
    topic: str
    channel: str
    minutes: int
    at: str
    by: str
    service: str | None = None
    has_applicant: bool = False
    application: str | None = None
    layout: int = field(default=LAYOUT)


@dataclass(frozen=True, slots=True)
class Advice:
    """What was said and to whom: {"name", "phone", "email"}, or nobody in particular; `place` is GeoJSON."""

    answer: str
    question: str = ""
    applicant: dict[str, str] = field(default_factory=dict)
    place: dict[str, Any] | None = None


def months_back(since: str, until: str) -> Iterator[str]:
    """Name the months (2026-11) from the one of the stamp `until` back to the one of `since`."""
    month = date.fromisoformat(f"{until[:7]}-01")
    while f"{month:%Y-%m}" >= since[:7]:
        yield f"{month:%Y-%m}"
        month = (month - timedelta(days=1)).replace(day=1)
