"""Escalations: what is past its term in a department, for its head and for administrators."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.domain.cases import Case
from chalicelib.domain.escalations import KINDS
from chalicelib.domain.work import Task
from chalicelib.entrypoints.http import context
from chalicelib.entrypoints.http.operations import Access, Call, Example, operation
from chalicelib.entrypoints.http.shapes import CODE, PAGED, listed
from chalicelib.usecases import escalating
from chalicelib.usecases.escalating import Escalation

routes = Blueprint(__name__)

KIND = {"type": "string", "enum": list(KINDS), "description": "Only Requests, or only cases."}


@operation(
    routes,
    "GET",
    "/v1/escalations",
    summary="List Requests and cases of a department that are past their terms, those known longest first",
    tag="requests",
    access=Access.SIGNED,
    query={"department": {**CODE, "x-required": True}, "kind": KIND, **PAGED},
    answer=listed("Escalation"),
    examples=(
        Example("own department", 200, query={"department": "transport-committee"}, sign_in="head"),
        Example(
            "cases only", 200, query={"department": "transport-committee", "kind": "case"}, sign_in="administrator"
        ),
        Example("an expert", 403, query={"department": "transport-committee"}, sign_in="expert"),
        Example("no such kind", 400, query={"department": "transport-committee", "kind": "task"}, sign_in="head"),
    ),
)
def list_escalations(call: Call) -> Any:
    """Give one page; what is answered, decided or withdrawn leaves the list with that."""
    found, position = escalating.list_late(
        context.stores(),
        call.actor,
        call.query["department"],
        call.query.get("kind"),
        context.opened_cursor(call),
        context.page_size(call),
    )
    return context.page(call, [_shown(one) for one in found], position)


def _shown(one: Escalation) -> dict[str, Any]:
    what = one.what
    common = {name: getattr(what, name) for name in ("department", "number", "service", "escalated_at")}
    about = _case(what) if isinstance(what, Case) else _task(what)
    return {"kind": one.kind, **about, **common, "due_on": one.due_on, "days_late": one.days}


def _case(case: Case) -> dict[str, Any]:
    return {"case": case.id, "task": None, "request": None, "assignee": None, "reminded_at": None}


def _task(task: Task) -> dict[str, Any]:
    return {
        "case": task.case,
        "task": task.id,
        "request": task.request,
        "assignee": task.assignee,
        "reminded_at": task.reminded_at,
    }
