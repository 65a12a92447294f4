"""Counters of the Statistics table. A counter and the marker of what was counted are one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from chalicelib.adapters.dynamodb import keys_statistics as keys
from chalicelib.adapters.dynamodb.client import Action, WriteRefused, every_item, translated, write
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.domain.layout import LAYOUT
from chalicelib.domain.statistics import Count, Row

SEEN_DAYS = 400
DAY_SECONDS = 86_400


class StatisticsStore:
    """The Statistics table: derived, and made again by a recount when it is lost."""

    def __init__(self, client: Any, table: str, fault: Callable[[], Any] | None = None) -> None:
        self._client, self._table, self._fault = client, table, fault

    def add(self, source: str, day: str, counts: Mapping[Count, int], *, now: int) -> bool:
        """Add what `source` (a commit or a message) adds up to on a day; False when it was counted before."""
        if not counts:
            return True
        try:
            write(self._client, self.adding(source, day, counts, now=now), fault=self._fault)
        except WriteRefused:
            return False
        return True

    def adding(self, source: str, day: str, counts: Mapping[Count, int], *, now: int) -> list[Action]:
        """Give what `add` writes, to be part of a larger write; it is refused when `source` was counted before."""
        seen = {**keys.counted(source), "layout": LAYOUT, "ttl": now + SEEN_DAYS * DAY_SECONDS}
        mark = {"TableName": self._table, "Item": to_item(seen), "ConditionExpression": "attribute_not_exists(pk)"}
        adds = [self._add(keys.counter(day, source, count), number) for count, number in sorted(counts.items())]
        return [{"Put": mark}, *adds]

    def rows(self, month: str) -> Iterator[Row]:
        """Read all counters of a month, shard by shard."""
        for pk in keys.counter_shards(month):
            found = every_item(
                self._client,
                TableName=self._table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": pk}},
            )
            yield from (row_of(from_item(item)) for item in found)

    def correct(self, row: Row, by: int) -> None:
        """Add `by` (it may be negative) to a counter: for a recount, while nothing else counts."""
        key = keys.counter(row.day, "recount", (row.measure, row.service, row.dimension))
        with translated():
            self._client.update_item(**self._add(key, by)["Update"])

    def _add(self, key: dict[str, str], number: int) -> dict[str, Any]:
        return {
            "Update": {
                "TableName": self._table,
                "Key": to_key(key),
                "UpdateExpression": "ADD #count :number",
                "ExpressionAttributeNames": {"#count": "count"},
                "ExpressionAttributeValues": {":number": {"N": str(number)}},
            }
        }


def row_of(item: dict[str, Any]) -> Row:
    """Read a counter."""
    measure, day, service, dimension = item["sk"].split("#", 3)
    return Row(day, measure, service, dimension, int(item["count"]))
