"""moto answers as it does, in half the time.

Each attribute value of an item is written member by member, with some thirty names tried for each of its ten kinds;
what moto has in its hands is already what the wire has. Everything else is written as moto writes it.
"""

from __future__ import annotations

from typing import Any

from moto.core.serialize import BaseJSONSerializer

BINARY = {"B", "BS"}
"""What the wire has in another form than moto."""


def apply() -> None:
    """Let plain attribute values through as they are."""
    stock = BaseJSONSerializer._serialize_type_structure

    def structure(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
        if shape.name == "AttributeValue" and is_plain(value):
            serialized[key] = value
        else:
            stock(self, serialized, value, shape, key)

    BaseJSONSerializer._serialize_type_structure = structure  # type: ignore[method-assign]


def is_plain(value: Any) -> bool:
    """Whether an attribute value is JSON all through."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    ((kind, inner),) = value.items()
    if kind == "M":
        return isinstance(inner, dict) and all(map(is_plain, inner.values()))
    if kind == "L":
        return isinstance(inner, list) and all(map(is_plain, inner))
    return kind not in BINARY and isinstance(inner, (str, bool, list))
