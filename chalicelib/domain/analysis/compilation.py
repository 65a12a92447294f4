"""Compilation: definitions become a bundle; a form's questions become the schemas of their terms."""

from __future__ import annotations

from typing import Any

from chalicelib.domain.analysis.composition import compose
from chalicelib.domain.analysis.findings import Json
from chalicelib.domain.analysis.gathering import Definitions
from chalicelib.domain.situations import parse_situation

DIALECT = "https://json-schema.org/draft/2020-12/schema"
COPIED = (
    "services",
    "vocabulary",
    "standard_requests",
    "registers",
    "departments",
    "roles",
    "calendars",
    "messages",
    "plurals",
)


def compile_form(form: Json, definitions: Definitions) -> dict[str, Any]:
    """The JSON Schema of a service's answers: each question replaced by its term's schema, narrowed where it says so.

    Raises:
        KeyError: a question names a term that isn't defined.
    """
    return {"$schema": DIALECT, **form, "properties": questions(form, definitions)}


def questions(form: Json, definitions: Definitions) -> dict[str, Any]:
    """Question → the schema of its answer; raises KeyError for an unknown term."""
    return {
        name: {**definitions.vocabulary[question["term"]].raw["schema"], **question.get("narrow", {})}
        for name, question in form["properties"].items()
    }


def compile_bundle(definitions: Definitions) -> dict[str, Any]:
    """The content of a bundle; raises KeyError where a reference leads nowhere."""
    bundle: dict[str, Any] = {
        part: {id: located.raw for id, located in definitions.part(part).items()} for part in COPIED
    }
    bundle["forms"] = {
        id: compile_form(located.raw["form"], definitions) for id, located in definitions.services.items()
    }
    bundle["life_situations"] = {}
    for id, located in definitions.life_situations.items():
        composite = compose(parse_situation(located.raw), bundle["services"])
        bundle["life_situations"][id] = {**located.raw, "composite": composite}
        bundle["forms"][id] = compile_form(composite["form"], definitions)
    return bundle
