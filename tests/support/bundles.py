"""The shipped definitions as one bundle, for tests that publish without the analyser."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
KINDS = {
    "service": ("services", None),
    "standard_request": ("standard_requests", None),
    "register": ("registers", None),
    "calendar": ("calendars", None),
    "vocabulary": ("vocabulary", "terms"),
    "departments": ("departments", "departments"),
    "roles": ("roles", "roles"),
    "messages": ("messages", "messages"),
}
"""Kind of a definition → its part of the bundle, and the member that holds several of them."""


def documents() -> dict[str, Any]:
    """Path (`schemas/<folder>/<name>.json`) → document, as a publication takes them."""
    return {
        f"schemas/{path.parent.name}/{path.name}": json.loads(path.read_text())
        for path in sorted(SCHEMAS.glob("*/*.json"))
        if path.parent.name != "meta"
    }


def bundle() -> dict[str, Any]:
    """Give the bundle's content; forms have their terms' schemas in place."""
    parts: dict[str, Any] = {part: {} for part, _ in KINDS.values()} | {"plurals": {}, "forms": {}}
    for document in documents().values():
        part, many = KINDS[document["kind"]]
        held = document if many is None else document.get(many, {})
        if many is None:
            parts[part][document["id"]] = document
        else:
            parts[part] |= {one["id"]: one for one in held} if isinstance(held, list) else held
        parts["plurals"] |= document.get("plurals", {})
    for name, service in parts["services"].items():
        form = copy.deepcopy(service["form"])
        for question, asked in form["properties"].items():
            form["properties"][question] = dict(parts["vocabulary"][asked["term"]]["schema"])
        parts["forms"][name] = form
    return parts
