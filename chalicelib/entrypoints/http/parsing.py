"""Bodies, queries and headers as they come: limits first, then strict JSON, every fault named by its place."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.domain.errors import FieldError, InvalidInput
from chalicelib.domain.values import as_pointer

BODY_LIMIT = 256 * 1024
PERSON_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
MOST_LEVELS = 32
LARGEST_WHOLE = 2**53
"""Beyond it a number is not the same in every reader (RFC 7493)."""
_ODD = re.compile("[\0\ud800-\udfff]")
_ODD_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
"""How odd characters come in a text that is UTF-8; halves of one beyond the first plane are written so, too."""


class TooLarge(InvalidInput):
    """The body is over the limit: 413."""

    code = "too-large"


class UnsupportedMediaType(InvalidInput):
    """The body is of another kind: 415."""

    code = "unsupported-media-type"


class InvalidJson(InvalidInput):
    """The body isn't strict JSON."""

    code = "invalid-json"


class _NotFinite(ValueError):
    pass


def media_type(headers: Mapping[str, str]) -> str:
    """The Content-Type without its parameters, in lower case."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def check_size(raw: bytes, limit: int = BODY_LIMIT) -> None:
    """Raise TooLarge for a body of more than `limit` bytes."""
    if len(raw) > limit:
        raise TooLarge(limit=limit)


def read_json(raw: bytes) -> Any:
    """Read strict JSON (RFC 8259 and 7493): UTF-8, no duplicate names, finite numbers, no endless nesting.

    Raises InvalidJson with the position, or InvalidInput with the place, of the first fault.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise _unreadable("encoding", fault.start, raw[: fault.start].decode("utf-8", "replace")) from None
    twice: list[tuple[dict[str, Any], str]] = []

    def gather(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        gathered = dict(pairs)
        if len(gathered) != len(pairs):
            names = [name for name, _ in pairs]
            twice.append((gathered, next(name for name in names if names.count(name) > 1)))
        return gathered

    try:
        value = json.loads(text, object_pairs_hook=gather, parse_constant=_refuse, parse_float=_real, parse_int=_whole)
    except _NotFinite:
        raise InvalidInput([FieldError("", "not-finite")]) from None
    except json.JSONDecodeError as fault:
        raise InvalidJson([FieldError("", "syntax")], line=fault.lineno, column=fault.colno) from None
    except RecursionError:
        raise InvalidInput([FieldError("", "too-deep")]) from None
    if text.count("{") + text.count("[") > MOST_LEVELS and _levels(value) > MOST_LEVELS:
        raise InvalidInput([FieldError("", "too-deep")])
    if _ODD_ESCAPE.search(text):
        _refuse_odd_characters(value)
    if twice:
        raise InvalidInput([FieldError(_pointer_to(value, *found), "duplicate-key") for found in twice[:20]])
    return value


def _unreadable(reason: str, position: int, before: str) -> InvalidJson:
    line = before.count("\n") + 1
    return InvalidJson([FieldError("", reason)], line=line, column=position - before.rfind("\n"))


def _refuse(_: str) -> Any:
    raise _NotFinite


def _real(text: str) -> float:
    """Read a number; 3.0 is the whole number 3, as JSON Schema has it."""
    value = float(text)
    if not math.isfinite(value):
        raise _NotFinite
    return int(value) if value.is_integer() and abs(value) <= LARGEST_WHOLE else value


def _whole(text: str) -> int:
    if len(text) > 17 or abs(value := int(text)) > LARGEST_WHOLE:
        raise _NotFinite
    return value


def _children(value: Any) -> Iterator[tuple[object, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _levels(value: Any) -> int:
    deepest, todo = 0, [(value, 1)]
    while todo:
        here, level = todo.pop()
        deepest = max(deepest, level)
        if level > MOST_LEVELS:
            break
        todo += [(child, level + 1) for _, child in _children(here) if isinstance(child, (dict, list))]
    return deepest


def _refuse_odd_characters(value: Any) -> None:
    """Lone surrogates can't be stored as UTF-8, and a NUL is in no honest answer."""
    todo: list[tuple[Any, str]] = [(value, "")]
    while todo:
        here, place = todo.pop()
        if isinstance(here, str) and _is_odd(here):
            raise InvalidInput([FieldError(place, "character")])
        for name, child in _children(here):
            if isinstance(name, str) and _is_odd(name):
                raise InvalidInput([FieldError(place, "character")])
            todo.append((child, place + as_pointer((name,))))


def _is_odd(text: str) -> bool:
    return _ODD.search(text) is not None


def _pointer_to(value: Any, wanted: dict[str, Any], name: str) -> str:
    todo: list[tuple[Any, str]] = [(value, "")]
    while todo:
        here, place = todo.pop()
        if here is wanted:
            return place + as_pointer((name,))
        todo += [(child, place + as_pointer((key,))) for key, child in _children(here)]
    return ""  # inside a value that a later duplicate replaced


def read_query(given: Mapping[str, list[str]] | None, declared: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Turn query parameters into values of their declared types; unknown or repeated ones are refused."""
    values: dict[str, Any] = {}
    wrong: list[FieldError] = []
    for name, texts in (given or {}).items():
        if name not in declared:
            wrong.append(FieldError(as_pointer(("query", name)), "unknown"))
        elif len(texts) != 1:
            wrong.append(FieldError(f"/query/{name}", "repeated"))
        elif _is_odd(texts[0]):
            wrong.append(FieldError(f"/query/{name}", "character"))
        else:
            values[name] = _typed(texts[0], declared[name])
    if wrong:
        raise InvalidInput(wrong)
    return values


def check_person(given: str) -> str:
    """Give back a person's id from a path, if it can be one; raises InvalidInput."""
    if PERSON_ID.fullmatch(given) is None:
        raise InvalidInput([FieldError("/path/person", "pattern")])
    return given


def instant(text: str, pointer: str) -> datetime:
    """Read an instant that the schema has found to be one; raises InvalidInput for what no calendar has."""
    try:
        return datetime.fromisoformat(text.upper().replace("Z", "+00:00")).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidInput([FieldError(pointer, "format", {"format": "date-time"})]) from None


def _typed(text: str, schema: Mapping[str, Any]) -> Any:
    kind = schema.get("type")
    if kind == "integer" and text.lstrip("-").isascii() and text.lstrip("-").isdigit() and len(text) < 17:
        return int(text)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    return text
