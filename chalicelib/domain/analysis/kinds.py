"""Kinds: what a value of a definition can come to, known before anybody has applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.analysis.findings import Finding, Json, Place
from chalicelib.domain.geometry import KEYWORD
from chalicelib.domain.values import ARITY, SOURCES, segments

NUMBERS = frozenset({"integer", "number"})
TRUTHS = frozenset({"equal", "same_text", "not_before", "present", "any", "all", "not"})
DATES = frozenset({"months_after", "days_after", "earliest", "latest"})


@dataclass(frozen=True)
class Kind:
    """The type of a value (`text`, `date`, `integer`, `number`, `boolean`, `place`, `object`, `array`) and its domain.

    `values` are all values that it can have, None where they aren't listed; `low` and `high` bound a number.
    """

    type: str
    values: tuple[Any, ...] | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Known:
    """What the values of one service may look at.

    Args:
        questions: question → schema of its answer.
        requests: use of a Request → schema of its answer.
        outputs: sub-service → name → the values that its rules give it; what an expert answers is {"schema": …}.
    """

    questions: Mapping[str, Json]
    requests: Mapping[str, Json]
    outputs: Mapping[str, Mapping[str, Sequence[Json]]]


def kind_of_schema(schema: Json) -> Kind | None:
    """The kind of a JSON Schema fragment; None where it admits several types."""
    listed = schema.get("enum", [schema["const"]] if "const" in schema else None)
    types = schema.get("type", None)
    names = [types] if isinstance(types, str) else [one for one in types or () if one != "null"]
    if not names and listed is not None:
        names = sorted({name for one in listed if (name := _json_type(one)) != "null"})
    if len(names) != 1:
        return None
    name = "text" if names[0] == "string" else names[0]
    if name == "text" and schema.get("format") == "date":
        name = "date"
    values = None if listed is None else tuple(one for one in listed if one is not None)
    if name == "object" and KEYWORD in schema:
        name = "place"
    if name == "boolean" and values is None:
        values = (False, True)
    return Kind(name, values, schema.get("minimum"), schema.get("maximum"))


def schema_at(schema: Json, pointer: str) -> Json | None:
    """The schema of what a JSON Pointer names in an instance; None where the schema declares nothing there."""
    for key in segments(pointer):
        inner = schema.get("properties", {}).get(key)
        if inner is None and key.isdigit():
            inner = schema.get("items")
        if not isinstance(inner, Mapping):
            return None
        schema = inner
    return schema


def wrong_values(value: Json, known: Known, place: Place) -> Iterator[Finding]:
    """What is wrong with a value: where it leads nowhere, or asks an operation for what it can't do."""
    sources = sorted(value.keys() & SOURCES)
    if len(sources) != 1:
        yield place.finding("reference", f"a value has exactly one source, not {sources or 'none'}")
        return
    if "derive" in value:
        for at, part in enumerate(value["of"]):
            yield from wrong_values(part, known, place / "of" / at)
        yield from _wrong_derivation(value, known, place)
    elif "answer" in value:
        if schema_at({"properties": known.questions}, value["answer"]) is None or not value["answer"]:
            yield (place / "answer").finding("reference", f"the form has no question {value['answer']!r}")
    elif "request" in value:
        if value["request"] not in known.requests:
            yield (place / "request").finding("reference", f"no Request {value['request']!r} is asked here")
        elif schema_at(known.requests[value["request"]], value["path"]) is None:
            yield (place / "path").finding("reference", f"the answer to {value['request']!r} has no {value['path']!r}")
    elif "output" in value:
        if value["output"] not in known.outputs:
            yield (place / "output").finding("reference", f"there is no sub-service {value['output']!r}")
        elif value["name"] not in known.outputs[value["output"]]:
            yield (place / "name").finding("reference", f"no rule of {value['output']!r} gives {value['name']!r}")


def kind_of(value: Json, known: Known, depth: int = 0) -> Kind | None:
    """The kind of a value that leads somewhere; None where nothing is known of it."""
    if "answer" in value:
        return _kind_at({"properties": known.questions}, value["answer"])
    if "request" in value:
        return _kind_at(known.requests.get(value["request"], {}), value["path"])
    if "schema" in value:
        return kind_of_schema(value["schema"])
    if "const" in value:
        return kind_of_schema({"const": value["const"]})
    if "filed_on" in value:
        return Kind("date")
    if "number" in value:
        return Kind("text")
    if "output" in value:
        given = known.outputs.get(value["output"], {}).get(value["name"], ())
        return _union([kind_of(one, known, depth + 1) for one in given]) if depth < 10 else None
    operation = value["derive"]
    if operation in TRUTHS:
        return Kind("boolean", (False, True))
    if operation in DATES:
        return Kind("date")
    if operation in ("days_between", "sum"):
        return Kind("integer")
    return _union([kind_of(one, known, depth + 1) for one in value["of"]])


def _kind_at(schema: Json, pointer: str) -> Kind | None:
    found = schema_at(schema, pointer)
    return None if found is None else kind_of_schema(found)


def _union(kinds: Sequence[Kind | None]) -> Kind | None:
    known = [one for one in kinds if one is not None]
    if not known or len(known) != len(kinds) or len({one.type for one in known}) != 1:
        return None
    values: tuple[Any, ...] | None = ()
    for one in known:
        values = (
            None if values is None or one.values is None else (*values, *(v for v in one.values if v not in values))
        )
    lows, highs = [one.low for one in known], [one.high for one in known]
    return replace(
        known[0],
        values=values,
        low=None if None in lows else min(low for low in lows if low is not None),
        high=None if None in highs else max(high for high in highs if high is not None),
    )


def _wrong_derivation(value: Json, known: Known, place: Place) -> Iterator[Finding]:
    operation, of = value["derive"], value["of"]
    least, most = ARITY[operation]
    if len(of) < least or (most is not None and len(of) > most):
        yield (place / "of").finding("reference", f"{operation} takes {least}{'' if most else ' or more'} values")
        return
    kinds = [kind_of(one, known) for one in of]
    for at, (kind, wanted) in enumerate(zip(kinds, _wanted(operation, kinds), strict=True)):
        if kind is not None and wanted and kind.type not in wanted:
            message = f"{operation} needs {' or '.join(sorted(wanted))} here, not {kind.type}"
            yield (place / "of" / at).finding("reference", message)


def _wanted(operation: str, kinds: Sequence[Kind | None]) -> list[frozenset[str]]:
    """For each part of a derivation, the types that it takes; empty where any will do."""
    date, whole = frozenset({"date"}), frozenset({"integer"})
    first = next((kind.type for kind in kinds if kind is not None), None)
    alike = frozenset[str]() if first is None else NUMBERS if first in NUMBERS else frozenset({first})
    match operation:
        case "months_after" | "days_after":
            return [date, whole]
        case "days_between" | "earliest" | "latest":
            return [date] * len(kinds)
        case "sum":
            return [whole] * len(kinds)
        case "any" | "all" | "not":
            return [frozenset({"boolean"})] * len(kinds)
        case "same_text":
            return [frozenset({"text"})] * len(kinds)
        case "not_before":
            return [alike if alike <= date | NUMBERS else date | NUMBERS] * len(kinds)
        case "equal" | "first_present":
            return [alike] * len(kinds)
    return [frozenset()] * len(kinds)


def _json_type(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if value is None:
        return "null"
    names = {str: "string", int: "integer", float: "number", list: "array", dict: "object"}
    return names[type(value)]
