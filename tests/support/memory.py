"""Tables as they were dumped, read in memory: for what has to read a case a thousand times. Nothing is written."""

from __future__ import annotations

import copy
from typing import Any

Item = dict[str, Any]
Key = tuple[str, str]


class DumpedTables:
    """Answers the reads that verification makes, as DynamoDB does."""

    def __init__(self, client: Any, names: tuple[str, ...]) -> None:
        self.tables: dict[str, dict[Key, Item]] = {}
        for name in names:
            pages = client.get_paginator("scan").paginate(TableName=name)
            self.tables[name] = {_key(item): copy.deepcopy(item) for page in pages for item in page["Items"]}

    def get_item(self, *, TableName: str, Key: Item, **_: Any) -> dict[str, Any]:
        found = self.tables[TableName].get(_key(Key))
        return {"Item": found} if found is not None else {}

    def query(
        self, *, TableName: str, KeyConditionExpression: str, ExpressionAttributeValues: Item, **more: Any
    ) -> dict[str, Any]:
        values = {name: value["S"] for name, value in ExpressionAttributeValues.items()}
        first, last = values.get(":first", ""), values.get(":last", "\U0010ffff")
        prefix = values.get(":prefix", "")
        assert KeyConditionExpression in (
            "pk = :pk",
            "pk = :pk AND begins_with(sk, :prefix)",
            "pk = :pk AND sk BETWEEN :first AND :last",
        )
        found = [
            item
            for (pk, sk), item in sorted(self.tables[TableName].items())
            if pk == values[":pk"] and first <= sk <= last and sk.startswith(prefix)
        ]
        return {"Items": found[: more.get("Limit")]}


def _key(item: Item) -> Key:
    return item["pk"]["S"], item["sk"]["S"]
