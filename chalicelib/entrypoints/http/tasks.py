"""Tasks: the queue of a department, and how a Task is done."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.domain.work import Task, TaskKind
from chalicelib.entrypoints.http import context
from chalicelib.entrypoints.http.operations import Access, Call, Example, operation
from chalicelib.entrypoints.http.shapes import CODE, PAGED, listed, ref
from chalicelib.usecases import exchanging, expertise, intake, queues, tasks
from chalicelib.usecases.completions import Completion

routes = Blueprint(__name__)

KINDS = {"type": "string", "enum": [str(kind) for kind in TaskKind], "x-required": True}
ASSIGNEE = {"type": "string", "enum": ["none", "me"], "description": "Free ones only, or one's own only."}
COMMON = frozenset({"version", "outcome", "grounds", "outputs", "note"})
"""What the completion of every kind of Task may say."""
UNKNOWN = {"task": "0" * 32}


@operation(
    routes,
    "GET",
    "/v1/tasks",
    summary="List a department's open Tasks of one kind, most urgent first",
    tag="tasks",
    access=Access.SIGNED,
    query={"department": {**CODE, "x-required": True}, "kind": KINDS, "role": CODE, "assignee": ASSIGNEE, **PAGED},
    answer=listed("Task"),
    examples=(
        Example("experts'", 200, query={"department": "transport-committee", "kind": "expert"}, sign_in="expert"),
        Example("without a kind", 400, query={"department": "transport-committee"}, sign_in="expert"),
    ),
)
def list_tasks(call: Call) -> Any:
    """Give one page of a queue."""
    found, position = tasks.list_open(
        context.stores(),
        call.actor,
        call.query["department"],
        call.query["kind"],
        context.opened_cursor(call),
        context.page_size(call),
        role=call.query.get("role"),
        assignee=call.actor.id if call.query.get("assignee") == "me" else call.query.get("assignee"),
    )
    return context.page(call, listed_with_risk(found), position)


@operation(
    routes,
    "GET",
    "/v1/tasks/{task}",
    summary="Read a Task",
    tag="tasks",
    access=Access.SIGNED,
    answer=ref("Task"),
    examples=(Example("unknown", 404, path=UNKNOWN, sign_in="expert"),),
)
def read_task(call: Call) -> Any:
    """Give one Task, open or done: an intake specialist's with its checklist, a responder's with its question, an
    expert's and a decision maker's with what it rests on.
    """
    stores = context.stores()
    task = tasks.read(stores, call.actor, call.path["task"])
    if task.kind == TaskKind.INTAKE:
        return {**shown(task), "round": task.round, "checklist": intake.checklist_of(stores, call.actor, task)}
    if task.kind != TaskKind.REQUEST:
        return shown(task) | expertise.of_task(stores, task)
    question = exchanging.question_of(stores, task)
    standard = question.standard
    asked = {"title": dict(standard.title), "inputs": question.request.question, "form": standard.answer}
    words = {"labels": standard.raw.get("labels", {}), "asked": exchanging.words_of(stores, task)}
    return {**shown(task), "question": asked | {"standard": standard.id} | words}


@operation(
    routes,
    "POST",
    "/v1/tasks/{task}/completion",
    summary="Complete a Task with an outcome and, for a refusal, its grounds",
    tag="tasks",
    access=Access.SIGNED,
    body=ref("NewCompletion"),
    answer=ref("Task"),
    problems=(409,),
    examples=(
        Example("unknown", 404, path=UNKNOWN, body={"version": 1, "outcome": "pass"}, sign_in="expert"),
        Example("no version", 400, path=UNKNOWN, body={"outcome": "pass"}, sign_in="expert"),
    ),
)
def complete_task(call: Call) -> Any:
    """Say what was found; the case goes on by itself."""
    body = call.body
    done = tasks.complete(
        context.stores(),
        call.actor,
        call.path["task"],
        version=body["version"],
        said=Completion(
            outcome=body.get("outcome"),
            grounds=tuple(body.get("grounds", ())),
            outputs=body.get("outputs"),
            note=body.get("note"),
            more={name: value for name, value in body.items() if name not in COMMON},
        ),
    )
    return shown(done)


def listed_with_risk(found: list[Task]) -> list[dict[str, Any]]:
    """Show Tasks of a list, each with how it stands to its last day."""
    risks = queues.risks(context.stores(), found)
    return [{**shown(task), "risk": risks[task.id]} for task in found]


def shown(task: Task) -> dict[str, Any]:
    """Show a Task to staff."""
    return {
        "task": task.id,
        "kind": task.kind,
        "department": task.department,
        "role": task.role,
        "case": task.case,
        "application": task.application,
        "number": task.number,
        "service": task.service,
        "sub_service": task.sub_service,
        "reason": task.reason,
        "parent": task.parent,
        "attachment": task.attachment,
        "question": task.question,
        "state": task.state,
        "opened_at": task.opened_at,
        "due_on": task.due_on,
        "version": task.version,
        "assignee": task.assignee,
        "assigned_at": task.assigned_at,
        "assigned_by": task.assigned_by,
        "request": task.request,
        "reminded_at": task.reminded_at,
        "escalated_at": task.escalated_at,
        "outcome": task.outcome,
        "grounds": list(task.grounds),
        "outputs": task.outputs,
        "note": task.note,
        "done_by": task.done_by,
        "done_at": task.done_at,
    }
