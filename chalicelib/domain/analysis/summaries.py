"""Summaries: what a published service offers in figures, for people who check a catalogue."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from chalicelib.domain.definitions import Service, SubService


@dataclass(frozen=True)
class SubServiceSummary:
    """One sub-service: its options (table rows) by outcome; `automatic` where a table can decide it."""

    id: str
    inputs: int
    passing: int
    refusing: int
    to_expert: int
    conditional: bool

    @property
    def options(self) -> int:
        """How many rows the table has."""
        return self.passing + self.refusing + self.to_expert

    @property
    def automatic(self) -> bool:
        """Whether a table can decide it without a person."""
        return self.passing + self.refusing > 0


@dataclass(frozen=True)
class ServiceSummary:
    """One service in figures; `branches` are all rows of its tables that end in an answer of their own."""

    id: str
    title: str
    questions: int
    pages: int
    requests: int
    grounds: int
    examples: int
    documents: int
    checks: int
    sub_services: tuple[SubServiceSummary, ...]
    automatic: bool

    @property
    def branches(self) -> int:
        """How many rows all tables have together."""
        return sum(one.options for one in self.sub_services)

    @property
    def automatic_branches(self) -> int:
        """How many of them need no person."""
        return sum(one.passing + one.refusing for one in self.sub_services)


def summarise(service: Service, language: str = "en") -> ServiceSummary:
    """A service in figures, its title in one language."""
    return ServiceSummary(
        id=service.id,
        title=service.title[language],
        questions=len(service.raw["form"]["properties"]),
        pages=len(service.raw["ui"]["pages"]),
        requests=len(service.requests),
        grounds=len(service.grounds),
        examples=len(service.examples),
        documents=len(service.documents),
        checks=len(service.checklist),
        sub_services=tuple(map(_sub_service, service.sub_services)),
        automatic=service.decision.automatic and all(one.table is not None for one in service.sub_services),
    )


def _sub_service(sub_service: SubService) -> SubServiceSummary:
    rows = sub_service.table.rows if sub_service.table else ()
    outcomes = Counter(row.outcome for row in rows)
    return SubServiceSummary(
        id=sub_service.id,
        inputs=len(sub_service.inputs),
        passing=outcomes["pass"],
        refusing=outcomes["refuse"],
        to_expert=outcomes["expert"],
        conditional=bool(sub_service.when),
    )
