"""The proof of a table agrees with enumerating every input, on random tables over every kind of domain."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.tables import NeedsExpert, Row, TableError, compile_table
from tests.unit.tables_brute_force import domain_values, every_input, rules_for

DOMAINS = st.one_of(
    st.just({"type": "boolean"}),
    st.integers(1, 4).map(lambda n: {"type": "enum", "values": list("abcd")[:n]}),
    st.tuples(st.integers(-3, 3), st.integers(0, 5)).map(
        lambda at: {"type": "integer", "min": at[0], "max": at[0] + at[1]}
    ),
    st.just({"type": "decimal", "scale": 1, "min": "0.8", "max": "1.3"}),
    st.just({"type": "date", "min": "2026-02-26", "max": "2026-03-02"}),
)


@st.composite
def _cells(draw: st.DrawFn, declaration: dict[str, Any]) -> Any:
    values = domain_values(declaration)
    some = st.lists(st.sampled_from(values), max_size=len(values), unique=True)
    if declaration["type"] in ("boolean", "enum"):
        kind = draw(st.sampled_from(["is", "bare", "in", "not_in"]))
    else:
        kind = draw(st.sampled_from(["is", "in", "range", "range", "range"]))
    if kind == "range":
        first, last = sorted(draw(st.tuples(*[st.integers(0, len(values) - 1)] * 2)))
        cell = {"from": values[first], "to": values[last]}
        for side in draw(st.sampled_from([[], ["from"], ["to"]])):
            del cell[side]
        return cell
    if kind in ("in", "not_in"):
        return {kind: draw(some)}
    return draw(st.sampled_from(values)) if kind == "bare" else {"is": draw(st.sampled_from(values))}


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Random inputs (1 to 3) and rules (0 to 6)."""
    inputs = [{**one, "name": f"i{at}"} for at, one in enumerate(draw(st.lists(DOMAINS, min_size=1, max_size=3)))]
    rules = []
    for at in range(draw(st.integers(0, 6))):
        named = [one for one in inputs if draw(st.booleans())]
        when = {one["name"]: draw(_cells(one)) for one in named}
        rules.append({"id": f"r{at}", "when": when, "then": {"outcome": "pass"}})
    return inputs, rules


@settings(max_examples=400, deadline=None)
@given(tables())
def test_gaps_overlaps_and_dead_rules_agree_with_brute_force(
    made: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    inputs, rules = made
    table = compile_table(inputs, {"rules": rules})
    hits = [rules_for(inputs, rules, values) for values in every_input(inputs)]
    proof = table.prove(limit=10_000)

    assert bool(proof.gaps) == any(not hit for hit in hits)
    assert {frozenset(one.rules) for one in proof.overlaps} == {frozenset(hit) for hit in hits if len(hit) > 1}
    assert set(proof.never_fires) == {rule["id"] for rule in rules} - {hit[0] for hit in hits if len(hit) == 1}
    for gap in proof.gaps:
        assert rules_for(inputs, rules, dict(gap.example)) == []
    for overlap in proof.overlaps:
        assert rules_for(inputs, rules, dict(overlap.example)) == list(overlap.rules)


@settings(max_examples=150, deadline=None)
@given(tables())
def test_evaluation_agrees_with_brute_force(made: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> None:
    inputs, rules = made
    table = compile_table(inputs, {"rules": rules})
    for values in every_input(inputs):
        hit = rules_for(inputs, rules, values)
        found = table.evaluate(values)
        if len(hit) == 1:
            assert isinstance(found, Row) and found.id == hit[0]
        else:
            assert found == NeedsExpert("several_rules" if hit else "no_rule")
        assert list(table.matching(values)) == hit


@settings(max_examples=150, deadline=None)
@given(tables())
def test_an_input_is_unused_exactly_where_no_rule_narrows_it(
    made: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    inputs, rules = made
    unused = set(compile_table(inputs, {"rules": rules}).prove().unused_inputs)
    for one in inputs:
        narrowed = any(
            one["name"] in rule["when"]
            and not all(
                rules_for([one], [{"id": "r", "when": {one["name"]: rule["when"][one["name"]]}}], {one["name"]: value})
                for value in domain_values(one)
            )
            for rule in rules
        )
        assert (one["name"] in unused) == (not narrowed)


def test_gaps_are_limited() -> None:
    inputs = [{"name": name, "type": "integer", "min": 0, "max": 99} for name in "nm"]
    rules = [{"id": f"r{n}", "when": {"n": 2 * n, "m": n}, "then": {"outcome": "pass"}} for n in range(40)]
    assert len(compile_table(inputs, {"rules": rules}).prove(limit=3).gaps) == 3


def test_a_table_that_explodes_is_refused_instead_of_hanging() -> None:
    inputs = [{"name": f"b{n}", "type": "boolean"} for n in range(40)]
    rules = [{"id": f"r{n}", "when": {f"b{n}": True}, "then": {"outcome": "pass"}} for n in range(40)]
    with pytest.raises(TableError, match="too complicated"):
        compile_table(inputs, {"rules": rules}).prove()
