"""Raises items that an earlier release wrote to the layout of this one, whenever they are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chalicelib.domain.layout import LAYOUT

Raise = Callable[[dict[str, Any]], dict[str, Any]]

RAISES: dict[tuple[str, int], Raise] = {}
"""(kind of item, layout it has) → what gives it the next layout; absent where only fields with a default were added."""


def raised(kind: str, item: dict[str, Any]) -> dict[str, Any]:
    """Give the item in this release's layout."""
    while (layout := item.get("layout", 1)) < LAYOUT:
        item = RAISES.get((kind, layout), dict)(item) | {"layout": layout + 1}
    return item
