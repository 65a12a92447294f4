"""What a value can come to is known before anybody applies: its type, its closed list, its bounds."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.domain.analysis.findings import Place
from chalicelib.domain.analysis.kinds import Kind, Known, kind_of, kind_of_schema, schema_at, wrong_values

DAY = {"type": "string", "format": "date"}
KNOWN = Known(
    questions={
        "basis": {"type": "string", "enum": ["owner", "tenant"]},
        "months": {"type": "integer", "minimum": 1, "maximum": 12},
        "until": DAY,
        "agreed": {"type": "boolean"},
        "trees": {"type": "array", "items": {"type": "object", "properties": {"girth": {"type": "number"}}}},
    },
    requests={
        "residence": {
            "properties": {
                "outcome": {"enum": ["found", "not_found"]},
                "record": {"type": ["object", "null"], "properties": {"kind": {"type": ["string", "null"]}}},
            }
        }
    },
    outputs={
        "size": {
            "class": [{"const": "small"}, {"const": "large"}, {"const": "small"}],
            "months": [{"answer": "/months"}, {"const": 24}],
            "mixed": [{"const": "x"}, {"const": 1}],
            "open": [{"const": "small"}, {"number": True}],
            "loop": [{"output": "size", "name": "loop"}],
        }
    },
)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"answer": "/basis"}, Kind("text", ("owner", "tenant"))),
        ({"answer": "/months"}, Kind("integer", None, 1, 12)),
        ({"answer": "/until"}, Kind("date")),
        ({"answer": "/agreed"}, Kind("boolean", (False, True))),
        ({"answer": "/trees/0/girth"}, Kind("number")),
        ({"answer": "/trees"}, Kind("array")),
        ({"request": "residence", "path": "/outcome"}, Kind("text", ("found", "not_found"))),
        ({"request": "residence", "path": "/record/kind"}, Kind("text")),
        ({"output": "size", "name": "class"}, Kind("text", ("small", "large"))),
        ({"output": "size", "name": "months"}, Kind("integer", None, None, None)),
        ({"output": "size", "name": "mixed"}, None),
        ({"output": "size", "name": "open"}, Kind("text")),
        ({"output": "size", "name": "loop"}, None),
        ({"const": True}, Kind("boolean", (True,))),
        ({"const": 5}, Kind("integer", (5,))),
        ({"filed_on": True}, Kind("date")),
        ({"number": True}, Kind("text")),
        ({"derive": "not", "of": [{"answer": "/agreed"}]}, Kind("boolean", (False, True))),
        ({"derive": "months_after", "of": [{"filed_on": True}, {"answer": "/months"}]}, Kind("date")),
        ({"derive": "days_between", "of": [{"filed_on": True}, {"answer": "/until"}]}, Kind("integer")),
        (
            {"derive": "first_present", "of": [{"answer": "/basis"}, {"const": "nobody"}]},
            Kind("text", ("owner", "tenant", "nobody")),
        ),
    ],
)
def test_the_kind_of_a_value(value: dict[str, Any], kind: Kind | None) -> None:
    assert kind_of(value, KNOWN) == kind


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"derive": "months_after", "of": [{"answer": "/months"}, {"answer": "/months"}]}, "needs date"),
        ({"derive": "months_after", "of": [{"filed_on": True}, {"answer": "/until"}]}, "needs integer"),
        ({"derive": "not", "of": [{"answer": "/basis"}]}, "needs boolean"),
        ({"derive": "not", "of": [{"answer": "/agreed"}, {"answer": "/agreed"}]}, "takes 1"),
        ({"derive": "same_text", "of": [{"answer": "/basis"}, {"answer": "/until"}]}, "needs text"),
        ({"derive": "equal", "of": [{"answer": "/basis"}, {"answer": "/months"}]}, "needs text here, not integer"),
        ({"derive": "equal", "of": [{"answer": "/basis"}]}, "takes 2 or more"),
        ({"derive": "not_before", "of": [{"answer": "/basis"}, {"answer": "/until"}]}, "needs date or integer"),
        ({"derive": "not_before", "of": [{"answer": "/until"}, {"answer": "/months"}]}, "needs date here"),
        ({"derive": "earliest", "of": [{"answer": "/until"}, {"answer": "/basis"}]}, "needs date"),
        ({"derive": "sum", "of": [{"answer": "/basis"}]}, "needs integer"),
        ({"derive": "days_between", "of": [{"filed_on": True}, {"const": 5}]}, "needs date"),
        ({"derive": "first_present", "of": [{"filed_on": True}, {"const": 5}]}, "needs date here, not integer"),
        ({"answer": ""}, "no question"),
        ({"output": "price", "name": "x"}, "no sub-service"),
        ({"const": 1, "filed_on": True}, "exactly one source"),
        ({"path": "/x"}, "exactly one source, not none"),
    ],
)
def test_what_an_operation_cannot_do(value: dict[str, Any], message: str) -> None:
    findings = list(wrong_values(value, KNOWN, Place("f")))
    assert len(findings) == 1 and message in findings[0].message, findings


@pytest.mark.parametrize(
    "value",
    [
        {"derive": "not_before", "of": [{"answer": "/until"}, {"filed_on": True}]},
        {"derive": "not_before", "of": [{"answer": "/months"}, {"answer": "/trees/0/girth"}]},
        {"derive": "equal", "of": [{"answer": "/months"}, {"const": 1.5}]},
        {"derive": "present", "of": [{"answer": "/trees"}]},
        {"derive": "equal", "of": [{"request": "residence", "path": "/record"}, {"answer": "/basis"}]},
    ],
)
def test_what_an_operation_can_do(value: dict[str, Any]) -> None:
    kinds = [kind_of(one, KNOWN) for one in value["of"]]
    expected = 0 if len({"object", "text"} & {kind.type for kind in kinds if kind}) < 2 else 1
    assert len(list(wrong_values(value, KNOWN, Place("f")))) == expected


def test_the_schema_of_a_place() -> None:
    schema = {"properties": {"a/b": {"items": {"type": "integer"}}, "c": True}}
    assert schema_at(schema, "") is schema
    assert schema_at(schema, "/a~1b/3") == {"type": "integer"}
    assert schema_at(schema, "/a~1b/x") is None and schema_at(schema, "/c") is None


def test_a_schema_of_several_types_has_no_kind() -> None:
    assert kind_of_schema({"type": ["string", "integer"]}) is None
    assert kind_of_schema({"enum": ["a", 1]}) is None
    assert kind_of_schema({"enum": ["a", None]}) == Kind("text", ("a",))
    assert kind_of_schema({}) is None
