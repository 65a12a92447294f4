"""A form that asks for many texts on one page; no shipped service is as long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Route

SHOWN = {"Access-Control-Allow-Origin": "*"}


def service(questions: int) -> dict[str, Any]:
    """A published service as `GET /v1/catalogue/services/{service}` gives it, with so many questions."""
    said = {"ru": "Вопрос", "tt": "Сорау", "en": "Question"}
    names = [f"question_{number}" for number in range(questions)]
    text = {"type": "string", "minLength": 1, "maxLength": 200}
    return {
        "bundle": "0" * 64,
        "id": "resident-parking-permit",
        "title": said,
        "summary": said,
        "department": "nobody",
        "term": {"days": 1, "unit": "working"},
        "form": {
            "type": "object",
            "properties": dict.fromkeys(names, text),
            "required": names,
            "additionalProperties": False,
        },
        "ui": {"pages": [{"id": "all", "title": said, "fields": names}]},
        "fields": {name: {"title": {key: f"{word} {name[9:]}" for key, word in said.items()}} for name in names},
        "applicants": [{"kind": "person", "needs": [], "named_by": [], "representative": False}],
        "documents": [],
        "refusal_grounds": [],
        "result": {},
    }


def instead(questions: int) -> Callable[[Route], None]:
    """What answers in the place of the catalogue."""
    return lambda route: route.fulfill(json=service(questions), headers=SHOWN)
