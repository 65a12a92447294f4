"""A building is permitted, commissioned, its grounds accepted: each step is answered with what the last one wrote."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from chalicelib.adapters.definition_checks import DefinitionChecks
from chalicelib.domain import registers as rules
from chalicelib.domain.analysis.examples import run_example
from chalicelib.domain.analysis.walking import EXAMPLE_NUMBER, ExampleOutcome
from chalicelib.domain.assessment import decide_sub_service, needed_requests
from chalicelib.domain.definitions import Bundle
from chalicelib.domain.register_answers import judge
from chalicelib.domain.values import Scope, evaluate
from tests.support import bundles

BUNDLE = Bundle.parse("d" * 64, bundles.bundle())
CHECKS = DefinitionChecks()
PERMIT = BUNDLE.service("building-permit")
COMMISSIONING = BUNDLE.service("commissioning")
IMPROVEMENT = BUNDLE.service("adjacent-improvement")
PLOT = "16:50:990301:1001"
NETWORKS = {"electricity": "2", "heat": "2", "gas": "1.5", "water": "2", "sewage": "1.5"}


def example(service: str, name: str) -> dict[str, Any]:
    return next(dict(one) for one in BUNDLE.service(service).examples if one["name"] == name)


def walk(service: str, name: str, answered: dict[str, Any]) -> ExampleOutcome:
    """A worked example with some of its answers from registers replaced."""
    one = example(service, name)
    ran = run_example(BUNDLE, BUNDLE.service(service), {**one, "registers": {**one["registers"], **answered}}, CHECKS)
    assert ran.problems == ()
    return ran


def written(service: str, name: str, answered: dict[str, Any] | None = None) -> rules.RecordVersion:
    """The record that a worked example writes, as its register keeps it."""
    ran, register = walk(service, name, answered or {}), BUNDLE.service(service).result.register
    assert ran.record is not None and register is not None, ran.outcome
    return rules.next_version(
        BUNDLE.register(register), EXAMPLE_NUMBER, ran.record, current=None, basis={}, at="2027-01-01"
    )


def asked(standard: str, record: rules.RecordVersion, on: str, plot: str = PLOT) -> dict[str, Any]:
    """What the register with that one record answers to a Standard Request about its number."""
    lookup = BUNDLE.standard_request(standard).register
    assert lookup is not None
    answer = judge([record], lookup, {"number": EXAMPLE_NUMBER, "cadastral_number": plot}, date.fromisoformat(on))
    assert not list(CHECKS.instance(BUNDLE.standard_request(standard).answer, answer))
    return answer


def test_one_project_goes_from_its_plan_to_the_acceptance_of_its_grounds() -> None:
    before = {
        "land-lease": asked("land-lease", written("land-lease", "granted-five-years"), "2027-03-22"),
        "urban-plan": asked("urban-plan", written("urban-plan", "granted-by-decree"), "2027-03-22"),
    }
    agreed = BUNDLE.service("appearance-agreement").examples[0]["name"]
    before["appearance"] = asked("appearance", written("appearance-agreement", agreed), "2027-03-22")
    permit = written("building-permit", "granted-on-leased-land", before)
    finished = {"permit": asked("permit", permit, "2028-07-03"), "urban-plan": before["urban-plan"]}
    used = written("commissioning", "granted-as-permitted", finished)
    last = {"permit": finished["permit"], "commissioning": asked("commissioning", used, "2028-07-24")}
    assert walk("adjacent-improvement", "granted-acceptance", last).outcome == "granted"


def test_a_permit_outlives_its_construction_by_six_months_and_belongs_to_one_plot() -> None:
    permit = written("building-permit", "granted-on-leased-land")
    days = ("2027-03-22", "2028-12-30", "2028-12-31")
    assert [asked("permit", permit, day)["outcome"] for day in days] == ["found", "found", "not_found"]
    assert asked("permit", permit, days[0], plot="16:50:990301:9")["contradictions"] == ["site_plot"]


def test_a_commissioning_permit_never_lapses() -> None:
    used = written("commissioning", "granted-as-permitted")
    assert [asked("commissioning", used, day)["outcome"] for day in ("2028-07-03", "2090-01-01")] == ["found"] * 2


@pytest.mark.parametrize("permitted", [10, 19, 20, 1800, 60_000, 499_999])
def test_an_area_may_differ_by_five_per_cent_and_no_more(permitted: int) -> None:
    part = COMMISSIONING.sub_service("figures")
    for built in {
        permitted + round(permitted * part / 1000) + off for part in (-51, -50, 0, 50, 51) for off in (-1, 0, 1)
    }:
        answers = {"built_storeys": 3, "built_height": 13, "built_area": built}
        record = {"building_storeys": 3, "building_height": 13, "building_area": permitted}
        came = decide_sub_service(part, Scope(answers, {"permit": {"outcome": "found", "record": record}}))
        within = abs(Fraction(built, permitted) - 1) <= Fraction(1, 20)
        assert (came.outcome == "pass") is within, built


@pytest.mark.parametrize(
    ("height", "coverage", "lines"),
    [(h, c, r) for h in (17, 18, 19) for c in (59, 60, 61) for r in ("outside", "crossed")],
)
def test_everything_that_breaks_the_plan_is_told_at_once(height: int, coverage: int, lines: str) -> None:
    plan = {"outcome": "found", "record": {"max_height": 18, "max_coverage": 60, "red_lines": lines}}
    scope = Scope({"building_height": height, "building_coverage": coverage}, {"urban-plan": plan})
    broken = {"height-exceeded": height > 18, "coverage-exceeded": coverage > 60, "red-lines": lines == "crossed"}
    came = decide_sub_service(PERMIT.sub_service("plan"), scope)
    assert set(came.grounds) == {code for code, is_broken in broken.items() if is_broken}
    assert came.outcome == ("refuse" if any(broken.values()) else "pass")


@pytest.mark.parametrize(
    ("area", "storeys", "use", "needed"),
    [
        (1500, 2, "business", False),
        (1501, 2, "business", True),
        (1500, 3, "retail", True),
        (100, 1, "residential", True),
        (100, 1, "industrial", True),
    ],
)
def test_small_offices_need_neither_expertise_nor_supervision(area: int, storeys: int, use: str, needed: bool) -> None:
    planned = {"building_area": area, "building_storeys": storeys, "permitted_use": use}
    came = decide_sub_service(PERMIT.sub_service("expertise"), Scope(planned))
    assert came.grounds == (("no-expertise",) if needed else ())
    built = {"built_area": area, "built_storeys": storeys, "permitted_use": use}
    assert ("supervision" in needed_requests(COMMISSIONING, Scope(built))) is needed


@pytest.mark.parametrize(("network", "norm"), NETWORKS.items())
def test_a_tree_keeps_its_distance_from_each_network(network: str, norm: str) -> None:
    for distance, outcome in ((float(norm), "pass"), (float(norm) - 0.1, "refuse")):
        answer = {f"{network}-near-planting": {"opinion": "no_objection", "distance": distance}}
        assert decide_sub_service(IMPROVEMENT.sub_service("networks"), Scope({}, answer)).outcome == outcome


def test_what_two_cases_ask_of_the_same_plot_is_asked_in_the_same_words() -> None:
    answers = {
        **example("building-permit", "granted-on-leased-land")["answers"],
        **example("commissioning", "granted-as-permitted")["answers"],
        **example("adjacent-improvement", "granted-acceptance")["answers"],
    }
    inputs: dict[str, list[dict[str, Any]]] = {}
    for service in (PERMIT, COMMISSIONING, IMPROVEMENT):
        for id in needed_requests(service, Scope(answers)):
            use = service.request(id)
            given = {name: evaluate(value, Scope(answers)) for name, value in use.input.items()}
            inputs.setdefault(use.standard, []).append(given)
    shared = {standard for standard, given in inputs.items() if len(given) > 1}
    assert shared == {"legal-entity", "plot", "urban-plan", "permit"}
    assert all(one == given[0] for given in inputs.values() for one in given)
