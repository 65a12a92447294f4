"""Values: the closed language in which definitions say where something comes from.

A value is ``{"answer": "/pointer"}``, ``{"request": id, "path": "/pointer"}``, ``{"output": sub_service, "name": n}``,
``{"const": v}``, ``{"filed_on": true}``, ``{"number": true}`` or ``{"derive": operation, "of": [values]}``. There are
no expressions, loops or calls: each evaluation ends after one walk over the definition. What is missing, or isn't of
the type that an operation needs, is None; it is for the reader of the value (a table's input) to say what None means.
Dates are ISO 8601 strings.
"""

from __future__ import annotations

import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

Value = Mapping[str, Any]
SOURCES = frozenset({"answer", "request", "output", "const", "filed_on", "number", "derive"})


@dataclass(frozen=True)
class Scope:
    """What values may look at.

    Args:
        answers: the applicant's answers.
        requests: use of a Request → its answer object, or None while there is none.
        outputs: sub-service → its outputs by name.
        filed_on: the day of filing in the municipality's zone.
        number: the application's number.
    """

    answers: Mapping[str, Any]
    requests: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)
    outputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    filed_on: date | None = None
    number: str | None = None


def evaluate(value: Value, scope: Scope) -> Any:
    """What a value stands for in a scope; None where something it needs is missing or of another type.

    Raises:
        ValueError: the value isn't in the language; publishing refuses such definitions.
    """
    if "answer" in value:
        return at_pointer(scope.answers, value["answer"])
    if "request" in value:
        return at_pointer(scope.requests.get(value["request"]), value.get("path", ""))
    if "output" in value:
        return scope.outputs.get(value["output"], {}).get(value["name"])
    if "const" in value:
        return value["const"]
    if "filed_on" in value:
        return scope.filed_on.isoformat() if scope.filed_on else None
    if "number" in value:
        return scope.number
    operation = DERIVATIONS.get(value.get("derive", ""))
    if operation is None:
        raise ValueError(f"unknown value {sorted(value)}")
    return operation([evaluate(part, scope) for part in value["of"]])


def holds(conditions: Sequence[Mapping[str, Any]] | None, scope: Scope) -> bool:
    """True where every condition of a ``when`` holds; no conditions always hold."""
    return all(_holds(condition, scope) for condition in conditions or ())


def _holds(condition: Mapping[str, Any], scope: Scope) -> bool:
    value = evaluate(condition["value"], scope)
    if "is" in condition:
        return same(value, condition["is"])
    if "in" in condition:
        return any(same(value, one) for one in condition["in"])
    return (value is not None) is condition["present"]


def parts(value: Value) -> tuple[Value, ...]:
    """The value itself and every value inside it, for those who must know what a definition looks at."""
    inside = tuple(inner for part in value.get("of", ()) for inner in parts(part)) if "derive" in value else ()
    return (value, *inside)


def as_pointer(path: Iterable[object]) -> str:
    """Write a path as a JSON Pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def segments(pointer: str) -> tuple[str, ...]:
    """Read the path that a JSON Pointer writes."""
    parts = pointer[1:].split("/") if pointer else ()
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)


def at_pointer(document: Any, pointer: str) -> Any:
    """What a JSON Pointer (RFC 6901) names in a document; None where there is nothing."""
    for key in segments(pointer):
        if isinstance(document, Mapping):
            document = document.get(key)
        elif isinstance(document, list | tuple) and key.isascii() and key.isdigit() and int(key) < len(document):
            document = document[int(key)]
        else:
            return None
    return document


def same(a: Any, b: Any) -> bool:
    """Equality as JSON means it: true isn't 1, and 1 is 1.0."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return bool(a == b)


def plain_text(text: str) -> str:
    """A text as people compare it: case, ё/е, spaces and the width of characters don't matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").split())


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day; raises ValueError past year 9999."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= years <= 9999:
        raise ValueError("outside the calendar")
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def _date(value: Any) -> date | None:
    """A calendar date written YYYY-MM-DD; `fromisoformat` also reads week dates, which don't sort as text."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day is not None and day.isoformat() == value else None


def _whole(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not -(10**6) < value < 10**6:
        return None
    return int(value) if value == int(value) else None


def _equal(of: list[Any]) -> bool | None:
    return None if None in of else all(same(of[0], other) for other in of[1:])


def _same_text(of: list[Any]) -> bool | None:
    texts = [plain_text(one) for one in of if isinstance(one, str)]
    return len(set(texts)) == 1 if len(texts) == len(of) else None


def _not_before(of: list[Any]) -> bool | None:
    a, b = of
    if isinstance(a, str) and isinstance(b, str):
        first, second = _date(a), _date(b)
        return None if first is None or second is None else first >= second
    numbers = all(isinstance(one, int | float | Decimal) and not isinstance(one, bool) for one in of)
    return bool(a >= b) if numbers else None


def _any(of: list[Any]) -> bool | None:
    return True if any(one is True for one in of) else False if all(one is False for one in of) else None


def _all(of: list[Any]) -> bool | None:
    return False if any(one is False for one in of) else True if all(one is True for one in of) else None


def _not(of: list[Any]) -> bool | None:
    return not of[0] if isinstance(of[0], bool) else None


def _months_after(of: list[Any]) -> str | None:
    day, months = _date(of[0]), _whole(of[1])
    try:
        return None if day is None or months is None else add_months(day, months).isoformat()
    except ValueError:
        return None


def _days_after(of: list[Any]) -> str | None:
    day, days = _date(of[0]), _whole(of[1])
    try:
        return None if day is None or days is None else (day + timedelta(days)).isoformat()
    except OverflowError:
        return None


def _days_between(of: list[Any]) -> int | None:
    first, last = _date(of[0]), _date(of[1])
    return None if first is None or last is None else (last - first).days


def _sum(of: list[Any]) -> int | None:
    known = [one for one in map(_whole, of) if one is not None]
    return sum(known) if known else None


def _known_dates(of: list[Any]) -> list[str]:
    return [one for one in of if _date(one) is not None]


def _earliest(of: list[Any]) -> str | None:
    return min(_known_dates(of), default=None)


def _latest(of: list[Any]) -> str | None:
    return max(_known_dates(of), default=None)


# Operation → how it treats its parts. `any` and `all` are three-valued (unknown stays unknown unless one part settles
# it); `earliest`, `latest` and `sum` look at the dates and whole numbers that are there.
DERIVATIONS: Mapping[str, Callable[[list[Any]], Any]] = {
    "equal": _equal,
    "same_text": _same_text,
    "not_before": _not_before,
    "present": lambda of: all(one is not None for one in of),
    "any": _any,
    "all": _all,
    "not": _not,
    "months_after": _months_after,
    "days_after": _days_after,
    "days_between": _days_between,
    "sum": _sum,
    "earliest": _earliest,
    "latest": _latest,
    "first_present": lambda of: next((one for one in of if one is not None), None),
}

# Operation → how many parts it takes at least and at most (None: any number).
ARITY: Mapping[str, tuple[int, int | None]] = {
    "equal": (2, None),
    "same_text": (2, None),
    "not_before": (2, 2),
    "present": (1, None),
    "any": (1, None),
    "all": (1, None),
    "not": (1, 1),
    "months_after": (2, 2),
    "days_after": (2, 2),
    "days_between": (2, 2),
    "sum": (1, None),
    "earliest": (1, None),
    "latest": (1, None),
    "first_present": (1, None),
}
