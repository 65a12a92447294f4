"""Referrals: an expert puts a question to further experts, also to several at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.domain import expert_work
from chalicelib.domain.clock import stamp
from chalicelib.domain.definitions import Bundle
from chalicelib.domain.errors import AlreadyDone, FieldError, InvalidInput
from chalicelib.domain.permissions import Actor, Verb, require
from chalicelib.domain.work import SubServiceWork, Task, TaskKind
from chalicelib.usecases import conflicts, members, opinions, queues, separation
from chalicelib.usecases.context import of_case
from chalicelib.usecases.knowing import know
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

AT_MOST = 20
"""How many experts one sub-service may have, referrals among them."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a question goes to: a role in a department, or one person there."""

    department: str
    role: str
    person: str | None = None


def refer(
    stores: Stores, actor: Actor, task_id: str, *, version: int, to: tuple[Addressee, ...], question: str
) -> list[Task]:
    """Refer an expert's Task: each addressee gets a Task of their own, and the sub-service waits for all of them.

    Raises:
        Forbidden: another department's or role's Task, a conflict of interest, or four eyes.
        InvalidInput: no such department or role, oneself, a circle, somebody who may not or was asked already.
        Conflict, TaskClaimed, AlreadyDone: the Task has moved on, is somebody else's, or isn't an expert's.
    """
    return persistently(stores, lambda: _refer(stores, actor, task_id, version, to, question))


def _refer(
    stores: Stores, actor: Actor, task_id: str, version: int, to: tuple[Addressee, ...], question: str
) -> list[Task]:
    task = stores.cases.task(task_id)
    require(actor, Verb.REFER_TASK, queues.subject_of(task))
    conflicts.require_no_conflict(stores, actor, task.application)
    if task.kind != TaskKind.EXPERT:
        raise AlreadyDone("only an expert's open Task can be referred", task=task.id)
    queues.require_at_hand(task, actor, version)
    file = stores.cases.file(task.case)
    known, sub, by = know(stores, file.case, file.sub_services), file.sub_services[str(task.sub_service)], str(actor.id)
    separation.require_separate(actor, task, file, known.service)
    asking = (*task.prepared_by, by)
    due_on = opinions.due_on(stores, known, known.service.sub_service(sub.id))
    opened = [_opened(stores, task, one, asking, question, due_on) for one in to]
    wrong = _wrong(stores, known.bundle, sub, to, opened, by)
    if wrong:
        raise InvalidInput(wrong)
    write = stores.begin(by=by, at=stamp(stores.now()))
    after, seen, facts = expert_work.refer(sub, task, to=tuple(opened), by=by)
    write.change(sub, after, facts, context=of_case(file.case, sub_service=sub.id))
    write.task(seen, after=task.version, before=task)
    separation.note(write, task, known.service, by=by)
    for one in opened:
        write.task(one, after=None)
    write.commit()
    return opened


def _opened(stores: Stores, task: Task, to: Addressee, asking: tuple[str, ...], question: str, due_on: str) -> Task:
    """Make the Task of one addressee; those who ask, all the way up, may not do it themselves."""
    at = stamp(stores.now())
    return Task(
        id=stores.new_id(),
        kind=TaskKind.EXPERT,
        department=to.department,
        role=to.role,
        case=task.case,
        application=task.application,
        number=task.number,
        service=task.service,
        opened_at=at,
        due_on=due_on,
        sub_service=task.sub_service,
        reason="referral",
        prepared_by=asking,
        assignee=to.person,
        assigned_at=at if to.person else None,
        assigned_by=asking[-1] if to.person else None,
        parent=task.id,
        question=question,
    )


def _wrong(
    stores: Stores, bundle: Bundle, sub: SubServiceWork, to: tuple[Addressee, ...], opened: list[Task], by: str
) -> list[FieldError]:
    departments, roles = bundle.raw["departments"], bundle.raw["roles"]
    wrong: list[FieldError] = []
    if len(sub.expert_tasks) + len(to) > AT_MOST:
        wrong.append(FieldError("/to", "maxItems", {"limit": AT_MOST - len(sub.expert_tasks)}))
    asked = {str(one["by"]) for one in sub.opinions}
    asked |= {task.assignee for task in opinions.open_tasks(stores, sub) if task.assignee}
    for at, (one, task) in enumerate(zip(to, opened, strict=True)):
        if one.department not in departments:
            wrong.append(FieldError(f"/to/{at}/department", "enum", {"options": sorted(departments)}))
        if one.role not in roles:
            wrong.append(FieldError(f"/to/{at}/role", "enum", {"options": sorted(roles)}))
        if one.person is None:
            able = members.holders(stores, one.department, one.role)
            if able and set(able) <= set(task.prepared_by):
                wrong.append(FieldError(f"/to/{at}/role", "circle"))
            continue
        place = f"/to/{at}/person"
        if one.person == by:
            wrong.append(FieldError(place, "oneself"))
        elif one.person in task.prepared_by:
            wrong.append(FieldError(place, "circle"))
        elif one.person in asked:
            wrong.append(FieldError(place, "already-asked"))
        elif (reason := queues.unfit(stores, task, one.person)) is not None:
            wrong.append(FieldError(place, reason))
        asked.add(one.person)
    return wrong
