"""Whoever isn't entitled is told so at once, with the ground and the clause; every worked example goes this way too."""

from __future__ import annotations

import pytest

from tests.support import worlds
from tests.support.city import City, Filed

pytestmark = pytest.mark.stack


def test_somebody_who_lives_elsewhere_is_refused_with_ground_and_clause(city: City) -> None:
    filed = city.file(city.someone("refused-not-registered"))
    case = city.until(filed, "closed")
    city.is_settled(filed, "refused")
    (ground,) = case["grounds"]
    assert ground["code"] == "not-resident"
    assert ground["clause"] == "Регламент, п. 2.8.1"
    assert set(ground["text"]) == {"ru", "tt", "en"}
    city.told_once(filed, "refused")
    assert "2.8.1" in next(one["body"] for one in city.told(filed) if one["status"] == "refused")


def test_every_worked_example_ends_as_it_says(city: City) -> None:
    """The registers are filled as each example says; those that no real register can say are named."""
    service, standards = worlds.definitions()
    names, unplayable = [], []
    for example in service["examples"]:
        try:
            worlds.play(service, standards, example, city.today(), worlds.Fresh())
            names.append(example["name"])
        except worlds.Unplayable:
            unplayable.append(example["name"])
    assert len(unplayable) <= 4, unplayable
    filed = [city.file(world) for world in city.build(names)]
    wrong = [told for one in filed if (told := _differs(city, one))]
    assert not wrong, wrong
    played = {ground for name in names for ground in _expected(service, name).get("grounds", ())}
    assert played == {ground["code"] for ground in service["refusal_grounds"]}, "every ground is shown"


def _expected(service: dict[str, object], name: str) -> dict[str, list[str]]:
    examples: list[dict[str, object]] = service["examples"]  # type: ignore[assignment]
    return next(one["expect"] for one in examples if one["name"] == name)  # type: ignore[return-value]


def _differs(city: City, filed: Filed) -> str | None:
    """Say how a case differs from what its example expects."""
    expect = filed.world.expect
    if expect["outcome"] == "expert":
        task = city.task(filed, "expert")
        return None if task["sub_service"] == expect["sub_service"] else f"{filed.world.name}: {task['sub_service']}"
    case = city.until(filed, "closed")
    if case["outcome"] != expect["outcome"]:
        return f"{filed.world.name}: {case['outcome']}"
    grounds = {ground["code"] for ground in case["grounds"]}
    if grounds != set(expect.get("grounds", ())):
        return f"{filed.world.name}: {grounds}"
    for name, value in expect.get("record", {}).items():
        if name in ("valid_from", "valid_until"):
            continue
        permits = city.records("plate", filed.world.answers["vehicle_plate"])
        own = next(one for one in permits if one["fields"]["application"] == filed.number)
        if own["fields"][name] != value:
            return f"{filed.world.name}: {name} is {own['fields'][name]}"
    return None
