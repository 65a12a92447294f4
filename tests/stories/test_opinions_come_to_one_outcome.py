"""Experts who differ over HTTP: a quorum passes, a veto binds whoever decides, a question makes no circle."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.stories.test_a_methodologist_changes_the_service import SERVICE_FILE, publish
from tests.support import bundles
from tests.support.city import DECISION, DEPARTMENT, EXPERT, City, Filed

pytestmark = pytest.mark.stack

SECOND, THIRD = "second-opinion@example.org", "third-opinion@example.org"
GARDENER, GARDENS = "referred-gardener@example.org", "external-improvement"
REFUSAL = "not-resident"


@pytest.fixture
def opinions(city: City, request: pytest.FixtureRequest) -> Iterator[None]:
    """Publish how the opinions of experts are combined, and the shipped service again afterwards."""
    service: dict[str, Any] = copy.deepcopy(bundles.documents()[SERVICE_FILE])
    found = next(one for one in service["sub_services"] if one["id"] == "residence")
    found["decision"]["expert"]["opinions"] = request.param
    service["separate"] = ["expert", "decision"]
    publish(city, {SERVICE_FILE: service})
    for who in (SECOND, THIRD):
        city.appoint(who, DEPARTMENT, "expert")
    city.appoint(GARDENER, GARDENS, "expert")
    yield
    publish(city, {SERVICE_FILE: bundles.documents()[SERVICE_FILE]})


def read(city: City, task: str, who: str) -> dict[str, Any]:
    answer = city.deployed.call("GET", f"/v1/tasks/{task}", token=city.deployed.staff(who))
    assert answer.status == 200, answer.json
    found: dict[str, Any] = answer.json
    return found


def say(city: City, filed: Filed, **said: str) -> dict[str, Any]:
    """Let experts give their opinions, one after the other; give what the decision maker then sees of them."""
    people = {"first": EXPERT, "second": SECOND, "third": THIRD}
    for name, outcome in said.items():
        grounds = (REFUSAL,) if outcome == "refuse" else ()
        assert city.complete(city.task(filed, "expert"), outcome, *grounds, who=people[name]).status == 200
    view = read(city, city.task(filed, "decision")["task"], DECISION)
    found: dict[str, Any] = next(one for one in view["expertise"] if one["sub_service"] == "residence")
    return found | {"proposal": view["proposal"]["outcome"]}


@pytest.mark.parametrize("opinions", [{"count": 3, "policy": "quorum", "quorum": 2}], indirect=True)
def test_a_quorum_passes_and_the_dissent_stays(city: City, opinions: None) -> None:
    filed = city.file(city.someone("expert-two-registrations"))
    seen = say(city, filed, first="pass", second="refuse", third="pass")
    assert (seen["policy"], seen["outcome"], seen["proposal"]) == ("quorum", "pass", "granted")
    dissent = {one["by"]: one["dissents"] for one in seen["opinions"]}
    assert dissent == {city.deployed.person(who, "StaffPool"): who == SECOND for who in (EXPERT, SECOND, THIRD)}
    assert city.complete(city.task(filed, "decision"), "grant").status == 200
    city.until(filed, "closed")
    city.is_settled(filed, "granted")

    missed = city.file(city.someone("expert-two-registrations"))
    seen = say(city, missed, first="refuse", second="pass", third="refuse")
    assert (seen["outcome"], seen["proposal"]) == ("refuse", "refused")
    assert [one["code"] for one in seen["grounds"]] == [REFUSAL]
    assert city.complete(city.task(missed, "decision"), "refuse", REFUSAL).status == 200
    city.until(missed, "closed")
    city.is_settled(missed, "refused")


@pytest.mark.parametrize("opinions", [{"count": 2, "policy": "veto"}], indirect=True)
def test_a_veto_binds_whoever_decides(city: City, opinions: None) -> None:
    filed = city.file(city.someone("expert-two-registrations"))
    seen = say(city, filed, first="pass", second="refuse")
    assert (seen["policy"], seen["outcome"]) == ("veto", "refuse")
    decision = city.task(filed, "decision")
    refused = city.complete(decision, "grant")
    assert refused.status in (400, 422), refused.json
    assert [(one["pointer"], one["reason"]) for one in refused.json["errors"]] == [("/outcome", "vetoed")]
    assert read(city, decision["task"], DECISION)["version"] == decision["version"], "nothing is half done"
    assert city.follow(filed)["status"] == "in_consideration"
    assert city.complete(decision, "refuse", REFUSAL).status == 200
    city.until(filed, "closed")
    city.is_settled(filed, "refused")


@pytest.mark.parametrize("opinions", [{"count": 1, "policy": "most_severe"}], indirect=True)
def test_a_question_never_goes_in_a_circle(city: City, opinions: None) -> None:
    filed = city.file(city.someone("expert-two-registrations"))
    task = city.task(filed, "expert")

    def refer(task: dict[str, Any], who: str, person: str, department: str) -> Any:
        to = {"department": department, "role": "expert", "person": city.deployed.person(person, "StaffPool")}
        body = {"version": task["version"], "to": [to], "question": "Кто там живёт?"}
        path = f"/v1/tasks/{task['task']}/referrals"
        return city.deployed.call("POST", path, body=body, token=city.deployed.staff(who))

    asked = refer(task, EXPERT, GARDENER, GARDENS)
    assert asked.status == 201, asked.json
    (referred,) = asked.json["items"]
    before = city.case(filed)

    back = refer(referred, GARDENER, EXPERT, DEPARTMENT)
    assert back.status in (400, 422), back.json
    assert [(one["pointer"], one["reason"]) for one in back.json["errors"]] == [("/to/0/person", "circle")]
    assert back.json["errors"][0]["detail"]
    after = city.case(filed)
    assert [after[name] for name in ("tasks", "sub_services", "version")] == [
        before[name] for name in ("tasks", "sub_services", "version")
    ], "nothing is half done"

    onward = refer(referred, GARDENER, SECOND, DEPARTMENT)
    assert onward.status == 201, "somebody who didn't ask may be asked"
    (third,) = onward.json["items"]
    again = refer(third, SECOND, GARDENER, GARDENS)
    assert [one["reason"] for one in again.json["errors"]] == ["circle"], "however long the way round"
    assert city.complete(third, "pass", who=SECOND).status == 200
    assert city.complete(read(city, referred["task"], GARDENER), "pass", who=GARDENER).status == 200
    assert city.complete(read(city, task["task"], EXPERT), "pass").status == 200
    assert city.complete(city.task(filed, "decision"), "grant").status == 200
    city.until(filed, "closed")
    city.is_settled(filed, "granted")
