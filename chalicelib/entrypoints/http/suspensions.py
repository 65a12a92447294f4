"""Suspension and resumption of a case."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.domain.cases import Case
from chalicelib.entrypoints.http import context
from chalicelib.entrypoints.http.cases import UNKNOWN
from chalicelib.entrypoints.http.operations import Access, Call, Example, operation
from chalicelib.entrypoints.http.shapes import ref
from chalicelib.usecases import suspending

routes = Blueprint(__name__)


@operation(
    routes,
    "POST",
    "/v1/cases/{case}/suspension",
    summary="Suspend a case for one of the reasons that its service declares",
    tag="cases",
    access=Access.SIGNED,
    body=ref("NewSuspension"),
    answer=ref("Clock"),
    problems=(409,),
    examples=(
        Example("unknown", 404, path=UNKNOWN, body={"code": "winter-inspection"}, sign_in="expert"),
        Example("without a reason", 400, path=UNKNOWN, body={}, sign_in="expert"),
    ),
)
def suspend_case(call: Call) -> Any:
    """Stop the term; the applicant is told why, and the case goes on by itself at the latest when it must.

    A note is kept sealed and shown to staff, to the applicant where the definition says so.
    """
    code, note = call.body["code"], call.body.get("note")
    return _clock(suspending.suspend(context.stores(), call.actor, call.path["case"], code=code, note=note))


@operation(
    routes,
    "POST",
    "/v1/cases/{case}/resumption",
    summary="Resume a suspended case",
    tag="cases",
    access=Access.SIGNED,
    answer=ref("Clock"),
    problems=(409,),
    examples=(Example("unknown", 404, path=UNKNOWN, sign_in="expert"),),
)
def resume_case(call: Call) -> Any:
    """Let the term go on; its last day moves by the days that it stood."""
    return _clock(suspending.resume(context.stores(), call.actor, call.path["case"]))


def _clock(case: Case) -> dict[str, Any]:
    return {
        "case": case.id,
        "status": str(case.status),
        "due_on": case.due_on,
        "suspended": case.suspended,
        "clock": list(case.clock),
        "version": case.version,
    }
