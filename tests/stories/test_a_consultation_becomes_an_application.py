"""Advice at the counter is recorded, found again, and goes on as an application that is already filled in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stack.deployed import Answer
from tests.support.city import DEPARTMENT, EXPERT, City
from tests.support.worlds import SERVICE

pytestmark = pytest.mark.stack


def ask(city: City, method: str, path: str, body: Any = None, who: str = EXPERT, **query: str) -> Answer:
    return city.deployed.call(method, path, body=body, query=query, token=city.deployed.staff(who))


def advise(city: City, **more: Any) -> dict[str, Any]:
    body = {
        "department": DEPARTMENT,
        "service": SERVICE,
        "topic": "documents",
        "channel": "counter",
        "minutes": 12,
        "question": "Нәрсә алып килергә?",
        "answer": "Паспорт җитә.",
        "applicant": {"name": "Гөлнара", "phone": "+79170001122"},
    }
    answer = ask(city, "POST", "/v1/consultations", body | more)
    assert answer.status == 201, answer.json
    found: dict[str, Any] = answer.json
    return found


def code(answer: Answer) -> str:
    return str(answer.json["type"]).rpartition(":")[2]


def test_advice_becomes_an_application_with_one_code(city: City) -> None:
    world = city.someone()
    made = advise(city)
    listed = ask(city, "GET", "/v1/consultations", department=DEPARTMENT, service=SERVICE, topic="documents").json
    assert listed["items"][0]["id"] == made["id"]
    assert "Паспорт" not in str(listed), "what was said isn't in a list"
    read = ask(city, "GET", f"/v1/consultations/{made['id']}").json
    assert (read["answer"], read["applicant"]["name"]) == ("Паспорт җитә.", "Гөлнара")
    answer = ask(city, "POST", f"/v1/consultations/{made['id']}/application", {"answers": world.answers})
    assert answer.status == 201, answer.json
    draft = answer.json["code"]
    seen = city.deployed.call("GET", f"/v1/drafts/{draft}").json
    assert (seen["service"], seen["answers"]) == (SERVICE, world.answers)
    assert seen["contact"] == {"phone": "+79170001122"}
    filed = city.file(world, draft=draft)
    city.until(filed, "closed")
    city.is_settled(filed, "granted")
    gone = city.deployed.call("GET", f"/v1/drafts/{draft}")
    assert (gone.status, code(gone)) == (404, "unknown-draft")
    assert ask(city, "GET", f"/v1/consultations/{made['id']}").json["application"] == filed.application
    twice = city.post(world, filed.applicant, draft=draft)
    assert (twice.status, twice.json["errors"][0]["pointer"]) == (400, "/draft")


def test_an_applicant_keeps_a_draft_and_changes_it(city: City) -> None:
    begun = {"service": SERVICE, "answers": {}, "language": "en"}
    saved = city.deployed.call("POST", "/v1/drafts", body=begun)
    assert saved.status == 201, saved.json
    path = f"/v1/drafts/{saved.json['code']}"
    world = city.someone()
    assert city.deployed.call("PUT", path, body=begun | {"answers": world.answers}).status == 200
    assert city.deployed.call("GET", path).json["answers"] == world.answers
    city.advance(days=31)
    assert city.deployed.call("GET", path).status == 404


def test_what_is_wrong_is_named(city: City) -> None:
    made = advise(city)
    elsewhere = "advisor-elsewhere@example.org"
    city.appoint(elsewhere, "external-improvement", "expert")
    other = ask(city, "GET", f"/v1/consultations/{made['id']}", who=elsewhere)
    assert (other.status, code(other)) == (403, "forbidden")
    taken = ask(city, "POST", f"/v1/consultations/{made['id']}/application", {}, who=elsewhere)
    assert taken.status == 403
    unknown = city.deployed.call("GET", "/v1/drafts/aaaa-aaaa-aaaa-aaaa")
    assert (unknown.status, code(unknown)) == (404, "unknown-draft")
    strange = {"service": SERVICE, "answers": {"favourite_colour": "blue"}, "language": "en"}
    refused = city.deployed.call("POST", "/v1/drafts", body=strange)
    assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, "/answers/favourite_colour")
    short = ask(city, "POST", "/v1/consultations", {"department": DEPARTMENT, "topic": "x", "channel": "owl"})
    assert short.status == 400
    assert {"/channel", "/minutes", "/answer"} <= {one["pointer"] for one in short.json["errors"]}
    far = ask(city, "GET", "/v1/consultations", department=DEPARTMENT, **{"from": "2001-01-01"})
    assert (far.status, far.json["errors"][0]["pointer"]) == (400, "/query/from")
