"""What breaks a schema is named by place and reason, and never by what was sent."""

from __future__ import annotations

import time
from typing import Any

import pytest

from chalicelib.adapters.schemas import MOST_ERRORS, check
from chalicelib.domain.errors import FieldError

OBJECT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "plate": {"type": "string", "pattern": "^[A-Z]{3}$", "minLength": 3},
        "count": {"type": "integer", "minimum": 1, "maximum": 9},
        "zone": {"enum": ["A", "B"]},
        "mail": {"type": "string", "format": "email"},
        "a/b~c": {"type": "boolean"},
        "rows": {"type": "array", "items": {"type": "object", "required": ["day"]}, "uniqueItems": True},
    },
    "required": ["plate"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("sent", "pointer", "reason"),
    [
        ({}, "/plate", "required"),
        ({"plate": "ABC", "extra": 1}, "/extra", "unknown"),
        ({"plate": "abc"}, "/plate", "pattern"),
        ({"plate": "AB"}, "/plate", "minLength"),
        ({"plate": 7}, "/plate", "type"),
        ({"plate": "ABC", "count": 0}, "/count", "minimum"),
        ({"plate": "ABC", "zone": "C"}, "/zone", "enum"),
        ({"plate": "ABC", "mail": "me"}, "/mail", "format"),
        ({"plate": "ABC", "a/b~c": 1}, "/a~1b~0c", "type"),
        ({"plate": "ABC", "rows": [{"day": 1}, {}]}, "/rows/1/day", "required"),
        ([], "", "type"),
        (None, "", "type"),
    ],
)
def test_names_the_place(sent: Any, pointer: str, reason: str) -> None:
    assert (pointer, reason) in [(wrong.pointer, wrong.reason) for wrong in check(OBJECT, sent)]


def test_a_fitting_instance_has_no_errors() -> None:
    assert check(OBJECT, {"plate": "ABC", "count": 9, "zone": "A", "mail": "a@example.org"}) == ()


def test_names_all_places_at_once_below_where_it_was_sent() -> None:
    found = check(OBJECT, {"count": 0, "more": 1}, at="/answers")
    assert {wrong.pointer for wrong in found} == {"/answers/plate", "/answers/count", "/answers/more"}


def test_tells_the_rule_and_not_the_value() -> None:
    (wrong,) = check(OBJECT, {"plate": "ABC", "count": 77777})
    assert wrong == FieldError("/count", "maximum", {"limit": 9})


def test_of_alternatives_tells_the_errors_of_the_one_that_was_meant() -> None:
    schema = {"anyOf": [{"type": "null"}, {"type": "object", "required": ["day"]}]}
    assert check(schema, {}) == (FieldError("/day", "required"),)
    assert [wrong.reason for wrong in check(schema, 3)] == ["anyOf"]


def test_conditions_lead_to_the_question_they_ask_for() -> None:
    schema = {
        "properties": {"basis": {}, "lease": {}},
        "if": {"properties": {"basis": {"const": "tenant"}}, "required": ["basis"]},
        "then": {"required": ["lease"]},
    }
    assert check(schema, {"basis": "tenant"}) == (FieldError("/lease", "required"),)


def test_an_evil_pattern_costs_nothing() -> None:
    began = time.perf_counter()
    assert check({"type": "string", "pattern": "^(a+)+$"}, "a" * 20_000 + "!")
    assert time.perf_counter() - began < 1


def test_what_cannot_be_read_is_an_error_of_the_sender() -> None:
    assert check({"type": "string", "minLength": 1, "pattern": "a"}, "\ud800") == (FieldError("", "unreadable"),)


def test_errors_have_an_end() -> None:
    assert len(check(OBJECT, {"plate": "ABC"} | {f"x{number}": 1 for number in range(10_000)})) <= MOST_ERRORS
