"""What completing a Task means, kind by kind: which answers it takes, and what is written with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.domain.cases import Fact
from chalicelib.domain.definitions import Service
from chalicelib.domain.errors import FieldError
from chalicelib.domain.work import Task, TaskKind
from chalicelib.usecases import answering, decision_making, handing_over, intake, opinions
from chalicelib.usecases.context import of_case

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.cases import CaseFile
    from chalicelib.adapters.dynamodb.unit import UnitOfWork
    from chalicelib.bootstrap import Stores


@dataclass(frozen=True, slots=True)
class Completion:
    """What whoever did a Task says: outcome (None where it follows), codes of grounds, outputs for the record, a note.

    `more` holds what only one kind of Task takes, by the name it has in the body.
    """

    outcome: str | None
    grounds: tuple[str, ...] = ()
    outputs: dict[str, Any] | None = None
    note: str | None = None
    more: Mapping[str, Any] | None = None


Check = Callable[["Stores", Task, "CaseFile", Service, Completion], list[FieldError]]
Conclude = Callable[["Stores", "CaseFile", Service, Completion], tuple[Completion, dict[str, Any]]]
Record = Callable[["Stores", "UnitOfWork", Task, "CaseFile", tuple[Fact, ...]], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of Task: the outcomes it may have, what else is wrong with an answer, and what is written with it.

    `members` are the body's own members of this kind; `record` adds the facts of a done Task to the write.
    """

    outcomes: tuple[str, ...]
    check: Check
    record: Record
    members: frozenset[str] = frozenset()
    conclude: Conclude | None = None
    """What follows from an answer without faults: its outcome, and members that the Task keeps."""


def _grounds(stores: Stores, task: Task, file: CaseFile, service: Service, said: Completion) -> list[FieldError]:
    """A refusal names the service's grounds; anything else names none."""
    known = service.grounds
    wrong = [
        FieldError(f"/grounds/{at}", "enum", {"options": sorted(known)})
        for at, code in enumerate(said.grounds)
        if code not in known
    ]
    if said.outcome == "refuse" and not said.grounds:
        wrong.append(FieldError("/grounds", "minItems", {"limit": 1}))
    if said.outcome != "refuse" and said.grounds:
        wrong.append(FieldError("/grounds", "maxItems", {"limit": 0}))
    return wrong


def _on_case(stores: Stores, write: UnitOfWork, task: Task, file: CaseFile, facts: tuple[Fact, ...]) -> None:
    write.change(file.case, file.case, facts, context=of_case(file.case))


def _opinion(stores: Stores, task: Task, file: CaseFile, service: Service, said: Completion) -> list[FieldError]:
    return _grounds(stores, task, file, service, said) + opinions.check(stores, task, file, service, said)


def _decision(stores: Stores, task: Task, file: CaseFile, service: Service, said: Completion) -> list[FieldError]:
    return _grounds(stores, task, file, service, said) + decision_making.check(stores, task, file, service, said)


KINDS: Mapping[str, Kind] = {
    TaskKind.INTAKE: Kind(
        ("accept", "return", "refuse"), intake.wrong_with, _on_case, frozenset({"checklist"}), intake.conclude
    ),
    TaskKind.EXPERT: Kind(("pass", "refuse"), _opinion, opinions.record),
    TaskKind.DECISION: Kind(
        ("grant", "refuse"), _decision, decision_making.record, frozenset({"attachment"}), decision_making.conclude
    ),
    TaskKind.REQUEST: Kind(("answer",), answering.check, answering.record, frozenset({"answer"})),
    TaskKind.HANDOVER: Kind(
        handing_over.OUTCOMES, handing_over.check, handing_over.record, handing_over.MEMBERS, handing_over.conclude
    ),
}
"""Every kind of Task that is completed by an answer."""


def wrong_with(stores: Stores, task: Task, file: CaseFile, service: Service, said: Completion) -> list[FieldError]:
    """Name everything that is wrong with what was said about a Task."""
    kind = KINDS[task.kind]
    wrong = []
    follows = said.outcome is None and kind.conclude is not None
    if not follows and said.outcome not in kind.outcomes:
        wrong.append(FieldError("/outcome", "enum", {"options": list(kind.outcomes)}))
    wrong += [FieldError(f"/{name}", "unknown") for name in said.more or {} if name not in kind.members]
    return wrong + kind.check(stores, task, file, service, said)


def conclude(
    stores: Stores, task: Task, file: CaseFile, service: Service, said: Completion
) -> tuple[Completion, dict[str, Any]]:
    """Give what was said with what follows from it, and the members that the Task keeps of it."""
    follows = KINDS[task.kind].conclude
    return follows(stores, file, service, said) if follows else (said, {})
