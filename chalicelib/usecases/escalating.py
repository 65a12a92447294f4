"""Escalating: staff are told that a term is near or past, as applicants are of statuses; heads list what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.domain import escalations
from chalicelib.domain.cases import Case, Status
from chalicelib.domain.clock import local_day
from chalicelib.domain.escalations import KINDS, Matter
from chalicelib.domain.notes import Note
from chalicelib.domain.permissions import Actor, Role, Subject, Verb, require
from chalicelib.domain.work import Task
from chalicelib.usecases import members, telling_staff

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.commits import Commit
    from chalicelib.bootstrap import Stores


def tell(stores: Stores, commit: Commit) -> None:
    """Write what a commit's facts owe to staff: an entry each, and an e-mail where they have told their address.

    What was done meanwhile is told to nobody. Safe to repeat: entries and deliveries are named by reader and fact.
    Raises TransientError.
    """
    told = escalations.told_by(commit.facts)
    if not told:
        return
    case = stores.cases.case(str(commit.context["case"]))
    task = stores.cases.task(str(commit.context["task"]), opened=False) if "task" in commit.context else None
    for place, matter in told:
        if _is_done(matter, case, task):
            continue
        for person in _readers(stores, matter, case, task):
            _tell(stores, commit, place, matter, case, task, person)


def _is_done(matter: Matter, case: Case, task: Task | None) -> bool:
    if task is not None:
        return case.ended or task.state != "open"
    registered = matter is Matter.REGISTRATION_OVERDUE and (case.registered_on or case.status is Status.RETURNED)
    return case.ended or case.outcome is not None or bool(registered)


def _readers(stores: Stores, matter: Matter, case: Case, task: Task | None) -> list[str]:
    """Give who is told of a matter; see the table in `escalations`."""
    if task is None:
        return members.holders(stores, case.department, Role.HEAD)
    if matter is Matter.REMINDER:
        today = local_day(stores.now(), stores.municipality.zone).isoformat()
        absence = stores.members.absence(task.assignee) if task.assignee else None
        if task.assignee and not (absence and absence.covers(today)):
            return [task.assignee]
        return members.holders(stores, task.department, task.role)
    heads = members.holders(stores, task.department, Role.HEAD)
    return heads or members.holders(stores, case.department, Role.HEAD)


def _tell(
    stores: Stores, commit: Commit, place: int, matter: Matter, case: Case, task: Task | None, person: str
) -> None:
    bundle = telling_staff.bundle_for(stores, case.bundle, matter)
    params = {"due_on": commit.facts[place].get("due_on", case.due_on), "department": case.department}
    if task is not None:
        standard = bundle.service(task.service).request(str(task.request)).standard
        params = {"due_on": task.due_on, "department": task.department, "task": task.id, "standard": standard}
    draft = Note(
        id="",
        at=commit.at,
        person=person,
        application=case.application,
        case=case.id,
        number=case.number,
        service=case.service,
        status=str(matter),
        message=escalations.message_of(matter),
        bundle=bundle.hash,
        language="",
        params=params,
        department=params["department"],
    )
    subject = task.id if task is not None else case.id
    telling_staff.tell(stores, commit, place, subject, draft, bundle)


@dataclass(frozen=True, slots=True)
class Escalation:
    """A Request's Task or a case that is past its term; `days` are calendar days since its last one, `due_on`."""

    kind: str
    what: Task | Case
    due_on: str
    days: int


def list_late(
    stores: Stores, actor: Actor, department: str, kind: str | None, after: dict[str, Any] | None, limit: int
) -> tuple[list[Escalation], dict[str, Any] | None]:
    """List one page of what is past its term in a department, known longest first, with where to go on.

    `kind` is "request", "case" or None for both. Raises Forbidden for anybody but its head and administrators.
    """
    require(actor, Verb.LIST_ESCALATIONS, Subject(department))
    kinds: Sequence[str] = KINDS if kind is None else (kind,)
    found, following = stores.cases.escalated(department, kinds, after, limit)
    today = local_day(stores.now(), stores.municipality.zone)

    def late(one: Task | Case) -> Escalation:
        kind, due_on = ("case", one.late_since or one.due_on) if isinstance(one, Case) else ("request", one.due_on)
        return Escalation(kind, one, due_on, escalations.days_late(due_on, today))

    return [late(one) for one in found], following
