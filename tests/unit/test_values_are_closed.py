"""Values say where something comes from; what is missing or of another type is None, never a guess or an error."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.values import ARITY, DERIVATIONS, Scope, at_pointer, evaluate, holds, parts, same

SCOPE = Scope(
    answers={"plate": "А123ВС716", "list": [{"n": 1}], "a/b": 2, "m~n": 3, "basis": "owner", "yes": True},
    requests={"residence": {"outcome": "found", "record": {"dwelling": "16:50:1"}}, "vehicle": None},
    outputs={"residence": {"until": "2026-07-01"}},
    filed_on=date(2026, 1, 31),
    number="2026-0001",
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"answer": "/plate"}, "А123ВС716"),
        ({"answer": "/list/0/n"}, 1),
        ({"answer": "/list/1/n"}, None),
        ({"answer": "/list/x"}, None),
        ({"answer": "/plate/0"}, None),
        ({"answer": "/a~1b"}, 2),
        ({"answer": "/m~0n"}, 3),
        ({"answer": "/nothing/at/all"}, None),
        ({"request": "residence", "path": "/outcome"}, "found"),
        ({"request": "residence", "path": "/record/dwelling"}, "16:50:1"),
        ({"request": "vehicle", "path": "/outcome"}, None),
        ({"request": "unknown", "path": "/outcome"}, None),
        ({"output": "residence", "name": "until"}, "2026-07-01"),
        ({"output": "residence", "name": "other"}, None),
        ({"output": "other", "name": "until"}, None),
        ({"const": False}, False),
        ({"filed_on": True}, "2026-01-31"),
        ({"number": True}, "2026-0001"),
    ],
)
def test_sources(value: dict[str, Any], expected: Any) -> None:
    assert evaluate(value, SCOPE) == expected


@pytest.mark.parametrize(
    ("operation", "of", "expected"),
    [
        ("equal", [1, 1.0], True),
        ("equal", [1, True], False),
        ("equal", ["a", None], None),
        ("equal", ["a", "a", "b"], False),
        ("same_text", ["  Пётр  Иванов", "петр иванов"], True),
        ("same_text", ["Петров", "Иванов"], False),
        ("same_text", ["Петров", None], None),
        ("same_text", ["1", 1], None),
        ("not_before", ["2026-05-01", "2026-05-01"], True),
        ("not_before", ["2026-04-30", "2026-05-01"], False),
        ("not_before", [2, Decimal("1.5")], True),
        ("not_before", [2, True], None),
        ("not_before", ["2026-05-01", 1], None),
        ("not_before", ["May", "2026-05-01"], None),
        ("not_before", ["2026-W10-1", "2026-01-01"], None),
        ("present", ["", 0], True),
        ("present", ["", None], False),
        ("any", [False, None, True], True),
        ("any", [False, None], None),
        ("any", [False, False], False),
        ("all", [True, None, False], False),
        ("all", [True, None], None),
        ("all", [True, True], True),
        ("not", [False], True),
        ("not", [None], None),
        ("not", ["x"], None),
        ("months_after", ["2026-01-31", 1], "2026-02-28"),
        ("months_after", ["2026-01-31", 12], "2027-01-31"),
        ("months_after", ["2024-02-29", 12], "2025-02-28"),
        ("months_after", ["2026-03-31", -1], "2026-02-28"),
        ("months_after", ["9999-12-01", 1], None),
        ("months_after", ["2026-01-31", "1"], None),
        ("months_after", ["2026-01-31", True], None),
        ("days_after", ["2026-12-31", 1], "2027-01-01"),
        ("days_after", ["2026-12-31", Decimal(2)], "2027-01-02"),
        ("days_after", ["2026-12-31", Decimal("2.5")], None),
        ("days_after", ["9999-12-31", 1], None),
        ("days_between", ["2026-12-31", "2027-01-02"], 2),
        ("days_between", ["2026-12-31", None], None),
        ("earliest", ["2027-01-01", None, "2026-12-31"], "2026-12-31"),
        ("earliest", [None], None),
        ("sum", [2, None, 3], 5),
        ("sum", [None, "2", True], None),
        ("latest", ["2027-01-01", "2026-12-31"], "2027-01-01"),
        ("first_present", [None, False, 1], False),
        ("first_present", [None], None),
    ],
)
def test_derivations(operation: str, of: list[Any], expected: Any) -> None:
    found = evaluate({"derive": operation, "of": [{"const": one} for one in of]}, SCOPE)
    assert same(found, expected) if expected is not None else found is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@given(st.sampled_from(sorted(DERIVATIONS)), st.data())
def test_no_data_can_make_a_derivation_fail(operation: str, data: st.DataObject) -> None:
    least, most = ARITY[operation]
    of = data.draw(st.lists(JSON, min_size=least, max_size=most or 3))
    evaluate({"derive": operation, "of": [{"const": one} for one in of]}, SCOPE)


@given(JSON, st.text())
def test_no_pointer_can_fail(document: Any, pointer: str) -> None:
    at_pointer(document, "/" + pointer)


def test_every_derivation_has_an_arity() -> None:
    assert DERIVATIONS.keys() == ARITY.keys()


@pytest.mark.parametrize("value", [{}, {"derive": "eval", "of": []}, {"js": "1"}])
def test_a_value_outside_the_language_is_an_error(value: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="unknown value"):
        evaluate(value, SCOPE)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"value": {"answer": "/basis"}, "is": "owner"}, True),
        ({"value": {"answer": "/basis"}, "is": "tenant"}, False),
        ({"value": {"answer": "/yes"}, "is": 1}, False),
        ({"value": {"answer": "/basis"}, "in": ["tenant", "owner"]}, True),
        ({"value": {"answer": "/basis"}, "in": []}, False),
        ({"value": {"answer": "/basis"}, "present": True}, True),
        ({"value": {"answer": "/lease"}, "present": True}, False),
        ({"value": {"answer": "/lease"}, "present": False}, True),
        ({"value": {"answer": "/lease"}, "is": None}, True),
    ],
)
def test_conditions(condition: dict[str, Any], expected: bool) -> None:
    assert holds([condition], SCOPE) is expected


def test_all_conditions_must_hold() -> None:
    owner = {"value": {"answer": "/basis"}, "is": "owner"}
    tenant = {"value": {"answer": "/basis"}, "is": "tenant"}
    assert holds(None, SCOPE) and holds([], SCOPE) and holds([owner], SCOPE)
    assert not holds([owner, tenant], SCOPE)


def test_parts_names_everything_inside() -> None:
    inner = {"answer": "/plate"}
    value = {"derive": "not", "of": [{"derive": "present", "of": [inner]}]}
    assert parts(value) == (value, value["of"][0], inner)  # type: ignore[index]
