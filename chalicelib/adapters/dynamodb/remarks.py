"""Remarks: `REMARK` items of the Catalogue table, which the database forgets by itself (`ttl`)."""

from __future__ import annotations

import dataclasses
from typing import Any

from chalicelib.adapters.dynamodb import keys_catalogue as keys
from chalicelib.adapters.dynamodb.client import translated
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.domain.errors import NotFound
from chalicelib.domain.layout import LAYOUT
from chalicelib.domain.remarks import Remark

FIELDS = tuple(one.name for one in dataclasses.fields(Remark))


class RemarkStore:
    """Keeps remarks in the order in which they came."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def put(self, remark: Remark, expires: int) -> None:
        """Keep a remark as it is now until an instant (Unix seconds)."""
        said = {name: value for name, value in dataclasses.asdict(remark).items() if value is not None}
        item = {**keys.remark(remark.id), **said, "layout": LAYOUT, "ttl": expires}
        with translated():
            self._client.put_item(TableName=self._table, Item=to_item(item))

    def read(self, id_: str) -> Remark:
        """Read one. Raises NotFound."""
        with translated():
            got = self._client.get_item(TableName=self._table, Key=to_key(keys.remark(id_)), ConsistentRead=True)
        if "Item" not in got:
            raise NotFound("no such remark")
        return _remark(from_item(got["Item"]))

    def page(self, service: str | None, after: str | None, limit: int) -> tuple[list[Remark], str | None]:
        """Give one page of what isn't dealt with, newest first, and where to go on."""
        found: list[Remark] = []
        following = None if after is None else to_key(keys.remark(after))
        while len(found) <= limit:
            answer = self._query(service, following, limit + 1)
            found += [_remark(from_item(item)) for item in answer["Items"]]
            following = answer.get("LastEvaluatedKey")
            if following is None:
                break
        return found[:limit], found[limit - 1].id if len(found) > limit else None

    def _query(self, service: str | None, following: Any, limit: int) -> Any:
        values, condition = {":pk": {"S": keys.REMARKS}}, "attribute_not_exists(dealt_with)"
        if service is not None:
            values[":service"], condition = {"S": service}, f"{condition} AND service = :service"
        with translated():
            return self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk",
                FilterExpression=condition,
                ExpressionAttributeValues=values,
                ScanIndexForward=False,
                Limit=limit,
                **({} if following is None else {"ExclusiveStartKey": following}),
            )


def _remark(item: dict[str, Any]) -> Remark:
    fields: dict[str, Any] = {name: item.get(name) for name in FIELDS}
    return Remark(**fields)
