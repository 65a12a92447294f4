"""Two experts share a queue: what one has, the other doesn't take; the absent are relieved; nobody decides for kin."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.stack.deployed import Answer
from tests.support.city import DEPARTMENT, EXPERT, HEAD, City, Filed
from tests.support.operating import ADMINISTRATOR

pytestmark = pytest.mark.stack

DOUBTFUL = "expert-two-registrations"


def post(city: City, who: str, path: str, body: dict[str, Any], method: str = "POST") -> Answer:
    return city.deployed.call(method, path, body=body, token=city.deployed.staff(who))


def act(city: City, who: str, action: str, task: dict[str, Any], **more: Any) -> Answer:
    return post(city, who, f"/v1/tasks/{task['task']}/{action}", {"version": task["version"], **more})


def colleague(city: City) -> str:
    """Another expert of the department, appointed by the administrator."""
    email = f"colleague-{uuid.uuid4().hex[:8]}@example.org"
    city.deployed.staff(email)
    person = city.deployed.person(email, "StaffPool")
    path = f"/v1/departments/{DEPARTMENT}/members/{person}"
    assert post(city, ADMINISTRATOR, path, {"roles": ["expert"]}, "PUT").status == 200
    return email


def doubtful(city: City) -> tuple[Filed, dict[str, Any]]:
    filed = city.file(city.someone(DOUBTFUL))
    return filed, city.task(filed, "expert")


def code(answer: Answer) -> str:
    return str(answer.json["type"]).rpartition(":")[2]


def test_what_one_has_claimed_the_other_can_neither_claim_nor_complete(city: City) -> None:
    other = colleague(city)
    filed, task = doubtful(city)
    claimed = act(city, EXPERT, "claim", task)
    assert claimed.status == 200, claimed.json
    taken = act(city, other, "claim", claimed.json)
    assert (taken.status, code(taken)) == (409, "task-claimed")
    done = city.complete(claimed.json, "pass", who=other)
    assert (done.status, code(done)) == (409, "task-claimed")
    assert act(city, EXPERT, "claim", {**task, "version": 1}).status == 200, "one's own stays one's own"
    mine = city.deployed.call("GET", "/v1/me/tasks", query={"limit": "100"}, token=city.deployed.staff(EXPERT)).json
    assert task["task"] in [one["task"] for one in mine["items"]]
    assert {one["risk"] for one in mine["items"]} <= {"late", "today", "soon", "in_time"}

    at_work = act(city, other, "takeover", claimed.json)
    assert (at_work.status, code(at_work)) == (409, "colleague-at-work")
    person = city.deployed.person(EXPERT, "StaffPool")
    absence = f"/v1/departments/{DEPARTMENT}/members/{person}/absence"
    days = {"from": city.today().isoformat(), "until": city.today().isoformat()}
    assert post(city, HEAD, absence, days, "PUT").status == 204
    try:
        relieved = act(city, other, "takeover", claimed.json)
        assert relieved.status == 200, relieved.json
    finally:
        assert city.deployed.call("DELETE", absence, token=city.deployed.staff(HEAD)).status == 204
    assert city.complete(relieved.json, "pass", who=other).status == 200
    second = city.complete(relieved.json, "pass", who=other)
    assert (second.status, code(second)) == (409, "already-done")
    city.until(filed, "in_consideration")
    assert city.verify(filed)["whole"]


def test_many_are_answered_one_by_one_and_none_is_taken_silently(city: City) -> None:
    other = colleague(city)
    (_, first), (_, second), (_, third) = (doubtful(city) for _ in range(3))
    assert act(city, other, "claim", first).status == 200
    stale = {"task": third["task"], "version": third["version"] + 7}
    wanted = [{"task": one["task"], "version": one["version"]} for one in (first, second)] + [stale]
    answer = post(city, EXPERT, "/v1/tasks/actions", {"action": "claim", "tasks": wanted})
    assert answer.status == 200, answer.json
    assert [one["done"] for one in answer.json["items"]] == [False, True, False]
    problems = [(one["problem"] or {"type": None})["type"] for one in answer.json["items"]]
    assert problems == ["urn:okno:problem:task-claimed", None, "urn:okno:problem:conflict"]
    back = post(city, HEAD, f"/v1/tasks/{second['task']}/release", {"version": answer.json["items"][1]["version"]})
    assert (back.status, back.json["assignee"]) == (200, None)


def test_the_head_gives_work_to_who_may_do_it(city: City) -> None:
    _, task = doubtful(city)
    head = city.deployed.person(HEAD, "StaffPool")
    refused = act(city, HEAD, "assignment", task, person=head)
    assert (refused.status, refused.json["errors"][0]["pointer"]) == (400, "/person")
    expert = city.deployed.person(EXPERT, "StaffPool")
    assert act(city, EXPERT, "assignment", task, person=expert).status == 403
    given = act(city, HEAD, "assignment", task, person=expert)
    assert (given.status, given.json["assignee"], given.json["assigned_by"]) == (200, expert, head)


def test_nobody_acts_on_a_declared_relatives_application(city: City) -> None:
    other = colleague(city)
    filed, task = doubtful(city)
    declared = {"interests": [{"relation": "relative", "kind": "email", "value": filed.applicant.email}]}
    stated = post(city, other, "/v1/me/interests", declared, "PUT")
    assert stated.json == {"declared": {"self": 0, "relative": 1}}
    for answer in (act(city, other, "claim", task), city.complete(task, "pass", who=other)):
        assert (answer.status, code(answer)) == (403, "conflict-of-interest")
    assert city.complete(task, "pass", who=EXPERT).status == 200


def test_statistics_are_there_at_once_and_equal_a_recount(city: City) -> None:
    from tests.stories.test_what_the_commands_show import run

    def totals() -> dict[str, int]:
        found: dict[str, int] = city.deployed.call("GET", "/v1/statistics").json["totals"]
        return found

    before = totals()
    filed = city.file(city.someone())
    city.until(filed, "closed")
    city.told_once(filed, "granted")
    city.advance(minutes=2)
    after = totals()
    for measure in ("received", "accepted", "granted", "decided_by_table", "records"):
        assert after[measure] == before[measure] + 1, measure
    assert after["requests"] == before["requests"] + 7
    recount = run(city, "recount")
    assert (recount.returncode, "equal" in recount.stdout) == (0, True), recount.stdout + recount.stderr
