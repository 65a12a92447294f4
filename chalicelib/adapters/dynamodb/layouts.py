"""Raises items that an earlier release wrote to the layout of this one, whenever they are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Raise = Callable[[dict[str, Any]], dict[str, Any]]

LAYOUT = 1
"""The layout that this release writes."""

RAISES: dict[tuple[str, int], Raise] = {}
"""(kind of item, layout it has) → the function that gives it the next layout."""


def raised(kind: str, item: dict[str, Any]) -> dict[str, Any]:
    """Give the item in this release's layout."""
    while (layout := item.get("layout", 1)) < LAYOUT:
        item = RAISES[kind, layout](item) | {"layout": layout + 1}
    return item
