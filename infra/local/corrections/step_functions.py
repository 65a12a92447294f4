"""Step Functions' API: starting, stopping and calling back, as the cloud answers them."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

from ministack.core.responses import error_response_json, get_account_id, get_region, json_response
from ministack.services import lambda_svc
from ministack.services import stepfunctions as sfn

from .execution_store import ExecutionStore
from .executions import Executions
from .journal import Journal

Response = tuple[int, dict[str, str], bytes]
Data = dict[str, Any]

NAME = re.compile(r"[^\s<>{}\[\]?*\"#%\\^|~`$&,;:/\x00-\x1f\x7f]{1,80}")
OUTPUT_LIMIT = 262_144
TOKEN_ERRORS = {
    "InvalidToken": "Invalid Token: 'Invalid token'",
    "TaskDoesNotExist": "Task does not exist",
    "TaskTimedOut": "Task Timed Out: 'Provided task does not exist anymore'",
}

_stock_start = sfn._start_execution
_stock_stop = sfn._stop_execution
_stock_run = sfn._run_execution
_stock_success = sfn._send_task_success
_stock_failure = sfn._send_task_failure
_stock_heartbeat = sfn._send_task_heartbeat


class Api:
    """The actions that change executions."""

    def __init__(self, executions: Executions) -> None:
        self._executions = executions

    def start(self, data: Data) -> Response:
        """StartExecution: the same name with the same input, while it runs, is the same execution."""
        name, given = data.get("name"), data.get("input", "{}")
        if name is not None and not NAME.fullmatch(name):
            return _error("InvalidName", f"Invalid Name: '{name}'")
        try:
            json.loads(given)
        except ValueError:
            return _error("InvalidExecutionInput", "Invalid State Machine Execution Input: the input isn't JSON")
        status, headers, body = _stock_start(data)
        answer = json.loads(body)
        if status == 200:
            arn = answer["executionArn"]
            self._executions.begin((get_account_id(), get_region(), arn), sfn._executions[arn])
        elif "ExecutionAlreadyExists" in json.dumps(answer):
            machine = data["stateMachineArn"].rsplit(":", 1)[1]
            arn = f"arn:aws:states:{get_region()}:{get_account_id()}:execution:{machine}:{name}"
            running = sfn._executions.get(arn)
            if running and running["status"] == "RUNNING" and running["input"] == given:
                return json_response({"executionArn": arn, "startDate": running["startDate"]})
        return status, headers, body

    def stop(self, data: Data) -> Response:
        """StopExecution."""
        response: Response = _stock_stop(data)
        execution = sfn._executions.get(data.get("executionArn"))
        if execution is not None:
            self._executions.store.keep((get_account_id(), get_region(), execution["executionArn"]), execution)
        return response

    def success(self, data: Data) -> Response:
        """SendTaskSuccess."""
        output = data.get("output", "{}")
        try:
            json.loads(output)
        except ValueError:
            return _error("InvalidOutput", "Invalid Output: the output isn't JSON")
        if len(output) > OUTPUT_LIMIT:
            return _error("InvalidOutput", "Invalid Output: the output is longer than 262144 characters")
        if _is_activity(data):
            return _stock_success(data)
        return self._answered(self._executions.tasks.answer(data.get("taskToken", ""), {"output": output}))

    def failure(self, data: Data) -> Response:
        """SendTaskFailure."""
        if _is_activity(data):
            return _stock_failure(data)
        answer = {"error": data.get("error"), "cause": data.get("cause")}
        return self._answered(self._executions.tasks.answer(data.get("taskToken", ""), answer))

    def heartbeat(self, data: Data) -> Response:
        """SendTaskHeartbeat."""
        if _is_activity(data):
            return _stock_heartbeat(data)
        return self._answered(self._executions.tasks.beat(data.get("taskToken", "")))

    @staticmethod
    def _answered(error: str | None) -> Response:
        return _error(error, TOKEN_ERRORS[error]) if error else json_response({})


def run_execution(arn: str) -> None:
    """Replaces `_run_execution`: executions begin in `Api.start`, express ones run as in ministack."""
    if (sfn._executions.get(arn) or {}).get("sync"):
        _stock_run(arn)


def call_lambda(function: str, event: Any) -> Any:
    """Invoke a function and return its result, or raise the error by the name that the cloud gives it."""
    record, config, name = lambda_svc._get_func_record_for_ref(function)
    if not record or not config:
        raise sfn._ExecutionError("Lambda.ResourceNotFoundException", f"Function not found: {name}")
    executed = lambda_svc._execution_record_for_config(record, config)
    result = lambda_svc._execute_function_with_config_scope(executed, event)
    if result.get("throttle"):
        raise sfn._ExecutionError("Lambda.TooManyRequestsException", json.dumps(result.get("body")))
    if result.get("error"):
        body = result.get("body")
        kind = body.get("errorType", "Lambda.Unknown") if isinstance(body, dict) else "Lambda.Unknown"
        raise sfn._ExecutionError(kind, json.dumps(body))
    return result.get("body")


def get_state() -> dict[str, Any]:
    """Machines without their executions, which are in the journal; replaces `get_state`."""
    kept = ("state_machines", "tags", "activities", "state_machine_versions", "state_machine_aliases")
    return {name: copy.deepcopy(getattr(sfn, f"_{name}")) for name in kept}


def _is_activity(data: Data) -> bool:
    return data.get("taskToken") in sfn._task_tokens


def _error(name: str, text: str) -> Response:
    return error_response_json(name, text, 400)


def apply(journal: Journal) -> Executions:
    """Replace how executions start, run, stop and are called back."""
    store = ExecutionStore(journal)
    store.register()
    executions = Executions(store)
    api = Api(executions)
    sfn._start_execution = api.start
    sfn._stop_execution = api.stop
    sfn._run_execution = run_execution
    sfn._call_lambda = call_lambda
    sfn._send_task_success = api.success
    sfn._send_task_failure = api.failure
    sfn._send_task_heartbeat = api.heartbeat
    sfn.get_state = get_state
    return executions
