"""DynamoDB: reads are billed by the bytes that were read; ministack reports half a unit for every one of them."""

from __future__ import annotations

import json
import math
import threading
from typing import Any

from ministack.core.responses import json_response
from ministack.services import dynamodb

READ_UNIT_BYTES = 4096

Item = dict[str, Any]
Data = dict[str, Any]

_page = threading.local()
_stock_paginate = dynamodb._paginate_evaluated_items
_stock_add = dynamodb._add_consumed_capacity
_stock_batch_get = dynamodb._batch_get_item


def paginate(items: Any, limit: Any, table: Data, index: str | None = None) -> tuple[list[Item], bool]:
    """One page of a Query or Scan; notes how much was read for it; replaces `_paginate_evaluated_items`."""
    page, more = _stock_paginate(items, limit, table, index)
    _page.size = sum(_entry_size(item, table, index) for item in page)
    return page, more


def add_consumed(result: Data, data: Data, name: str, write: bool = False, **more: Any) -> None:
    """Add the consumed capacity to an answer; replaces `_add_consumed_capacity`."""
    _stock_add(result, data, name, write=write, **more)
    consumed = result.get("ConsumedCapacity")
    if write or consumed is None:
        return
    if "Key" in data:
        size = _size(dynamodb._get_item_by_key(dynamodb._tables[name], data["Key"]))
    else:
        size = getattr(_page, "size", 0)
    units = _units(size, data.get("ConsistentRead", False))
    consumed["CapacityUnits"] = units
    for parts in (consumed, consumed.get("GlobalSecondaryIndexes", {}), consumed.get("LocalSecondaryIndexes", {})):
        for part in parts.values():
            if isinstance(part, dict) and part.get("CapacityUnits"):
                part["CapacityUnits"] = units


def batch_get(data: Data) -> Any:
    """BatchGetItem with its consumed capacity; replaces `_batch_get_item`."""
    status, headers, body = _stock_batch_get(data)
    if status != 200 or data.get("ReturnConsumedCapacity", "NONE") == "NONE":
        return status, headers, body
    answer, consumed = json.loads(body), []
    for name, asked in data["RequestItems"].items():
        table = dynamodb._tables.get(dynamodb._normalize_table_name(name))
        if table:
            sizes = [_size(dynamodb._get_item_by_key(table, key)) for key in asked["Keys"]]
            units = sum(_units(size, asked.get("ConsistentRead", False)) for size in sizes)
            consumed.append({"TableName": name, "CapacityUnits": units})
    return json_response({**answer, "ConsumedCapacity": consumed})


def _entry_size(item: Item, table: Data, index: str | None) -> int:
    return _size(dynamodb._apply_index_projection(item, table, index) if index else item)


def _size(item: Item | None) -> int:
    return int(dynamodb._item_size_bytes(item)) if item else 0


def _units(size: int, consistent: bool) -> float:
    return max(1, math.ceil(size / READ_UNIT_BYTES)) * (1.0 if consistent else 0.5)


def apply() -> None:
    """Replace how reads are measured; to be called before handlers are wrapped by others."""
    dynamodb._paginate_evaluated_items = paginate
    dynamodb._add_consumed_capacity = add_consumed
    dynamodb._batch_get_item = batch_get
