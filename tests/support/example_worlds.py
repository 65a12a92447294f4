"""Any service's worked example, as a world of its own: what to file today, and what the registers hold of it.

People, plots, vehicles and earlier decisions get fresh names, so that what others file on the same stack isn't met.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.support import bundles
from tests.support.city import City
from tests.support.worlds import Fresh

Json = dict[str, Any]
KEPT = ("birth_date",)
"""Days that don't move with the day of filing."""
FOR_EVER = timedelta(days=300)
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Example:
    """What is filed, with which documents, and what everybody says about it."""

    service: Json
    answers: Json
    documents: tuple[str, ...]
    registers: Json
    opinions: Json


def play(city: City, service_id: str) -> Example:
    """Make a world of a service's first example, and let the registrars import what their registers know."""
    bundle = bundles.shared()
    service = bundle["services"][service_id]
    example = moved(renamed(bundle, service, service["examples"][0], city.fresh), city.today())
    answers = example["answers"]
    for use, register, lookup, told in asked(bundle, service, example):
        if told["outcome"] == "found":
            given = {ours: valued(use["input"][theirs], answers) for ours, theirs in lookup["match"].items()}
            given |= {ours: valued(use["input"][theirs], answers) for ours, theirs in lookup.get("compare", {}).items()}
            record = {**given, **(told["record"] or {})}
            city.import_(register["id"], [whole(register, record, answers, city)])
    documents = tuple(example.get("documents", ()))
    return Example(service, answers, documents, example["registers"], example.get("opinions", {}))


def asked(bundle: Json, service: Json, example: Json) -> Iterator[tuple[Json, Json, Json, Json]]:
    """Give each Request that a register answers in an example: its use, the register, the look-up, the answer."""
    for use in service.get("requests", ()):
        lookup = bundle["standard_requests"][use["standard"]].get("register")
        told = example["registers"].get(use["id"]) or example["registers"].get(use["standard"])
        if lookup and told:
            yield use, bundle["registers"][lookup["register"]], lookup, told


def valued(expression: Json, answers: Json) -> Any:
    """Give the value of an input of a Request, where it is an answer or a constant."""
    return answers.get(expression["answer"][1:]) if "answer" in expression else expression.get("const")


def moved(example: Json, today: date) -> Json:
    """Let every day be as far off as it was on the day of filing."""
    late = today - date.fromisoformat(example["filed_on"])

    def move(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: move(one, key) for key, one in value.items()}
        if isinstance(value, list):
            return [move(one) for one in value]
        try:
            return value if name in KEPT else (date.fromisoformat(value) + late).isoformat()
        except (TypeError, ValueError):
            return value

    found: Json = move(example)
    return found


def renamed(bundle: Json, service: Json, example: Json, fresh: Fresh) -> Json:
    """Give fresh names to whatever a register is asked by: plots, people, earlier decisions; firms stay as they are."""
    names: dict[str, str] = {}
    for use, register, lookup, _ in asked(bundle, service, example):
        for ours, theirs in (*lookup["match"].items(), *lookup.get("compare", {}).items()):
            name = use["input"][theirs].get("answer", "/")[1:]
            value = example["answers"].get(name)
            question = service["form"]["properties"].get(name, {})
            schema = bundle["vocabulary"][question["term"]]["schema"] if "term" in question else question
            pattern = register["record"]["properties"][ours].get("pattern") or schema.get("pattern")
            free = pattern and "enum" not in schema and not firm(ours)
            if free and isinstance(value, str) and re.search(r"\d", value):
                names.setdefault(value, next(one for one in made_up(fresh) if re.search(pattern, one)))
    text = json.dumps(example, ensure_ascii=False)
    for old, new in names.items():
        text = text.replace(json.dumps(old, ensure_ascii=False), json.dumps(new, ensure_ascii=False))
    found: Json = json.loads(text)
    return found


def firm(field: str) -> bool:
    """Whether a field of a register names a firm."""
    return field.endswith(("inn", "ogrn"))


def made_up(fresh: Fresh) -> Iterator[str]:
    """Give made-up names of every shape, the more particular first."""
    number = next(_numbers)
    yield from (fresh.dwelling(), fresh.person(), fresh.plate(), fresh.zone(), f"{number % 9000 + 1000}")
    yield from (f"{prefix}-{number + 500_000}" for prefix in ("ZN", "HZ", "PM"))
    yield from (fresh.certificate(), f"16-1-1-3-{number:06}", f"T-{number}", "1655000003", "1021600000014", "Проверка")


def whole(register: Json, record: Mapping[str, Any], answers: Json, city: City) -> Json:
    """Add what a register demands and an example doesn't say."""
    properties, found = register["record"]["properties"], dict(record)
    for name in register["record"]["required"]:
        if found.get(name) is None:
            found[name] = answers[name] if name in answers else any_value(name, properties[name], city)
    return {name: value for name, value in found.items() if value is not None}


def any_value(name: str, schema: Json, city: City) -> Any:
    """Give some value of a field: of those to choose from the first, a day long ago or far off, a made-up name."""
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") == "date":
        return (city.today() + (FOR_EVER if name.endswith("until") else -FOR_EVER)).isoformat()
    if schema["type"] in ("integer", "number"):
        return schema.get("minimum", 0)
    return next(one for one in made_up(city.fresh) if re.search(schema.get("pattern", "Проверка"), one))
