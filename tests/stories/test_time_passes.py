"""Days go by: a term runs out, a substitute's days end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.city import DEPARTMENT, HEAD, City

pytestmark = pytest.mark.stack

SUBSTITUTE = "substitute@example.org"


def test_a_term_that_runs_out_is_noted_and_the_case_goes_on(city: City) -> None:
    filed = city.file(city.someone("expert-two-registrations"))
    task = city.task(filed, "expert")
    due, facts = city.follow(filed)["due_on"], city.verify(filed)["facts"]
    passed = city.pass_days(due)
    assert city.today().isoformat() > due
    assert passed["terms passed"] >= 1
    assert city.verify(filed)["facts"] == facts + 1, "the passing of the term is a fact of its own"
    city.advance(days=1)
    assert city.verify(filed)["facts"] == facts + 1, "and it passes once"

    assert city.complete(task, "pass").status == 200
    assert city.complete(city.task(filed, "decision"), "grant").status == 200
    city.until(filed, "closed")
    city.is_settled(filed, "granted")


def test_a_substitute_decides_until_the_last_day(city: City) -> None:
    person = city.deployed.person(SUBSTITUTE, "StaffPool")
    path = f"/v1/departments/{DEPARTMENT}/delegations/{person}"
    until = city.today() + timedelta(days=1)
    body = {"roles": ["decision_maker"], "from": city.today().isoformat(), "until": until.isoformat()}
    assert city.deployed.call("PUT", path, body=body, token=city.deployed.staff(HEAD)).status == 200
    first, second = (city.file(city.someone("expert-two-registrations")) for _ in range(2))
    for filed in (first, second):
        assert city.complete(city.task(filed, "expert"), "pass").status == 200

    assert city.complete(city.task(first, "decision"), "grant", who=SUBSTITUTE).status == 200
    city.until(first, "closed")
    city.is_settled(first, "granted")

    late = city.task(second, "decision")
    city.advance(days=2)
    assert city.complete(late, "grant", who=SUBSTITUTE).status == 403
    assert city.complete(late, "grant").status == 200
    city.until(second, "closed")
    city.is_settled(second, "granted")
