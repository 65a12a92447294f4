"""A function's calls of DynamoDB say and hear on the straight way what they do through botocore.

A server stands for DynamoDB. Both clients call it: the straight one, and botocore's by itself as the measure.
"""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import Session

from chalicelib.adapters.dynamodb import client
from chalicelib.adapters.dynamodb.client import ATTEMPTS, WriteRefused, aws, translated, write
from chalicelib.adapters.dynamodb.items import to_item
from chalicelib.adapters.dynamodb.straight import OPERATIONS, StraightClient
from chalicelib.domain.errors import TransientError
from tests.unit import database_door

KEY = {"pk": "APP#1", "sk": "HEAD"}
ITEM = {
    **KEY,
    "sealed": bytes(range(256)),
    "name": "Гөлнара «Ә» \U0001f3e0",
    "n": -17,
    "whole": {"list": [1, True, None, {"deep": [b"\0"]}], "empty": {}, "B": "no bytes"},
    "set": {"б", "а"},
}
ACTIONS: list[dict[str, Any]] = [
    {"Put": {"TableName": "cases", "Item": to_item(ITEM), "ConditionExpression": "attribute_not_exists(pk)"}},
    {"Delete": {"TableName": "cases", "Key": to_item(KEY)}},
    {
        "ConditionCheck": {
            "TableName": "accounts",
            "Key": to_item(KEY),
            "ConditionExpression": "#wrapped = :wrapped",
            "ExpressionAttributeNames": {"#wrapped": "wrapped"},
            "ExpressionAttributeValues": {":wrapped": {"B": bytearray(b"key")}},
        }
    },
]
STORED = {
    "pk": {"S": "APP#1"},
    "sk": {"S": "HEAD"},
    "n": {"N": "1"},
    "sealed": {"B": "AAEC"},
    "many": {"BS": ["AA==", "AQ=="]},
    "deep": {"L": [{"M": {"B": {"S": "x"}}}]},
}
CALLS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("get_item", {"TableName": "cases", "Key": to_item(KEY), "ConsistentRead": True}, {"Item": STORED}),
    ("get_item", {"TableName": "cases", "Key": to_item(KEY)}, {}),
    (
        "query",
        {"TableName": "cases", "KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "a"}}},
        {"Items": [STORED, STORED], "Count": 2, "ScannedCount": 2, "LastEvaluatedKey": {"pk": {"S": "Ж"}}},
    ),
    (
        "batch_get_item",
        {"RequestItems": {"cases": {"Keys": [to_item(KEY)], "ConsistentRead": True}}},
        {"Responses": {"cases": [STORED]}, "UnprocessedKeys": {"cases": {"Keys": [{"pk": {"B": "AA=="}}]}}},
    ),
    ("batch_write_item", {"RequestItems": {"cases": [{"PutRequest": {"Item": to_item(ITEM)}}]}}, {}),
    ("put_item", {"TableName": "cases", "Item": to_item(ITEM)}, {}),
    ("delete_item", {"TableName": "cases", "Key": to_item(KEY)}, {}),
    (
        "update_item",
        {"TableName": "cases", "Key": to_item(KEY), "UpdateExpression": "ADD n :n", "ReturnValues": "UPDATED_NEW"},
        {"Attributes": {"n": {"N": "5"}}, "ConsumedCapacity": {"TableName": "cases", "CapacityUnits": 1.5}},
    ),
    (
        "transact_get_items",
        {"TransactItems": [{"Get": {"TableName": "cases", "Key": to_item(KEY)}}]},
        {"Responses": [{"Item": STORED}, {}]},
    ),
    ("transact_write_items", {"TransactItems": ACTIONS, "ClientRequestToken": "t"}, {}),
]
THROTTLED = (400, {"__type": "com.amazonaws#ProvisionedThroughputExceededException", "message": "slow down"})


@pytest.fixture
def door() -> Iterator[Any]:
    server = database_door.opened()
    yield server
    server.over.set()
    server.shutdown()


