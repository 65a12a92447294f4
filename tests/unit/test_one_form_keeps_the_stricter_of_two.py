"""A question that two services of a situation share takes what suits both, and isn't asked where neither asks it."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.adapters import schemas
from chalicelib.adapters.definition_checks import DefinitionChecks
from chalicelib.domain.analysis.compilation import compile_bundle
from chalicelib.domain.analysis.gathering import gather
from tests.unit.catalogue_samples import sample, text
from tests.unit.mistakes.changes import SERVICE, Change, at, both
from tests.unit.situated_sample import LAMP, PARK, situated

IN_THE_STREET = [{"value": {"answer": "/place"}, "is": "street"}]
NOT_IN_A_PARK = {
    "if": {"properties": {"place": {"const": "park"}}, "required": ["place"]},
    "then": {"properties": {"length": False}},
    "else": {"required": ["length"]},
}
ONLY_IN_THE_STREET = {
    "if": {"properties": {"place": {"const": "street"}}, "required": ["place"]},
    "then": {"required": ["length"]},
    "else": {"properties": {"length": False}},
}


def wrong(answers: dict[str, Any], *changes: Change) -> set[tuple[str, str]]:
    """What the composed form says to answers about bench and lamp."""
    documents = sample()
    both(situated, *changes)(documents)
    definitions, findings = gather(documents, DefinitionChecks())
    assert not findings
    form = compile_bundle(definitions)["forms"]["sit-in-the-park"]
    given = {"snils": "112-233-445 95", **answers}
    return {(one.pointer, one.reason) for one in schemas.check(form, given)}


def narrow(file: str, **limits: int) -> Change:
    return at(file, "/form/properties/length/narrow", limits)


def rule(file: str, one: dict[str, Any]) -> Change:
    return both(at(file, "/form/required", ["place", "snils"]), at(file, "/form/allOf", [one]))


LAMP_ONLY_IN_THE_STREET = both(
    at(PARK, "/services/1/when", IN_THE_STREET),
    at(PARK, "/services/1/why", text("Нужно")),
    at(PARK, "/services/1/why_not", text("Не нужно")),
)


@pytest.mark.parametrize(("length", "found"), [(1, "minimum"), (2, None), (5, None), (6, "maximum")])
def test_the_narrower_of_both_limits_holds(length: int, found: str | None) -> None:
    changes = (narrow(SERVICE, maximum=5), narrow(LAMP, minimum=2, maximum=7))
    said = wrong({"place": "yard", "length": length}, *changes)
    assert said == ({("/length", found)} if found else set())


def test_the_narrower_limit_holds_where_its_service_belongs() -> None:
    changes = (LAMP_ONLY_IN_THE_STREET, narrow(SERVICE, maximum=5), narrow(LAMP, maximum=3))
    assert wrong({"place": "street", "length": 4}, *changes) == {("/length", "maximum")}
    assert wrong({"place": "yard", "length": 4}, *changes) == set()
    assert wrong({"place": "yard", "length": 6}, *changes) == {("/length", "maximum")}


def test_two_services_that_belong_together_each_keep_their_limit() -> None:
    together = [
        at(PARK, f"/services/{number}/{key}", value)
        for number in (0, 1)
        for key, value in (("when", IN_THE_STREET), ("why", text("Нужно")), ("why_not", text("Не нужно")))
    ]
    asks = at(PARK, "/questions", {"place": {"term": "place_kind"}})
    changes = (*together, asks, narrow(SERVICE, maximum=5), narrow(LAMP, minimum=2))
    assert wrong({"place": "street", "length": 1}, *changes) == {("/length", "minimum")}
    assert wrong({"place": "street", "length": 6}, *changes) == {("/length", "maximum")}
    assert wrong({"place": "street", "length": 4}, *changes) == set()


def test_what_one_service_forbids_and_another_asks_is_asked() -> None:
    changes = (rule(SERVICE, NOT_IN_A_PARK),)
    assert wrong({"place": "park", "length": 4}, *changes) == set()
    assert wrong({"place": "park"}, *changes) == {("/length", "required")}


def test_what_both_services_forbid_is_forbidden() -> None:
    changes = (rule(SERVICE, NOT_IN_A_PARK), rule(LAMP, ONLY_IN_THE_STREET))
    assert wrong({"place": "park", "length": 4}, *changes) == {("/length", "unknown")}
    assert wrong({"place": "park"}, *changes) == set()
    assert wrong({"place": "yard"}, *changes) == {("/length", "required")}
    assert wrong({"place": "street", "length": 4}, *changes) == set()


def test_what_the_only_service_that_belongs_forbids_is_forbidden() -> None:
    changes = (LAMP_ONLY_IN_THE_STREET, rule(SERVICE, NOT_IN_A_PARK))
    assert wrong({"place": "park", "length": 4}, *changes) == {("/length", "unknown")}
    assert wrong({"place": "park"}, *changes) == set()
