"""The shipped life situations: figures that come from the definitions, answers that decide which services belong."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from chalicelib.domain.analysis.variants import SituationSummary, plain_forecast, summarise_situation
from chalicelib.domain.definitions import Bundle
from tests.support import bundles
from tests.unit.test_a_forecast_equals_brute_force import Graph, longest

OFFICE = "build-an-office"
AT_FIRST = ("land-preliminary-approval", "urban-plan", "technical-conditions")


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    return bundles.bundle()


def read(raw: dict[str, Any]) -> Bundle:
    return Bundle.parse("shipped", raw)


def test_the_office_takes_73_working_days_side_by_side_and_114_one_after_another(shipped: dict[str, Any]) -> None:
    found = summarise_situation(read(shipped), OFFICE)
    assert (found.one_by_one, found.side_by_side) == (114, 73)
    assert (found.services, found.milestones) == (11, 4)
    assert found.critical[-1] == "adjacent-improvement"


def test_to_commissioning_it_is_58_against_89(shipped: dict[str, Any]) -> None:
    raw = copy.deepcopy(shipped)
    office = raw["life_situations"][OFFICE]
    left_out = ("adjacent-improvement", "facade-signage")
    office["services"] = [one for one in office["services"] if one["service"] not in left_out]
    assert figures(raw) == (89, 58) == brute_force(raw)


def test_another_term_and_another_dependency_give_other_figures(shipped: dict[str, Any]) -> None:
    raw = copy.deepcopy(shipped)
    raw["services"]["appearance-agreement"]["term"]["days"] = 25
    office = raw["life_situations"][OFFICE]
    signage = next(one for one in office["services"] if one["service"] == "facade-signage")
    signage["after"] = ["adjacent-improvement"]
    assert figures(raw) == brute_force(raw)
    assert figures(raw) == (114 + 15, 73 + 15 + 10)


def figures(raw: dict[str, Any]) -> tuple[int, int]:
    bundle = read(raw)
    situation = bundle.situation(OFFICE)
    assert situation is not None
    found = plain_forecast(bundle, situation)
    return found.one_by_one, found.ends


def brute_force(raw: dict[str, Any]) -> tuple[int, int]:
    """The same figures by walking every path of the raw definitions."""
    office = raw["life_situations"][OFFICE]
    after = {one["service"]: one.get("after", []) for one in office["services"]}
    milestones = {one["id"]: one.get("after", []) for one in office["milestones"]}

    def services(name: str) -> list[str]:
        if name in after:
            return [name]
        return [found for other in milestones[name] for found in services(other)]

    graph: Graph = {}
    for name, waits in after.items():
        term = raw["services"][name]["term"]
        days = term["days"] if term["unit"] == "working" else round(term["days"] * 5 / 7)
        graph[name] = (tuple(found for other in waits for found in services(other)), days)
    return sum(days for _, days in graph.values()), longest(graph)


@pytest.mark.parametrize("id", [OFFICE, "move-house"])
def test_one_application_asks_far_less_than_separate_ones(shipped: dict[str, Any], id: str) -> None:
    found: SituationSummary = summarise_situation(read(shipped), id)
    assert found.fewer >= 0.4, found
    assert found.documents <= found.separate_documents


@pytest.mark.parametrize(
    ("answers", "out"),
    [
        ({"title_held": "none", "trench_needed": True, "road_touched": True, "signage_planned": True}, set()),
        (
            {"title_held": "owned", "trench_needed": True, "road_touched": False, "signage_planned": True},
            {"land-preliminary-approval", "land-lease", "traffic-restriction", "survey"},
        ),
        (
            {"title_held": "leased", "trench_needed": False, "road_touched": False, "signage_planned": False},
            {
                "land-preliminary-approval",
                "land-lease",
                "survey",
                "excavation-order",
                "traffic-restriction",
                "facade-signage",
            },
        ),
    ],
)
def test_answers_decide_which_services_of_the_office_belong(
    shipped: dict[str, Any], answers: dict[str, Any], out: set[str]
) -> None:
    situation = read(shipped).situation(OFFICE)
    assert situation is not None
    assert {node.id for node in situation.nodes} - situation.belonging(answers) == out


def test_an_output_isnt_asked_and_a_shared_question_is_asked_once(shipped: dict[str, Any]) -> None:
    form = shipped["forms"][OFFICE]["properties"]
    assert "urban_plan_number" not in form and "permit_number" not in form
    pages = shipped["life_situations"][OFFICE]["composite"]["ui"]["pages"]
    shown = [name for page in pages for name in page["fields"]]
    assert sorted(shown) == sorted(form) and len(set(shown)) == len(shown)
