"""Every function has a policy of its own, without wildcards in actions and, but for named exceptions, in resources."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.commands import stack
from tests.infra.conftest import Template, of_type

ANY_RESOURCE = {
    "sns:Publish": "a message to a phone number has no resource to name",
    "dynamodb:ListStreams": "the action knows no resource",
}
"""Actions that may name no resource, and why."""
ANY_RESOURCE_LOCALLY = {
    "states:SendTaskSuccess": "the engine can't tell a token's machine",
    "ses:SendEmail": "the engine can't tell a message's sender",
}
"""Actions whose resource only the cloud can name: `Fn::If [IsAws, the resource, "*"]`."""
FUNCTIONS = {
    "APIHandler",
    "Workflow",
    "Drive",
    "Project",
    "DeliverSms",
    "DeliverEmail",
    "DeliverPush",
    "Sweep",
    "Files",
}
WRITES_NO_REGISTERS = FUNCTIONS - {"APIHandler", "Workflow", "Sweep"}


def statements(template: Template, function: str) -> list[dict[str, Any]]:
    """The statements of the role that a function has."""
    role = template["Resources"][function]["Properties"]["Role"]["Fn::GetAtt"][0]
    policies = template["Resources"][role]["Properties"]["Policies"]
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_every_function_has_a_role_of_its_own(template: Template) -> None:
    functions = of_type(template, "AWS::Serverless::Function")
    assert set(functions) == FUNCTIONS
    roles = {one["Properties"]["Role"]["Fn::GetAtt"][0] for one in functions.values()}
    assert len(roles) == len(functions)


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_no_wildcards(template: Template, function: str) -> None:
    for statement in statements(template, function):
        assert statement["Effect"] == "Allow"
        for action in as_list(statement["Action"]):
            assert "*" not in action, action
            for resource in as_list(statement["Resource"]):
                if resource == "*":
                    assert action in ANY_RESOURCE, f"{action} on every resource"
                elif resource.get("Fn::If", [""])[-1] == "*":
                    assert action in ANY_RESOURCE_LOCALLY, f"{action} on every resource of this machine"
                    assert resource["Fn::If"][0] == "IsAws"
                    assert resource["Fn::If"][1] != "*"


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_writes_its_own_log_only(template: Template, function: str) -> None:
    [own] = [one for one in statements(template, function) if "logs:PutLogEvents" in as_list(one["Action"])]
    assert own["Resource"]["Fn::Sub"].endswith(f":log-group:/aws/lambda/${{AWS::StackName}}-{function}-*")


@pytest.mark.parametrize("function", sorted(WRITES_NO_REGISTERS))
def test_registers_are_touched_by_those_who_decide(template: Template, function: str) -> None:
    assert "registers" not in json.dumps(statements(template, function))


def test_registers_are_append_only_but_for_their_lookups(template: Template) -> None:
    for function in FUNCTIONS:
        for statement in statements(template, function):
            deletes = "dynamodb:DeleteItem" in as_list(statement["Action"])
            if deletes and "registers" in json.dumps(statement["Resource"]):
                keys = statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
                assert keys == ["REG#*#BY#*", "IMPORTS"]


def test_no_function_deletes_what_was_released(template: Template) -> None:
    for function in FUNCTIONS:
        for statement in statements(template, function):
            assert "s3:DeleteObjectVersion" not in as_list(statement["Action"]), function
            if "s3:DeleteObject" in as_list(statement["Action"]):
                folder = {"Files": "quarantine", "Sweep": "released"}[function]
                assert statement["Resource"] == {"Fn::Sub": f"${{FilesBucket.Arn}}/{folder}/*"}, function


def test_only_drivers_start_executions(template: Template) -> None:
    starters = {name for name in FUNCTIONS if "states:StartExecution" in json.dumps(statements(template, name))}
    assert starters == {"Drive", "Sweep"}


def test_only_delivery_sends(template: Template) -> None:
    assert {name for name in FUNCTIONS if "sns:Publish" in json.dumps(statements(template, name))} == {"DeliverSms"}
    assert {name for name in FUNCTIONS if "ses:SendEmail" in json.dumps(statements(template, name))} == {"DeliverEmail"}


def test_commands_are_told_what_functions_are_told(template: Template) -> None:
    told = {name for name in template["Globals"]["Function"]["Environment"]["Variables"] if name.startswith("OKNO_")}
    assert told == set(stack.VARIABLES) | {"OKNO_STAGE"}
    assert set(stack.VARIABLES.values()) <= set(template["Outputs"])
