"""How tests break one place of a right catalogue, and what they expect to be found there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SERVICE = "schemas/services/bench-permit.json"
WORDS = "schemas/vocabulary/common.json"
ASKING = "schemas/standard_requests/residence.json"
BENCHES = "schemas/registers/benches.json"
RESIDENTS = "schemas/registers/residents.json"
CALENDAR = "schemas/calendars/kazan.json"
MESSAGES = "schemas/messages/case.json"
REMOVE = object()

Change = Callable[[dict[str, Any]], None]
Mistake = tuple[Change, str, str, str, str]
"""The change; then file, JSON Pointer, check and a part of the message of what must be found."""


def at(file: str, pointer: str, value: Any) -> Change:
    """A change of one place: a new value, REMOVE, or a function of the old one; `-` appends to a list."""

    def change(documents: dict[str, Any]) -> None:
        *path, last = pointer.split("/")[1:]
        node = documents[file]
        for segment in path:
            node = node[int(segment) if isinstance(node, list) else segment]
        key: Any = int(last) if isinstance(node, list) and last != "-" else last
        if value is REMOVE:
            del node[key]
        elif key == "-":
            node.append(value)
        else:
            node[key] = value(node[key]) if callable(value) else value

    return change


def both(*changes: Change) -> Change:
    """Several changes."""

    def change(documents: dict[str, Any]) -> None:
        for one in changes:
            one(documents)

    return change
