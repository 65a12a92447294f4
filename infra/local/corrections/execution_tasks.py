"""Task states: calling Lambda, waiting for a token, deadlines, retries and catchers."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from typing import Any

from ministack.services import stepfunctions as sfn

from . import task_tokens
from .execution_store import Execution, ExecutionStore, Key
from .timers import Timers

State = dict[str, Any]
Context = dict[str, Any]
CALLBACK = ".waitForTaskToken"


class Parked(Exception):
    """The execution waits; whoever ends the wait schedules it again."""


class Tasks:
    """Runs one Task state of one execution at a time, under the execution's lock."""

    def __init__(self, store: ExecutionStore, timers: Timers, schedule: Callable[[Key], None]) -> None:
        self._store = store
        self._timers = timers
        self._schedule = schedule

    def run(self, key: Key, execution: Execution, state: State, context: Context) -> tuple[Any, str | None]:
        """Take a Task on from its phase; returns output and next state, raises Parked or what ends the run."""
        at = execution["_at"]
        try:
            if CALLBACK in state["Resource"]:
                result = self._callback(key, execution, state, context)
            else:
                result = self._call(execution, state, context)
        except sfn._ExecutionError as error:
            return self._recover(key, execution, state, context, error)
        _event(execution, "TaskSucceeded", output=json.dumps(result), **_resource(state))
        if sfn._state_query_language(state, context) == "JSONata":
            output = sfn._apply_jsonata_output(state, at["input"], context, result=result, default=result)
            sfn._apply_state_assign(state, at["input"], context, result=result)
        else:
            selected = sfn._apply_result_selector(state, result)
            output = sfn._apply_output_path(state, sfn._apply_result_path(state, at["input"], selected), context)
        return output, sfn._next_or_end(state)

    def sleep(self, key: Key, execution: Execution, until: float, then: str) -> None:
        """Leave the execution until an epoch second; always raises Parked."""
        at = execution["_at"]
        at.update(phase="sleep", until=until, then=then)
        self._store.keep(key, execution)
        self._wake_at(key, at)
        raise Parked

    def rearm(self, key: Key, execution: Execution) -> bool:
        """After a restart: arm what a waiting execution waits for; False when it is to be taken on at once."""
        at = execution["_at"]
        if at["phase"] == "sleep":
            self._wake_at(key, at)
            return True
        if at["phase"] == "wait" and "answer" not in at:
            self._watch(key, at)
            return True
        return False

    def answer(self, token: str, answer: dict[str, Any]) -> str | None:
        """Take a callback's `answer`, {"output": text} or {"error", "cause"}; returns the name of the error, if any."""
        found = self._waiting(token)
        if isinstance(found, str):
            return found
        key, execution = found
        at = execution["_at"]
        at["answer"] = answer
        self._store.keep(key, execution)
        if at["phase"] == "wait":
            self._schedule(key)
        return None

    def beat(self, token: str) -> str | None:
        """Take a heartbeat; returns the name of the error, if any."""
        found = self._waiting(token)
        if isinstance(found, str):
            return found
        at = found[1]["_at"]
        if at.get("heartbeat"):
            at["beat_by"] = time.time() + at["heartbeat"]
        return None

    # ---------------------------------------------------------------------------------------------------------------

    def _waiting(self, token: str) -> tuple[Key, Execution] | str:
        named = task_tokens.read(token)
        if named is None:
            return "InvalidToken"
        key = (named.account, named.region, named.execution)
        execution = self._store.get(key)
        if execution is None:
            return "TaskDoesNotExist"
        at = execution.get("_at") or {}
        if execution["status"] != "RUNNING" or at.get("token") != token or "answer" in at:
            return "TaskTimedOut"
        return key, execution

    def _call(self, execution: Execution, state: State, context: Context) -> Any:
        arguments = _arguments(state, execution["_at"]["input"], context)
        _event(execution, "TaskScheduled", parameters=json.dumps(arguments), **_resource(state))
        _event(execution, "TaskStarted", **_resource(state))
        seconds = _seconds(state, "TimeoutSeconds", execution["_at"]["input"], context)
        if seconds:
            return sfn._invoke_resource_with_timeout(state["Resource"], arguments, seconds)
        return sfn._invoke_resource(state["Resource"], arguments)

    def _callback(self, key: Key, execution: Execution, state: State, context: Context) -> Any:
        at = execution["_at"]
        if at["phase"] == "enter":
            at.update(phase="deliver", token=task_tokens.issue(*key))
            at["heartbeat"] = _seconds(state, "HeartbeatSeconds", at["input"], context)
            timeout = _seconds(state, "TimeoutSeconds", at["input"], context)
            at["deadline"] = time.time() + timeout if timeout else None
            at["beat_by"] = time.time() + at["heartbeat"] if at["heartbeat"] else None
            self._store.keep(key, execution)
        if at["phase"] == "deliver":
            context["Task"] = {"Token": at["token"]}
            arguments = _arguments(state, at["input"], context)
            _event(execution, "TaskScheduled", parameters=json.dumps(arguments), **_resource(state))
            _event(execution, "TaskStarted", **_resource(state))
            sfn._invoke_resource(state["Resource"].replace(CALLBACK, ""), arguments)
            _event(execution, "TaskSubmitted", **_resource(state))
            at["phase"] = "wait"
            self._store.keep(key, execution)
        if "answer" not in at:
            self._watch(key, at)
            raise Parked
        answer = at["answer"]
        if "output" in answer:
            return json.loads(answer["output"])
        raise sfn._ExecutionError(answer.get("error") or "States.TaskFailed", answer.get("cause") or "")

    def _watch(self, key: Key, at: dict[str, Any]) -> None:
        """Arm the nearest of the deadlines of a token that is out."""
        moments = [moment for moment in (at.get("deadline"), at.get("beat_by")) if moment]
        if moments:
            token = at["token"]
            self._timers.at(min(moments), lambda: self._deadline(key, token))

    def _deadline(self, key: Key, token: str) -> None:
        found = self._waiting(token)
        if isinstance(found, str):
            return
        at, now = found[1]["_at"], time.time()
        if at["deadline"] and at["deadline"] <= now:
            self.answer(token, {"error": "States.Timeout", "cause": "the task's time is over"})
        elif at["beat_by"] and at["beat_by"] <= now:
            self.answer(token, {"error": "States.HeartbeatTimeout", "cause": "no heartbeat came in time"})
        else:
            self._watch(key, at)

    def _wake_at(self, key: Key, at: dict[str, Any]) -> None:
        def wake() -> None:
            if at["phase"] == "sleep":
                at["phase"] = at["then"]
                self._schedule(key)

        self._timers.at(at["until"], wake)

    def _recover(
        self, key: Key, execution: Execution, state: State, context: Context, error: Any
    ) -> tuple[Any, str | None]:
        """Retry, catch, or raise."""
        at = execution["_at"]
        kind = "TaskTimedOut" if error.error in ("States.Timeout", "States.HeartbeatTimeout") else "TaskFailed"
        _event(execution, kind, error=error.error, cause=error.cause, **_resource(state))
        counts = {int(index): count for index, count in at["retries"].items()}
        retrier, index = sfn._find_matching_retrier(state.get("Retry", []), error.error, counts)
        if retrier is not None:
            at["retries"][str(index)] = counts.get(index, 0) + 1
            execution["_retried"] = execution.get("_retried", 0) + 1
            for stale in ("token", "answer", "deadline", "beat_by"):
                at.pop(stale, None)
            self.sleep(key, execution, time.time() + _delay(retrier, counts.get(index, 0)), "enter")
        catcher = sfn._find_matching_catcher(state.get("Catch", []), error.error)
        if catcher is None:
            raise error
        output = {"Error": error.error, "Cause": error.cause}
        language = sfn._state_query_language(state, context)
        return sfn._apply_catcher(catcher, at["input"], context, language, output), catcher["Next"]


