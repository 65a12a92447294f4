"""Step Functions: executions that wait without a thread, obey every timeout, and go on after a restart.

ministack runs an execution in one thread that sleeps 0.15 s first, ignores HeartbeatSeconds, JSONata timeouts,
execution timeouts and the failure of a callback's Lambda, and fails every running execution on restart. Here it is a
record (see `execution_store`); a thread of a small pool takes it from place to place and leaves it at a wait.

Machines are linear, as the design has them: Task, Choice, Pass, Wait, Succeed and Fail. Parallel and Map run as in
ministack, in one thread, and start over after a restart.
"""

from __future__ import annotations

import copy
import json
import logging
import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ministack.core.responses import _request_account_id, _request_region, now_iso
from ministack.services import stepfunctions as sfn

from . import call_log
from .execution_store import Execution, ExecutionStore, Key
from .execution_tasks import Parked, Tasks
from .timers import Timers

logger = logging.getLogger("okno.executions")
THREADS = int(os.environ.get("OKNO_EXECUTION_THREADS", "16"))


class Executions:
    """Takes executions through their machines."""

    def __init__(self, store: ExecutionStore) -> None:
        self.store = store
        self.timers = Timers()
        self.tasks = Tasks(store, self.timers, self.schedule)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="okno-execution")

    def begin(self, key: Key, execution: Execution) -> None:
        """Put a new execution at its first state; it survives when this returns."""
        machine = sfn._state_machines.get(execution["stateMachineArn"])
        definition = json.loads(machine["definition"])
        execution["_definition"] = self.store.remember_definition(machine["definition"])
        execution["_machine"] = machine["name"]
        execution["_retried"] = 0
        execution["_at"] = _place(definition["StartAt"], json.loads(execution["input"]), {})
        self.store.keep(key, execution)
        self._limit_time(key, execution, definition)
        self.schedule(key)

    def schedule(self, key: Key) -> None:
        """Let a thread take the execution on."""
        self._pool.submit(self._advance, key)

    def resume_all(self) -> int:
        """After a restart: arm the deadlines of what waits and take on what doesn't; returns how many there are."""
        running = self.store.running()
        for key in running:
            execution = self.store.get(key)
            if execution is None or "_at" not in execution:
                continue
            self._limit_time(key, execution, json.loads(self.store.definition(execution["_definition"])))
            if not self.tasks.rearm(key, execution):
                self.schedule(key)
        return len(running)

    def fail(self, key: Key, execution: Execution, error: str, cause: str, status: str = "FAILED") -> None:
        """End an execution badly."""
        event = {"TIMED_OUT": "ExecutionTimedOut"}.get(status, "ExecutionFailed")
        details = event[0].lower() + event[1:] + "EventDetails"
        execution.update(status=status, error=error, cause=cause, stopDate=now_iso())
        add_event(execution, event, {details: {"error": error, "cause": cause}})
        self.store.keep(key, execution)
        sfn._emit_execution_status_event(execution)

    # ---------------------------------------------------------------------------------------------------------------

    def _limit_time(self, key: Key, execution: Execution, definition: dict[str, Any]) -> None:
        seconds = definition.get("TimeoutSeconds")
        if not seconds:
            return

        def over() -> None:
            if execution["status"] == "RUNNING":  # without the lock: a Lambda of this execution may hold it for minutes
                _enter_scope(key)
                self.fail(key, execution, "States.Timeout", "the execution's time is over", "TIMED_OUT")

        started = sfn._timestamp_response_value(execution["startDate"])
        self.timers.at(float(started) + seconds, over)

    def _advance(self, key: Key) -> None:
        _enter_scope(key)
        with self.store.lock(key):
            execution = self.store.get(key)
            if execution is None or execution["status"] != "RUNNING":
                return
            try:
                self._walk(key, execution)
            except sfn._ExecutionError as error:
                if execution["status"] == "RUNNING":
                    self.fail(key, execution, error.error, error.cause)
            except Exception as error:
                logger.exception("execution %s", key[2])
                self.fail(key, execution, "States.Runtime", f"{type(error).__name__}: {error}")

    def _walk(self, key: Key, execution: Execution) -> None:
        """Go from state to state until one waits or none is left."""
        definition = json.loads(self.store.definition(execution["_definition"]))
        while execution["status"] == "RUNNING":
            at = execution["_at"]
            if at["phase"] == "sleep":
                return
            state = definition["States"].get(at["state"])
            if state is None:
                raise sfn._ExecutionError("States.Runtime", f"State '{at['state']}' isn't in the definition")
            kind = state["Type"]
            if at["phase"] == "enter" and not at.get("entered"):
                at["entered"] = now_iso()
                call_log.LOG.record("states", "Transition", target=execution["_machine"], state=at["state"])
                add_event(
                    execution, f"{kind}StateEntered", _state_details("Entered", at["state"], "input", at["input"])
                )
            context = _context(key, execution, definition, at)
            try:
                output, following = self._run_state(kind, key, execution, state, context)
            except Parked:
                return
            if execution["status"] != "RUNNING":
                return
            add_event(execution, f"{kind}StateExited", _state_details("Exited", at["state"], "output", output))
            if following is None:
                self._succeed(key, execution, output)
                return
            execution["_at"] = _place(following, output, context["variables"])
            self.store.keep(key, execution)

    def _run_state(
        self, kind: str, key: Key, execution: Execution, state: dict[str, Any], context: dict[str, Any]
    ) -> tuple[Any, str | None]:
        given = execution["_at"]["input"]
        result: tuple[Any, str | None]
        if kind == "Task":
            result = self.tasks.run(key, execution, state, context)
        elif kind == "Wait":
            result = self._wait(key, execution, state, context)
        elif kind == "Succeed":
            result = _succeed_output(state, given, context), None
        elif kind == "Fail":
            raise sfn._ExecutionError(*sfn._fail_state_error(state, given, context))
        elif kind in ("Parallel", "Map"):
            run = sfn._execute_parallel if kind == "Parallel" else sfn._execute_map
            result = run(state, copy.deepcopy(given), execution, context)
        elif kind in ("Choice", "Pass"):
            run = sfn._execute_choice if kind == "Choice" else sfn._execute_pass
            result = run(state, copy.deepcopy(given), context)
        else:
            raise sfn._ExecutionError("States.Runtime", f"Unknown state type: {kind}")
        return result

    def _wait(
        self, key: Key, execution: Execution, state: dict[str, Any], context: dict[str, Any]
    ) -> tuple[Any, str | None]:
        at = execution["_at"]
        if at["phase"] == "enter":
            if "Seconds" in state:
                seconds = float(sfn._apply_jsonata_template(state["Seconds"], at["input"], context))
                until = time.time() + seconds * sfn._SFN_WAIT_SCALE
            else:
                stamp = sfn._apply_jsonata_template(state["Timestamp"], at["input"], context)
                until = float(sfn._timestamp_response_value(stamp))
            self.tasks.sleep(key, execution, until, "done")
        return sfn._execute_pass(state, at["input"], context)

    def _succeed(self, key: Key, execution: Execution, output: Any) -> None:
        text = json.dumps(output)
        execution.update(status="SUCCEEDED", output=text, stopDate=now_iso(), _at=None)
        add_event(execution, "ExecutionSucceeded", {"executionSucceededEventDetails": {"output": text}})
        self.store.keep(key, execution)
        sfn._emit_execution_status_event(execution)


