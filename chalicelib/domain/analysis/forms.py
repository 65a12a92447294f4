"""Forms: questions that refer to terms, pages that show every question once, schemas that stay safe and closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.domain.analysis.compilation import compile_form
from chalicelib.domain.analysis.findings import Checks, Finding, Json, Located, Place
from chalicelib.domain.analysis.gathering import Definitions
from chalicelib.domain.analysis.patterns import check_schema
from chalicelib.domain.analysis.references import known
from chalicelib.domain.values import same

UPPER, LOWER = ("maximum", "maxLength", "maxItems"), ("minimum", "minLength", "minItems")


def check(definitions: Definitions, checks: Checks) -> Iterator[Finding]:
    """Every form, and every schema that records and answers are checked with."""
    for term in definitions.vocabulary.values():
        yield from _schema(term.raw["schema"], term.place / "schema", checks)
        yield from _bounded(term.raw["schema"], term.place / "schema")
    for register in definitions.registers.values():
        yield from _schema(register.raw["record"], register.place / "record", checks)
    for request in definitions.standard_requests.values():
        for key in ("input", "answer"):
            yield from _schema(request.raw[key], request.place / key, checks)
    for service in definitions.services.values():
        yield from _form(service, definitions, checks)
    yield from _narrowed_apart(definitions)


def _schema(schema: Json, place: Place, checks: Checks) -> Iterator[Finding]:
    wrong = list(check_schema(schema, place))
    yield from wrong
    reason = None if wrong else checks.schema(schema)
    if reason:
        yield place.finding("schema", f"the validator can't use this schema: {reason}")


def _bounded(schema: Json, place: Place) -> Iterator[Finding]:
    """Whatever an applicant writes has a greatest length."""
    kinds = schema.get("type")
    if "enum" in schema or "const" in schema:
        return
    if kinds == "string" and "maxLength" not in schema and schema.get("format") != "date":
        yield place.finding("schema", "a text needs maxLength")
    if kinds == "array":
        if "maxItems" not in schema:
            yield place.finding("schema", "a list needs maxItems")
        yield from _bounded(schema.get("items", {}), place / "items")
    for name, inner in schema.get("properties", {}).items():
        yield from _bounded(inner, place.at("properties", name))


def _form(service: Located, definitions: Definitions, checks: Checks) -> Iterator[Finding]:
    form, place = service.raw["form"], service.place / "form"
    fields = form["properties"]
    unknown = False
    for name, question in fields.items():
        wrong = list(known(definitions.vocabulary, "term", question["term"], place.at("properties", name, "term")))
        unknown |= bool(wrong)
        yield from wrong
        if not wrong and "narrow" in question:
            schema = definitions.vocabulary[question["term"]].raw["schema"]
            yield from _narrows(schema, question["narrow"], place.at("properties", name, "narrow"))
    yield from _named(form, fields, place)
    yield from _pages(service, fields)
    for key, name in service.raw.get("applicant_fields", {}).items():
        yield from known(fields, "question", name, service.place.at("applicant_fields", key))
    if not unknown:
        yield from _schema(compile_form(form, definitions), place, checks)


def _named(node: Any, fields: Json, place: Place) -> Iterator[Finding]:
    """Questions that `required` and conditions name exist."""
    for at, name in enumerate(node.get("required", ())):
        yield from known(fields, "question", name, place.at("required", at))
    for name in node.get("properties", {}):
        yield from known(fields, "question", name, place.at("properties", name))
    for key in ("allOf", "anyOf"):
        for at, inner in enumerate(node.get(key, ())):
            yield from _named(inner, fields, place.at(key, at))
    for key in ("if", "then", "else", "not"):
        if key in node:
            yield from _named(node[key], fields, place / key)


def _pages(service: Located, fields: Json) -> Iterator[Finding]:
    shown: Counter[str] = Counter()
    for at, page in enumerate(service.raw["ui"]["pages"]):
        for inner, name in enumerate(page["fields"]):
            place = service.place.at("ui", "pages", at, "fields", inner)
            yield from known(fields, "question", name, place)
            shown[name] += 1
            if shown[name] == 2:
                yield place.finding("form", f"the question {name!r} is on a page already")
    for name in fields:
        if not shown[name]:
            yield service.place.at("ui", "pages").finding("form", f"the question {name!r} is on no page")


def _narrows(schema: Json, narrow: Json, place: Place) -> Iterator[Finding]:
    """A question may take less than its term, never more and nothing else."""
    for key, value in narrow.items():
        own = schema.get(key)
        wider = (
            (key == "enum" and any(not any(same(one, other) for other in own or ()) for one in value))
            or (own is not None and key in UPPER and value > own)
            or (own is not None and key in LOWER and value < own)
        )
        if wider:
            yield (place / key).finding("form", f"wider than the term, which says {own!r}")


def _narrowed_apart(definitions: Definitions) -> Iterator[Finding]:
    """Two questions with the same term are the same question, so some answer must suit both."""
    seen: dict[str, tuple[Place, Json]] = {}
    for service in definitions.services.values():
        for name, question in service.raw["form"]["properties"].items():
            if "narrow" not in question:
                continue
            place = service.place.at("form", "properties", name, "narrow")
            other = seen.setdefault(question["term"], (place, question["narrow"]))
            if other[0] != place and _apart(other[1], question["narrow"]):
                message = f"no answer suits both this and {other[0].file} {other[0].pointer}, which ask the same term"
                yield place.finding("form", message)


def _apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if "enum" in one and "enum" in other and not any(same(a, b) for a in one["enum"] for b in other["enum"]):
        return True
    pairs = zip(LOWER, UPPER, strict=True)
    return any(
        first.get(low, 0) > second[high]
        for low, high in pairs
        for first, second in ((one, other), (other, one))
        if low in first and high in second
    )
