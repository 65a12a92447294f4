"""The commands of the two state machines: parse, call one use case, say what comes next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chalice import Blueprint

from chalicelib.bootstrap import Stores, stores
from chalicelib.domain.errors import NotFound

commands = Blueprint(__name__)

Event = dict[str, Any]


def _check(stores: Stores, event: Event) -> str:
    from chalicelib.usecases import checking

    return checking.check(stores, event["case_id"])


def _assess(stores: Stores, event: Event) -> str:
    from chalicelib.usecases import assessing

    return assessing.assess(stores, event["case_id"])


def _decide(stores: Stores, event: Event) -> str:
    from chalicelib.usecases import deciding

    return deciding.decide(stores, event["case_id"])


def _deliver(stores: Stores, event: Event) -> str:
    from chalicelib.usecases import closing

    return closing.deliver(stores, event["case_id"])


def _gather(stores: Stores, event: Event) -> str:
    from chalicelib.usecases import sub_services

    return sub_services.gather(stores, event["case_id"], event["sub_service"], event["n"])


def _decide_sub_service(stores: Stores, event: Event) -> str:
    from chalicelib.usecases import sub_services

    return sub_services.decide_sub_service(stores, event["case_id"], event["sub_service"], event["n"])


def _record_outcome(stores: Stores, event: Event) -> str:
    from chalicelib.usecases import sub_services

    return sub_services.record_outcome(stores, event["case_id"], event["sub_service"], event["n"])


def _wait(stores: Stores, event: Event) -> str:
    from chalicelib.usecases import waiting

    waiting.wait(
        stores,
        state=event["command"],
        case_id=event["case_id"],
        sub_id=event.get("sub_service"),
        execution=event["execution"],
        token=event["token"],
    )
    return "waiting"


COMMANDS: dict[str, Callable[[Stores, Event], str]] = {
    "check": _check,
    "assess": _assess,
    "decide": _decide,
    "deliver": _deliver,
    "gather": _gather,
    "decide_sub_service": _decide_sub_service,
    "record_outcome": _record_outcome,
    "wait_for_files": _wait,
    "wait_for_intake": _wait,
    "wait_for_assessment": _wait,
    "wait_for_decision": _wait,
    "wait_for_answers": _wait,
    "wait_for_expert": _wait,
}
"""Names only grow: a running execution of an earlier release still calls the ones it knows."""


@commands.lambda_function(name="workflow")
def workflow(event: Event, context: object) -> dict[str, str]:
    """Run one command {"command", "case_id", "n", "sub_service"?, "execution"?, "token"?}; give {"next"}.

    Errors leave by their class name, which the machines' Retry and Catch know (domain/errors.py).
    """
    command = COMMANDS.get(event["command"])
    if command is None:
        raise NotFound(f"no command {event['command']}")
    stores().accounts.forget_keys()
    return {"next": command(stores(), event)}
