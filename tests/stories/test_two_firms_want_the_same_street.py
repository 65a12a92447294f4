"""Two firms ask for one street on the same days: both departments see it before either decides.

One digs, the other closes a lane; neither knows of the other.
"""

from __future__ import annotations

import itertools

import pytest

from tests.support import officials
from tests.support.city import City, wait_for
from tests.support.situations import shipped
from tests.support.works import DIG, FIRMS, ROAD, Json, Works

pytestmark = pytest.mark.stack

_streets = itertools.count(4100)


def test_both_departments_see_it_before_either_decides(city: City) -> None:
    street = next(_streets)
    dig = Works(city, DIG, FIRMS[0], street, 40)
    road = Works(city, ROAD, FIRMS[1], street, 45)
    elsewhere = Works(city, ROAD, FIRMS[1], next(_streets), 45)
    wait_for(lambda: (dig.clashes(), road.clashes()) == ({road.number: None}, {dig.number: None}), "both to see it", 60)
    assert elsewhere.clashes() == {}

    for mine, theirs in ((dig, road), (road, dig)):
        case = mine.seen()
        assert case["outcome"] is None, "nobody has decided"
        (clash,) = case["clashes"]
        definition = shipped().service(theirs.service)
        assert clash["department"] == definition.department
        assert (clash["department_title"], clash["title"]) == (
            shipped().title("departments", definition.department),
            definition.title,
        )
        assert {"works_from": clash["from"], "works_until": clash["until"]} == theirs.days
        assert clash["clause"] and set(clash["text"]) == {"ru", "tt", "en"}
        # Whose department and number and days; nothing of who applied, and no way into a case that isn't theirs.
        assert clash["case"] is None
        told = str(case["clashes"])
        assert not any(
            str(theirs.answers[name]) in told for name in ("developer_inn", "developer_name", "contact_person")
        )
        stranger = city.deployed.staff(officials.head_of(mine.service))
        assert city.deployed.call("GET", f"/v1/cases/{theirs.case_id}", token=stranger).status == 403
        # Applicants read nothing of each other.
        own = city.deployed.call("GET", f"/v1/applications/{mine.number}", token=mine.applicant.token)
        assert own.status == 200 and theirs.number not in str(own.json)

    # Who gives up says so, and who comes later sees who is left.
    withdraw(city, road)
    wait_for(lambda: dig.clashes() == {road.number: "withdrawn"}, "the digging to be told", 60)
    third = Works(city, ROAD, FIRMS[1], street, 49)
    wait_for(lambda: third.clashes() == {dig.number: None}, "who comes later to see who is left", 60)
    assert dig.clashes() == {road.number: "withdrawn", third.number: None}
    for one in (dig, road, third):
        one.whole()


def withdraw(city: City, works: Works) -> None:
    path = f"/v1/applications/{works.number}/withdrawal"
    answer = city.deployed.call("POST", path, token=works.applicant.token)
    assert answer.status == 200, answer.json


def test_what_is_granted_takes_the_street_and_the_other_is_told(city: City) -> None:
    street = next(_streets)
    road, other = Works(city, ROAD, FIRMS[0], street, 45), Works(city, ROAD, FIRMS[1], street, 50)
    wait_for(
        lambda: (road.clashes(), other.clashes()) == ({other.number: None}, {road.number: None}), "both to see it", 60
    )

    def decided() -> bool:
        officials.work_off(city, {road.case_id: ROAD})
        return road.seen()["outcome"] == "granted"

    def asked_to_decide() -> Json | None:
        tasks = road.seen()["tasks"]
        return next((one for one in tasks if (one["kind"], one["state"]) == ("decision", "open")), None)

    def nearly() -> Json | None:
        officials.work_off(city, {road.case_id: ROAD}, lambda task, said: {} if task["kind"] == "decision" else said)
        return asked_to_decide()

    task = wait_for(nearly, "somebody to be asked to decide", 60)
    assert task["reason"] == "clash:works-in-street"
    wait_for(decided, "the first to be granted", 60)
    wait_for(lambda: other.clashes() == {road.number: "granted"}, "the other to be told", 60)
    road.whole()
    other.whole()
