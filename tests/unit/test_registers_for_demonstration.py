"""The demonstration registers are sound, linked, and give every story the outcome that it promises."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.definition_checks import DefinitionChecks
from chalicelib.adapters.schemas import check
from chalicelib.domain import registers as rules
from chalicelib.domain.analysis.examples import run_example
from chalicelib.domain.definitions import Bundle, Register
from chalicelib.domain.register_answers import judge
from chalicelib.domain.registers import RecordVersion
from chalicelib.domain.values import Scope, evaluate
from infra.commands import demo_office, demo_registers, demo_users
from infra.commands.demo_people import snils
from tests.support import bundles
from tests.unit.registers_table import digest

TODAY = date(2026, 11, 23)
BUNDLE = Bundle.parse("d" * 64, bundles.bundle())
RECORDS = demo_registers.registers(today=TODAY)
SAMPLES = demo_registers.samples(today=TODAY)
LARGE = ("residents", "vehicles", "arrears", "protection-zones")


def versions(definition: Register) -> list[RecordVersion]:
    made = []
    for number, record in enumerate(RECORDS[definition.id]):
        key = rules.natural_number(definition, record, digest) or f"{number}"
        made.append(rules.next_version(definition, key, record, current=None, basis={}, at="2026-11-23"))
    return made


ENTERED = {name: versions(BUNDLE.register(name)) for name in RECORDS}


def answered(sample: dict[str, Any]) -> dict[str, Any]:
    """What the registers answer to every Request of the sample's service."""
    scope = Scope(sample["answers"], {}, {}, TODAY, "DEMO")
    answers = {}
    for use in BUNDLE.service(sample["service"]).requests:
        lookup = BUNDLE.standard_request(use.standard).register
        assert lookup is not None
        inputs = {name: evaluate(value, scope) for name, value in use.input.items()}
        answers[use.id] = judge(ENTERED.get(lookup.register, []), lookup, inputs, TODAY)
    return answers


def outcome(sample: dict[str, Any]) -> Any:
    example = {**sample, "registers": answered(sample), "filed_on": TODAY.isoformat()}
    ran = run_example(BUNDLE, BUNDLE.service(sample["service"]), example, DefinitionChecks())
    assert ran.problems == ()
    return ran


@pytest.mark.parametrize("name", SAMPLES)
def test_a_story_comes_out_as_it_promises(name: str) -> None:
    sample = SAMPLES[name]
    ran = outcome(sample)
    expected = sample["expect"]
    assert ran.outcome == expected["outcome"]
    assert list(ran.grounds) == expected.get("grounds", [])
    if "sub_service" in expected:
        undecided = [name for name, one in ran.sub_services.items() if one.outcome == "expert"]
        assert undecided == [expected["sub_service"]]


def test_every_ground_has_a_story() -> None:
    shown = {ground for sample in SAMPLES.values() for ground in sample["expect"].get("grounds", [])}
    for service in {sample["service"] for sample in SAMPLES.values()}:
        assert set(BUNDLE.service(service).grounds) == shown


def test_hundreds_of_residents_are_granted_a_permit() -> None:
    many = demo_registers.grantable(640, today=TODAY)
    homes = {sample["answers"]["dwelling"] for sample in many}
    assert len(homes) == len({sample["answers"]["vehicle_plate"] for sample in many}) == 640
    assert {outcome(sample).outcome for sample in many[::40]} == {"granted"}
    with pytest.raises(ValueError, match="hold"):
        demo_registers.grantable(2000, today=TODAY)


@pytest.mark.parametrize("name", RECORDS)
def test_every_record_fits_its_register(name: str) -> None:
    definition = BUNDLE.register(name)
    wrong = [error for record in RECORDS[name] for error in check(definition.record, record, key=f"demo {name}")]
    assert wrong == []
    numbers = Counter(version.number for version in ENTERED[name])
    assert [number for number, times in numbers.items() if times > 1] == []


def test_a_thousand_records_each_are_linked() -> None:
    assert [len(RECORDS[name]) for name in LARGE] == [1000] * len(LARGE)
    assert len(RECORDS["plots"]) == 1000 + demo_office.PLOTS == 1000 + len(RECORDS["planning-zones"])
    homes = {record["cadastral_number"] for record in RECORDS["plots"] if record["kind"] == "dwelling"}
    people = {record["snils"] for record in RECORDS["residents"]}
    assert {record["dwelling"] for record in RECORDS["residents"]} <= homes
    assert sum(record["holder_snils"] in people for record in RECORDS["vehicles"]) > 990
    assert sum(record["snils"] in people for record in RECORDS["arrears"]) > 990
    assert sum(record.get("owner_snils") in people for record in RECORDS["plots"]) > 400


def test_the_same_seed_gives_the_same_records() -> None:
    demo_registers.city.cache_clear()
    assert demo_registers.registers(today=TODAY) == RECORDS
    assert demo_registers.registers(seed=2, today=TODAY) != RECORDS


def test_check_digits_are_those_of_the_pension_fund() -> None:
    """112-233-445 95 is the published example; an invented number's digits follow the same rule."""
    assert sum(int(digit) * (9 - place) for place, digit in enumerate("112233445")) % 101 == 95
    assert snils(1) == "999-000-001 15"
    assert all(number.startswith("999-") for number in (record["snils"] for record in RECORDS["residents"]))


def test_zones_lie_on_plots_that_exist_and_say_everything_that_can_be_said() -> None:
    zones = RECORDS["protection-zones"]
    on = Counter(zone["cadastral_number"] for zone in zones)
    assert on.keys() < {plot["cadastral_number"] for plot in RECORDS["plots"]}, "and some plots lie in none"
    assert set(on.values()) == {1, 2}
    assert {zone["felling"] for zone in zones} == {"allowed", "sanitary_only", "forbidden"}


def test_somebody_of_the_demonstration_has_every_role_that_the_services_need() -> None:
    having = {(user.department, role) for user in demo_users.USERS for role in user.roles}
    needed = set()
    for id in BUNDLE.service_ids:
        service = BUNDLE.service(id)
        needed |= {(service.department, "head"), (service.decision.department, service.decision.role)}
        needed |= {(one.department, one.role) for one in service.sub_services}
        needed |= set() if service.registration.at_once else {(service.department, "intake")}
        for use in service.requests:
            standard = BUNDLE.standard_request(use.standard)
            if standard.register is None:
                needed |= {(standard.department, standard.role), (standard.department, "head")}
    assert needed <= having, needed - having
    inspecting = [one for one in demo_users.USERS if one.department == "external-improvement" and "expert" in one.roles]
    assert len(inspecting) >= 2, "an inspection takes two"
