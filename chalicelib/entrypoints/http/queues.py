"""Queues: claim a Task, give it back, give it to somebody, take it over; one's own Tasks, absences, interests."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.domain.errors import OknoError
from chalicelib.domain.queues import Absence
from chalicelib.domain.work import Task
from chalicelib.entrypoints.http import context, problems
from chalicelib.entrypoints.http.operations import Access, Answer, Call, Example, operation
from chalicelib.entrypoints.http.parsing import check_person
from chalicelib.entrypoints.http.shapes import PAGED, listed, ref
from chalicelib.entrypoints.http.tasks import UNKNOWN, listed_with_risk, shown
from chalicelib.usecases import conflicts, queues

routes = Blueprint(__name__)

AWAY = {"department": "transport-committee", "person": "00000000-0000-4000-8000-000000000001"}
NOT_THERE = {"version": 1}


@operation(
    routes,
    "POST",
    "/v1/tasks/{task}/claim",
    summary="Claim a free Task",
    tag="tasks",
    access=Access.SIGNED,
    body=ref("SeenTask"),
    answer=ref("Task"),
    problems=(409,),
    examples=(Example("unknown", 404, path=UNKNOWN, body=NOT_THERE, sign_in="expert"),),
)
def claim_task(call: Call) -> Any:
    """Take it from the queue; from then on nobody else can complete it."""
    return shown(queues.claim(context.stores(), call.actor, call.path["task"], call.body["version"]))


@operation(
    routes,
    "POST",
    "/v1/tasks/{task}/release",
    summary="Give a Task back to the queue",
    tag="tasks",
    access=Access.SIGNED,
    body=ref("SeenTask"),
    answer=ref("Task"),
    problems=(409,),
    examples=(Example("unknown", 404, path=UNKNOWN, body=NOT_THERE, sign_in="expert"),),
)
def release_task(call: Call) -> Any:
    """Give back one's own Task, or as head anybody's."""
    return shown(queues.release(context.stores(), call.actor, call.path["task"], call.body["version"]))


@operation(
    routes,
    "POST",
    "/v1/tasks/{task}/assignment",
    summary="Give a Task to a member of the department",
    tag="tasks",
    access=Access.SIGNED,
    body=ref("NewAssignment"),
    answer=ref("Task"),
    problems=(409,),
    examples=(
        Example("unknown", 404, path=UNKNOWN, body={**NOT_THERE, "person": AWAY["person"]}, sign_in="head"),
        Example("to nobody", 400, path=UNKNOWN, body=NOT_THERE, sign_in="head"),
    ),
)
def assign_task(call: Call) -> Any:
    """Give it to somebody who may do it and is at work, whoever had it before."""
    body = call.body
    person = check_person(body["person"])
    return shown(queues.assign(context.stores(), call.actor, call.path["task"], body["version"], person))


@operation(
    routes,
    "POST",
    "/v1/tasks/{task}/takeover",
    summary="Take over the Task of a colleague who is away",
    tag="tasks",
    access=Access.SIGNED,
    body=ref("SeenTask"),
    answer=ref("Task"),
    problems=(409,),
    examples=(Example("unknown", 404, path=UNKNOWN, body=NOT_THERE, sign_in="expert"),),
)
def take_task_over(call: Call) -> Any:
    """Take it from who is noted as away, or works there no more."""
    return shown(queues.take_over(context.stores(), call.actor, call.path["task"], call.body["version"]))


@operation(
    routes,
    "POST",
    "/v1/tasks/actions",
    summary="Do one action to many Tasks, answered one by one",
    tag="tasks",
    access=Access.SIGNED,
    body=ref("NewActions"),
    answer=ref("Actions"),
    examples=(
        Example(
            "one unknown",
            200,
            body={"action": "claim", "tasks": [{"task": UNKNOWN["task"], "version": 1}]},
            sign_in="expert",
        ),
        Example("nothing to do", 400, body={"action": "claim", "tasks": []}, sign_in="expert"),
    ),
)
def act_on_tasks(call: Call) -> Any:
    """Each Task is moved by itself, under the version that was seen; what can't be is told with its reason."""
    body = call.body
    person = check_person(body["person"]) if "person" in body else None
    wanted = [(one["task"], one["version"]) for one in body["tasks"]]
    done = queues.each(context.stores(), call.actor, body["action"], wanted, person)
    return {"items": [_outcome(task_id, what, call.language) for task_id, what in done]}


