"""Composition: the one form of a life situation, computed from the forms of its services.

What comes out is written as a service is, so that whoever draws a form, checks answers or takes documents needs to know
nothing of situations. Questions of the same name are the same question and are asked once; what another node of the
situation fills, and what is asked later, isn't asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.domain.analysis import known_questions
from chalicelib.domain.analysis.restrictions import Restriction, all_of, any_of, names_in, restriction
from chalicelib.domain.situations import LifeSituation, Node, source_of

Json = Mapping[str, Any]


def compose(situation: LifeSituation, services: Mapping[str, Json]) -> dict[str, Any]:
    """Write a situation as a service: its questions, pages, documents and who may apply.

    Args:
        situation: the situation.
        services: id → definition of each of its services.
    Raises:
        KeyError: a service that isn't there.
    """
    first = services[situation.services[0].id]
    form = form_of(situation, services)
    requests = known_questions.carry(form, [services[node.id] for node in situation.services])
    return {
        "kind": "service",
        "id": situation.id,
        "title": situation.raw["title"],
        "summary": situation.raw["summary"],
        "department": situation.department,
        "source": situation.raw["source"],
        "applicants": _applicants(situation, services),
        "applicant_fields": {
            kind: name
            for node in situation.services
            for kind, name in services[node.id].get("applicant_fields", {}).items()
        },
        "form": form,
        "requests": requests,
        "ui": {"pages": list(_pages(situation, services))},
        "documents": list(_documents(situation, services)),
        "registration": {"at_once": True, "term": first["registration"]["term"]},
        "term": first["term"],
        "sub_services": [],
        "decision": {"automatic": True, "department": situation.department, "role": "decision_maker"},
        "refusal_grounds": [],
        "result": {"title": situation.raw["title"]},
        "delivery": [
            way
            for way in ("account", "counter", "post")
            if any(way in services[node.id].get("delivery", ("account",)) for node in situation.services)
        ],
        "examples": [],
    }


def asked(situation: LifeSituation, node: Node, service: Json) -> tuple[str, ...]:
    """The questions of a service that its situation asks at filing, in order; some only where nothing fills them."""
    return tuple(
        name
        for name in service["form"]["properties"]
        if name not in node.later and not (name in node.filled and _always_filled(situation, node.filled[name]))
    )


def _always_filled(situation: LifeSituation, filled: Json) -> bool:
    """Whether what fills a question belongs to every plan: a milestone that is waited for, a service without `when`."""
    source = situation.node(source_of(filled))
    return source is not None and not source.when


def form_of(situation: LifeSituation, services: Mapping[str, Json]) -> dict[str, Any]:
    """The form of a situation, each question with its term, under the conditions of the services that ask it."""
    questions: dict[str, Any] = {name: dict(one) for name, one in situation.raw.get("questions", {}).items()}
    askers: dict[str, list[Node]] = {}
    for node in situation.services:
        for name in asked(situation, node, services[node.id]):
            own = services[node.id]["form"]["properties"][name]
            if node.when or name in node.filled:
                own = {key: value for key, value in own.items() if key != "narrow"}
            questions[name] = _merged(questions[name], own) if name in questions else dict(own)
            askers.setdefault(name, []).append(node)
    shared = {name for name, nodes in askers.items() if len(nodes) > 1}
    rules: list[Restriction] = []
    always: list[str] = list(situation.raw.get("questions", {}))
    for node in situation.services:
        form = services[node.id]["form"]
        own = asked(situation, node, services[node.id])
        for name in form["required"]:
            if name not in own:
                continue
            condition = _asked_when(situation, node, name)
            if condition is None:
                always.append(name)
            else:
                rules.append({"if": condition, "then": {"required": [name]}})
        for name in own:
            condition = _asked_when(situation, node, name)
            if condition is not None and "narrow" in form["properties"][name]:
                narrow = form["properties"][name]["narrow"]
                rules.append({"if": condition, "then": {"properties": {name: narrow}}})
        rules += _rules(situation, node, form, frozenset(own), shared)
    for name, nodes in askers.items():
        conditions = [_asks(situation, node, services[node.id], name, only=name not in shared) for node in nodes]
        if all(one is not None for one in conditions) and name not in situation.raw.get("questions", {}):
            nobody = {"not": any_of([one for one in conditions if one is not None])}
            rules.append({"if": nobody, "then": {"properties": {name: False}}})
    return {
        "type": "object",
        "properties": questions,
        "required": list(dict.fromkeys(always)),
        "additionalProperties": False,
        **({"allOf": _gathered(rules)} if rules else {}),
    }


def _gathered(rules: list[Restriction]) -> list[Restriction]:
    """Rules with the same condition as one, so that a form of ninety questions stays readable."""
    found: list[Restriction] = []
    for rule in rules:
        same = next((one for one in found if one["if"] == rule["if"] and one.keys() == rule.keys()), None)
        then, other = rule.get("then", {}), (same or {}).get("then", {})
        clash = other.get("properties", {}).keys() & then.get("properties", {})
        if same is None or clash or not {*then, *other} <= {"required", "properties"} or "else" in rule:
            found.append({key: dict(value) for key, value in rule.items()})
            continue
        for key in then:
            joined = [*other.get(key, ()), *then[key]] if key == "required" else {**other.get(key, {}), **then[key]}
            other[key] = list(dict.fromkeys(joined)) if key == "required" else joined
    return found


def _merged(one: Json, other: Json) -> dict[str, Any]:
    """One question that suits two services: the narrower of what they take."""
    narrow: dict[str, Any] = dict(one.get("narrow", {}))
    for key, value in other.get("narrow", {}).items():
        if key not in narrow:
            narrow[key] = value
        elif key == "enum":
            narrow[key] = [each for each in narrow[key] if each in value]
        else:
            narrow[key] = min(narrow[key], value) if key.startswith("max") else max(narrow[key], value)
    return {**other, **one, **({"narrow": narrow} if narrow else {})}


def _asked_when(situation: LifeSituation, node: Node, name: str) -> Restriction | None:
    """When a service's question is asked: where the service belongs, and nothing else fills it; None: always."""
    parts = [restriction(node.when)] if node.when else []
    if name in node.filled:
        source = situation.node(source_of(node.filled[name]))
        if source is not None:
            parts.append({"not": restriction(source.when)})
    return all_of(parts) if parts else None


