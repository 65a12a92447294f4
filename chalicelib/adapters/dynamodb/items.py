"""Python values to DynamoDB attribute values and back; JSON kinds, bytes and sets of strings."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Item = dict[str, Any]


def to_attribute(value: Any) -> dict[str, Any]:
    """Write one value; floats are refused, because they don't survive the journey."""
    if isinstance(value, str):
        return {"S": value}
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int | Decimal):
        return {"N": str(value)}
    if isinstance(value, Mapping):
        return {"M": {name: to_attribute(part) for name, part in value.items()}}
    if isinstance(value, list | tuple):
        return {"L": [to_attribute(part) for part in value]}
    if isinstance(value, bytes):
        return {"B": value}
    if isinstance(value, set | frozenset):
        return {"SS": sorted(value)}
    raise TypeError(f"{type(value).__name__} can't be stored")


def from_attribute(attribute: Mapping[str, Any]) -> Any:
    """Read one value; whole numbers come back as int, others as Decimal."""
    kind, value = next(iter(attribute.items()))
    if kind in ("S", "BOOL"):
        return value
    if kind == "N":
        return int(value) if value.lstrip("-").isdigit() else Decimal(value)
    if kind == "NULL":
        return None
    if kind == "M":
        return {name: from_attribute(part) for name, part in value.items()}
    if kind == "L":
        return [from_attribute(part) for part in value]
    if kind == "B":
        return bytes(value)
    if kind == "SS":
        return set(value)
    raise TypeError(f"attribute kind {kind} isn't used here")


def to_item(values: Mapping[str, Any]) -> Item:
    """Write an item; attributes that are None are left out."""
    return {name: to_attribute(value) for name, value in values.items() if value is not None}


def from_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Read an item."""
    return {name: from_attribute(value) for name, value in item.items()}


def to_key(key: Mapping[str, str]) -> Item:
    return {name: {"S": value} for name, value in key.items()}
