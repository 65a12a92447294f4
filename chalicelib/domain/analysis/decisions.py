"""Decisions: tables proved, inputs whose domains are those of their sources, sub-services that can be reached."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.domain.analysis.findings import Finding, Json, Place
from chalicelib.domain.analysis.gathering import Definitions
from chalicelib.domain.analysis.kinds import Kind, Known, kind_of
from chalicelib.domain.analysis.services import known_to, rules_of
from chalicelib.domain.assessment import depends_on
from chalicelib.domain.definitions import parse_service
from chalicelib.domain.tables import TableError, compile_table
from chalicelib.domain.values import same

MOST_EXAMPLES = 5


def check(definitions: Definitions) -> Iterator[Finding]:
    """Every sub-service of every service; references must have been checked before."""
    for service in definitions.services.values():
        yield from _cycles(service.raw, service.place)
        for at, sub_service in enumerate(service.raw["sub_services"]):
            place = service.place.at("sub_services", at)
            known = known_to(service.raw, definitions, sub_service.get("requests", ()))
            domains: dict[str, list[Any]] = {}
            yield from _reachable(sub_service, known, place, domains)
            for inner, one in enumerate(sub_service.get("inputs", ())):
                yield from _domain(one, kind_of(one["from"], known), domains, place.at("inputs", inner))
            if "table" in sub_service["decision"]:
                yield from _table(sub_service, place)
            elif sub_service.get("inputs"):
                yield (place / "inputs").finding("unused", "there is no table that could use inputs")
        for at, use in enumerate(service.raw.get("requests", ())):
            known = known_to(service.raw, definitions, ())
            yield from _reachable(use, known, service.place.at("requests", at), {})


def _cycles(raw: Json, place: Place) -> Iterator[Finding]:
    needs = {one.id: depends_on(one) for one in parse_service(raw).sub_services}
    for start in needs:
        path, seen = [start], {start}
        while True:
            following = next((one for one in sorted(needs[path[-1]]) if one == start or one not in seen), None)
            if following == start:
                if start == min(path):
                    at = [one["id"] for one in raw["sub_services"]].index(start)
                    circle = " → ".join([*path, start])
                    yield place.at("sub_services", at).finding("cycle", f"waits for its own output: {circle}")
                break
            if following is None or following not in needs:
                path.pop()
                if not path:
                    break
                continue
            seen.add(following)
            path.append(following)


def _reachable(raw: Json, known: Known, place: Place, domains: dict[str, list[Any]]) -> Iterator[Finding]:
    """Conditions on the same value must leave some value; what they leave is kept in `domains`."""
    absent: dict[str, bool] = {}
    for at, condition in enumerate(raw.get("when", ())):
        where, key = place.at("when", at), json.dumps(condition["value"], sort_keys=True)
        kind = kind_of(condition["value"], known)
        if "present" in condition:
            if absent.setdefault(key, not condition["present"]) == condition["present"]:
                yield where.finding("unreachable", "can't hold together with the conditions before it")
            continue
        wanted = condition["in"] if "in" in condition else [condition["is"]]
        possible = domains.get(key, list(kind.values) if kind is not None and kind.values is not None else wanted)
        never = [one for one in wanted if kind is not None and not _possible(one, kind)]
        if never and _asks_for_more_than_absence(never):
            yield where.finding("unreachable", f"never {', '.join(map(repr, never))}: {_listed(kind)}")
        domains[key] = [one for one in possible if any(same(one, other) for other in wanted)]
        if (not domains[key] and not never) or absent.setdefault(key, False):
            yield where.finding("unreachable", "can't hold together with the conditions before it")


def _asks_for_more_than_absence(values: list[Any]) -> bool:
    return any(one is not None for one in values)


def _possible(value: Any, kind: Kind) -> bool:
    if kind.values is not None:
        return any(same(value, one) for one in kind.values)
    types: dict[str, type | tuple[type, ...]] = {"text": str, "date": str, "integer": int, "number": (int, float)}
    return kind.type not in types or (isinstance(value, types[kind.type]) and not isinstance(value, bool))


def _listed(kind: Kind | None) -> str:
    if kind is None or kind.values is None:
        return f"the value is {kind.type if kind else 'of another type'}"
    return f"the value is one of {list(kind.values)}"


def _domain(raw: Json, kind: Kind | None, domains: Mapping[str, list[Any]], place: Place) -> Iterator[Finding]:
    """An input's declared domain is that of its source: a value more is a typing error, one less a gap."""
    if kind is None:
        return
    fitting = {"enum": {"text"}, "boolean": {"boolean"}, "integer": {"integer"}, "date": {"date"}}
    allowed = fitting.get(raw["type"], {"integer", "number", "text"})
    if kind.type not in allowed:
        yield (place / "type").finding("domain", f"its source gives {kind.type}, not {raw['type']}")
        return
    if raw["type"] == "enum":
        yield from _enum(raw, kind, domains, place)
    elif raw["type"] == "integer" and "answer" in raw["from"]:
        # Applicants may send all that the form takes; a register's number beyond the domain is for a person anyway.
        low, high = raw["min"], raw["max"]
        if not isinstance(low, int) or not isinstance(high, int):
            return
        if (kind.low is not None and kind.low < low) or (kind.high is not None and kind.high > high):
            yield place.finding("domain", f"its source gives {kind.low} to {kind.high}, more than {low} to {high}")


def _enum(raw: Json, kind: Kind, domains: Mapping[str, list[Any]], place: Place) -> Iterator[Finding]:
    if kind.values is None:
        yield (place / "from").finding("domain", "its source is free text, not a closed list of values")
        return
    absent = raw.get("absent")
    stand_in = absent.get("const") if isinstance(absent, Mapping) else absent
    left = domains.get(json.dumps(raw["from"], sort_keys=True), list(kind.values))
    foreign = [one for one in raw["values"] if one not in kind.values and one != stand_in]
    uncovered = [one for one in left if one not in raw["values"]]
    if foreign:
        yield (place / "values").finding("domain", f"its source never gives {foreign}, only {list(kind.values)}")
    if uncovered:
        yield (place / "values").finding("domain", f"its source also gives {uncovered}")


def _table(raw: Json, place: Place) -> Iterator[Finding]:
    where = place / "decision"
    try:
        proof = compile_table(raw.get("inputs", ()), raw["decision"]["table"]).prove(MOST_EXAMPLES)
    except TableError as error:
        inside = place if error.where and error.where[0] == "inputs" else where
        yield inside.at(*error.where).finding("table", error.reason)
        return
    rules = {rule["id"]: where.at("table", "rules", at) for at, rule in enumerate(rules_of(raw))}
    inputs = {one["name"]: place.at("inputs", at) for at, one in enumerate(raw.get("inputs", ()))}
    for gap in proof.gaps:
        yield where.at("table", "rules").finding("gap", f"no rule for {_said(gap.example)}")
    for overlap in proof.overlaps:
        message = f"the rules {' and '.join(map(repr, overlap.rules))} both apply to {_said(overlap.example)}"
        yield rules[overlap.rules[1]].finding("overlap", message)
    for id in proof.never_fires:
        yield rules[id].finding("unreachable", f"the rule {id!r} can't fire: other rules apply wherever it does")
    for name in proof.unused_inputs:
        yield inputs[name].finding("unused", f"no rule uses the input {name!r}")


def _said(example: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in example.items())
