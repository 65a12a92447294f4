"""A Request that nobody answers reaches its responder, then the head, in account and by e-mail; so does a case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.stories.test_a_department_answers import (
    CHIEF,
    NOTHING_OWED,
    RESPONDER,
    STRANGER,
    TREASURY,
    asked,
    call,
    completion,
    people,
)
from tests.support.city import DEPARTMENT, HEAD, Applicant, City
from tests.support.operating import ADMINISTRATOR

__all__ = ["people"]

pytestmark = pytest.mark.stack

WORK = "chief.at.work@kazan.example.org"


def told(city: City, who: str, number: str, language: str = "en") -> list[dict[str, Any]]:
    """What a member of staff was told of one application, newest first."""
    answer = city.deployed.call(
        "GET",
        "/v1/me/notifications",
        query={"limit": "100"},
        headers={"Accept-Language": language},
        token=city.deployed.staff(who),
    )
    assert answer.status == 200, answer.json
    return [one for one in answer.json["items"] if one["number"] == number]


def late(city: City, who: str, department: str, number: str, **query: str) -> list[dict[str, Any]]:
    """What a department's list of what is late holds of one application, page by page."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = call(city, who, "GET", "/v1/escalations", None, department=department, limit="2", **query, **cursor)
        assert answer.status == 200, answer.json
        found += [one for one in answer.json["items"] if one["number"] == number]
        if not answer.json["next"]:
            return found
        cursor = {"cursor": answer.json["next"]}


def until_after(city: City, day: str) -> None:
    """Let the days pass until a day (ISO) is over, with their sweeps."""
    city.pass_days(day)


def test_silence_reaches_the_head_once_and_in_their_language(city: City, people: None) -> None:
    contact = {
        "contact": {"email": WORK},
        "language": "tt",
        "version": call(city, CHIEF, "GET", "/v1/me").json["version"],
    }
    assert call(city, CHIEF, "PUT", "/v1/me", contact).status == 200
    assert call(city, STRANGER, "GET", "/v1/escalations", None, department=TREASURY).status == 403

    filed, task = asked(city)
    due_on = task["due_on"]
    until_after(city, (date.fromisoformat(due_on) - timedelta(days=1)).isoformat())
    (reminder,) = city.sweeping(lambda: told(city, RESPONDER, filed.number), "the reminder")
    assert (reminder["status"], reminder["task"], reminder["read"]) == ("request_reminder", task["task"], False)
    assert told(city, CHIEF, filed.number) == [] == late(city, CHIEF, TREASURY, filed.number)

    until_after(city, due_on)
    (entry,) = city.sweeping(lambda: told(city, CHIEF, filed.number, "ru"), "what the head is told")
    assert (entry["status"], entry["case"], entry["task"]) == ("request_overdue", filed.case, task["task"])
    assert "без ответа" in entry["title"]
    chief = Applicant(None, "", WORK)
    (mail,) = city.sweeping(
        lambda: [one for one in city.emails(chief) if filed.number in one], "the e-mail to the head"
    )
    # What else passed on that day, in other stories, goes in the same e-mail under another title.
    alone = len(call(city, CHIEF, "GET", "/v1/me/notifications").json["items"]) == 1
    assert "Сорау җавапсыз калды" in mail or not alone
    for private in (filed.world.answers["snils"], filed.world.answers["vehicle_plate"], filed.applicant.phone):
        assert private not in f"{mail}{entry}"
    assert not [one for one in city.emails(filed.applicant) if "Сорау җавапсыз" in one], "the applicant is told nothing"

    (row,) = late(city, CHIEF, TREASURY, filed.number)
    assert (row["kind"], row["task"], row["days_late"] > 0) == ("request", task["task"], True)
    assert late(city, ADMINISTRATOR, TREASURY, filed.number) == [row]
    assert call(city, CHIEF, "PUT", f"/v1/me/notifications/{entry['id']}/read").status == 204
    assert told(city, CHIEF, filed.number)[0]["read"]

    until_after(city, city.follow(filed)["due_on"])
    (own,) = city.sweeping(lambda: told(city, HEAD, filed.number), "what the head of the case's department is told")
    assert (own["status"], own["task"]) == ("case_overdue", None)
    assert [one["case"] for one in late(city, HEAD, DEPARTMENT, filed.number, kind="case")] == [filed.case]
    assert late(city, HEAD, DEPARTMENT, filed.number, kind="request") == []
    assert len(told(city, CHIEF, filed.number)) == 1, "each term is told of once"
    assert len([one for one in city.emails(chief) if filed.number in one]) == 1

    assert completion(city, call(city, RESPONDER, "GET", f"/v1/tasks/{task['task']}").json, NOTHING_OWED).status == 200
    city.until(filed, "closed")
    assert late(city, CHIEF, TREASURY, filed.number) == late(city, HEAD, DEPARTMENT, filed.number) == []
    city.is_settled(filed, "granted")
