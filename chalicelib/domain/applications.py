"""What an applicant submitted: immutable content, with form and plan pinned at filing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Application:
    """An application as it is stored; `sealed` is its encrypted content, `content_hash` the SHA-256 of that.

    `portal` is the origin of the page it came from; `filed_on` is the day in the municipality's zone.
    """

    id: str
    number: str
    service: str
    department: str
    bundle: str
    person: str
    case: str
    filed_at: str
    filed_on: str
    language: str
    channel: str
    sealed: bytes
    content_hash: str
    portal: str | None = None
    layout: int = field(default=1)


@dataclass(frozen=True, slots=True)
class Content:
    """What only the applicant and those who decide may read: answers and contact {"phone", "email"}."""

    answers: dict[str, Any]
    contact: dict[str, str]
