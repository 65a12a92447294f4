"""What people say about a Task, as the worked examples of the catalogue have it; where none does, what may be said."""

from __future__ import annotations

from typing import Any

from tests.support import bundles

Json = dict[str, Any]


def answer_of(service: str, request: str) -> dict[str, tuple[Any, Json]]:
    """Give what a department answers to a Request of a service: question → the answer and its schema."""
    use = next(one for one in service_of(service)["requests"] if one["id"] == request)
    questions = bundles.shared()["standard_requests"][use["standard"]]["answer"]["properties"]
    return {name: (value, questions[name]) for name, value in _answered(service, use).items()}


def _answered(service: str, use: Json) -> Json:
    """Look for an answer in the service's examples, then in all others; else take the first that may be given."""
    own = service_of(service)["examples"]
    others = (one for each in bundles.shared()["services"].values() for one in each["examples"])
    for example in (*own, *others):
        registers = example.get("registers", {})
        told = (registers.get(use["id"]) if example in own else None) or registers.get(use["standard"])
        if told:
            found: Json = told
            return found
    form = bundles.shared()["standard_requests"][use["standard"]]["answer"]
    return {name: _some(form["properties"][name]) for name in form["required"]}


def opinion_of(service: str, part: str) -> dict[str, tuple[Any, Json]]:
    """Give what an expert says of a part of a service besides that it is good: question → the answer and its schema."""
    opinions = (example.get("opinions", {}).get(part, {}) for example in service_of(service)["examples"])
    told = next((one["answers"] for one in opinions if one.get("outcome") == "pass" and one.get("answers")), {})
    expert = next(one for one in service_of(service)["sub_services"] if one["id"] == part)["decision"]["expert"]
    found = {}
    for name, one in expert.get("answers", {}).items():
        if one.get("required") or name in told:
            schema = bundles.shared()["vocabulary"][one["term"]]["schema"]
            found[name] = (told.get(name, _some(schema)), schema)
    return found


def service_of(service: str) -> Json:
    """Give a service's definition as it is published."""
    found: Json = bundles.shared()["services"][service]
    return found


def _some(schema: Json) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "boolean":
        return True
    return schema.get("minimum", 1) if schema.get("type") in ("integer", "number") else "Без замечаний"
