"""Tasks: what people have to do, and how they say that it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.domain import work
from chalicelib.domain.clock import stamp
from chalicelib.domain.errors import AlreadyDone, Conflict, FieldError, InvalidInput
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.domain.work import Task
from chalicelib.usecases import catalogue
from chalicelib.usecases.context import of_case
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


@dataclass(frozen=True, slots=True)
class Answer:
    """What whoever did a Task says: outcome, codes of grounds for a refusal, outputs for the record, a note."""

    outcome: str
    grounds: tuple[str, ...] = ()
    outputs: dict[str, Any] | None = None
    note: str | None = None


OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "intake": ("accept", "refuse"),
    "expert": ("pass", "refuse"),
    "decision": ("grant", "refuse"),
}
"""What a Task of each kind may end with."""


def list_open(
    stores: Stores, actor: Actor, department: str, kind: str, after: dict[str, Any] | None, limit: int
) -> tuple[list[Task], dict[str, Any] | None]:
    """List one page of a department's open Tasks of a kind, most urgent first, with where to go on."""
    require(actor, Verb.LIST_TASKS, Subject(department))
    rows, following = stores.cases.page(stores.cases.task_shards(department, kind), after, limit)
    return [task for task in stores.cases.tasks_of(rows) if task.state == "open"], following


def read(stores: Stores, actor: Actor, task_id: str) -> Task:
    """Read one Task. Raises NotFound or Forbidden."""
    task = stores.cases.task(task_id)
    require(actor, Verb.READ_TASK, _subject(task))
    return task


def complete(
    stores: Stores,
    actor: Actor,
    task_id: str,
    *,
    version: int,
    outcome: str,
    grounds: Sequence[str] = (),
    outputs: dict[str, Any] | None = None,
    note: str | None = None,
) -> Task:
    """Complete a Task with an outcome.

    Raises:
        Forbidden: another department's or role's Task, or the actor prepared what is decided.
        InvalidInput: the outcome isn't one of this kind of Task, or its grounds aren't the service's.
        Conflict: the Task has changed since the actor read it.
        AlreadyDone: it is done, or the case doesn't need it any more.
    """
    answer = Answer(outcome, tuple(grounds), outputs, note)
    return persistently(stores, lambda: _complete(stores, actor, task_id, version, answer))


def _complete(stores: Stores, actor: Actor, task_id: str, version: int, answer: Answer) -> Task:
    task = stores.cases.task(task_id)
    require(actor, Verb.COMPLETE_TASK, _subject(task))
    if task.state != "open":
        raise AlreadyDone("this Task is done or not needed any more", task=task.id)
    if task.version != version:
        raise Conflict("the Task has changed since it was read", task=task.id, version=task.version)
    file = stores.cases.file(task.case)
    _check(stores, file.case.bundle, task, answer)
    now, by = stores.now(), str(actor.id)
    done, facts = work.finish(
        task, outcome=answer.outcome, grounds=answer.grounds, note=answer.note, outputs=answer.outputs, by=by, at=now
    )
    write = stores.begin(by=by, at=stamp(now))
    write.task(done, after=task.version)
    if task.sub_service is not None:
        sub = file.sub_services[task.sub_service]
        write.change(sub, sub, facts, context=of_case(file.case, sub_service=sub.id))
    else:
        write.change(file.case, file.case, facts, context=of_case(file.case))
    write.commit()
    return done


def _check(stores: Stores, bundle: str, task: Task, answer: Answer) -> None:
    wrong = []
    if answer.outcome not in OUTCOMES[task.kind]:
        wrong.append(FieldError("/outcome", "enum", {"options": list(OUTCOMES[task.kind])}))
    known = catalogue.by_hash(stores, bundle).service(task.service).grounds
    wrong += [
        FieldError(f"/grounds/{at}", "enum", {"options": sorted(known)})
        for at, code in enumerate(answer.grounds)
        if code not in known
    ]
    if answer.outcome == "refuse" and not answer.grounds:
        wrong.append(FieldError("/grounds", "minItems", {"limit": 1}))
    if answer.outcome != "refuse" and answer.grounds:
        wrong.append(FieldError("/grounds", "maxItems", {"limit": 0}))
    if wrong:
        raise InvalidInput(wrong)


def _subject(task: Task) -> Subject:
    return Subject(task.department, roles=(task.role,), prepared_by=frozenset(task.prepared_by))