def _delay(retrier: dict[str, Any], count: int) -> float:
    seconds = retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2.0) ** count
    seconds = min(seconds, retrier.get("MaxDelaySeconds", seconds))
    if retrier.get("JitterStrategy") == "FULL":
        seconds = random.uniform(0, seconds)  # nosec B311 - it spreads retries and guards nothing
    return float(seconds * sfn._SFN_WAIT_SCALE)


def _arguments(state: State, given: Any, context: Context) -> Any:
    if sfn._state_query_language(state, context) == "JSONata":
        return sfn._apply_jsonata_arguments(state, given, context)
    return sfn._apply_parameters(state, sfn._apply_input_path(state, given, context), context)


def _seconds(state: State, field: str, given: Any, context: Context) -> float | None:
    """A time limit, which may be a JSONata expression or a path."""
    if field in state:
        value = sfn._apply_jsonata_template(state[field], given, context)
    elif f"{field}Path" in state:
        value = sfn._resolve_path(state[f"{field}Path"], given)
    else:
        return None
    if not sfn._is_num(value) or value <= 0:
        raise sfn._ExecutionError("States.Runtime", f"{field} must be a positive number, not {json.dumps(value)}")
    return float(value)


def _resource(state: State) -> dict[str, str]:
    name = state["Resource"]
    short = name.rsplit(":", 1)[1] if ":states:::" in name else name
    return {"resourceType": "lambda" if "lambda" in name else "states", "resource": short}


def _event(execution: Execution, kind: str, **details: Any) -> None:
    event = sfn._add_event(execution, kind, {kind[0].lower() + kind[1:] + "EventDetails": details})
    event["previousEventId"] = event["id"] - 1
