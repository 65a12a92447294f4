"""JSON Schema 2020-12 for request bodies, forms, records and answers: one mechanism, compiled once, errors by place.

Errors are read from the validator's machine-readable kind, never from its message, so that they can be told in any
language. Patterns run on a linear engine; nothing is fetched.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.domain import geometry
from chalicelib.domain.errors import FieldError
from chalicelib.domain.values import as_pointer

KEPT = 128
MOST_ERRORS = 100
MOST_OPTIONS = 20

Compiled = tuple[Any, tuple[tuple[geometry.Path, tuple[str, ...]], ...]]
"""A validator, and where its instances have geometries: what no keyword of JSON Schema can check."""

_compiled: OrderedDict[str, Compiled] = OrderedDict()


def check(
    schema: Mapping[str, Any],
    instance: object,
    *,
    key: str | None = None,
    at: str = "",
    bounds: geometry.Bounds = geometry.WORLD,
) -> tuple[FieldError, ...]:
    """Name every place where `instance` breaks `schema`; empty when it fits.

    `key` names the schema for the cache of compiled ones (a bundle's hash with the service, an operation's id); without
    it the schema is compiled anew. `at` is the JSON Pointer of `instance` in what was sent. Every point of a place lies
    inside `bounds`.
    """
    validator, places = _validator(schema, key)
    wrong_places = [
        wrong
        for path, kinds in places
        for pointed, value in geometry.found(instance, path, at)
        for wrong in geometry.wrong(value, kinds, bounds, pointed)
    ]
    # That a text isn't an object tells nobody how a place is written.
    told = {(wrong.pointer, "type") for wrong in wrong_places}
    try:
        if validator.is_valid(instance):
            return tuple(wrong_places)
        found: dict[tuple[str, str], FieldError] = {}
        for error in validator.iter_errors(instance):
            for wrong in _places(error, at):
                if (wrong.pointer, wrong.reason) not in told:
                    found.setdefault((wrong.pointer, wrong.reason), wrong)
            if len(found) >= MOST_ERRORS:
                break
    except (UnicodeEncodeError, ValueError):  # a lone surrogate; nesting without end
        return (FieldError(at, "unreadable"),)
    return (*found.values(), *wrong_places)[:MOST_ERRORS]


def _validator(schema: Mapping[str, Any], key: str | None) -> Compiled:
    if key is not None and key in _compiled:
        _compiled.move_to_end(key)
        return _compiled[key]
    import jsonschema_rs

    validator = jsonschema_rs.Draft202012Validator(
        dict(schema), offline=True, validate_formats=True, pattern_options=jsonschema_rs.RegexOptions()
    )
    compiled = validator, geometry.places(schema)
    if key is not None:
        _compiled[key] = compiled
        if len(_compiled) > KEPT:
            _compiled.popitem(last=False)
    return compiled


def _places(error: Any, at: str) -> Iterator[FieldError]:
    kind = error.kind
    reason: str = kind.name
    facts: dict[str, Any] = kind.as_dict()
    here = at + as_pointer(error.instance_path)
    if reason in ("anyOf", "oneOf") and facts.get("context"):
        yield from _closest(facts["context"], FieldError(here, reason), at)
    elif reason == "required":
        yield FieldError(here + as_pointer([facts["property"]]), "required")
    elif "unexpected" in facts:
        for name in facts["unexpected"]:
            yield FieldError(here + as_pointer([name]), "unknown")
    elif reason == "propertyNames":
        yield FieldError(here, "propertyNames")
    elif reason == "falseSchema":
        yield FieldError(here, "unknown")
    else:
        yield FieldError(here, reason, _params(facts))


def _closest(branches: list[list[Any]], otherwise: FieldError, at: str) -> Iterator[FieldError]:
    """Of alternatives, tell the errors of the only one whose own shape fits; else that none fits."""
    fitting = [
        branch
        for branch in branches
        if not any(
            error.kind.name in ("type", "const", "enum") and at + as_pointer(error.instance_path) == otherwise.pointer
            for error in branch
        )
    ]
    if len(fitting) == 1 and fitting[0]:
        for error in fitting[0]:
            yield from _places(error, at)
    else:
        yield otherwise


def _params(facts: Mapping[str, Any]) -> dict[str, object]:
    """Keep what a sentence about the rule needs, and nothing of what was sent."""
    params: dict[str, object] = {}
    if "limit" in facts:
        params["limit"] = facts["limit"]
    if "multiple_of" in facts:
        params["limit"] = facts["multiple_of"]
    if "options" in facts and len(facts["options"]) <= MOST_OPTIONS:
        params["options"] = facts["options"]
    if "types" in facts:
        params["types"] = facts["types"]
    if "format" in facts:
        params["format"] = facts["format"]
    return params
