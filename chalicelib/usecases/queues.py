"""Queues: whose Task it is, for how long, and who takes it when they are away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from chalicelib.domain import queues
from chalicelib.domain.cases import Case, Fact
from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.errors import AlreadyDone, Conflict, FieldError, InvalidInput, OknoError, TaskClaimed
from chalicelib.domain.permissions import Actor, Subject, Verb, is_fit, require
from chalicelib.domain.queues import Absence
from chalicelib.domain.work import Task
from chalicelib.usecases import catalogue, conflicts, members
from chalicelib.usecases.calendars import calendar
from chalicelib.usecases.context import of_case
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

Move = Callable[[Task], queues.Change]


def subject_of(task: Task) -> Subject:
    """What permissions look at in a Task."""
    return Subject(task.department, roles=(task.role,), prepared_by=frozenset(task.prepared_by))


def require_at_hand(task: Task, actor: Actor, version: int) -> None:
    """Raise unless a Task is open, as the actor saw it and nobody else's: AlreadyDone, Conflict or TaskClaimed."""
    if task.state != "open":
        raise AlreadyDone("this Task is done or not needed any more", task=task.id)
    if task.version != version:
        raise Conflict("the Task has changed since it was read", task=task.id, version=task.version)
    if task.assignee not in (None, actor.id):
        raise TaskClaimed("somebody else has claimed this Task", task=task.id)


def claim(stores: Stores, actor: Actor, task_id: str, version: int) -> Task:
    """Take a free Task of one's department and role.

    Raises Forbidden (another department's, prepared by the actor, a conflict of interest), Conflict, AlreadyDone.
    """
    return _move(
        stores,
        actor,
        task_id,
        version,
        Verb.CLAIM_TASK,
        lambda task: queues.claim(task, by=_id(actor), at=stores.now()),
    )


def release(stores: Stores, actor: Actor, task_id: str, version: int) -> Task:
    """Give a Task back: one's own, or as head anybody's. Raises Forbidden, Conflict, AlreadyDone."""
    return _move(
        stores,
        actor,
        task_id,
        version,
        Verb.RELEASE_TASK,
        lambda task: queues.release(task, by=_id(actor), at=stores.now()),
    )


def assign(stores: Stores, actor: Actor, task_id: str, version: int, person: str) -> Task:
    """Give a Task to a member who may do it, as head of the department.

    Raises Forbidden (the actor isn't the head), InvalidInput at /person (they may not do it), Conflict, AlreadyDone.
    """

    def move(task: Task) -> queues.Change:
        reason = unfit(stores, task, person)
        if reason:
            raise InvalidInput([FieldError("/person", reason)])
        return queues.assign(task, person, by=_id(actor), at=stores.now())

    return _move(stores, actor, task_id, version, Verb.ASSIGN_TASK, move)


def take_over(stores: Stores, actor: Actor, task_id: str, version: int) -> Task:
    """Take the Task of a colleague who is away or works there no more. Raises Forbidden, Conflict, AlreadyDone."""

    def move(task: Task) -> queues.Change:
        away = task.assignee is not None and _away(stores, task, task.assignee)
        return queues.take_over(task, by=_id(actor), at=stores.now(), absent=away)

    return _move(stores, actor, task_id, version, Verb.CLAIM_TASK, move)


def each(
    stores: Stores, actor: Actor, action: str, wanted: list[tuple[str, int]], person: str | None
) -> list[tuple[str, Task | OknoError]]:
    """Do one action to many Tasks, each by itself and under the version it was seen at; give what became of each."""
    done: list[tuple[str, Task | OknoError]] = []
    for task_id, version in wanted:
        try:
            match action:
                case "claim":
                    done.append((task_id, claim(stores, actor, task_id, version)))
                case "release":
                    done.append((task_id, release(stores, actor, task_id, version)))
                case "take_over":
                    done.append((task_id, take_over(stores, actor, task_id, version)))
                case _:
                    done.append((task_id, assign(stores, actor, task_id, version, str(person))))
        except OknoError as error:
            done.append((task_id, error))
    return done