@functools.cache
def session() -> Session:
    made = Session()
    made.set_credentials("id", "secret", "a session's token")
    return made


def usual(door: Any, attempts: int = ATTEMPTS - 1) -> tuple[Any, Any]:
    """botocore's client of the server, and its credentials."""
    config = Config(
        parameter_validation=False,
        read_timeout=0.4,
        connect_timeout=0.4,
        retries={"mode": "standard", "total_max_attempts": attempts},
    )
    client = session().create_client("dynamodb", "eu-central-1", endpoint_url=address(door), config=config)
    return client, session().get_credentials()


def address(door: Any) -> str:
    return f"http://127.0.0.1:{door.server_port}"


def straight(door: Any) -> StraightClient:
    return StraightClient(*usual(door))


def bodies(door: Any) -> list[Any]:
    return [json.loads(body) for _, body, _ in door.seen]


@pytest.mark.parametrize(("name", "params", "answer"), CALLS)
def test_a_call_is_sent_and_read_as_botocore_does(door: Any, name: str, params: dict[str, Any], answer: Any) -> None:
    door.answers = [(200, answer)]
    found = getattr(straight(door), name)(**params)
    expected = getattr(usual(door)[0], name)(**params)
    expected.pop("ResponseMetadata")
    assert found == expected
    assert bodies(door)[0] == bodies(door)[1]
    for header in ("Content-Type", "X-Amz-Target", "Host"):
        assert door.seen[0][0][header] == door.seen[1][0][header]


def test_every_call_of_items_is_compared() -> None:
    assert {name for name, _, _ in CALLS} == set(OPERATIONS)


