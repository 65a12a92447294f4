"""Life situations: which services one application opens, what each waits for, and what fills its questions.

A situation is a directed graph of nodes: services, and milestones from outside (a survey, a design, construction).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.definition_views import Term, Text
from chalicelib.domain.values import Scope, holds

Json = Mapping[str, Any]
NUMBER = "number"
"""The part of a record that is its number; any other part is one of its fields."""


@dataclass(frozen=True)
class Node:
    """A service or a milestone of a situation; a service's node is named by its service.

    Args:
        when: conditions on the answers under which the node belongs to the plan.
        after: nodes that have to be granted or reached first; those that don't belong are waited for by nobody.
        filled: question → where its answer comes from, instead of from the applicant.
        later: questions that are asked when the case starts; `later_documents` likewise.
        reporters: of a milestone: {"applicant"?: bool, "staff"?: [{"department", "role"}]}.
        answers: of a milestone: question → {"term"}, told with the report.
    """

    id: str
    service: str | None
    when: tuple[Json, ...] = ()
    after: tuple[str, ...] = ()
    why: Text = field(default_factory=dict)
    why_not: Text = field(default_factory=dict)
    same_window: str | None = None
    filled: Mapping[str, Json] = field(default_factory=dict)
    later: frozenset[str] = frozenset()
    later_documents: frozenset[str] = frozenset()
    title: Text = field(default_factory=dict)
    help: Text = field(default_factory=dict)
    typical: Term | None = None
    reporters: Json = field(default_factory=dict)
    answers: Mapping[str, Json] = field(default_factory=dict)

    @property
    def is_milestone(self) -> bool:
        return self.service is None

    @property
    def fills_from(self) -> frozenset[str]:
        """The nodes whose outcome fills a question of this one."""
        return frozenset(source_of(one) for one in self.filled.values())


def source_of(filled: Json) -> str:
    """Name the node that fills a question."""
    return str(filled.get("service") or filled["milestone"])


@dataclass(frozen=True)
class LifeSituation:
    """A bundle of services opened by one application."""

    id: str
    title: Text
    summary: Text
    department: str
    nodes: tuple[Node, ...]
    contradictions: tuple[Json, ...]
    raw: Json

    def node(self, id: str) -> Node | None:
        """The node with that id, if there is one."""
        return next((one for one in self.nodes if one.id == id), None)

    @property
    def services(self) -> tuple[Node, ...]:
        return tuple(one for one in self.nodes if not one.is_milestone)

    @property
    def milestones(self) -> tuple[Node, ...]:
        return tuple(one for one in self.nodes if one.is_milestone)

    def belonging(self, answers: Mapping[str, Any]) -> frozenset[str]:
        """Ids of the nodes that the answers call for; a milestone belongs where something that does waits for it."""
        scope = Scope(answers)
        chosen = {one.id for one in self.services if holds(one.when, scope)}
        return frozenset(chosen | _needed(self.milestones, chosen, self.nodes))


def _needed(milestones: Iterable[Node], chosen: set[str], nodes: Iterable[Node]) -> set[str]:
    """Milestones that chosen nodes, or other needed milestones, wait for or take an answer from."""
    by_id = {one.id: one for one in nodes}
    names = {one.id for one in milestones}
    needed: set[str] = set()
    waiting = list(chosen)
    while waiting:
        node = by_id[waiting.pop()]
        for other in {*node.after, *node.fills_from} & names - needed:
            needed.add(other)
            waiting.append(other)
    return needed


def parse_situation(raw: Json) -> LifeSituation:
    """A view of one life situation that the meta schema accepts."""
    services = tuple(
        Node(
            id=one["service"],
            service=one["service"],
            when=tuple(one.get("when", ())),
            after=tuple(one.get("after", ())),
            why=one.get("why", {}),
            why_not=one.get("why_not", {}),
            same_window=one.get("same_window"),
            filled=one.get("filled", {}),
            later=frozenset(one.get("later", ())),
            later_documents=frozenset(one.get("later_documents", ())),
        )
        for one in raw["services"]
    )
    milestones = tuple(
        Node(
            id=one["id"],
            service=None,
            after=tuple(one.get("after", ())),
            title=one["title"],
            help=one.get("help", {}),
            typical=Term.parse(one["typical"]),
            reporters=one["reported_by"],
            answers=one.get("answers", {}),
        )
        for one in raw.get("milestones", ())
    )
    return LifeSituation(
        id=raw["id"],
        title=raw["title"],
        summary=raw["summary"],
        department=raw["department"],
        nodes=(*services, *milestones),
        contradictions=tuple(raw.get("contradictions", ())),
        raw=raw,
    )
