"""Restrictions: conditions on answers as JSON Schema, put together from parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Json = Mapping[str, Any]
Restriction = dict[str, Any]


def names_in(part: Json) -> set[str]:
    """Every question that a restriction looks at."""
    names = {*part.get("required", ()), *part.get("properties", {})}
    for key in ("anyOf", "allOf"):
        for one in part.get(key, ()):
            names |= names_in(one)
    return names | (names_in(part["not"]) if "not" in part else set())


def restriction(conditions: Iterable[Json]) -> Restriction:
    """Conditions on answers as JSON Schema; raises KeyError for conditions on anything else."""
    return all_of([_condition(one) for one in conditions])


def _condition(one: Json) -> Restriction:
    name = one["value"]["answer"].removeprefix("/")
    if "present" in one:
        return {"required": [name]} if one["present"] else {"not": {"required": [name]}}
    values = {"const": one["is"]} if "is" in one else {"enum": list(one["in"])}
    return {"properties": {name: values}, "required": [name]}


def all_of(parts: list[Restriction]) -> Restriction:
    return parts[0] if len(parts) == 1 else {"allOf": parts}


def any_of(parts: list[Restriction]) -> Restriction:
    return parts[0] if len(parts) == 1 else {"anyOf": parts}
