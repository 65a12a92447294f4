"""Referrals: an expert asks further experts."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.entrypoints.http import context
from chalicelib.entrypoints.http.operations import Access, Call, Example, operation
from chalicelib.entrypoints.http.shapes import ref
from chalicelib.entrypoints.http.tasks import UNKNOWN, shown
from chalicelib.usecases import referring
from chalicelib.usecases.referring import Addressee

routes = Blueprint(__name__)

QUESTION = {"version": 1, "to": [{"department": "transport-committee", "role": "expert"}], "question": "Is it safe?"}


@operation(
    routes,
    "POST",
    "/v1/tasks/{task}/referrals",
    summary="Refer an expert's Task to further experts, each with a Task of their own",
    tag="tasks",
    access=Access.SIGNED,
    body=ref("NewReferrals"),
    answer=ref("Referrals"),
    status=201,
    problems=(409,),
    examples=(
        Example("unknown", 404, path=UNKNOWN, body=QUESTION, sign_in="expert"),
        Example("to nobody", 400, path=UNKNOWN, body={**QUESTION, "to": []}, sign_in="expert"),
    ),
)
def refer_task(call: Call) -> Any:
    """Ask others; the sub-service waits until everybody has answered."""
    body = call.body
    to = tuple(Addressee(one["department"], one["role"], one.get("person")) for one in body["to"])
    opened = referring.refer(
        context.stores(), call.actor, call.path["task"], version=body["version"], to=to, question=body["question"]
    )
    return {"items": [shown(task) for task in opened]}
