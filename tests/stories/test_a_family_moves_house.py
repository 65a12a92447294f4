"""One application for moving house: three services, a milestone, and a plan that everybody who takes part sees."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from tests.stack.deployed import Answer
from tests.support import situations
from tests.support.city import HEAD, City, wait_for
from tests.support.operating import ADMINISTRATOR

pytestmark = pytest.mark.stack

SITUATION = "move-house"
TRANSPORT_EXPERT = "expert@example.org"


def home(city: City) -> dict[str, Any]:
    """Answers of a family that the registers know, about a dwelling of their own in which they don't live yet."""
    world = city.someone()
    dwelling = city.fresh.dwelling()
    owned = {
        "cadastral_number": dwelling,
        "address": "Казань, ул. Баумана, 44, кв. 12",
        "kind": "dwelling",
        "zone": world.answers["parking_zone"],
        "owner_snils": world.answers["snils"],
        "area": 52.5,
    }
    city.import_("plots", [owned])
    known = {name: value for name, value in world.answers.items() if name in form(city)}
    moved_on = (city.today() - timedelta(days=3)).isoformat()
    return situations.answers(
        SITUATION, **known | {"dwelling": dwelling, "dwelling_basis": "owner", "moved_on": moved_on}
    )


def form(city: City) -> dict[str, Any]:
    found: dict[str, Any] = city.deployed.call("GET", f"/v1/catalogue/services/{SITUATION}").json["form"]["properties"]
    return found


def file(city: City, answers: dict[str, Any], token: str | None, **more: Any) -> Answer:
    body = {"service": SITUATION, "answers": answers, "language": "tt", "contact": {"email": "family@example.org"}}
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    return city.deployed.call("POST", "/v1/applications", headers=headers, body={**body, **more}, token=token)


def plan_of(city: City, number: str, token: str | None) -> dict[str, Any]:
    answer = city.deployed.call("GET", f"/v1/applications/{number}", token=token)
    assert answer.status == 200, answer.json
    found: dict[str, Any] = answer.json["plan"]
    return found


def notices(city: City, who: str, number: str) -> list[dict[str, Any]]:
    """What a member of staff was told of one application."""
    query, words = {"limit": "100"}, {"Accept-Language": "en"}
    answer = city.deployed.call(
        "GET", "/v1/me/notifications", query=query, headers=words, token=city.deployed.staff(who)
    )
    return [one for one in answer.json["items"] if one["number"] == number]


def states(plan: dict[str, Any]) -> dict[str, str]:
    return {node["id"]: node["state"] for node in plan["nodes"]}


def test_one_application_moves_a_family(city: City) -> None:
    family = city.applicant()
    filed = file(city, home(city), family.token)
    assert filed.status == 201, filed.json
    number = filed.json["number"]
    started = plan_of(city, number, family.token)
    assert states(started)["waste-contract"] == states(started)["resident-parking-permit"] == "waiting"
    assert started["forecast"]["critical"][0] == "register-record-change"

    # Everybody who takes part has the plan from the first moment.
    query = {"department": "transport-committee", "limit": "100"}
    listed = city.deployed.call("GET", "/v1/plans", query=query, token=city.deployed.staff(TRANSPORT_EXPERT))
    assert number in [one["number"] for one in listed.json["items"]]
    (told,) = wait_for(lambda: notices(city, HEAD, number), "the head to be told of the plan")
    assert (told["status"], told["service"], told.get("case")) == ("plan_filed", SITUATION, None)
    assert "Resident parking permit" in told["title"]

    def settled() -> dict[str, Any] | None:
        plan = plan_of(city, number, family.token)
        return plan if states(plan)["register-record-change"] == "granted" else None

    plan = wait_for(settled, "the new dwelling to be in the register")
    (needed,) = plan["needed"]
    assert (needed["what"], needed["node"], needed["case"], needed["fields"]) == ("report", "moved-in", None, [])

    path = f"/v1/applications/{number}/milestones/moved-in"
    assert city.deployed.call("POST", path, body={}, token=family.token).status == 200
    again = city.deployed.call("POST", path, body={}, token=family.token)
    assert again.status == 409, again.json

    def done() -> dict[str, Any] | None:
        plan = plan_of(city, number, family.token)
        begun = all(node["status"] for node in plan["nodes"] if node["case"])
        return plan if begun and states(plan)["waste-contract"] == "granted" else None

    plan = wait_for(done, "the waste contract")
    assert states(plan)["resident-parking-permit"] != "waiting"
    whole = city.deployed.call("GET", f"/v1/applications/{number}", query={"case": "x"}, token=family.token)
    assert whole.status == 400
    for node in plan["nodes"]:
        if node["case"]:
            path = f"/v1/cases/{node['case']}/verification"
            verified = city.deployed.call("GET", path, token=city.deployed.staff(ADMINISTRATOR))
            assert verified.status == 200 and verified.json["whole"], (node, verified.json)


def test_answers_decide_which_services_belong(city: City) -> None:
    path = f"/v1/life-situations/{SITUATION}/choice"
    chosen = city.deployed.call("POST", path, body={"answers": {"parks_a_car": False}})
    nodes = {one["id"]: one for one in chosen.json["nodes"]}
    assert nodes["resident-parking-permit"]["in"] is False
    assert nodes["resident-parking-permit"]["why"]["en"] == "There will be no car near the new home"
    assert nodes["waste-contract"]["in"] is True


def test_a_stranger_finds_no_plan(city: City) -> None:
    family, stranger = city.applicant(), city.applicant()
    number = file(city, home(city), family.token).json["number"]
    for path in (f"/v1/applications/{number}", f"/v1/plans/{number}"):
        assert city.deployed.call("GET", path, token=stranger.token).status == 404
    changed = city.deployed.call(
        "POST",
        f"/v1/applications/{number}/changes",
        headers={"Idempotency-Key": uuid.uuid4().hex},
        body={"answers": {"parks_a_car": False}},
        token=stranger.token,
    )
    assert changed.status == 404
