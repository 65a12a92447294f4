"""What experts do to a sub-service: they are asked, refer the question to others, and give opinions."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.domain.cases import Fact
from chalicelib.domain.errors import AlreadyDone
from chalicelib.domain.work import SubServiceWork, Task


def ask_experts(sub: SubServiceWork, *, tasks: tuple[str, ...], reason: str) -> tuple[SubServiceWork, tuple[Fact, ...]]:
    """Hand the sub-service to as many experts as there are Tasks, with the reason why no table decides it."""
    facts = tuple({"fact": "TaskOpened", "task": task, "kind": "expert", "reason": reason} for task in tasks)
    return replace(sub, state="expert", task=tasks[0], tasks=tasks, reason=reason), facts


def refer(
    sub: SubServiceWork, task: Task, *, to: tuple[Task, ...], by: str
) -> tuple[SubServiceWork, Task, tuple[Fact, ...]]:
    """Let an expert put a question to further experts, each with a Task of their own under the same sub-service."""
    if sub.state != "expert":
        raise AlreadyDone("the sub-service isn't with experts any more", task=task.id)
    fact: Fact = {"fact": "TaskReferred", "task": task.id, "by": by, "to": [one.id for one in to]}
    opened = tuple({"fact": "TaskOpened", "task": one.id, "kind": "expert", "reason": "referral"} for one in to)
    more = (*sub.expert_tasks, *(one.id for one in to))
    return replace(sub, tasks=more), replace(task, version=task.version + 1), (fact, *opened)


def give_opinion(sub: SubServiceWork, task: Task) -> SubServiceWork:
    """Keep what an expert said with a done Task."""
    said = {
        "task": task.id,
        "by": task.done_by,
        "outcome": task.outcome,
        "grounds": list(task.grounds),
        "at": task.done_at,
    }
    return replace(sub, opinions=(*sub.opinions, said))
