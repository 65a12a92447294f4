"""DynamoDB: a page of an index costs what the page holds; ministack reads, sorts and compares the whole partition.

The places of a partition are kept sorted once it was asked for. A plain page (an equal partition, at most one bound or
a BETWEEN on the sort key, forward, with a limit and nothing else) is narrowed to the places that it can hold before
ministack's own `_query` does all the rest, so its checks, order, projections and cursors stay what they are.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from typing import Any

from ministack.services import dynamodb

Table = dict[str, Any]
Place = tuple[str, str, str]
"""(sort key of the index, partition key, sort key of the table), in the order of an index."""

SORTED = "_sorted_index_pages"
LAST = "\U0010ffff"
PLAIN = re.compile(r"(\w+) = (:\w+)(?: AND (\w+) (?:(>|>=) (:\w+)|BETWEEN (:\w+) AND (:\w+)))?")
UNLIKE = ("FilterExpression", "ExclusiveStartKey", "KeyConditions", "QueryFilter", "ExpressionAttributeNames")

_stock_query = dynamodb._query
_stock_members = dynamodb._index_members
_stock_index_item = dynamodb._index_item
_stock_replaced = dynamodb._items_replaced
_narrowed: dict[int, dict[str, dict[str, list[tuple[str, str]]]]] = {}


def apply() -> None:
    """Replace what reads and what keeps the membership of indexes."""
    dynamodb._query = query
    dynamodb._index_members = members
    dynamodb._index_item = index_item
    dynamodb._items_replaced = items_replaced


def query(data: dict[str, Any]) -> Any:
    """Answer a Query; replaces `_query`."""
    table = dynamodb._tables.get(data.get("TableName"))
    page = _page(table, data) if table is not None else None
    if table is None or page is None:
        return _stock_query(data)
    _narrowed[id(table)] = page
    try:
        return _stock_query(data)
    finally:
        del _narrowed[id(table)]


def members(table: Table) -> Any:
    """Give index → partition → places; for a plain page only those it can hold; replaces `_index_members`."""
    return _narrowed.get(id(table)) or _stock_members(table)


def index_item(table: Table, base_pk: Any, base_sk: Any, item: dict[str, Any], add: bool) -> None:
    """Keep the membership of indexes, and the sorted places where there are any; replaces `_index_item`."""
    _stock_index_item(table, base_pk, base_sk, item, add)
    for (_, hash_name, range_name), partitions in table.get(SORTED, {}).items():
        places = partitions.get(item.get(hash_name, {}).get("S"))
        if places is None or range_name not in item:
            continue
        place = (item[range_name]["S"], base_pk, base_sk)
        at = bisect_left(places, place)
        there = at < len(places) and places[at] == place
        if add and not there:
            insort(places, place)
        elif there and not add:
            del places[at]


def items_replaced(table: Table) -> None:
    """All items were exchanged at once; replaces `_items_replaced`."""
    table.pop(SORTED, None)
    _stock_replaced(table)


def _page(table: Table, data: dict[str, Any]) -> dict[str, dict[str, list[tuple[str, str]]]] | None:
    """Give the places that a plain page can hold, by index and partition; None where the query isn't plain."""
    index = dynamodb._index_def(table, data.get("IndexName")) if data.get("IndexName") else None
    condition = PLAIN.fullmatch(data.get("KeyConditionExpression") or "")
    if index is None or condition is None or not data.get("Limit") or any(data.get(name) for name in UNLIKE):
        return None
    hashes, ranges = dynamodb._index_key_lists(index)
    partition_name, partition_ref, sort_name, bound, after, low, high = condition.groups()
    values = data.get("ExpressionAttributeValues") or {}
    wanted = [values.get(ref, {}).get("S") for ref in (partition_ref, after, low, high) if ref]
    if (
        data.get("ScanIndexForward") is False
        or [partition_name] != hashes
        or len(ranges) != 1
        or sort_name not in (None, ranges[0])
        or not all(isinstance(value, str) and value for value in wanted)
    ):
        return None
    places = _places(table, index["IndexName"], hashes[0], ranges[0], wanted[0])
    start, end = 0, len(places)
    if bound is not None:
        start = bisect_right(places, (wanted[1], LAST, LAST)) if bound == ">" else bisect_left(places, (wanted[1],))
    elif low is not None:
        start, end = bisect_left(places, (wanted[1],)), bisect_right(places, (wanted[2], LAST, LAST))
    held = places[start : min(end, start + int(data["Limit"]) + 1)]
    return {index["IndexName"]: {wanted[0]: [(pk, sk) for _, pk, sk in held]}}


def _places(table: Table, index: str, hash_name: str, range_name: str, partition: str) -> list[Place]:
    """Give a partition's places, sorted; made when first asked for, and kept from then on."""
    kept: dict[tuple[str, str, str], dict[str, list[Place]]] = table.setdefault(SORTED, {})
    partitions = kept.setdefault((index, hash_name, range_name), {})
    if partition not in partitions:
        items = table["items"]
        found = _stock_members(table).get(index, {}).get(partition, ())
        partitions[partition] = sorted((items[pk][sk][range_name]["S"], pk, sk) for pk, sk in found)
    return partitions[partition]