def add_event(execution: Execution, kind: str, details: dict[str, Any] | None = None) -> None:
    """Append an event to the history, linked to the one before."""
    event = sfn._add_event(execution, kind, details)
    event["previousEventId"] = event["id"] - 1


def _place(state: str, given: Any, variables: dict[str, Any]) -> dict[str, Any]:
    return {"state": state, "input": given, "variables": dict(variables), "phase": "enter", "retries": {}}


def _context(key: Key, execution: Execution, definition: dict[str, Any], at: dict[str, Any]) -> dict[str, Any]:
    """The context object, and beside it what ministack's evaluators look for in it."""
    return {
        "QueryLanguage": definition.get("QueryLanguage", "JSONPath"),
        "Execution": {
            "Id": key[2],
            "Input": json.loads(execution["input"]),
            "Name": execution["name"],
            "StartTime": execution["startDate"],
        },
        "StateMachine": {"Id": execution["stateMachineArn"], "Name": execution["_machine"]},
        "State": {
            "Name": at["state"],
            "EnteredTime": at.get("entered") or now_iso(),
            "RetryCount": sum(at["retries"].values()),
        },
        "variables": dict(at["variables"]),
    }


def _succeed_output(state: dict[str, Any], given: Any, context: dict[str, Any]) -> Any:
    if sfn._state_query_language(state, context) == "JSONata":
        return sfn._apply_jsonata_output(state, given, context, default=given)
    return sfn._apply_output_path(state, sfn._apply_input_path(state, given, context), context)


def _state_details(kind: str, name: str, field: str, value: Any) -> dict[str, Any]:
    return {f"state{kind}EventDetails": {"name": name, field: json.dumps(value)}}


def _enter_scope(key: Key) -> None:
    _request_account_id.set(key[0])
    _request_region.set(key[1])
