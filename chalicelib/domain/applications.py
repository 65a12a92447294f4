"""What an applicant submitted: immutable content, with form and plan pinned at filing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.layout import LAYOUT


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
    round: int = 1
    """Which version of the content this is: 1, and one more for each correction; earlier ones are kept."""
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Document of the service → ids of the files attached for it."""
    parties: tuple[str, ...] = ()
    """Keyed digests of the identifiers of who applies, to recognise a conflict of interest."""
    typed_by: str | None = None
    """Who typed a paper application in, or filed it at the counter."""
    collect: str = "account"
    authority_until: str | None = None
    """The last day (ISO) of the authority of the representative who filed; None where nobody represents."""
    plan: str | None = None
    """Where this is the part of a life situation's application that one case is about: the whole application."""
    layout: int = field(default=LAYOUT)

    @property
    def is_plan(self) -> bool:
        """Whether it opened a life situation: it has a plan of cases instead of one case."""
        return not self.case

    @property
    def root(self) -> str:
        """The application that was filed, which this is or belongs to."""
        return self.plan or self.id


@dataclass(frozen=True, slots=True)
class Content:
    """What only the applicant and those who decide may read: answers and contact {"phone", "email"}."""

    answers: dict[str, Any]
    contact: dict[str, str]
    applicant: dict[str, Any] = field(default_factory=dict)
    """Who applies: {"kind", identifiers, "representative"?}; empty where the service's own questions say it."""
    intake: dict[str, Any] = field(default_factory=dict)
    """At the counter or on paper: {"identity", "scan", "typed_by", …}."""
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Question → which register said what of its answer, and whether it was disputed; see `known_answers.source_of`."""
