"""Several experts look at one question over HTTP, refer it, disagree, and somebody else decides and signs."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.stories.test_a_methodologist_changes_the_service import SERVICE_FILE, publish
from tests.support import bundles
from tests.support.city import DECISION, DEPARTMENT, EXPERT, City

pytestmark = pytest.mark.stack

SECOND, GARDENER = "second-expert@example.org", "gardener@example.org"


@pytest.fixture
def two_opinions(city: City) -> Iterator[None]:
    """Two opinions that have to agree, and nobody who is both expert and decision maker in one case."""
    service: dict[str, Any] = copy.deepcopy(bundles.documents()[SERVICE_FILE])
    found = next(one for one in service["sub_services"] if one["id"] == "residence")
    found["decision"]["expert"]["opinions"] = {"count": 2, "policy": "all_agree"}
    service["separate"] = ["expert", "decision"]
    publish(city, {SERVICE_FILE: service})
    city.appoint(SECOND, DEPARTMENT, "expert", "decision_maker")
    city.appoint(GARDENER, "external-improvement", "expert")
    yield
    publish(city, {SERVICE_FILE: bundles.documents()[SERVICE_FILE]})


def refer(city: City, task: dict[str, Any], *to: dict[str, str], who: str = EXPERT) -> Any:
    body = {"version": task["version"], "to": to, "question": "Кто там живёт?"}
    return city.deployed.call("POST", f"/v1/tasks/{task['task']}/referrals", body=body, token=city.deployed.staff(who))


def read(city: City, task: str, who: str) -> dict[str, Any]:
    answer = city.deployed.call("GET", f"/v1/tasks/{task}", token=city.deployed.staff(who))
    assert answer.status == 200, answer.json
    found: dict[str, Any] = answer.json
    return found


def test_experts_refer_and_disagree_and_somebody_else_decides(city: City, two_opinions: None) -> None:
    filed = city.file(city.someone("expert-two-registrations"))
    first = city.task(filed, "expert")
    oneself = {"department": DEPARTMENT, "role": "expert", "person": city.deployed.person(EXPERT, "StaffPool")}
    refused = refer(city, first, oneself, {"department": "nowhere", "role": "expert"})
    assert refused.status in (400, 422)
    assert [(one["pointer"], one["reason"]) for one in refused.json["errors"]] == [
        ("/to/0/person", "oneself"),
        ("/to/1/department", "enum"),
    ]
    asked = refer(city, first, {"department": "external-improvement", "role": "expert"})
    assert asked.status == 201, asked.json
    (referred,) = asked.json["items"]
    assert read(city, referred["task"], GARDENER)["question"] == "Кто там живёт?"

    assert city.complete(read(city, first["task"], EXPERT), "no-such-outcome").status in (400, 422)
    assert city.complete(read(city, first["task"], EXPERT), "pass").status == 200
    second = city.task(filed, "expert")
    again = city.complete(second, "pass")
    assert (again.status, again.json["type"]) == (403, "urn:okno:problem:four-eyes"), again.json
    assert city.complete(second, "refuse", "not-resident", who=SECOND).status == 200
    assert city.open_task(filed, "decision") is None, "one opinion is still missing"
    assert city.complete(referred, "pass", who=GARDENER).status == 200

    decision = city.task(filed, "decision")
    preparer = city.complete(decision, "grant", who=SECOND)
    assert (preparer.status, preparer.json["type"]) == (403, "urn:okno:problem:four-eyes"), preparer.json
    view = read(city, decision["task"], DECISION)
    residence = next(one for one in view["expertise"] if one["sub_service"] == "residence")
    assert residence["outcome"] == "divided"
    assert sorted(one["outcome"] for one in residence["opinions"]) == ["pass", "pass", "refuse"]
    assert residence["requests"][0]["answer"]
    assert city.complete(decision, "refuse").status in (400, 422), "a refusal names its grounds"
    assert city.complete(decision, "grant").status == 200
    city.until(filed, "closed")
    city.is_settled(filed, "granted")
    assert city.case(filed)["signature"]["by"] == city.deployed.person(DECISION, "StaffPool")
