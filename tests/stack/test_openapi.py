"""The API's description is valid, whole and true: its examples are run, and strangers' input never breaks it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator
from schemathesis.core import NOT_SET

from chalicelib.entrypoints.http.operations import OPERATIONS, Access, Example, Operation
from tests.stack.deployed import Answer, Deployed

pytestmark = pytest.mark.stack

importlib.import_module("app")
EXAMPLES = [
    pytest.param(operation, example, id=f"{operation.id}: {example.name}")
    for operation in OPERATIONS
    for example in operation.examples
]


@pytest.fixture(scope="module")
def document(deployed: Deployed) -> dict[str, Any]:
    found: dict[str, Any] = deployed.call("GET", "/v1/openapi.json").json
    return found


def test_the_description_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    assert document["openapi"] == "3.1.0"
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_route_that_is_served_is_described(document: dict[str, Any]) -> None:
    app = importlib.import_module("app").app
    served = {(method, path) for path, methods in app.routes.items() for method in methods}
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert served == described


def test_every_operation_says_who_may_come_in_and_has_an_example(document: dict[str, Any]) -> None:
    for operation in OPERATIONS:
        described = document["paths"][operation.path][operation.method.lower()]
        assert "security" in described
        assert operation.examples, operation.id
        assert operation.access is not Access.SIGNED or {"401", "403"} <= set(described["responses"])


@pytest.mark.parametrize(("operation", "example"), EXAMPLES)
def test_examples_are_true(
    deployed: Deployed, document: dict[str, Any], operation: Operation, example: Example
) -> None:
    body = example.body.encode() if isinstance(example.body, str) else example.body
    answer = deployed.call(
        operation.method,
        operation.path.format_map(example.path),
        query=dict(example.query),
        headers=dict(example.headers),
        body=body,
        token=token_of(deployed, example.sign_in),
    )
    assert answer.status == example.status, answer.json
    assert_as_described(document, operation, answer)


def token_of(deployed: Deployed, role: str | None) -> str | None:
    """The token of the demonstration user who has a role."""
    if role is None:
        return None
    return deployed.applicant() if role == "applicant" else deployed.staff(f"{role}@example.org")


def assert_as_described(document: dict[str, Any], operation: Operation, answer: Answer) -> None:
    """Compare status, kind and shape of an answer with the description."""
    responses = document["paths"][operation.path][operation.method.lower()]["responses"]
    assert str(answer.status) in responses
    content = responses[str(answer.status)].get("content")
    if content is None:
        assert answer.json is None
        return
    (kind, described), *_ = content.items()
    assert answer.headers["content-type"] == kind
    schema = {**described["schema"], "components": document["components"]}
    assert [error.message for error in Draft202012Validator(schema).iter_errors(answer.json)] == []


@pytest.fixture
def registers_answer_again(deployed: Deployed) -> Iterator[None]:
    """Made-up input may say that a register doesn't answer: others need it after us."""
    yield
    for register in deployed.call("GET", "/v1/registers", token=deployed.staff("registrar@example.org")).json["items"]:
        path = f"/v1/registers/{register['id']}/availability"
        deployed.call("PUT", path, body={"available": True}, token=deployed.staff("registrar@example.org"))


@pytest.mark.slow
@pytest.mark.usefixtures("registers_answer_again")
def test_no_input_breaks_it(deployed: Deployed, document: dict[str, Any]) -> None:
    """Every operation gets made-up input, as an applicant, as staff and as nobody: never a 5xx, always as described."""
    from hypothesis import HealthCheck, Phase, given, settings
    from schemathesis.openapi import from_dict

    tokens = (
        None,
        deployed.applicant("made-up-input@example.org"),
        deployed.staff("registrar@example.org"),
        deployed.staff("head@example.org"),
    )
    known = {operation.id: operation for operation in OPERATIONS}
    schema = from_dict(document)
    for result in schema.get_all_operations():
        described = result.ok()
        operation = known[described.definition.raw["operationId"]]

        @settings(
            max_examples=6,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=described.as_strategy())
        def check(operation: Operation, case: Any) -> None:
            for token in tokens if operation.access is not Access.PUBLIC else tokens[:1]:
                answer = send(deployed, operation, case, token)
                assert answer.status < 500, (operation.id, answer.json)
                assert_as_described(document, operation, answer)

        check(operation)


def send(deployed: Deployed, operation: Operation, case: Any, token: str | None) -> Answer:
    """Send what schemathesis made up."""
    body = None
    if case.body is not NOT_SET:
        made = case.body
        body = made if isinstance(made, bytes) else str(made).encode("utf-8", "replace")
        if operation.body is not None:
            body = json.dumps(case.body, default=str).encode()
    headers = {str(name): str(value) for name, value in (case.headers or {}).items()}
    headers = {name: value for name, value in headers.items() if value.isascii() and value.isprintable()}
    if body is not None:
        headers["Content-Type"] = operation.takes[0]
    path = {name: quote(str(value), safe="") or "-" for name, value in (case.path_parameters or {}).items()}
    query = {str(name): str(value) for name, value in (case.query or {}).items()}
    return deployed.call(
        operation.method, operation.path.format_map(path), query=query, headers=headers, body=body, token=token
    )
