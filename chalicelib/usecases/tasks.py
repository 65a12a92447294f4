"""Tasks: what people have to do, and how they say that it is done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chalicelib.domain import work
from chalicelib.domain.clock import stamp
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.looks import Shown
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.domain.work import Task, TaskKind
from chalicelib.usecases import catalogue, completions, conflicts, looks, queues, separation, suspending
from chalicelib.usecases.completions import Completion
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def list_open(
    stores: Stores,
    actor: Actor,
    department: str,
    kind: str,
    after: dict[str, Any] | None,
    limit: int,
    *,
    role: str | None = None,
    assignee: str | None = None,
) -> tuple[list[Task], dict[str, Any] | None]:
    """List one page of a department's open Tasks of a kind, most urgent first, with where to go on.

    `role` and `assignee` ("none": free ones) leave out others of the page; its cursor is the same.
    """
    require(actor, Verb.LIST_TASKS, Subject(department))
    rows, following = stores.cases.page(stores.cases.task_shards(department, kind), after, limit)
    found = [task for task in stores.cases.tasks_of(rows) if task.state == "open"]
    return queues.shown_page(found, role, assignee), following


def read(stores: Stores, actor: Actor, task_id: str) -> Task:
    """Read one Task; the look is noted. Raises NotFound or Forbidden."""
    task = stores.cases.task(task_id)
    require(actor, Verb.READ_TASK, queues.subject_of(task))
    looks.note_task(stores, actor, task, Shown.TASK, (task.department,))
    return task


def complete(stores: Stores, actor: Actor, task_id: str, *, version: int, said: Completion) -> Task:
    """Complete a Task with what was found or decided.

    Raises:
        Forbidden: another department's or role's Task, or the actor prepared what is decided (FourEyes).
        InvalidInput: the outcome isn't one of this kind of Task, or its grounds aren't the service's.
        Conflict: the Task has changed since the actor read it.
        AlreadyDone: it is done, or the case doesn't need it any more.
    """
    return persistently(stores, lambda: _complete(stores, actor, task_id, version, said))


def _complete(stores: Stores, actor: Actor, task_id: str, version: int, said: Completion) -> Task:
    task = stores.cases.task(task_id)
    require(actor, Verb.COMPLETE_TASK, queues.subject_of(task))
    conflicts.require_no_conflict(stores, actor, task.application)
    queues.require_at_hand(task, actor, version)
    file = stores.cases.file(task.case)
    service = catalogue.by_hash(stores, file.case.bundle).service(task.service)
    if task.kind == TaskKind.DECISION:
        suspending.require_running(file.case)
    separation.require_separate(actor, task, file, service)
    wrong = completions.wrong_with(stores, task, file, service, said)
    if wrong:
        raise InvalidInput(wrong)
    now, by = stores.now(), str(actor.id)
    said, kept = completions.conclude(stores, task, file, service, said)
    done, facts = work.finish(
        task,
        outcome=str(said.outcome),
        grounds=said.grounds,
        note=said.note,
        outputs=_outputs(said),
        by=by,
        at=now,
    )
    done = replace(done, **kept)
    write = stores.begin(by=by, at=stamp(now))
    write.task(done, after=task.version, before=task)
    separation.note(write, done, service)
    completions.KINDS[task.kind].record(stores, write, done, file, facts)
    write.commit()
    return done


def _outputs(said: Completion) -> dict[str, Any] | None:
    """Give what the Task keeps: outputs for the record, or the answer of a Request."""
    return said.outputs if said.more is None or "answer" not in said.more else said.more["answer"]