def own(stores: Stores, actor: Actor, after: str | None, limit: int) -> tuple[list[Task], str | None]:
    """List one page of the Tasks that the actor has, the soonest due first, with where to go on."""
    require(actor, Verb.READ_OWN_TASKS, Subject(applicant=actor.id))
    return stores.cases.tasks_of_worker(_id(actor), after, limit)


def risks(stores: Stores, listed: list[Task]) -> dict[str, str]:
    """Say of each Task how it stands to its last day: "late", "today", "soon" or "in_time"."""
    today = _today(stores)
    days = calendar(stores, catalogue.current(stores, stores.now()))

    def left(due_on: date) -> int:
        return days.working_days_between(today, due_on) if due_on > today else 0

    return {one.id: queues.risk(one.due_on, today, left(date.fromisoformat(one.due_on))) for one in listed}


def be_absent(stores: Stores, actor: Actor, department: str, person: str, absence: Absence | None) -> None:
    """Note when a member is away; None: they are back. Raises Forbidden, InvalidInput."""
    require(actor, Verb.NOTE_ABSENCE, Subject(department, applicant=person))
    if absence is not None and absence.until < absence.since:
        raise InvalidInput([FieldError("/until", "minimum", {"limit": absence.since})])
    stores.members.put_absence(person, absence, by=_id(actor), at=stamp(stores.now()))


def by_lot(stores: Stores, task: Task, case: Case, seed: str) -> tuple[Task, tuple[Fact, ...]]:
    """Give a new Task by lot to one of those who may do it today; where nobody may, it stays in the queue."""
    candidates = [
        person for person in members.holders(stores, task.department, task.role) if not unfit(stores, task, person)
    ]
    if not candidates:
        return task, ()
    return queues.drawn(task, seed, candidates, at=stores.now())


def _move(stores: Stores, actor: Actor, task_id: str, version: int, verb: Verb, move: Move) -> Task:
    def attempt() -> Task:
        task = stores.cases.task(task_id)
        subject = subject_of(task)
        require(actor, verb, replace(subject, applicant=task.assignee))
        if verb is Verb.CLAIM_TASK:
            conflicts.require_no_conflict(stores, actor, task.application)
        moved, facts = move(task)
        if not facts:
            return moved
        if task.version != version:
            raise Conflict("the Task has changed since it was read", task=task.id, version=task.version)
        case = stores.cases.case(task.case)
        write = stores.begin(by=_id(actor), at=stamp(stores.now()))
        write.task(moved, after=task.version, before=task)
        write.change(case, case, facts, context=of_case(case), owes=frozenset())
        write.commit()
        return moved

    return persistently(stores, attempt)


def _id(actor: Actor) -> str:
    return actor.id or actor.kind


def _today(stores: Stores) -> date:
    return local_day(stores.now(), stores.municipality.zone)


def unfit(stores: Stores, task: Task, person: str) -> str | None:
    """Name the reason why a person can't be given a Task; nothing when they can."""
    today = _today(stores).isoformat()
    held = tuple(one for one in stores.members.of_person(person) if one.holds_on(today))
    if not is_fit(Actor("staff", person, held), subject_of(task)):
        return "may-not"
    absence = stores.members.absence(person)
    if absence is not None and absence.covers(today):
        return "absent"
    return "interest" if conflicts.relation(stores, person, task.application) else None


def _away(stores: Stores, task: Task, person: str) -> bool:
    return unfit(stores, task, person) in ("may-not", "absent")


def shown_page(rows: list[Task], role: str | None, assignee: str | None) -> list[Task]:
    """Keep of a page what its reader asked for: a role, the free ones ("none"), or somebody's."""
    kept: list[Task] = []
    for task in rows:
        if role is not None and task.role != role:
            continue
        if assignee is not None and (task.assignee or "none") != assignee:
            continue
        kept.append(task)
    return kept
