"""Step Functions: timeouts, heartbeats, callbacks, errors and history as in the cloud."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.engine.conftest import Bench, task, wait_for, waiting_task


@pytest.fixture(scope="module")
def function(bench: Bench) -> str:
    return bench.function()


def test_a_callback_ends_the_wait(bench: Bench, function: str) -> None:
    machine = bench.machine({"Wait": waiting_task(function)}, "Wait")
    execution = bench.run(machine, {"case": "callback"})
    bench.client("stepfunctions").send_task_success(taskToken=bench.token("callback"), output='{"done": true}')
    assert json.loads(bench.ended(execution)["output"]) == {"done": True}


def test_stale_foreign_and_broken_tokens_are_told_apart(bench: Bench, function: str) -> None:
    states = bench.client("stepfunctions")
    machine = bench.machine({"Wait": waiting_task(function)}, "Wait")
    execution = bench.run(machine, {"case": "stale"})
    token = bench.token("stale")
    states.send_task_success(taskToken=token, output="{}")
    assert bench.ended(execution)["status"] == "SUCCEEDED"
    assert _error(states.send_task_success, taskToken=token, output="{}") == "TaskTimedOut"
    assert _error(states.send_task_heartbeat, taskToken=token) == "TaskTimedOut"
    assert _error(states.send_task_success, taskToken="nonsense", output="{}") == "InvalidToken"


def test_an_answer_that_is_not_json_is_refused(bench: Bench, function: str) -> None:
    machine = bench.machine({"Wait": waiting_task(function)}, "Wait")
    execution = bench.run(machine, {"case": "not-json"})
    states, token = bench.client("stepfunctions"), bench.token("not-json")
    assert _error(states.send_task_success, taskToken=token, output="{oops") == "InvalidOutput"
    states.send_task_failure(taskToken=token, error="Refused", cause="why")
    assert bench.ended(execution)["error"] == "Refused"


def test_a_missing_heartbeat_is_caught(bench: Bench, function: str) -> None:
    late = {"Type": "Fail", "Error": "Late"}
    wait = waiting_task(
        function, HeartbeatSeconds=1, Catch=[{"ErrorEquals": ["States.HeartbeatTimeout"], "Next": "Late"}]
    )
    execution = bench.run(bench.machine({"Wait": wait, "Late": late}, "Wait"), {"case": "heartbeat"})
    token = bench.token("heartbeat")
    time.sleep(0.6)
    bench.client("stepfunctions").send_task_heartbeat(taskToken=token)
    time.sleep(0.7)
    assert bench.client("stepfunctions").describe_execution(executionArn=execution)["status"] == "RUNNING"
    assert bench.ended(execution)["error"] == "Late"


def test_a_task_timeout_may_be_an_expression(bench: Bench, function: str) -> None:
    wait = waiting_task(function, TimeoutSeconds="{% $states.input.seconds %}")
    execution = bench.run(bench.machine({"Wait": wait}, "Wait"), {"case": "timeout", "seconds": 1})
    ended = bench.ended(execution)
    assert (ended["status"], ended["error"]) == ("FAILED", "States.Timeout")


def test_an_execution_has_a_timeout(bench: Bench, function: str) -> None:
    machine = bench.machine({"Wait": waiting_task(function)}, "Wait", TimeoutSeconds=1)
    assert bench.ended(bench.run(machine, {"case": "whole"}))["status"] == "TIMED_OUT"


def test_a_failing_function_is_named_by_its_error(bench: Bench, function: str) -> None:
    caught = {"Type": "Succeed", "Output": "{% $states.input %}"}
    call = task(
        function,
        {"do": "fail"},
        Catch=[{"ErrorEquals": ["OddError"], "Output": "{% $states.errorOutput.Error %}", "Next": "Caught"}],
    )
    execution = bench.run(bench.machine({"Call": call, "Caught": caught}, "Call"))
    assert json.loads(bench.ended(execution)["output"]) == "OddError"


def test_a_function_that_fails_to_take_the_token_fails_the_wait(bench: Bench, function: str) -> None:
    wait = waiting_task(function)
    wait["Arguments"]["Payload"]["do"] = "fail"
    assert bench.ended(bench.run(bench.machine({"Wait": wait}, "Wait"), {"case": "broken"}))["error"] == "OddError"


def test_transitions_and_retries_are_counted(bench: Bench, function: str) -> None:
    name = uuid.uuid4().hex
    first = {"Type": "Pass", "Assign": {"n": 2}, "Next": "Which?"}
    which = {"Type": "Choice", "Choices": [{"Condition": "{% $n = 2 %}", "Next": "Call"}], "Default": "Never"}
    retry = [{"ErrorEquals": ["OddError"], "IntervalSeconds": 1, "MaxAttempts": 1, "BackoffRate": 1}]
    call = task(function, {"do": "fail"}, Retry=retry)
    machine = bench.machine({"First": first, "Which?": which, "Call": call, "Never": {"Type": "Fail"}}, "First")
    execution = bench.run(machine, name=name)
    assert bench.ended(execution)["error"] == "OddError"
    counted = bench.engine_call("GET", f"transitions?name={name}")[0]
    assert (counted["entered"], counted["retried"], counted["transitions"]) == (3, 1, 4)
    events = bench.client("stepfunctions").get_execution_history(executionArn=execution)["events"]
    assert [event["type"] for event in events] == [
        "ExecutionStarted",
        "PassStateEntered",
        "PassStateExited",
        "ChoiceStateEntered",
        "ChoiceStateExited",
        "TaskStateEntered",
        *["TaskScheduled", "TaskStarted", "TaskFailed"] * 2,
        "ExecutionFailed",
    ]


def test_starting_again_under_the_same_name_is_the_same_execution_while_it_runs(bench: Bench, function: str) -> None:
    machine = bench.machine({"Wait": waiting_task(function)}, "Wait")
    execution = bench.run(machine, {"case": "named"}, name="case-1")
    assert bench.run(machine, {"case": "named"}, name="case-1") == execution
    with pytest.raises(ClientError, match="ExecutionAlreadyExists"):
        bench.run(machine, {"case": "other"}, name="case-1")
    bench.client("stepfunctions").send_task_success(taskToken=bench.token("named"), output="{}")
    bench.ended(execution)
    with pytest.raises(ClientError, match="ExecutionAlreadyExists"):
        bench.run(machine, {"case": "named"}, name="case-1")


def test_a_short_machine_takes_milliseconds(bench: Bench, function: str) -> None:
    machine = bench.machine({"Call": task(function, {})}, "Call")
    bench.ended(bench.run(machine))
    started = time.perf_counter()
    bench.ended(bench.run(machine))
    assert time.perf_counter() - started < 0.5


def test_many_wait_at_little_cost(bench: Bench, function: str) -> None:
    machine = bench.machine({"Wait": waiting_task(function)}, "Wait")
    executions = [bench.run(machine, {"case": f"many-{number}"}) for number in range(100)]
    wait_for(
        lambda: len({line.get("case") for line in bench.kept() if line.get("case", "").startswith("many-")}) == 100, 20
    )
    states = bench.client("stepfunctions")
    for number in range(100):
        states.send_task_success(taskToken=bench.token(f"many-{number}"), output="{}")
    assert {bench.ended(execution)["status"] for execution in executions} == {"SUCCEEDED"}


def _error(call: Any, **arguments: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return str(caught.value.response["Error"]["Code"])
