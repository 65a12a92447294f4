"""The two machines: valid, linear, patient, and with a role that allows exactly what they call."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain import errors
from chalicelib.entrypoints.workflow import COMMANDS
from tests.infra.conftest import Template, of_type

PROJECT = Path(__file__).resolve().parents[2]
MACHINES = {"ServiceCaseMachine": "service_case", "SubServiceMachine": "sub_service"}
VALIDATOR = PROJECT / ".engine" / "node" / "node_modules" / ".bin" / "asl-validator"
THIRTY_DAYS = 2592000
MOST_STATES = 12
MOST_TRANSITIONS = 12
CALLS = {"arn:aws:states:::lambda:invoke": "lambda:InvokeFunction"}
"""What a machine's role must allow for each integration."""
WAITING = ".waitForTaskToken"
KNOWN_ERRORS = {"States.Timeout"} | {
    name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, errors.OknoError)
}
LOG_DELIVERY = {
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
}

both = pytest.mark.parametrize("name", sorted(MACHINES.values()))


def machine(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((PROJECT / "statemachines" / f"{name}.asl.json").read_text())
    return read


def tasks(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for title, state in machine(name)["States"].items():
        if state["Type"] == "Task":
            yield title, state


def successors(state: dict[str, Any]) -> set[str]:
    found = {choice["Next"] for choice in state.get("Choices", [])}
    return found | {state[key] for key in ("Next", "Default") if key in state}


@both
def test_the_validator_accepts_it(name: str) -> None:
    path = str(PROJECT / "statemachines" / f"{name}.asl.json")
    done = subprocess.run([str(VALIDATOR), "--json-path", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@both
def test_it_is_small_and_says_why(name: str) -> None:
    definition = machine(name)
    assert definition["QueryLanguage"] == "JSONata"
    assert len(definition["States"]) <= MOST_STATES
    for title, state in definition["States"].items():
        assert state["Comment"], title
        assert state["Type"] in ("Task", "Choice", "Succeed"), f"{title}: no Map, Parallel or Wait"
        assert re.match(r"[A-Z][a-z]+ [A-Za-z' -]+\??$", title) or title in ("Assess", "Decide"), title


@both
def test_one_retry_policy_everywhere(name: str) -> None:
    policies = {json.dumps(state["Retry"]) for each in MACHINES.values() for _, state in tasks(each)}
    assert len(policies) == 1
    for title, state in tasks(name):
        assert "TransientError" in state["Retry"][0]["ErrorEquals"], title


@both
def test_every_wait_has_a_timeout_and_asks_again(name: str) -> None:
    waits = [(title, state) for title, state in tasks(name) if state["Resource"].endswith(WAITING)]
    assert waits
    for title, state in waits:
        assert state["TimeoutSeconds"] == THIRTY_DAYS
        assert {"ErrorEquals": ["States.Timeout"], "Next": title} in state["Catch"]
        payload = state["Arguments"]["Payload"]
        assert payload["token"] == "{% $states.context.Task.Token %}"
        assert payload["execution"] == "{% $states.context.Execution.Id %}"


@both
def test_every_catch_names_a_known_error(name: str) -> None:
    for title, state in tasks(name):
        for catch in state.get("Catch", []):
            assert set(catch["ErrorEquals"]) <= KNOWN_ERRORS, title


@both
def test_every_command_is_one_that_the_workflow_function_knows(name: str) -> None:
    for title, state in tasks(name):
        payload = state["Arguments"]["Payload"]
        assert payload["command"] in COMMANDS, title
        assert set(payload) <= {"command", "case_id", "n", "sub_service", "token", "execution", "state"}
        assert ("sub_service" in payload) == (name == "sub_service")


def test_every_command_is_used() -> None:
    used = {state["Arguments"]["Payload"]["command"] for name in MACHINES.values() for _, state in tasks(name)}
    assert used == set(COMMANDS)


@both
def test_every_state_can_be_reached_and_leads_on(name: str) -> None:
    definition = machine(name)
    reached, frontier = set(), {definition["StartAt"]}
    while frontier:
        reached |= frontier
        frontier = {after for title in frontier for after in successors(definition["States"][title])} - reached
    assert reached == set(definition["States"])
    for title, state in definition["States"].items():
        assert successors(state) or state.get("End") or state["Type"] == "Succeed", title


def test_an_automatic_case_is_at_most_twelve_transitions() -> None:
    states = machine("service_case")["States"]
    answers = {"check": "accepted", "assess": "settled", "decide": "decided"}
    path = [machine("service_case")["StartAt"]]
    said = ""
    while not states[path[-1]].get("End"):
        state = states[path[-1]]
        if state["Type"] == "Task":
            said = answers[state["Arguments"]["Payload"]["command"]]
            path.append(state["Next"])
        else:
            path.append(next(one["Next"] for one in state["Choices"] if f"'{said}'" in one["Condition"]))
    # Starting and ending are counted as transitions too.
    assert len(path) + 2 <= MOST_TRANSITIONS, path


@pytest.mark.parametrize("logical_id", sorted(MACHINES))
def test_the_role_allows_what_the_machine_calls_and_no_more(template: Template, logical_id: str) -> None:
    resource = template["Resources"][logical_id]["Properties"]
    definition = json.loads(resource["DefinitionString"])
    assert definition == machine(MACHINES[logical_id])
    substitutions = resource["DefinitionSubstitutions"]
    needed = set()
    for state in definition["States"].values():
        if state["Type"] == "Task":
            action = CALLS[state["Resource"].removesuffix(WAITING)]
            called = re.fullmatch(r"\$\{(\w+)\}", state["Arguments"]["FunctionName"])
            assert called
            needed.add((action, json.dumps(substitutions[called[1]])))
    role = template["Resources"][resource["RoleArn"]["Fn::GetAtt"][0]]["Properties"]
    allowed, logging = set(), set()
    for policy in role["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            for action in actions:
                if statement["Resource"] == "*":
                    logging.add(action)
                else:
                    allowed.add((action, json.dumps(statement["Resource"])))
    assert allowed == needed
    assert logging == LOG_DELIVERY
    assert "ManagedPolicyArns" not in role


def test_logs_of_machines_hold_no_data(template: Template) -> None:
    for one in of_type(template, "AWS::StepFunctions::StateMachine").values():
        assert one["Properties"]["LoggingConfiguration"]["IncludeExecutionData"] is False
        assert one["Properties"]["StateMachineType"] == "STANDARD"
