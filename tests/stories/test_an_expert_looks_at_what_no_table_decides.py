"""What the registers leave open goes to an expert, and what an expert prepared is decided by somebody else."""

from __future__ import annotations

import pytest

from tests.support.city import DECISION, DEPARTMENT, EXPERT, City

pytestmark = pytest.mark.stack


def test_two_registrations_are_looked_at_and_the_permit_is_granted(city: City) -> None:
    filed = city.file(city.someone("expert-two-registrations"))
    task = city.task(filed, "expert")
    assert (task["sub_service"], task["reason"]) == ("residence", "unclear-registration")
    case = city.case(filed, EXPERT)
    (residence,) = (one for one in case["requests"] if one["key"] == "residence")
    assert residence["answer"]["outcome"] == "ambiguous"
    assert residence["answer"]["record"] is None
    assert city.complete(task, "pass").status == 200

    decision = city.task(filed, "decision")
    assert city.complete(decision, "grant", who=EXPERT).status == 403, "an expert is no decision maker"
    assert city.complete(decision, "grant").status == 200
    city.until(filed, "closed")
    city.is_settled(filed, "granted")
    city.told_once(filed, "granted")
    decided = next(one for one in city.case(filed)["sub_services"] if one["id"] == "residence")
    assert decided["by"] == city.deployed.person(EXPERT, "StaffPool")


def test_another_surname_in_the_register_is_looked_at_and_refused(city: City) -> None:
    filed = city.file(city.someone("expert-another-surname-in-the-register"))
    task = city.task(filed, "expert")
    (residence,) = (one for one in city.case(filed)["requests"] if one["key"] == "residence")
    assert residence["answer"]["outcome"] == "contradicting"
    assert residence["answer"]["contradictions"]
    assert city.complete(task, "refuse").status in (400, 422), "a refusal has its ground"
    assert city.complete(task, "refuse", "no-such-ground").status in (400, 422)
    assert city.complete(task, "refuse", "not-resident").status == 200

    assert city.complete(city.task(filed, "decision"), "refuse", "not-resident").status == 200
    case = city.until(filed, "closed")
    city.is_settled(filed, "refused")
    assert [ground["code"] for ground in case["grounds"]] == ["not-resident"]


def test_nobody_decides_what_they_prepared(city: City) -> None:
    both = "expert-and-decision-maker@example.org"
    city.appoint(both, DEPARTMENT, "expert", "decision_maker")
    filed = city.file(city.someone("expert-two-registrations"))
    assert city.complete(city.task(filed, "expert"), "pass", who=both).status == 200
    decision = city.task(filed, "decision")
    assert city.complete(decision, "grant", who=both).status == 403
    assert city.complete(decision, "grant", who=DECISION).status == 200
    city.until(filed, "closed")
    city.is_settled(filed, "granted")


def test_two_experts_finish_the_same_task_and_one_is_told(city: City) -> None:
    other = "second-expert@example.org"
    city.appoint(other, DEPARTMENT, "expert")
    filed = city.file(city.someone("expert-two-registrations"))
    task = city.task(filed, "expert")
    assert city.complete({**task, "version": task["version"] + 7}, "pass").status == 409
    assert city.complete(task, "pass").status == 200
    assert city.complete(task, "pass", who=other).status == 409
    assert city.complete(city.task(filed, "decision"), "grant").status == 200
    city.until(filed, "closed")
    city.is_settled(filed, "granted")


def test_another_department_sees_nothing(city: City) -> None:
    filed = city.file(city.someone("expert-two-registrations"))
    task = city.task(filed, "expert")
    stranger = city.deployed.staff("other-expert@example.org")
    assert city.deployed.call("GET", f"/v1/cases/{filed.case}", token=stranger).status == 403
    assert city.deployed.call("GET", f"/v1/tasks/{task['task']}", token=stranger).status == 403
    assert city.complete(task, "pass", who="other-expert@example.org").status == 403
