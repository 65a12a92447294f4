"""A table never guesses: what is missing, foreign or undecided goes to a person, with the reason."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.domain.tables import NeedsExpert, OutsideDomain, Row, Table, TableError, compile_table

INPUTS: list[dict[str, Any]] = [
    {"name": "residence", "type": "enum", "values": ["found", "not_found"]},
    {"name": "permits", "type": "integer", "min": 0, "max": 9},
    {"name": "debt", "type": "decimal", "scale": 2, "min": 0, "max": "1000.00"},
    {"name": "until", "type": "date", "min": "2026-01-01", "max": "2027-12-31"},
    {"name": "benefit", "type": "boolean"},
]
GOOD = {"residence": "found", "permits": 1, "debt": "0.00", "until": "2026-05-01", "benefit": False}


def _rule(id: str, when: dict[str, Any], outcome: str = "pass", **then: Any) -> dict[str, Any]:
    if outcome == "refuse":
        then.setdefault("grounds", ["some-ground"])
    return {"id": id, "when": when, "then": {"outcome": outcome, **then}, "clause": "п. 2.8"}


def _table(*rules: dict[str, Any], inputs: list[dict[str, Any]] = INPUTS) -> Table:
    return compile_table(inputs, {"hit_policy": "unique", "rules": list(rules)})


TABLE = _table(
    _rule("yes", {"residence": "found", "permits": {"to": 1}}),
    _rule("limit", {"residence": "found", "permits": {"from": 2}}, "refuse"),
    _rule("stranger", {"residence": {"not_in": ["found"]}, "debt": 0}, "refuse"),
    {"id": "otherwise", "otherwise": True, "then": {"outcome": "expert"}},
)


def test_the_row_keeps_what_explains_the_decision() -> None:
    assert TABLE.evaluate(GOOD) == Row("yes", "pass", (), {}, "п. 2.8")
    row = TABLE.evaluate({**GOOD, "permits": 2})
    assert isinstance(row, Row) and (row.id, row.outcome, row.grounds) == ("limit", "refuse", ("some-ground",))


@pytest.mark.parametrize("name", list(GOOD))
def test_a_missing_input_goes_to_a_person(name: str) -> None:
    assert TABLE.evaluate({**GOOD, name: None}) == NeedsExpert("missing", name)
    assert TABLE.evaluate({key: value for key, value in GOOD.items() if key != name}) == NeedsExpert("missing", name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("residence", "Found"),
        ("residence", ["found"]),
        ("residence", True),
        ("permits", 10),
        ("permits", -1),
        ("permits", True),
        ("permits", 1.0),
        ("permits", "1"),
        ("debt", "0.001"),
        ("debt", "NaN"),
        ("debt", "1e999999"),
        ("debt", "-Infinity"),
        ("debt", 1000.01),
        ("debt", True),
        ("until", "2028-01-01"),
        ("until", "tomorrow"),
        ("until", 20260501),
        ("benefit", 0),
        ("benefit", "false"),
    ],
)
def test_a_foreign_value_goes_to_a_person(name: str, value: Any) -> None:
    assert TABLE.evaluate({**GOOD, name: value}) == NeedsExpert("outside_domain", name)


def test_equal_spellings_of_a_value_are_one_value() -> None:
    for debt in (0, 0.0, "0", "0.00", Decimal("0.0")):
        row = TABLE.evaluate({**GOOD, "residence": "not_found", "debt": debt})
        assert isinstance(row, Row) and row.id == "stranger"
    assert isinstance(TABLE.evaluate({**GOOD, "until": date(2026, 5, 1), "permits": Decimal(1)}), Row)


def test_the_catch_all_leads_to_a_person() -> None:
    row = TABLE.evaluate({**GOOD, "residence": "not_found", "debt": 5})
    assert isinstance(row, Row) and (row.id, row.outcome) == ("otherwise", "expert")
    without = _table(_rule("yes", {"residence": "found"}))
    assert without.evaluate({**GOOD, "residence": "not_found"}) == NeedsExpert("no_rule")


def test_several_rules_decide_nothing() -> None:
    both = _table(_rule("one", {"permits": {"to": 5}}), _rule("two", {"permits": {"from": 5}}, "refuse"))
    assert both.evaluate({**GOOD, "permits": 5}) == NeedsExpert("several_rules")


def test_matching_refuses_a_foreign_value() -> None:
    with pytest.raises(OutsideDomain):
        TABLE.matching({**GOOD, "residence": "?"})


@pytest.mark.parametrize(
    ("rule", "reason", "where"),
    [
        (_rule("r", {"residense": "found"}), "isn't declared", ("table", "rules", 0, "when", "residense")),
        (_rule("r", {"residence": "foun"}), "is not one of", ("table", "rules", 0, "when", "residence")),
        (_rule("r", {"residence": {"from": "a"}}), "range is for", ("table", "rules", 0, "when", "residence")),
        (_rule("r", {"permits": {"from": 5, "to": 4}}), "empty", ("table", "rules", 0, "when", "permits")),
        (_rule("r", {"permits": {"from": 5, "to": 44}}), "between 0 and 9", ("table", "rules", 0, "when", "permits")),
        (_rule("r", {"permits": {"above": 5}}), "unknown operators", ("table", "rules", 0, "when", "permits")),
        (_rule("r", {"permits": {"is": 5, "to": 7}}), "exactly one of", ("table", "rules", 0, "when", "permits")),
        (_rule("r", {"permits": {}}), "exactly one of", ("table", "rules", 0, "when", "permits")),
        (_rule("r", {"permits": {"not_in": [5]}}), "not_in", ("table", "rules", 0, "when", "permits")),
        (_rule("r", {}, "grant"), "is not one of", ("table", "rules", 0, "then", "outcome")),
        (_rule("r", {}, "pass", grounds=["g"]), "refusal", ("table", "rules", 0, "then", "grounds")),
        (_rule("r", {}, "refuse", grounds=[]), "refusal", ("table", "rules", 0, "then", "grounds")),
        ({**_rule("r", {}), "otherwise": True}, "may only lead to a person", ("table", "rules", 0, "then", "outcome")),
        (
            {**_rule("r", {"permits": 1}, "expert"), "otherwise": True},
            "no conditions",
            ("table", "rules", 0, "when"),
        ),
    ],
)
def test_a_rule_outside_the_language_is_named(rule: dict[str, Any], reason: str, where: tuple[str | int, ...]) -> None:
    with pytest.raises(TableError, match=reason) as raised:
        _table(rule)
    assert raised.value.where == where


@pytest.mark.parametrize(
    "declaration",
    [
        {"name": "a", "type": "text"},
        {"name": "a", "type": "enum", "values": []},
        {"name": "a", "type": "enum", "values": ["x", "x"]},
        {"name": "a", "type": "integer", "min": 2, "max": 1},
        {"name": "a", "type": "integer", "min": 2},
        {"name": "a", "type": "decimal", "scale": 1, "min": "0.05", "max": 1},
        {"name": "a", "type": "date", "min": "2026-02-30", "max": "2026-03-01"},
    ],
)
def test_a_domain_that_is_not_closed_is_refused(declaration: dict[str, Any]) -> None:
    with pytest.raises(TableError):
        _table(inputs=[declaration])


def test_names_and_ids_are_unique_and_the_policy_is_known() -> None:
    with pytest.raises(TableError, match="same name"):
        _table(inputs=[INPUTS[0], INPUTS[0]])
    with pytest.raises(TableError, match="two rules"):
        _table(_rule("r", {}), _rule("r", {}))
    with pytest.raises(TableError, match="one catch-all"):
        _table(*({"id": n, "otherwise": True, "then": {"outcome": "expert"}} for n in "ab"))
    with pytest.raises(TableError, match="hit policy"):
        compile_table(INPUTS, {"hit_policy": "first", "rules": []})


def test_an_evaluation_takes_microseconds() -> None:
    def once() -> float:
        started = time.process_time()
        for _ in range(2_000):
            TABLE.evaluate(GOOD)
        return (time.process_time() - started) / 2_000

    assert min(once() for _ in range(5)) < 40e-6
