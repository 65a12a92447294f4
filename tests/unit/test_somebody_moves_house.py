"""Somebody moves: the registers learn of it, the waste contract believes it, and most questions are the same."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.chain import canonical, sha256
from chalicelib.domain.permissions import Actor
from chalicelib.usecases import catalogue, filing
from tests.support.municipality import EMAIL, PHONE, Municipality, municipality

SERVICES = Path(__file__).parents[2] / "schemas" / "services"
OLD, NEW = "16:50:990101:77", "16:50:990101:128"
SNILS, LANDLORD = "999-000-123 00", "999-000-124 00"
MOVER: dict[str, Any] = {
    "surname": "Гарипова",
    "given_name": "Гөлнара",
    "birth_date": "1988-05-14",
    "snils": SNILS,
    "dwelling_basis": "tenant",
    "dwelling": NEW,
    "dwelling_address": "Казань, ул. Баумана, 44, кв. 12",
    "lease_contract": "17/2026",
    "lease_until": "2027-10-31",
    "moved_on": "2026-11-14",
    "household_size": 2,
    "personal_data_consent": True,
}
TELLING = {**MOVER, "stay_kind": "permanent"}
WASTE = {**MOVER, "waste_home": "flat", "waste_collection": "shared", "waste_bill": "account"}


@pytest.fixture
def town() -> Iterator[Municipality]:
    with municipality() as made:
        resident = {name: MOVER[name] for name in ("snils", "surname", "given_name", "birth_date")}
        made.fill(
            {
                "residents": [
                    {
                        **resident,
                        "number": "R-1",
                        "dwelling": OLD,
                        "registration": "permanent",
                        "registered_on": "2019-03-01",
                    }
                ],
                "plots": [
                    {
                        "cadastral_number": NEW,
                        "address": MOVER["dwelling_address"],
                        "kind": "dwelling",
                        "owner_snils": LANDLORD,
                    }
                ],
            }
        )
        yield made


def decided(town: Municipality, service: str, answers: dict[str, Any]) -> tuple[str | None, list[str]]:
    """File as one person and let the machines run: the outcome and the grounds."""
    request = filing.FilingRequest(
        service=service,
        answers=answers,
        contact={"phone": PHONE, "email": EMAIL},
        language="ru",
        channel="portal",
        key=uuid.uuid4().hex,
        body_hash=sha256(canonical(answers)),
    )
    case = filing.file(town.stores, Actor("applicant", "gulnara"), request).case.id
    town.machines.settle()
    done = town.view(case).followed.case
    return done.outcome, [ground["code"] for ground in done.grounds]


def entered(town: Municipality, register: str) -> dict[str, Any]:
    """The one record of the new dwelling."""
    definition = catalogue.current(town.stores, town.clock()).register(register)
    (record,) = town.stores.registers.find(definition, "dwelling", NEW)[0]
    return dict(record.fields)


def test_whoever_has_told_of_the_move_gets_a_waste_contract(town: Municipality) -> None:
    assert decided(town, "waste-contract", WASTE) == ("refused", ["not-resident"])
    assert decided(town, "register-record-change", TELLING) == ("granted", [])
    move = entered(town, "residence-changes")
    assert (move["previous_dwelling"], move["stay"], move["confirmation"]) == (OLD, "permanent", "own_word")
    assert decided(town, "waste-contract", WASTE) == ("granted", [])
    contract = entered(town, "waste-contracts")
    assert (contract["price_per_person"], contract["valid_from"]) == (125, "2026-11-14")


def test_a_move_is_told_once_and_a_contract_concluded_once(town: Municipality) -> None:
    assert decided(town, "register-record-change", TELLING)[0] == "granted"
    assert decided(town, "register-record-change", TELLING)[1] == ["change-recorded"]
    assert decided(town, "waste-contract", WASTE)[0] == "granted"
    assert decided(town, "waste-contract", WASTE)[1] == ["already-contracted"]


def test_a_parking_permit_reads_what_was_told_of_the_move(town: Municipality) -> None:
    car = {"plate": "А123ВС716", "certificate": "1612345678", "holder_snils": SNILS, "category": "passenger"}
    town.fill(
        {
            "vehicles": [{**car, "model": "Проверка", "registered_on": "2020-01-01"}],
            "parking-zones": [{"zone": "101", "title": "Зона 101", "status": "open"}],
        }
    )
    definition = catalogue.current(town.stores, town.clock()).service("resident-parking-permit")
    parking = {name: MOVER[name] for name in MOVER if name in definition.raw["form"]["properties"]} | {
        "vehicle_plate": "А123ВС716",
        "vehicle_certificate": "1612345678",
        "vehicle_right": "owner",
        "parking_zone": "101",
        "permit_months": 6,
        "parking_benefit": "none",
    }
    dwelling = {"cadastral_number": NEW, "address": MOVER["dwelling_address"], "kind": "dwelling"}
    town.fill({"plots": [{**dwelling, "owner_snils": LANDLORD, "zone": "101"}]})
    assert decided(town, definition.id, parking) == ("refused", ["not-resident"])
    without = {name: value for name, value in parking.items() if name != "moved_on"}
    assert decided(town, definition.id, without) == ("refused", ["not-resident"])
    assert decided(town, "register-record-change", TELLING) == ("granted", [])
    assert decided(town, definition.id, without) == ("refused", ["not-resident"]), "nothing was said of a move"
    assert decided(town, definition.id, parking) == (None, []), "a tenant's own word is for an expert"


def test_the_second_service_asks_three_questions_that_the_others_have_not() -> None:
    asked = {
        name: set(json.loads((SERVICES / f"{name}.json").read_text(encoding="utf-8"))["form"]["properties"])
        for name in ("resident-parking-permit", "register-record-change", "waste-contract")
    }
    known = asked["resident-parking-permit"] | asked["register-record-change"]
    assert asked["waste-contract"] - known == {"waste_home", "waste_collection", "waste_bill"}
    new = asked["register-record-change"] - asked["resident-parking-permit"]
    assert new == {"stay_kind", "stay_until", "household_size"}