@operation(
    routes,
    "GET",
    "/v1/me/tasks",
    summary="List the Tasks that one has, the soonest due first",
    tag="tasks",
    access=Access.SIGNED,
    query=PAGED,
    answer=listed("Task"),
    examples=(
        Example("one's own", 200, sign_in="expert"),
        Example("applicants have none", 403, sign_in="applicant"),
    ),
)
def list_own_tasks(call: Call) -> Any:
    """Give one page of the actor's open Tasks, of whatever department and kind."""
    found, position = queues.own(context.stores(), call.actor, context.opened_cursor(call), context.page_size(call))
    return context.page(call, listed_with_risk(found), position)


@operation(
    routes,
    "PUT",
    "/v1/departments/{department}/members/{person}/absence",
    summary="Note when a member is away",
    tag="members",
    access=Access.SIGNED,
    body=ref("NewAbsence"),
    status=204,
    examples=(
        Example("a week", 204, path=AWAY, body={"from": "2026-07-01", "until": "2026-07-07"}, sign_in="head"),
        Example("backwards", 400, path=AWAY, body={"from": "2026-07-07", "until": "2026-07-01"}, sign_in="head"),
    ),
)
def note_absence(call: Call) -> Any:
    """While they are away, colleagues may take their Tasks over, and no lot falls on them."""
    absence = Absence(call.body["from"], call.body["until"])
    queues.be_absent(context.stores(), call.actor, call.path["department"], check_person(call.path["person"]), absence)
    return Answer(None)


@operation(
    routes,
    "DELETE",
    "/v1/departments/{department}/members/{person}/absence",
    summary="Note that a member is back",
    tag="members",
    access=Access.SIGNED,
    status=204,
    examples=(Example("nobody's", 204, path=AWAY, sign_in="head"),),
)
def end_absence(call: Call) -> Any:
    """Forget the absence; nothing happens when there is none."""
    queues.be_absent(context.stores(), call.actor, call.path["department"], check_person(call.path["person"]), None)
    return Answer(None)


@operation(
    routes,
    "PUT",
    "/v1/me/interests",
    summary="Declare by which identifiers one and one's relatives would apply",
    tag="members",
    access=Access.SIGNED,
    body=ref("NewInterests"),
    answer=ref("Interests"),
    examples=(
        Example(
            "oneself and a relative",
            200,
            body={
                "interests": [
                    {"relation": "self", "kind": "snils", "value": "112-233-445 95"},
                    {"relation": "relative", "kind": "phone", "value": "+79170000003"},
                ]
            },
            sign_in="expert",
        ),
    ),
)
def declare_interests(call: Call) -> Any:
    """Only keyed digests are kept; applications of those named are closed to the actor."""
    given = [(one["relation"], (one["kind"], one["value"])) for one in call.body["interests"]]
    return {"declared": conflicts.declare(context.stores(), call.actor, given)}


@operation(
    routes,
    "GET",
    "/v1/me/interests",
    summary="See how many interests one has declared",
    tag="members",
    access=Access.SIGNED,
    answer=ref("Interests"),
    examples=(Example("one's own", 200, sign_in="expert"),),
)
def read_interests(call: Call) -> Any:
    """Give the number for each relation; the identifiers themselves can't be read back."""
    return {"declared": conflicts.declared(context.stores(), call.actor)}


def _outcome(task_id: str, what: Task | OknoError, language: str) -> dict[str, Any]:
    if isinstance(what, Task):
        return {"task": task_id, "done": True, "version": what.version, "assignee": what.assignee, "problem": None}
    return {"task": task_id, "done": False, "problem": problems.describe(what, language)[1]}
