"""A register that doesn't answer delays nobody's right: the case waits, is asked again, and goes on by itself."""

from __future__ import annotations

import pytest

from tests.support.city import City, Filed, wait_for

pytestmark = pytest.mark.stack


def waits(city: City, filed: Filed, key: str) -> bool:
    (request,) = (one for one in city.case(filed)["requests"] if one["key"] == key)
    return bool(request["state"] == "open" and request["attempts"] >= 1 and request["answer"] is None)


def test_the_vehicle_register_is_down_and_comes_back(city: City) -> None:
    world = city.someone()
    city.available("vehicles", False, "maintenance")
    try:
        filed = city.file(world)
        city.until(filed, "in_consideration")
        wait_for(lambda: waits(city, filed, "vehicle"), "the Request that waits")
        city.advance(minutes=3)
        assert city.follow(filed)["status"] == "in_consideration"
        (vehicle,) = (one for one in city.case(filed)["requests"] if one["key"] == "vehicle")
        assert vehicle["attempts"] >= 2, "it was asked again"
    finally:
        city.available("vehicles", True)
    city.advance(minutes=10)
    city.until(filed, "closed")
    city.is_settled(filed, "granted")
    city.told_once(filed, "granted")


def test_an_applicant_withdraws_while_the_case_waits(city: City) -> None:
    world = city.someone()
    city.available("vehicles", False)
    try:
        filed = city.file(world)
        city.until(filed, "in_consideration")
        wait_for(lambda: waits(city, filed, "vehicle"), "the Request that waits")
        path = f"/v1/applications/{filed.number}/withdrawal"
        assert city.deployed.call("POST", path).status == 404, "nobody else withdraws it"
        for _ in range(2):
            gone = city.deployed.call("POST", path, headers={"Tracking-Secret": filed.secret})
            assert (gone.status, gone.json["status"]) == (200, "withdrawn")
    finally:
        city.available("vehicles", True)
    city.advance(minutes=10)
    assert city.follow(filed)["status"] == "withdrawn"
    assert not city.records("plate", world.answers["vehicle_plate"])
    assert city.verify(filed)["whole"]
    assert [one["status"] for one in city.told(filed, "withdrawn")].count("withdrawn") == 1


def test_a_decided_application_is_not_withdrawn(city: City) -> None:
    filed = city.file(city.someone())
    city.until(filed, "closed")
    path = f"/v1/applications/{filed.number}/withdrawal"
    assert city.deployed.call("POST", path, token=filed.applicant.token).status == 409