def _asks(situation: LifeSituation, node: Node, service: Json, name: str, *, only: bool) -> Restriction | None:
    """When a service asks a question, what its own form forbids left out; None: always.

    What `only` one service asks needs no more than when that belongs: its own rules stand in the form as they are.
    """
    when = _asked_when(situation, node, name)
    own = frozenset(asked(situation, node, service))
    unless = [] if only else [{"not": one} for one in _forbidding(service["form"], name, own)]
    parts = [*([when] if when is not None else []), *unless]
    return all_of(parts) if parts else None


def _forbidding(form: Json, name: str, own: frozenset[str]) -> Iterator[Restriction]:
    """The conditions under which a form doesn't take an answer to a question."""
    for rule in form.get("allOf", ()):
        for key in ("then", "else"):
            if rule.get(key, {}).get("properties", {}).get(name) is False and names_in(rule["if"]) <= own:
                yield dict(rule["if"]) if key == "then" else {"not": rule["if"]}


def _rules(
    situation: LifeSituation, node: Node, form: Json, own: frozenset[str], shared: set[str]
) -> Iterator[Restriction]:
    """The conditions inside a service's own form, where the service belongs.

    What is shared is forbidden where every service that asks it forbids it, which `_asks` sees to.
    """
    base = restriction(node.when) if node.when else None
    for rule in form.get("allOf", ()):
        for key in ("then", "else"):
            kept = _kept(rule.get(key, {}), own, shared)
            if not kept or not names_in(rule["if"]) <= own:
                continue
            condition = rule["if"] if key == "then" else {"not": rule["if"]}
            filled = [name for name in kept.get("required", ()) if name in node.filled]
            parts = [*([base] if base else []), condition]
            for name in filled:
                source = situation.node(source_of(node.filled[name]))
                if source is not None and source.when:
                    parts.append({"not": restriction(source.when)})
            yield {"if": all_of(parts), "then": kept}


def _kept(part: Json, own: frozenset[str], shared: set[str]) -> Restriction:
    """What of a consequence still holds in the one form; what is shared may be asked by another service."""
    kept: Restriction = {}
    required = [name for name in part.get("required", ()) if name in own]
    properties = {
        name: value
        for name, value in part.get("properties", {}).items()
        if name in own and not (value is False and name in shared)
    }
    if required:
        kept["required"] = required
    if properties:
        kept["properties"] = properties
    for key in ("anyOf", "allOf"):
        if key in part and all(names_in(one) <= own for one in part[key]):
            kept[key] = part[key]
    return kept


def _pages(situation: LifeSituation, services: Mapping[str, Json]) -> Iterator[Json]:
    """The situation's own pages, then what its services ask besides, on pages titled as theirs."""
    shown: set[str] = set()
    for page in situation.raw["ui"]["pages"]:
        shown |= set(page["fields"])
        yield page
    for node in situation.services:
        own = frozenset(asked(situation, node, services[node.id]))
        for page in services[node.id]["ui"]["pages"]:
            left = [name for name in page["fields"] if name in own and name not in shown]
            shown |= set(left)
            if left:
                yield {**page, "id": f"{node.id}-{page['id']}", "fields": left}


def _documents(situation: LifeSituation, services: Mapping[str, Json]) -> Iterator[Json]:
    """Each document once, asked for where one of the services that want it belongs."""
    found: dict[str, dict[str, Any]] = {}
    wanted: dict[str, list[list[Json]]] = {}
    for node in situation.services:
        for document in services[node.id].get("documents", ()):
            if document["id"] in node.later_documents:
                continue
            one = found.setdefault(document["id"], dict(document))
            one["required"] = one.get("required", True) and document.get("required", True)
            wanted.setdefault(document["id"], []).append([*node.when, *document.get("when", ())])
    for id, one in found.items():
        one.pop("when", None)
        if all(wanted[id]):
            any_of = {"derive": "any", "of": [_truth(each) for each in wanted[id]]}
            one["when"] = wanted[id][0] if len(wanted[id]) == 1 else [{"value": any_of, "is": True}]
        yield one


def _truth(conditions: list[Json]) -> Json:
    """Conditions as one value that is true or false."""
    return {"derive": "all", "of": [_one_truth(one) for one in conditions]}


def _one_truth(one: Json) -> Json:
    if "is" in one:
        return {"derive": "equal", "of": [one["value"], {"const": one["is"]}]}
    if "in" in one:
        return {"derive": "any", "of": [{"derive": "equal", "of": [one["value"], {"const": v}]} for v in one["in"]]}
    there = {"derive": "present", "of": [one["value"]]}
    return there if one["present"] else {"derive": "not", "of": [there]}


def _applicants(situation: LifeSituation, services: Mapping[str, Json]) -> list[str]:
    """Who every service of the situation serves."""
    listed = [services[node.id].get("applicants", ["person"]) for node in situation.services]
    return [one for one in listed[0] if all(one in each for each in listed)]
