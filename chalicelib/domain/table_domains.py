"""Closed domains of table inputs: each value is a whole number, so that cells are ranges and a proof can be exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

CELL_OPERATORS = frozenset({"is", "in", "not_in", "from", "to"})

Interval = tuple[int, int]


class TableError(ValueError):
    """The table as written can't be compiled or proved; ``where`` is the place inside it, as JSON Pointer segments."""

    def __init__(self, reason: str, where: tuple[str | int, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.where = where


class OutsideDomain(ValueError):
    """A value that the declared domain of an input doesn't contain."""


class Domain:
    """The closed set of values of one input, mapped onto a range of whole numbers.

    Args:
        declaration: ``{"name", "type", ...}`` with ``values`` (enum), ``min`` and ``max`` (ordered types), ``scale``
            (decimal places of a decimal, 2 unless told).
    Raises:
        TableError: an unknown type, an empty or contradictory domain.
    """

    def __init__(self, declaration: Mapping[str, Any]) -> None:
        self.name: str = declaration["name"]
        self.kind: str = declaration["type"]
        self.scale = 0
        self.values: list[Any] | None = None
        self._codes: dict[tuple[type, Any], int] = {}
        if self.kind in ("enum", "boolean"):
            self.values = [False, True] if self.kind == "boolean" else list(declaration.get("values", ()))
            self._codes = {(value.__class__, value): code for code, value in enumerate(self.values)}
            if not self.values or len(self._codes) != len(self.values):
                raise TableError(f"input {self.name!r}: the values are empty or repeat one another", ("values",))
            self.low, self.high = 0, len(self.values) - 1
        elif self.kind in ("integer", "decimal", "date"):
            self.scale = int(declaration.get("scale", 2)) if self.kind == "decimal" else 0
            try:
                self.low, self.high = self.number(declaration["min"]), self.number(declaration["max"])
            except KeyError as missing:
                raise TableError(f"input {self.name!r}: {missing.args[0]} is missing") from None
            except OutsideDomain as problem:
                raise TableError(f"input {self.name!r}: {problem}") from None
            if self.low > self.high:
                raise TableError(f"input {self.name!r}: min is greater than max", ("min",))
        else:
            raise TableError(f"input {self.name!r}: unknown type {self.kind!r}", ("type",))

    def number(self, value: Any) -> int:
        """The whole number that stands for a value of an ordered type; raises OutsideDomain for anything else."""
        if self.kind == "integer":
            if value.__class__ is int:
                return int(value)
            if isinstance(value, Decimal) and value == value.to_integral_value() and abs(value) < 10**15:
                return int(value)
            raise OutsideDomain(f"{value!r} is not a whole number")
        if self.kind == "date":
            try:
                return (value if isinstance(value, date) else date.fromisoformat(value)).toordinal()
            except (TypeError, ValueError):
                raise OutsideDomain(f"{value!r} is not a date") from None
        try:
            if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
                raise OutsideDomain(f"{value!r} is not a decimal number")
            exact = Decimal(str(value))
            if not abs(exact) < Decimal(10) ** 15:
                raise OutsideDomain(f"{value!r} is too large")
            scaled = exact.scaleb(self.scale)
            if scaled != scaled.to_integral_value():
                raise OutsideDomain(f"{value!r} has more than {self.scale} decimal places")
        except InvalidOperation:
            raise OutsideDomain(f"{value!r} is not a decimal number") from None
        return int(scaled)

    def code(self, value: Any) -> int:
        """The whole number that stands for a value of this domain; raises OutsideDomain where there is none."""
        if self.values is not None:
            try:
                return self._codes[value.__class__, value]
            except (KeyError, TypeError):
                raise OutsideDomain(f"{value!r} is not one of {self.values}") from None
        number = self.number(value)
        if not self.low <= number <= self.high:
            raise OutsideDomain(f"{value!r} is not between {self.show(self.low)} and {self.show(self.high)}")
        return number

    def show(self, code: int) -> Any:
        """The value (as JSON would carry it) that a whole number stands for."""
        if self.values is not None:
            return self.values[code]
        if self.kind == "date":
            return date.fromordinal(code).isoformat()
        return code if self.kind == "integer" else str(Decimal(code).scaleb(-self.scale))

    def cell(self, cell: Any) -> list[Interval]:
        """The disjoint, ordered, inclusive ranges of whole numbers that a cell admits; raises TableError."""
        if not isinstance(cell, Mapping):
            cell = {"is": cell}
        unknown = sorted(cell.keys() - CELL_OPERATORS)
        kinds = [kind for kind in ("is", "in", "not_in") if kind in cell]
        ranged = "from" in cell or "to" in cell
        if unknown or len(kinds) + ranged != 1:
            raise TableError(
                f"unknown operators {unknown}" if unknown else "a cell says exactly one of is, in, not_in, from/to"
            )
        try:
            if ranged:
                return [self._range(cell)]
            if "is" in cell:
                return [(self.code(cell["is"]),) * 2]
            codes = {self.code(value) for value in cell[kinds[0]]}
        except OutsideDomain as problem:
            raise TableError(str(problem)) from None
        if "not_in" in cell:
            if self.values is None:
                raise TableError("not_in is for enum and boolean only")
            codes = set(range(len(self.values))) - codes
        return _merged(sorted(codes))

    def _range(self, cell: Mapping[str, Any]) -> Interval:
        if self.values is not None:
            raise TableError("a range is for integer, decimal and date only")
        first = self.code(cell["from"]) if "from" in cell else self.low
        last = self.code(cell["to"]) if "to" in cell else self.high
        if first > last:
            raise TableError("the range is empty: from is greater than to")
        return first, last


def _merged(codes: Sequence[int]) -> list[Interval]:
    merged: list[Interval] = []
    for code in codes:
        if merged and merged[-1][1] + 1 == code:
            merged[-1] = (merged[-1][0], code)
        else:
            merged.append((code, code))
    return merged
