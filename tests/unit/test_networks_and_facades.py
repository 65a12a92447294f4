"""Six networks are asked side by side, each where it is needed; the agreed façade is what the architect says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.assessment import SubServiceOutcome, decide_sub_service, needed_requests
from chalicelib.domain.definitions import Service, parse_service
from chalicelib.domain.values import Scope, evaluate

SERVICES = Path(__file__).parents[2] / "schemas" / "services"
LOADS = {
    "electricity": "electricity_load",
    "heat": "heat_load",
    "gas": "gas_load",
    "water": "water_load",
    "sewage": "sewage_load",
    "storm-drain": "drained_area",
}
"""Network → the question whose answer says that it is needed."""


def load(name: str) -> tuple[Service, dict[str, Any], dict[str, Any]]:
    """A service, and the answers and registers of its first worked example."""
    raw = json.loads((SERVICES / f"{name}.json").read_text(encoding="utf-8"))
    example: dict[str, Any] = raw["examples"][0]
    return parse_service(raw), example["answers"], example["registers"]


CONDITIONS, ANSWERS, REPLIES = load("technical-conditions")
APPEARANCE, FACADES, _ = load("appearance-agreement")


def asked(answers: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The networks that these answers have asked, each with what it reads."""
    scope = Scope(answers)
    uses = [CONDITIONS.request(id) for id in needed_requests(CONDITIONS, scope) if id in LOADS]
    return {use.id: {name: evaluate(value, scope) for name, value in use.input.items()} for use in uses}


def said(network: str, **reply: Any) -> SubServiceOutcome:
    """What the table of a network makes of its reply, changed by `reply`."""
    given = {**REPLIES[f"technical-condition-{network}"], **reply}
    return decide_sub_service(CONDITIONS.sub_service(network), Scope(ANSWERS, {network: given}))


def test_all_six_are_asked_at_once_and_each_may_stay_silent() -> None:
    assert set(asked(ANSWERS)) == set(LOADS)
    assert all(CONDITIONS.request(id).goes_on for id in LOADS)


@pytest.mark.parametrize("network", LOADS)
def test_a_network_that_nobody_needs_is_not_asked(network: str) -> None:
    answers = {name: value for name, value in ANSWERS.items() if name != LOADS[network]}
    assert set(asked(answers)) == set(LOADS) - {network}


def test_a_changed_facade_asks_no_network_again_and_a_changed_load_asks_one() -> None:
    before = asked(ANSWERS)
    assert asked({**ANSWERS, **{name: "other" for name in FACADES if name.startswith("facade_")}}) == before
    after = asked({**ANSWERS, "heat_load": 180})
    assert [network for network in before if before[network] != after[network]] == ["heat"]


@pytest.mark.parametrize("network", LOADS)
def test_the_refusal_names_the_network_that_lacks_capacity(network: str) -> None:
    refused = said(network, connection="no_capacity")
    assert (refused.outcome, refused.grounds) == ("refuse", (f"no-capacity-{network}",))
    assert said(network).outputs["state"] == "available"


@pytest.mark.parametrize("network", LOADS)
def test_silence_and_half_an_answer_are_left_to_a_person(network: str) -> None:
    silent = decide_sub_service(CONDITIONS.sub_service(network), Scope(ANSWERS, {network: None}))
    assert (silent.outcome, silent.row) == ("expert", "network-is-silent")
    assert said(network, load=0).row == "less-than-asked"
    assert said(network, point=None).row == "less-than-asked"
    assert said(network, connection="after_works", ready_by="2028-03-02").row == "works-end-too-late"


def test_the_agreed_facade_is_the_architects_answer_and_not_the_applicants() -> None:
    record = APPEARANCE.result.record
    scope = Scope(FACADES, {}, {"facades": {"facade_colour": "grey", "facade_material": "stone"}})
    assert FACADES["facade_colour"] != "grey"
    assert evaluate(record["facade_colour"], scope) == "grey"
    assert evaluate(record["facade_material"], scope) == "stone"
    assert APPEARANCE.sub_service("facades").expert_answers["facade_colour"]["required"]


def test_heritage_and_architect_name_the_colour_alike_so_that_a_rule_can_compare_them() -> None:
    heritage = APPEARANCE.sub_service("heritage")
    zone = {"outcome": "found", "count": 1, "record": {"regime": "regulated", "colour": FACADES["facade_colour"]}}
    decided = decide_sub_service(heritage, Scope(FACADES, {"heritage": zone}))
    assert (decided.outcome, decided.outputs) == ("pass", {"facade_colour": FACADES["facade_colour"]})
    assert set(decided.outputs) <= set(APPEARANCE.sub_service("facades").expert_answers)


PASSPORT, SIGN, REGISTERS = load("facade-signage")


def outputs_of(sub_service: str, **changed: Any) -> SubServiceOutcome:
    """What a sub-service of the façade passport comes to with these records instead of the example's."""
    return decide_sub_service(PASSPORT.sub_service(sub_service), Scope(SIGN, {**REGISTERS, **changed}))


def test_the_passport_has_the_agreed_colour_whatever_the_form_says() -> None:
    agreed = {**REGISTERS["appearance"], "record": {**REGISTERS["appearance"]["record"], "facade_colour": "grey"}}
    decided = outputs_of("agreement", appearance=agreed)
    assert (decided.outcome, decided.outputs["facade_colour"]) == ("pass", "grey")
    scope = Scope({**SIGN, "facade_colour": "white"}, {}, {"agreement": decided.outputs})
    assert evaluate(PASSPORT.result.record["facade_colour"], scope) == "grey"


@pytest.mark.parametrize(("colour", "row"), [("grey", "another-colour-was-agreed"), ("beige", "prescribed-colour")])
def test_a_colour_that_heritage_prescribes_and_another_that_was_agreed_are_left_to_a_person(
    colour: str, row: str
) -> None:
    assert REGISTERS["appearance"]["record"]["facade_colour"] == "beige"
    zone = {"outcome": "found", "count": 1, "record": {"regime": "regulated", "colour": colour}}
    assert outputs_of("heritage", heritage=zone).row == row


@pytest.mark.parametrize(("owner", "asked_for_consent"), [("own", False), ("private", False), ("municipal", True)])
def test_only_the_citys_own_facade_has_the_city_asked(owner: str, asked_for_consent: bool) -> None:
    needed = needed_requests(PASSPORT, Scope({**SIGN, "facade_owner": owner}))
    assert ("owner-consent" in needed) is asked_for_consent
