"""Four eyes: intake, expertise and decision are different people's where the service says so.

Who did which of these jobs is an item of the case, written with the completion under the condition that it says nothing
else: two completions at the same moment can't both pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain.definitions import Service
from chalicelib.domain.errors import FourEyes
from chalicelib.domain.permissions import Actor
from chalicelib.domain.work import Task, TaskKind

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.cases import CaseFile
    from chalicelib.adapters.dynamodb.unit import UnitOfWork


def require_separate(actor: Actor, task: Task, file: CaseFile, service: Service) -> None:
    """Raise FourEyes where the actor has done another of the separate jobs, or is an expert there already."""
    done = file.workers.get(str(actor.id))
    if task.kind in service.separate and done not in (None, task.kind):
        raise FourEyes("one person may not do two of these in one case", done=done, job=task.kind)
    sub = file.sub_services.get(str(task.sub_service))
    if task.kind == TaskKind.EXPERT and sub is not None and any(one["by"] == actor.id for one in sub.opinions):
        raise FourEyes("each opinion is another person's", done=task.kind, job=task.kind)


def note(write: UnitOfWork, task: Task, service: Service, *, by: str | None = None) -> None:
    """Add to a write that whoever did the Task (or `by`) has done its job in this case."""
    person = by or task.done_by
    if task.kind in service.separate and person is not None:
        write.worker(task.case, person, task.kind)


def barred(file: CaseFile, service: Service, job: str) -> frozenset[str]:
    """Name the people who may not do a job in this case any more."""
    if job not in service.separate:
        return frozenset()
    return frozenset(person for person, done in file.workers.items() if done != job)
