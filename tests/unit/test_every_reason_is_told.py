"""Every reason that code gives for a wrong field has a sentence in three languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from chalicelib.domain.errors import FieldError
from chalicelib.domain.languages import LANGUAGES
from chalicelib.entrypoints.http import texts

CODE = Path(texts.__file__).parents[2]
REASON_AT = {"FieldError": 1, "refusal": 1, "Refused": 0}
"""Name of what makes an error, and which argument is the reason."""


def reasons() -> Iterator[tuple[str, str]]:
    for file in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REASON_AT:
                at = REASON_AT[node.func.id]
                if len(node.args) > at and isinstance(node.args[at], ast.Constant):
                    yield str(node.args[at].value), f"{file.name}:{node.lineno}"  # type: ignore[attr-defined]


def test_every_reason_in_the_code_has_a_sentence() -> None:
    known = texts.catalogue()["reasons"]
    found = list(reasons())
    assert len(found) > 20
    assert [f"{where}: {reason}" for reason, where in found if reason not in known] == []


def test_a_reason_of_the_future_still_says_something() -> None:
    for language in LANGUAGES:
        assert texts.reason(FieldError("/x", "not known yet"), language)


def test_sentences_take_the_rules_parameters() -> None:
    wrong = FieldError("/x", "type", {"types": ["integer", "null"]})
    assert texts.reason(wrong, "en") == "The wrong kind of value; wanted: a whole number, nothing."
    assert texts.reason(FieldError("/x", "maximum", {"limit": 9}), "tt") == "Артык күп: 9 яки кимрәк булырга тиеш."
    assert texts.reason(FieldError("/x", "maximum"), "en") == "Too large: at most –."