def test_a_request_is_signed_as_botocore_signs(door: Any) -> None:
    client, credentials = usual(door)
    StraightClient(client, credentials).put_item(TableName="cases", Item=to_item(ITEM))
    headers, body, _ = door.seen[0]
    assert headers["X-Amz-Security-Token"] == "a session's token"
    signed = headers["Authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    assert {"host", "x-amz-date", "x-amz-security-token", "x-amz-target", "content-type"} <= set(signed)
    shown = {name: value for name, value in headers.items() if name.lower() in signed}
    request = AWSRequest("POST", f"{address(door)}/", shown, body)
    request.context["timestamp"] = headers["X-Amz-Date"]
    signer = SigV4Auth(credentials, "dynamodb", "eu-central-1")
    made = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    assert headers["Authorization"].endswith(f"Signature={made}")


def test_a_condition_that_fails_is_told_by_its_place(door: Any) -> None:
    reasons = [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Item": {"sealed": {"B": "AAEC"}}}]
    refused = {"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException", "Message": "no"}
    door.answers = [(400, refused | {"CancellationReasons": reasons})]
    with pytest.raises(WriteRefused) as told:
        write(straight(door), ACTIONS)
    assert told.value.failed == (1,)
    with pytest.raises(ClientError) as error:
        straight(door).transact_write_items(TransactItems=ACTIONS)
    assert error.value.response["Error"] == {"Code": "TransactionCanceledException", "Message": "no"}
    assert error.value.response["CancellationReasons"][1]["Item"] == {"sealed": {"B": b"\0\1\2"}}
    assert len(door.seen) == 2, "a refusal isn't asked again"


def test_one_condition_that_fails_is_a_refused_write(door: Any) -> None:
    door.answers = [(400, {"__type": "x#ConditionalCheckFailedException", "message": "The conditional request failed"})]
    with pytest.raises(WriteRefused), translated():
        straight(door).put_item(TableName="cases", Item=to_item(ITEM))
    assert len(door.seen) == 1


def test_a_conflict_of_transactions_is_passing_trouble(door: Any) -> None:
    reasons = [{"Code": "TransactionConflict"}, {"Code": "None"}]
    door.answers = [(400, {"__type": "x#TransactionCanceledException", "CancellationReasons": reasons})]
    with pytest.raises(TransientError):
        write(straight(door), ACTIONS)


@pytest.mark.parametrize(
    "trouble",
    [
        THROTTLED,
        (500, {"__type": "x#InternalServerError"}),
        (503, b"<html>busy</html>"),
        (200, {"Item": {}}, "broken"),
        (200, b"[]"),
        "hangs up",
        "says nothing",
    ],
    ids=["throttled", "failing", "no document", "altered on the way", "no object", "hangs up", "says nothing"],
)
def test_what_goes_wrong_is_asked_again_under_the_same_token(door: Any, trouble: Any) -> None:
    door.answers = [trouble, (200, {})]
    client = straight(door)
    write(client, ACTIONS)
    first, second = bodies(door)
    assert first == second
    assert first["ClientRequestToken"]
    write(client, ACTIONS)
    assert len(door.seen) == 3, "the next call goes straight again"
    assert bodies(door)[2]["ClientRequestToken"] != first["ClientRequestToken"]


@pytest.mark.parametrize("trouble", [THROTTLED, (503, {"__type": "ServiceUnavailable"}), "hangs up", "says nothing"])
def test_trouble_that_stays_is_told_after_as_many_attempts_as_ever(door: Any, trouble: Any) -> None:
    door.answers = [trouble]
    with pytest.raises(TransientError):
        write(straight(door), ACTIONS)
    assert len(door.seen) == ATTEMPTS


def test_nobody_at_the_door_is_passing_trouble(door: Any) -> None:
    client = straight(door)
    door.shutdown()
    door.server_close()
    with pytest.raises(TransientError):
        write(client, ACTIONS)


def test_what_is_forbidden_or_wrong_keeps_its_name(door: Any) -> None:
    for code in ("AccessDeniedException", "ValidationException", "ResourceNotFoundException"):
        door.answers = [(400, {"__type": f"com.amazon.coral.service#{code}", "Message": "no"})]
        with pytest.raises(ClientError) as told, translated():
            straight(door).get_item(TableName="cases", Key=to_item(KEY))
        assert told.value.response["Error"]["Code"] == code


def test_a_connection_serves_again_until_it_is_closed(door: Any) -> None:
    client = straight(door)
    for _ in range(3):
        client.get_item(TableName="cases", Key=to_item(KEY))
    assert len({place for _, _, place in door.seen}) == 1
    door.answers = [(200, {}, "closes")]
    for _ in range(2):
        client.get_item(TableName="cases", Key=to_item(KEY))
        time.sleep(0.1)  # so that the end has come
    assert len({place for _, _, place in door.seen}) == 2
    assert [headers["User-Agent"] for headers, _, _ in door.seen] == ["okno"] * 5, "none went botocore's way"


def test_every_thread_hears_its_own_answer(door: Any) -> None:
    door.answers = [lambda body: (200, {"Item": json.loads(body)["Key"]})]
    client = straight(door)

    def read(number: int) -> bool:
        key = {"pk": {"S": str(number)}}
        return bool(client.get_item(TableName="cases", Key=key)["Item"] == key)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(200)))


def test_what_cannot_be_stored_is_refused_before_it_is_sent(door: Any) -> None:
    with pytest.raises(TypeError, match="can't be stored"):
        straight(door).put_item(TableName="cases", Item={"pk": {"S": object()}})
    assert door.seen == []


@pytest.mark.parametrize(
    ("function", "proxy", "expected"),
    [("api", None, True), (None, None, False), ("api", "http://10.0.0.1:3128", False)],
)
def test_only_a_function_without_a_proxy_goes_straight(
    monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], Any], function: str | None, proxy: str | None, expected: bool
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in (("AWS_LAMBDA_FUNCTION_NAME", function), ("https_proxy", proxy)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    made = fresh()
    assert isinstance(made, StraightClient) is expected
    assert made.meta.config.retries["total_max_attempts"] == (ATTEMPTS - 1 if expected else ATTEMPTS)


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Any]]:
    """Makes this process's client anew; nobody else gets it."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    aws.cache_clear()
    yield lambda: aws("dynamodb")
    aws.cache_clear()
    client._session.cache_clear()  # else a session made here, before moto is there, would serve later tests
