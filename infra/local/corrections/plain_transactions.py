"""DynamoDB: a plain transaction is checked once; ministack reads, measures and copies every part several times over.

Plain is what leaves no doubt: puts, deletes and condition checks of small items, values in canonical form, with
conditions of the simplest kinds, which hold. It is planned without changing anything; at the first doubt, and for all
that would be refused, ministack's own function answers as if this weren't here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ministack.core.responses import json_response
from ministack.services import dynamodb

Item = dict[str, Any]
Table = dict[str, Any]
Response = tuple[int, dict[str, str], bytes]
Step = tuple[str, str, Table, str, str, Item]
"""(operation, table's name, table, partition key, sort key, item)."""
Change = tuple[str, Item | None, Item | None]
"""(event's name, item before, item after)."""
Plain = tuple[Table, str, str, tuple[str, ...]]
"""(table, name of its partition key, name of its sort key, names of its indexes' keys)."""

DEPTH = 20
PLAIN_SIGNS = 100_000
"""Characters of an item: whatever they are, it stays below the limit of 400 KB."""
KEY_SIGNS = 256
MOST = 100
OPERATIONS = ("Put", "Delete", "ConditionCheck")
MEMBERS = frozenset(
    {"TableName", "Item", "Key", "ConditionExpression", "ExpressionAttributeValues", "ExpressionAttributeNames"}
)
WHOLE = re.compile(r"0|-?[1-9][0-9]{0,30}")
BYTES = re.compile(r"[A-Za-z0-9+/]*={0,2}")
NAME = r"[a-z_]{1,30}"
ABSENT = re.compile(rf"attribute_not_exists\(({NAME})\)")
PRESENT = re.compile(rf"attribute_exists\(({NAME})\)")
EQUAL = re.compile(rf"(#?{NAME}) = (:{NAME})")

_stock = dynamodb._transact_write_items


class Doubt(Exception):
    """This transaction isn't plain."""


def apply() -> None:
    """Replace the handler of TransactWriteItems; to be called before handlers are wrapped by others."""
    dynamodb._transact_write_items = transact


def _one_by_one(name: str, changes: list[Change]) -> None:
    for change in changes:
        dynamodb._emit_stream_event(name, *change)


tell: Callable[[str, list[Change]], None] = _one_by_one
"""Tells a table's stream what changed in it; the journal puts in a function that does so at once."""


def transact(data: dict[str, Any]) -> Response:
    """Answer TransactWriteItems; replaces `_transact_write_items`."""
    try:
        steps = planned(data)
    except (Doubt, KeyError, TypeError, AttributeError, ValueError):
        answer: Response = _stock(data)
        return answer
    changes: dict[str, list[Change]] = {}
    for operation, name, table, pk, sk, item in steps:
        if operation == "Put":
            old = dynamodb._set_item(table, pk, sk, item)
            changes.setdefault(name, []).append(("MODIFY" if old else "INSERT", old, item))
        elif operation == "Delete" and (old := dynamodb._remove_item(table, pk, sk)):
            changes.setdefault(name, []).append(("REMOVE", old, None))
    for name, those in changes.items():
        tell(name, those)
    if token := data.get("ClientRequestToken"):
        signature = {key: value for key, value in data.items() if key != "ClientRequestToken"}
        dynamodb._txn_token_store(token, {"signature": signature, "response": {}, "sizes": {}})
    return json_response({})


def planned(data: dict[str, Any]) -> list[Step]:
    """Check a whole transaction and give its steps; raises Doubt, or what looking at odd input raises."""
    actions, token = data["TransactItems"], data.get("ClientRequestToken")
    if data.keys() - {"TransactItems", "ClientRequestToken"} or not 0 < len(actions) <= MOST:
        raise Doubt
    if token is not None and (
        not isinstance(token, str) or not 0 < len(token) <= 36 or dynamodb._txn_token_lookup(token)
    ):
        raise Doubt
    tables: dict[str, Plain] = {}
    steps = [_step(action, tables) for action in actions]
    if len({(name, pk, sk) for _, name, _, pk, sk, _ in steps}) < len(steps):
        raise Doubt
    return steps


def _step(action: dict[str, Any], tables: dict[str, Plain]) -> Step:
    ((operation, told),) = action.items()
    source = "Item" if operation == "Put" else "Key"
    if operation not in OPERATIONS or not told.keys() <= MEMBERS or ("Item" in told) == ("Key" in told):
        raise Doubt
    name, item = told["TableName"], told[source]
    plain = tables.get(name)
    if plain is None:
        plain = tables[name] = _plain(dynamodb._tables[name])
    table, pk_name, sk_name, indexed = plain
    pk, sk = _key(item[pk_name]), _key(item[sk_name])
    if operation == "Put":
        for attribute in indexed:
            if attribute in item:
                _key(item[attribute])
        if _signs(item) > PLAIN_SIGNS:
            raise Doubt
    elif len(item) != 2:
        raise Doubt
    partition = table["items"].get(pk)
    _holds(operation, told, (partition.get(sk) if partition else None) or {})
    return operation, name, table, pk, sk, item


def _plain(table: Table) -> Plain:
    """Give a table with the names that every one of its items is looked at by."""
    if table is None or any(table.get(name) for name in ("VectorIndexes", "Replicas", "_global_regions")):
        raise Doubt
    indexed = {name for _, hashes, ranges in dynamodb._index_key_schemas(table) for name in (*hashes, *ranges)}
    return table, table["pk_name"], table["sk_name"], tuple(indexed)


def _key(value: Any) -> str:
    text: str = value["S"]
    if len(value) != 1 or type(text) is not str or not 0 < len(text) <= KEY_SIGNS:
        raise Doubt
    return text


def _signs(values: Item, depth: int = 0) -> int:
    """Give how many characters named values have; raises Doubt unless all are in canonical form."""
    signs = sum(map(len, values))
    for value in values.values():
        text = value.get("S")
        signs += len(text) if type(text) is str and len(value) == 1 else _signs_of(value, depth)
    return signs


def _signs_of(value: Any, depth: int) -> int:
    ((kind, inner),) = value.items()
    if depth > DEPTH:
        raise Doubt
    if kind == "S" and isinstance(inner, str):
        return len(inner)
    if kind == "N" and isinstance(inner, str) and WHOLE.fullmatch(inner):
        return len(inner)
    if kind == "M":
        return _signs(inner, depth + 1)
    if kind == "L":
        return sum(_signs_of(one, depth + 1) for one in inner)
    if (kind == "BOOL" and isinstance(inner, bool)) or (kind == "NULL" and inner is True):
        return 1
    if kind == "B" and isinstance(inner, str) and len(inner) % 4 == 0 and BYTES.fullmatch(inner):
        return len(inner)
    raise Doubt


def _holds(operation: str, told: dict[str, Any], stored: Item) -> None:
    """Raise Doubt unless there is no condition, or a simple one that surely holds."""
    condition = told.get("ConditionExpression")
    values: dict[str, Any] | None = told.get("ExpressionAttributeValues")
    names: dict[str, str] | None = told.get("ExpressionAttributeNames")
    if condition is None:
        if values is not None or names is not None or operation == "ConditionCheck":
            raise Doubt
        return
    if dynamodb._check_reserved_keyword_usage(dynamodb._tokenize(condition)):
        raise Doubt
    for kind in (ABSENT, PRESENT):
        if found := kind.fullmatch(condition):
            attribute = found[1]
            if values is not None or names is not None or (attribute in stored) == (kind is ABSENT):
                raise Doubt
            return
    found = EQUAL.fullmatch(condition)
    if found is None or values is None or list(values) != [found[2]]:
        raise Doubt
    attribute = found[1]
    if attribute.startswith("#"):
        if names is None or list(names) != [attribute]:
            raise Doubt
        attribute = names[attribute]
    elif names is not None:
        raise Doubt
    wanted = values[found[2]]
    _signs_of(wanted, 0)
    if attribute not in stored or stored[attribute] != wanted:
        raise Doubt
