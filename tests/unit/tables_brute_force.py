"""An independent reading of the table language, slow and plain: enumerates every input and asks each rule about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any


def domain_values(declaration: dict[str, Any]) -> list[Any]:
    """Every value of a small domain."""
    match declaration["type"]:
        case "boolean":
            return [False, True]
        case "enum":
            return list(declaration["values"])
        case "integer":
            return list(range(declaration["min"], declaration["max"] + 1))
        case "decimal":
            step, value = Decimal(1).scaleb(-declaration["scale"]), Decimal(declaration["min"])
            values = []
            while value <= Decimal(declaration["max"]):
                values.append(str(value))
                value += step
            return values
        case "date":
            first, last = date.fromisoformat(declaration["min"]), date.fromisoformat(declaration["max"])
            return [(first + timedelta(days)).isoformat() for days in range((last - first).days + 1)]
    raise AssertionError(declaration)


def admits(kind: str, cell: Any, value: Any) -> bool:
    """Whether a cell admits a value, straight from the words of the language."""
    exact = Decimal if kind == "decimal" else lambda plain: plain
    if not isinstance(cell, dict):
        return bool(exact(value) == exact(cell))
    if "is" in cell:
        return bool(exact(value) == exact(cell["is"]))
    if "in" in cell:
        return exact(value) in [exact(one) for one in cell["in"]]
    if "not_in" in cell:
        return value not in cell["not_in"]
    above = "from" not in cell or exact(value) >= exact(cell["from"])
    return above and ("to" not in cell or exact(value) <= exact(cell["to"]))


def rules_for(inputs: list[dict[str, Any]], rules: list[dict[str, Any]], values: dict[str, Any]) -> list[str]:
    """Ids of the explicit rules that apply to complete inputs."""
    kinds = {one["name"]: one["type"] for one in inputs}
    return [
        rule["id"]
        for rule in rules
        if not rule.get("otherwise")
        and all(admits(kinds[name], cell, values[name]) for name, cell in rule["when"].items())
    ]


def every_input(inputs: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """All combinations of all values."""
    names = [one["name"] for one in inputs]
    for combination in product(*map(domain_values, inputs)):
        yield dict(zip(names, combination, strict=True))
