"""A transaction writes all or nothing, and says why not, whichever way the engine takes through it."""

from __future__ import annotations

import random
import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.engine.conftest import Bench

Model = dict[str, int]


@pytest.fixture
def table(bench: Bench) -> str:
    name = f"whole-{uuid.uuid4().hex[:8]}"
    bench.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    return name


def key(pk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": "x"}}


def action(table: str, kind: str, pk: str, version: int, luck: random.Random) -> tuple[dict[str, Any], str]:
    """One action, and what it asks of the item: "" nothing, "absent", "present", or its version."""
    told: dict[str, Any] = {"TableName": table}
    told |= {"Item": {**key(pk), "version": {"N": str(version)}}} if kind == "Put" else {"Key": key(pk)}
    wanted = luck.choice(("absent", "present", "version") if kind == "ConditionCheck" else ("", "absent", "version"))
    match wanted:
        case "absent":
            told["ConditionExpression"] = "attribute_not_exists(pk)"
        case "present":
            told["ConditionExpression"] = "attribute_exists(pk)"
        case "version":
            wanted = str(luck.randrange(1, 4))
            told["ConditionExpression"] = luck.choice(("version = :v", "#v = :v"))
            told["ExpressionAttributeValues"] = {":v": {"N": wanted}}
            if told["ConditionExpression"].startswith("#"):
                told["ExpressionAttributeNames"] = {"#v": "version"}
    return {kind: told}, wanted


def holds(model: Model, pk: str, wanted: str) -> bool:
    if wanted in ("absent", "present"):
        return (pk in model) == (wanted == "present")
    return wanted == "" or model.get(pk) == int(wanted)


def test_all_or_nothing_is_written(bench: Bench, table: str) -> None:
    client, luck, model = bench.client("dynamodb"), random.Random(11), Model()
    refused = 0
    for _ in range(400):
        names = luck.sample(["a", "b", "c", "d", "e", "f"], luck.randrange(1, 4))
        kinds = [luck.choice(("Put", "Put", "Delete", "ConditionCheck")) for _ in names]
        versions = [luck.randrange(1, 4) for _ in names]
        made = [action(table, *one, luck) for one in zip(kinds, names, versions, strict=True)]
        expected = [holds(model, pk, wanted) for pk, (_, wanted) in zip(names, made, strict=True)]
        try:
            client.transact_write_items(TransactItems=[told for told, _ in made])
        except ClientError as error:
            refused += 1
            reasons = [one["Code"] for one in error.response["CancellationReasons"]]
            assert reasons == ["None" if held else "ConditionalCheckFailed" for held in expected]
            continue
        assert all(expected), (names, kinds, made)
        for pk, kind, version in zip(names, kinds, versions, strict=True):
            if kind == "Put":
                model[pk] = version
            elif kind == "Delete":
                model.pop(pk, None)
        stored = client.scan(TableName=table, ConsistentRead=True)["Items"]
        assert {item["pk"]["S"]: int(item["version"]["N"]) for item in stored} == model
    assert 40 < refused < 360


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ({"ConditionExpression": "version = :v"}, "ValidationException"),
        ({"ConditionExpression": "attribute_not_exists(pk"}, "ValidationException"),
        ({"ConditionExpression": "attribute_not_exists(year)"}, "ValidationException"),
        ({"ExpressionAttributeValues": {":v": {"N": "1"}}}, "ValidationException"),
        ({"Item": {"pk": {"S": ""}, "sk": {"S": "x"}}}, "ValidationException"),
        ({"Item": {**key("a"), "many": {"S": "x" * 410_000}}}, "ValidationException"),
        ({"Item": {**key("a"), "number": {"N": "one"}}}, "ValidationException"),
        ({"TableName": "nowhere-at-all"}, "ResourceNotFoundException"),
    ],
)
def test_what_is_wrong_is_said_as_the_cloud_says_it(
    bench: Bench, table: str, broken: dict[str, Any], code: str
) -> None:
    client = bench.client("dynamodb")
    put = {"TableName": table, "Item": key("a"), **broken}
    with pytest.raises(ClientError) as refused:
        client.transact_write_items(TransactItems=[{"Put": {"TableName": table, "Item": key("b")}}, {"Put": put}])
    assert refused.value.response["Error"]["Code"] in (code, "TransactionCanceledException")
    assert client.scan(TableName=table)["Count"] == 0


def test_the_same_token_writes_once(bench: Bench, table: str) -> None:
    client, token = bench.client("dynamodb"), uuid.uuid4().hex
    put = {"Put": {"TableName": table, "Item": key("a"), "ConditionExpression": "attribute_not_exists(pk)"}}
    for _ in range(2):
        client.transact_write_items(TransactItems=[put], ClientRequestToken=token)
    with pytest.raises(ClientError) as refused:
        client.transact_write_items(
            TransactItems=[{"Put": {"TableName": table, "Item": key("b")}}], ClientRequestToken=token
        )
    assert refused.value.response["Error"]["Code"] == "IdempotentParameterMismatchException"


def test_one_item_is_touched_once(bench: Bench, table: str) -> None:
    put = {"Put": {"TableName": table, "Item": key("a")}}
    with pytest.raises(ClientError) as refused:
        bench.client("dynamodb").transact_write_items(TransactItems=[put, put])
    assert refused.value.response["Error"]["Code"] == "ValidationException"
