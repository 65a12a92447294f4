"""A gateway's path leads to the resource that it has now, though the engine remembers where it led."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.engine.conftest import Bench


@pytest.fixture
def gateway(bench: Bench) -> tuple[Any, str, str]:
    """A client, an API of its own, and the id of its root."""
    client = bench.client("apigateway")
    api = client.create_rest_api(name="paths")["id"]
    return client, api, client.get_resources(restApiId=api)["items"][0]["id"]


def answering(client: Any, api: str, parent: str, part: str, status: int) -> str:
    """Make a resource whose GET answers `status`; give its id."""
    made = str(client.create_resource(restApiId=api, parentId=parent, pathPart=part)["id"])
    where = {"restApiId": api, "resourceId": made, "httpMethod": "GET"}
    client.put_method(**where, authorizationType="NONE")
    client.put_integration(**where, type="MOCK", requestTemplates={"application/json": f'{{"statusCode": {status}}}'})
    client.put_method_response(**where, statusCode=str(status))
    client.put_integration_response(**where, statusCode=str(status))
    client.create_deployment(restApiId=api, stageName="api")
    return made


def status_of(bench: Bench, api: str, path: str) -> int:
    try:
        with urllib.request.urlopen(f"{bench.engine.endpoint}/_aws/execute-api/{api}/api{path}", timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_resource_that_is_made_anew_is_the_one_that_answers(bench: Bench, gateway: tuple[Any, str, str]) -> None:
    client, api, root = gateway
    first = answering(client, api, root, "things", 200)
    assert [status_of(bench, api, "/things") for _ in range(2)] == [200, 200]
    client.delete_resource(restApiId=api, resourceId=first)
    client.create_deployment(restApiId=api, stageName="api")
    assert status_of(bench, api, "/things") in (403, 404)
    answering(client, api, root, "things", 202)
    assert status_of(bench, api, "/things") == 202


def test_a_name_goes_before_a_parameter_that_was_there_first(bench: Bench, gateway: tuple[Any, str, str]) -> None:
    client, api, root = gateway
    answering(client, api, root, "{name}", 202)
    assert status_of(bench, api, "/things") == 202
    answering(client, api, root, "things", 200)
    assert [status_of(bench, api, path) for path in ("/things", "/others", "/things")] == [200, 202, 200]
