"""A tree is felled with permission: intake, a network that stays silent, two inspections, a decision, a ticket."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.city import City, Filed, wait_for
from tests.support.felling import world
from tests.support.worlds import World

pytestmark = pytest.mark.stack

TREES, POWER, HEAT = "external-improvement", "electricity-network", "heat-network"
INTAKE, FIRST, SECOND = "story-intake@example.org", "story-first@example.org", "story-second@example.org"
SIGNS, NETWORK = "story-signs@example.org", "story-power@example.org"
INSPECTED = {"species_class": "low", "compensation_trees": 1}


def people(city: City) -> None:
    """Everybody whom the service needs has an account and a role."""
    for email, department, role in (
        (INTAKE, TREES, "intake"),
        (FIRST, TREES, "expert"),
        (SECOND, TREES, "expert"),
        (SIGNS, TREES, "decision_maker"),
        (NETWORK, POWER, "responder"),
    ):
        city.appoint(email, department, role)


def look(city: City, filed: Filed, who: str, department: str, kind: str) -> list[dict[str, Any]]:
    """The open Tasks of a kind that somebody sees for an application."""
    query = {"department": department, "kind": kind, "limit": "100"}
    answer = city.deployed.call("GET", "/v1/tasks", query=query, token=city.deployed.staff(who))
    assert answer.status == 200, answer.json
    return [one for one in answer.json["items"] if one["number"] == filed.number]


def done(city: City, who: str, task: dict[str, Any], **said: Any) -> None:
    path = f"/v1/tasks/{task['task']}/completion"
    answer = city.deployed.call("POST", path, body={"version": task["version"], **said}, token=city.deployed.staff(who))
    assert answer.status == 200, answer.json


def file(city: City, made: World) -> Filed:
    people(city)
    return city.file(made, service="tree-felling", answers=made.answers)


def checked(city: City, filed: Filed) -> None:
    """The intake specialist finds everything right."""
    (task,) = wait_for(lambda: look(city, filed, INTAKE, TREES, "intake"), "the intake's Task")
    whole = city.deployed.call("GET", f"/v1/tasks/{task['task']}", token=city.deployed.staff(INTAKE)).json
    assert {one["id"] for one in whole["checklist"]} >= {"place-can-be-found", "need-is-explained"}
    done(city, INTAKE, task, checklist={one["id"]: {"yes": True} for one in whole["checklist"]})


def inspected(city: City, filed: Filed, who: str, outcome: str, *grounds: str) -> None:
    """One of the two experts has been there."""
    tasks = wait_for(lambda: look(city, filed, who, TREES, "expert"), "an inspection")
    task = next(one for one in tasks if one["sub_service"] == "inspection")
    said = {"grounds": list(grounds)} if grounds else {}
    done(city, who, task, outcome=outcome, outputs=INSPECTED, **said)


def tickets(city: City, filed: Filed) -> list[dict[str, Any]]:
    found = city.records("plot", filed.world.answers["felling_plot"], "felling-tickets")
    return [one["fields"] for one in found if one["fields"]["application"] == filed.number]


def decided(city: City, filed: Filed, outcome: str, *grounds: str) -> None:
    tasks = wait_for(lambda: look(city, filed, SIGNS, TREES, "decision"), "the decision")
    done(city, SIGNS, tasks[0], outcome=outcome, **({"grounds": list(grounds)} if grounds else {}))
    city.until(filed, "closed")
    assert city.verify(filed)["whole"]


def test_two_inspections_and_a_network_that_stays_silent(city: City) -> None:
    filed = file(city, world(city, 1))
    checked(city, filed)
    city.until(filed, "in_consideration")
    (power,) = wait_for(lambda: look(city, filed, NETWORK, POWER, "request"), "the network's Request")
    done(city, NETWORK, power, outcome="answer", answer={"opinion": "with_supervision", "distance": 2})
    inspected(city, filed, FIRST, "pass")
    inspected(city, filed, SECOND, "pass")
    assert not look(city, filed, SIGNS, TREES, "decision"), "the heat network still has time"
    city.pass_days(*(one["due_on"] for one in city.case(filed, SIGNS)["requests"] if one["state"] == "open"))
    decided(city, filed, "grant")
    (ticket,) = tickets(city, filed)
    assert (ticket["replacement_trees"], ticket["supervision"], ticket["reason"]) == (1, True, "danger")
    assert ticket["valid_from"] == filed.world.answers["felling_on"]


def test_one_of_two_experts_finds_the_tree_healthy_and_the_stricter_word_counts(city: City) -> None:
    filed = file(city, world(city, 2))
    checked(city, filed)
    inspected(city, filed, FIRST, "pass")
    inspected(city, filed, SECOND, "refuse", "healthy-tree")
    city.pass_days(*(one["due_on"] for one in city.case(filed, SIGNS)["requests"] if one["state"] == "open"))
    decided(city, filed, "refuse", "healthy-tree")
    assert not tickets(city, filed)
    assert [one["code"] for one in city.follow(filed)["grounds"]] == ["healthy-tree"]
