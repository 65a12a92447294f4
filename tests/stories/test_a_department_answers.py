"""A Request without a register: a department answers it, an outside body answers through a link, or nobody does."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.stack.deployed import Answer
from tests.stories.test_a_methodologist_changes_the_service import SERVICE_FILE, publish
from tests.support import bundles
from tests.support.city import DECISION, EXPERT, City, Filed, wait_for

pytestmark = pytest.mark.stack

REQUEST_FILE = "schemas/standard_requests/arrears.json"
TREASURY = "external-improvement"
RESPONDER, CHIEF, STRANGER = "treasury@example.org", "treasury-chief@example.org", "treasury-expert@example.org"
ELSEWHERE = "legal-responder@example.org"
NOTHING_OWED = {"outcome": "not_found", "count": 0, "record": None}
WORDS = {
    "outcome": {"ru": "Есть ли долг", "tt": "Бурыч бармы", "en": "Are there arrears"},
    "found": {"ru": "Есть", "tt": "Бар", "en": "Yes"},
    "not_found": {"ru": "Нет", "tt": "Юк", "en": "No"},
    "ambiguous": {"ru": "Неясно", "tt": "Ачык түгел", "en": "Unclear"},
    "contradicting": {"ru": "Противоречит", "tt": "Каршы килә", "en": "Contradicts"},
    "count": {"ru": "Сколько записей", "tt": "Ничә язма", "en": "How many entries"},
    "record": {"ru": "Запись", "tt": "Язма", "en": "Entry"},
    "contradictions": {"ru": "Что расходится", "tt": "Нәрсә туры килми", "en": "What contradicts"},
}


def changed(on_silence: str) -> dict[str, Any]:
    """The parking permit, but a person of another department tells of arrears."""
    documents = bundles.documents()
    service, standard = copy.deepcopy(documents[SERVICE_FILE]), copy.deepcopy(documents[REQUEST_FILE])
    del standard["register"]
    standard["responder"] = {"department": TREASURY, "role": "responder", "link": True}
    standard |= {"reminders": [1], "labels": WORDS}
    next(one for one in service["requests"] if one["id"] == "arrears")["on_silence"] = on_silence
    return {SERVICE_FILE: service, REQUEST_FILE: standard}


@pytest.fixture
def people(city: City, request: pytest.FixtureRequest) -> Iterator[None]:
    """Publish the changed service, and the shipped one again afterwards."""
    city.appoint(RESPONDER, TREASURY, "responder")
    city.appoint(CHIEF, TREASURY, "head")
    city.appoint(STRANGER, TREASURY, "expert")
    city.appoint(ELSEWHERE, "legal", "responder")
    publish(city, changed(getattr(request, "param", "wait")))
    yield
    documents = bundles.documents()
    publish(city, {path: documents[path] for path in (SERVICE_FILE, REQUEST_FILE)})


def call(city: City, who: str | None, method: str, path: str, body: Any = None, **query: str) -> Answer:
    token = city.deployed.staff(who) if who else None
    answer: Answer = city.deployed.call(method, path, body=body, query=query, token=token)
    return answer


def asked(city: City) -> tuple[Filed, dict[str, Any]]:
    filed = city.file(city.someone())

    def look() -> dict[str, Any] | None:
        found = call(city, RESPONDER, "GET", "/v1/requests", department=TREASURY, limit="100")
        assert found.status == 200, found.json
        return next((one for one in found.json["items"] if one["number"] == filed.number), None)

    return filed, wait_for(look, "the responder's Task")


def counted(city: City) -> int:
    """How many answers of people the statistics tell of."""
    rows = city.deployed.call("GET", "/v1/statistics").json["rows"]
    return sum(one["count"] for one in rows if (one["measure"], one["dimension"]) == ("answers", "person"))


def completion(city: City, task: dict[str, Any], answer: Any, who: str = RESPONDER) -> Answer:
    body = {"version": task["version"], "outcome": "answer", "answer": answer}
    return call(city, who, "POST", f"/v1/tasks/{task['task']}/completion", body)


def test_a_responder_answers_what_was_asked_and_sees_nothing_else(city: City, people: None) -> None:
    filed, task = asked(city)
    seen = call(city, RESPONDER, "GET", f"/v1/tasks/{task['task']}")
    assert seen.status == 200, seen.json
    assert seen.json["question"]["inputs"] == {"snils": filed.world.answers["snils"]}
    assert seen.json["question"]["form"]["properties"]["outcome"]["enum"]
    assert filed.world.answers["vehicle_plate"] not in str(seen.json)
    assert call(city, RESPONDER, "GET", f"/v1/cases/{filed.case}").status == 403

    wrong = completion(city, task, {"outcome": "not_found", "count": "none", "record": None})
    assert (wrong.status, [one["pointer"] for one in wrong.json["errors"]]) == (400, ["/answer/count"])
    assert completion(city, task, NOTHING_OWED, who=STRANGER).status == 403, "another role's Task"
    assert completion(city, task, NOTHING_OWED, who=ELSEWHERE).status == 403, "another department's Request"

    before = counted(city)
    assert completion(city, task, NOTHING_OWED).status == 200
    assert completion(city, task, NOTHING_OWED).status == 409
    wait_for(lambda: counted(city) == before + 1, "the answer to be counted, long before the next sweep", 20)
    city.until(filed, "closed")
    city.is_settled(filed, "granted")
    exchanges = call(city, EXPERT, "GET", f"/v1/cases/{filed.case}/exchanges").json["items"]
    assert all(one["valid"] for one in exchanges)
    (mine,) = (one for one in exchanges if one["request"] == "arrears")
    assert mine["answered_by"] == city.deployed.person(RESPONDER, "StaffPool")
    assert mine["answered_as"] == "account"


def test_an_outside_body_answers_once_through_a_link(city: City, people: None) -> None:
    filed, task = asked(city)
    path = f"/v1/requests/{task['task']}"
    assert call(city, RESPONDER, "POST", f"{path}/link").status == 403
    given = call(city, EXPERT, "POST", f"{path}/link")
    assert given.status == 201, given.json
    link = f"/v1/answers/{given.json['link']}"
    wrong = call(city, None, "GET", link[:-1] + ("b" if link[-1] != "b" else "c"))
    nobody = call(city, None, "GET", "/v1/answers/" + "0" * 32 + "a" * 26)
    assert (wrong.status, nobody.status) == (404, 404)
    assert wrong.json["type"] == nobody.json["type"]

    question = call(city, None, "GET", link)
    assert question.status == 200, question.json
    assert question.json["inputs"] == {"snils": filed.world.answers["snils"]}
    bad = call(city, None, "POST", link, {"answer": {"outcome": "perhaps", "count": 0, "record": None}})
    assert (bad.status, bad.json["errors"][0]["pointer"]) == (422, "/answer/outcome")
    assert call(city, None, "POST", link, {"answer": NOTHING_OWED}).status == 200
    assert call(city, None, "POST", link, {"answer": NOTHING_OWED}).status == 409
    city.until(filed, "closed")
    history = call(city, EXPERT, "GET", path).json["history"]
    assert [one["wanted"] for one in history if one["fact"] == "LinkOpened"] == ["read", "answer"]
    assert city.verify(filed)["whole"]


def test_a_link_that_is_used_too_often_rests(city: City, people: None) -> None:
    filed, task = asked(city)
    given = call(city, EXPERT, "POST", f"/v1/requests/{task['task']}/link")
    link = f"/v1/answers/{given.json['link']}"
    answers = [call(city, None, "GET", link) for _ in range(30)]
    assert {one.status for one in answers} == {200}
    while answers[-1].status == 200 and len(answers) < 61:  # an hour may have ended meanwhile
        answers.append(call(city, None, "GET", link))
    assert (answers[-1].status, answers[-1].json["type"]) == (429, "urn:okno:problem:limit-reached")
    assert 0 < int(answers[-1].headers["retry-after"]) <= 3600
    assert call(city, None, "POST", link, {"answer": NOTHING_OWED}).status == 429
    assert call(city, None, "GET", "/v1/answers/" + "0" * 32 + "a" * 26).status == 404, "other links aren't touched"
    assert completion(city, task, NOTHING_OWED).status == 200, "an account answers as ever"
    city.until(filed, "closed")


def test_a_link_expires_and_the_head_answers_instead(city: City, people: None) -> None:
    filed, task = asked(city)
    path = f"/v1/requests/{task['task']}"
    link = f"/v1/answers/{call(city, CHIEF, 'POST', f'{path}/link').json['link']}"
    city.advance(days=15)
    city.pass_days(task["due_on"])
    assert call(city, None, "GET", link).status == 410
    assert call(city, None, "POST", link, {"answer": NOTHING_OWED}).status == 410

    late = call(city, CHIEF, "GET", "/v1/requests", department=TREASURY, overdue="true", limit="100").json["items"]
    (mine,) = (one for one in late if one["task"] == task["task"])
    assert mine["escalated_at"]
    assert mine["reminded_at"]
    body = {"version": mine["version"], "answer": NOTHING_OWED}
    assert call(city, CHIEF, "POST", f"{path}/answer", body).status == 400, "no reason is given"
    body["why"] = "The treasurer is ill"
    assert call(city, RESPONDER, "POST", f"{path}/answer", body).status == 403
    told = call(city, CHIEF, "POST", f"{path}/answer", body)
    assert (told.status, told.json["why"]) == (200, "The treasurer is ill")
    city.until(filed, "closed")
    city.is_settled(filed, "granted")


@pytest.mark.parametrize("people", ["go_on"], indirect=True)
def test_silence_extends_nothing_and_the_case_goes_on(city: City, people: None) -> None:
    filed, task = asked(city)
    due = city.follow(filed)["due_on"]
    city.pass_days(task["due_on"])
    expert = city.task(filed, "expert")
    assert expert["reason"] == "missing:arrears"
    assert city.follow(filed)["due_on"] == due
    assert city.complete(expert, "pass").status == 200
    assert city.complete(city.task(filed, "decision"), "grant", who=DECISION).status == 200
    city.until(filed, "closed")

    owed = {"outcome": "found", "count": 1, "record": {"unpaid_fines": 3}}
    assert completion(city, call(city, RESPONDER, "GET", f"/v1/tasks/{task['task']}").json, owed).status == 200
    seen = call(city, EXPERT, "GET", f"/v1/requests/{task['task']}").json
    assert (seen["late"], seen["answer"]) == (True, owed)
    assert city.follow(filed)["outcome"] == "granted"
    assert city.verify(filed)["whole"]
