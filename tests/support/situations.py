"""Answers for a whole life situation, put together from the worked examples of its services."""

from __future__ import annotations

from functools import cache
from typing import Any

from chalicelib.adapters import schemas
from chalicelib.domain.definitions import Bundle
from tests.support import bundles


@cache
def shipped() -> Bundle:
    """The shipped catalogue as publishing would make it."""
    return Bundle.parse("shipped", bundles.bundle())


def answers(situation: str, **chosen: Any) -> dict[str, Any]:
    """Answers that the situation's form takes: of its services' first examples, and `chosen` (None leaves one out)."""
    bundle = shipped()
    form = bundle.form(situation)
    found: dict[str, Any] = {}
    view = bundle.situation(situation)
    assert view is not None
    for node in view.services:
        example = bundle.service(node.id).examples[0]
        found |= {name: value for name, value in example["answers"].items() if name not in found}
    found |= {name: True for name, one in form["properties"].items() if name not in found and one["type"] == "boolean"}
    found = {name: value for name, value in {**found, **chosen}.items() if value is not None}
    for error in schemas.check(form, found):
        if error.reason == "unknown":
            found.pop(error.pointer.removeprefix("/"), None)
    assert schemas.check(form, found) == (), schemas.check(form, found)
    return found
