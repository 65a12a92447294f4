"""An excavation order and a traffic restriction in the same window: who is asked once, and who isn't asked again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.assessment import needed_requests
from chalicelib.domain.definitions import Service, parse_service
from chalicelib.domain.values import Scope, evaluate

SERVICES = Path(__file__).parents[2] / "schemas" / "services"
NETWORKS = ("electricity", "heat", "gas", "water", "sewage", "storm")
MOVED = {"works_from": "2027-06-06", "works_until": "2027-06-19", "restoration_until": "2027-07-03"}


def load(name: str) -> tuple[Service, dict[str, Any]]:
    """A service, and the answers of its first worked example."""
    raw = json.loads((SERVICES / f"{name}.json").read_text(encoding="utf-8"))
    answers: dict[str, Any] = raw["examples"][0]["answers"]
    return parse_service(raw), answers


def asked(service: Service, answers: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The Standard Requests that these answers need, each with what it is asked."""
    scope = Scope(answers)
    uses = [service.request(id) for id in needed_requests(service, scope)]
    return {use.standard: {name: evaluate(value, scope) for name, value in use.input.items()} for use in uses}


def test_the_police_are_asked_the_same_by_both_so_one_answer_serves_both() -> None:
    order, restriction = asked(*load("excavation-order")), asked(*load("traffic-restriction"))
    assert order["traffic-police"] == restriction["traffic-police"]
    assert set(order["traffic-police"]) == {"works_street", "works_place", "works_from", "works_until"}
    assert order["excavations-in-street"] == restriction["excavations-in-street"]


def test_works_that_move_by_five_days_trouble_no_network_again() -> None:
    service, answers = load("excavation-order")
    before, after = asked(service, answers), asked(service, {**answers, **MOVED})
    changed = {standard for standard in before if before[standard] != after[standard]}
    assert {f"{network}-near-trench" for network in NETWORKS} <= before.keys()
    assert changed == {"traffic-police", "district-aviastroitelny-novo-savinovsky"}


def test_networks_are_shown_where_on_the_map_one_digs() -> None:
    service, answers = load("excavation-order")
    line = {"type": "LineString", "coordinates": [[49.0803, 55.8151], [49.0809, 55.8155]]}
    drawn, written = (
        asked(service, {**answers, "trench_on_map": line}),
        asked(service, {**answers, "trench_on_map": None}),
    )
    for network in NETWORKS:
        assert drawn[f"{network}-near-trench"]["trench_on_map"] == line
        assert written[f"{network}-near-trench"]["trench_on_map"] is None, "words say the same: nothing waits for a map"


@pytest.mark.parametrize(
    ("district", "administration"),
    [
        ("vakhitovsky", "vakhitovsky-privolzhsky"),
        ("privolzhsky", "vakhitovsky-privolzhsky"),
        ("kirovsky", "kirovsky-moskovsky"),
        ("moskovsky", "kirovsky-moskovsky"),
        ("aviastroitelny", "aviastroitelny-novo-savinovsky"),
        ("novo-savinovsky", "aviastroitelny-novo-savinovsky"),
        ("sovetsky", "sovetsky"),
    ],
)
def test_one_administration_is_asked_that_of_the_district(district: str, administration: str) -> None:
    service, answers = load("excavation-order")
    standards = asked(service, {**answers, "site_district": district})
    assert [one for one in standards if one.startswith("district-")] == [f"district-{administration}"]


def test_an_emergency_waits_for_no_answer_of_a_person() -> None:
    service, answers = load("excavation-order")
    standards = asked(service, {**answers, "excavation_kind": "emergency", "trees_near": "kept"})
    assert set(standards) == {"legal-entity", "paving-moratorium", "open-excavations", "excavations-in-street"}
