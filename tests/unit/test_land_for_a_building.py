"""A plot is approved, planned and leased: what one service writes is what the next one is answered with."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.definition_checks import DefinitionChecks
from chalicelib.domain import registers as rules
from chalicelib.domain.analysis.examples import run_example
from chalicelib.domain.analysis.walking import EXAMPLE_NUMBER
from chalicelib.domain.assessment import decide_sub_service, needed_requests, record_of
from chalicelib.domain.definitions import Bundle
from chalicelib.domain.register_answers import judge
from chalicelib.domain.values import Scope, evaluate
from tests.support import bundles

BUNDLE = Bundle.parse("d" * 64, bundles.bundle())
CHECKS = DefinitionChecks()
NETWORKS = ("electricity", "heat", "gas", "water", "sewage", "storm-drain")
PLOT = "16:50:990301:1001"
APPROVED = ("2026-12-01", "2028-11-30", "2028-12-01")


def example(service: str, name: str) -> dict[str, Any]:
    return next(dict(one) for one in BUNDLE.service(service).examples if one["name"] == name)


def written(service: str, name: str) -> rules.RecordVersion:
    """The record that a worked example of a service writes, as its register keeps it."""
    definition = BUNDLE.service(service)
    ran = run_example(BUNDLE, definition, example(service, name), CHECKS)
    assert ran.record is not None and definition.result.register is not None
    register = BUNDLE.register(definition.result.register)
    return rules.next_version(register, EXAMPLE_NUMBER, ran.record, current=None, basis={}, at="2026-12-01")


def asked(standard: str, record: rules.RecordVersion, on: str, plot: str = PLOT) -> dict[str, Any]:
    """What the register with that one record answers to a Standard Request about its number."""
    lookup = BUNDLE.standard_request(standard).register
    assert lookup is not None
    return judge([record], lookup, {"number": EXAMPLE_NUMBER, "cadastral_number": plot}, date.fromisoformat(on))


@pytest.mark.parametrize(
    ("service", "granted", "standard", "first", "last", "after"),
    [
        ("land-preliminary-approval", "granted-whole-plot", "preliminary-approval", *APPROVED),
        ("urban-plan", "granted-by-decree", "urban-plan", "2027-01-18", "2030-01-17", "2030-01-18"),
        ("land-lease", "granted-five-years", "land-lease", "2027-02-15", "2032-02-14", "2032-02-15"),
    ],
)
def test_whoever_asks_by_number_finds_what_was_granted_until_it_lapses(
    service: str, granted: str, standard: str, first: str, last: str, after: str
) -> None:
    record = written(service, granted)
    assert [asked(standard, record, day)["outcome"] for day in (first, last)] == ["found", "found"]
    assert asked(standard, record, after)["outcome"] == "not_found"
    found = asked(standard, record, last)
    assert not list(CHECKS.instance(BUNDLE.standard_request(standard).answer, found))
    assert found["record"]["holder_inn"] == example(service, granted)["answers"]["developer_inn"]
    elsewhere = asked(standard, record, last, plot="16:50:990301:9")
    assert (elsewhere["outcome"], elsewhere["contradictions"]) == ("contradicting", ["site_plot"])


def test_an_approval_opens_the_way_to_the_plan_and_to_the_lease() -> None:
    answer = asked("preliminary-approval", written("land-preliminary-approval", "granted-whole-plot"), "2027-02-15")
    for service, granted in (("urban-plan", "granted-by-decree"), ("land-lease", "granted-five-years")):
        one = example(service, granted)
        one["registers"] = {**one["registers"], "preliminary-approval": answer}
        assert run_example(BUNDLE, BUNDLE.service(service), one, CHECKS).outcome == "granted"


@pytest.mark.parametrize("network", NETWORKS)
def test_no_network_holds_up_a_plan_by_silence_or_for_want_of_capacity(network: str) -> None:
    for answer, outlook in ((None, "partly_unknown"), ({"capacity": "none"}, "lacking")):
        one = example("urban-plan", "granted-by-decree")
        one["registers"] = {**one["registers"], f"network-capacity-{network}": answer}
        ran = run_example(BUNDLE, BUNDLE.service("urban-plan"), one, CHECKS)
        assert ran.record is not None
        assert (ran.outcome, ran.record["networks"]) == ("granted", outlook)


def test_six_networks_are_asked_the_same_of_the_building() -> None:
    service, answers = BUNDLE.service("urban-plan"), example("urban-plan", "granted-by-decree")["answers"]
    uses = [service.request(id) for id in needed_requests(service, Scope(answers)) if id in NETWORKS]
    inputs = [{name: evaluate(value, Scope(answers)) for name, value in use.input.items()} for use in uses]
    assert len(uses) == 6 and all(one == inputs[0] for one in inputs)


def test_a_plan_is_asked_for_by_a_decree_or_by_a_title_and_not_by_both() -> None:
    by_decree = example("urban-plan", "granted-by-decree")["answers"]
    by_title = example("urban-plan", "granted-to-the-owner")["answers"]
    form = BUNDLE.form("urban-plan")
    assert not list(CHECKS.instance(form, by_decree)) and not list(CHECKS.instance(form, by_title))
    assert list(CHECKS.instance(form, {**by_decree, "title_document": by_title["title_document"]}))
    assert list(CHECKS.instance(form, {**by_decree, "title_held": "owned"}))
    assert list(CHECKS.instance(form, {**by_title, "title_held": "none"}))
    asks = [needed_requests(BUNDLE.service("urban-plan"), Scope(answers)) for answers in (by_decree, by_title)]
    assert ["preliminary-approval" in one for one in asks] == [True, False]


@pytest.mark.parametrize(
    ("filed", "years", "last"),
    [("2027-02-15", 3, "2030-02-14"), ("2027-02-15", 10, "2037-02-14"), ("2028-02-29", 4, "2032-02-28")],
)
def test_a_lease_runs_for_whole_years(filed: str, years: int, last: str) -> None:
    answers = {**example("land-lease", "granted-five-years")["answers"], "lease_years": years}
    scope = Scope(answers, {}, {}, date.fromisoformat(filed), EXAMPLE_NUMBER)
    assert record_of(BUNDLE.service("land-lease"), scope)["valid_until"] == last


@pytest.mark.parametrize(("silent", "outcome"), [("architecture", "pass"), ("legal", "expert")])
def test_silence_of_a_department_refuses_nobody(silent: str, outcome: str) -> None:
    service = BUNDLE.service("land-preliminary-approval")
    answers = example(service.id, "granted-whole-plot")["answers"]
    sub_service = service.sub_service({"architecture": "architecture", "legal": "basis"}[silent])
    assert decide_sub_service(sub_service, Scope(answers, {silent: None})).outcome == outcome
