"""A page of an index holds what it would hold in the cloud, whatever was written, changed and removed before."""

from __future__ import annotations

import random
import uuid
from typing import Any

import pytest

from tests.engine.conftest import Bench

Item = dict[str, str]
PARTITIONS = ("a", "b")


@pytest.fixture
def table(bench: Bench) -> str:
    name = f"pages-{uuid.uuid4().hex[:8]}"
    bench.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk", "part", "place")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "list",
                "KeySchema": [
                    {"AttributeName": "part", "KeyType": "HASH"},
                    {"AttributeName": "place", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    return name


def page(bench: Bench, table: str, condition: str, limit: int, **values: str) -> tuple[list[str], bool]:
    found: dict[str, Any] = bench.client("dynamodb").query(
        TableName=table,
        IndexName="list",
        KeyConditionExpression=condition,
        ExpressionAttributeValues={f":{name}": {"S": value} for name, value in values.items()},
        Limit=limit,
    )
    return [item["pk"]["S"] for item in found["Items"]], "LastEvaluatedKey" in found


def expected(items: dict[str, Item], part: str, low: str, high: str, limit: int) -> tuple[list[str], bool]:
    """What the cloud answers; it says that there is more whenever the limit is what ended the page."""
    rows = sorted((item["place"], pk) for pk, item in items.items() if item.get("part") == part)
    held = [pk for place, pk in rows if low <= place <= high]
    return held[:limit], len(held) >= limit


def test_pages_follow_every_write(bench: Bench, table: str) -> None:
    client, luck, items = bench.client("dynamodb"), random.Random(7), {}
    for step in range(400):
        pk = f"item-{luck.randrange(60):02d}"
        match luck.choice(("put", "put", "unlisted", "update", "delete")):
            case "put":
                items[pk] = {"part": luck.choice(PARTITIONS), "place": f"{luck.randrange(40):02d}"}
                stored = {name: {"S": value} for name, value in items[pk].items()}
                client.put_item(TableName=table, Item={"pk": {"S": pk}, "sk": {"S": "x"}, **stored})
            case "unlisted":
                items[pk] = {}
                client.put_item(TableName=table, Item={"pk": {"S": pk}, "sk": {"S": "x"}})
            case "update" if items.get(pk):
                items[pk]["place"] = f"{luck.randrange(40):02d}"
                client.update_item(
                    TableName=table,
                    Key={"pk": {"S": pk}, "sk": {"S": "x"}},
                    UpdateExpression="SET place = :place",
                    ExpressionAttributeValues={":place": {"S": items[pk]["place"]}},
                )
            case "delete":
                items.pop(pk, None)
                client.delete_item(TableName=table, Key={"pk": {"S": pk}, "sk": {"S": "x"}})
        if step % 5:
            continue
        part, limit = luck.choice(PARTITIONS), luck.randrange(1, 12)
        low, high = sorted(f"{luck.randrange(40):02d}" for _ in range(2))
        whole = page(bench, table, "part = :part", limit, part=part)
        assert whole == expected(items, part, "", "~", limit)
        after = page(bench, table, "part = :part AND place > :low", limit, part=part, low=low)
        assert after == expected(items, part, low + "\x00", "~", limit)
        between = page(
            bench, table, "part = :part AND place BETWEEN :low AND :high", limit, part=part, low=low, high=high
        )
        assert between == expected(items, part, low, high, limit)
