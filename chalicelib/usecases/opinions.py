"""Opinions: experts are asked, refer the question to others, answer in the vocabulary's terms, and are combined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain import expert_work, opinions
from chalicelib.domain.cases import Fact
from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.definitions import Service, SubService
from chalicelib.domain.errors import FieldError
from chalicelib.domain.opinions import PASS, Combined, Opinion
from chalicelib.domain.work import SubServiceWork, Task
from chalicelib.usecases import catalogue, queues
from chalicelib.usecases.calendars import last_day
from chalicelib.usecases.context import of_case
from chalicelib.usecases.knowing import Known

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.cases import CaseFile
    from chalicelib.adapters.dynamodb.unit import UnitOfWork
    from chalicelib.bootstrap import Stores
    from chalicelib.usecases.completions import Completion


def ask(
    stores: Stores, write: UnitOfWork, known: Known, sub: SubServiceWork, definition: SubService, reason: str
) -> tuple[SubServiceWork, tuple[Fact, ...]]:
    """Open as many experts' Tasks as the service wants opinions; those that are drawn go to different people."""
    case, now = known.case, stores.now()
    made: list[Task] = []
    lots: tuple[Fact, ...] = ()
    for _ in range(definition.opinions.count):
        task = Task(
            id=stores.new_id(),
            kind="expert",
            department=definition.department or case.department,
            role=definition.role or "expert",
            case=case.id,
            application=case.application,
            number=case.number,
            service=case.service,
            opened_at=stamp(now),
            due_on=due_on(stores, known, definition),
            sub_service=definition.id,
            reason=reason,
            prepared_by=tuple(one.assignee for one in made if one.assignee),
        )
        if definition.random:
            task, lot = queues.by_lot(stores, task, case, sub.chain)
            lots += lot
        made.append(task)
        write.task(task, after=None)
    asked, facts = expert_work.ask_experts(sub, tasks=tuple(one.id for one in made), reason=reason)
    return asked, facts + lots


def due_on(stores: Stores, known: Known, definition: SubService) -> str:
    """Give the day until which an expert answers: the experts' own term, never later than the case's."""
    if definition.expert_term is None:
        return known.case.due_on
    today = local_day(stores.now(), stores.municipality.zone)
    return min(last_day(stores, known.bundle, today, definition.expert_term).isoformat(), known.case.due_on)


def open_tasks(stores: Stores, sub: SubServiceWork) -> list[Task]:
    """Give the experts' Tasks of a sub-service that nobody has done yet, the earliest first."""
    found = (stores.cases.task(task, opened=False) for task in sub.expert_tasks)
    return [task for task in found if task.state == "open"]


def combined(stores: Stores, sub: SubServiceWork, definition: SubService) -> tuple[Combined, str]:
    """Combine what the experts of a sub-service said; give with it who decided: a person, or "experts"."""
    done = [task for task in map(stores.cases.task, sub.expert_tasks) if task.state == "done"]
    said = [
        Opinion(task.id, str(task.done_by), str(task.outcome), task.grounds, task.done_at, task.outputs or {})
        for task in done
    ]
    people = {one.by for one in said}
    return opinions.combine(said, definition.opinions), people.pop() if len(people) == 1 else "experts"


def check(stores: Stores, task: Task, file: CaseFile, service: Service, said: Completion) -> list[FieldError]:
    """Name what is wrong with an expert's answers: each is a term of the vocabulary that the service declares."""
    wanted = service.sub_service(str(task.sub_service)).expert_answers
    vocabulary = catalogue.by_hash(stores, file.case.bundle).vocabulary
    given = said.outputs or {}
    wrong = [FieldError(f"/outputs/{name}", "unknown") for name in given if name not in wanted]
    for name, answer in wanted.items():
        if name in given:
            schema = vocabulary[answer["term"]]["schema"]
            wrong += stores.check(schema, given[name], at=f"/outputs/{name}")
        elif answer.get("required", False) and said.outcome == PASS:
            wrong.append(FieldError(f"/outputs/{name}", "required"))
    return wrong


def record(stores: Stores, write: UnitOfWork, task: Task, file: CaseFile, facts: tuple[Fact, ...]) -> None:
    """Keep the opinion with its sub-service; the sub-service's version lets two at once both count."""
    sub = file.sub_services[str(task.sub_service)]
    write.change(sub, expert_work.give_opinion(sub, task), facts, context=of_case(file.case, sub_service=sub.id))
