"""A case is suspended for a declared reason, its term stands still, and it goes on by hand or by itself."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.stack.deployed import Answer
from tests.stories.test_a_methodologist_changes_the_service import SERVICE_FILE, publish
from tests.support import bundles
from tests.support.city import DECISION, EXPERT, City, Filed

pytestmark = pytest.mark.stack

WHY = {
    "code": "awaiting-a-paper",
    "text": {"ru": "Ждём документ", "tt": "Документ көтәбез", "en": "A document is awaited"},
    "clause": "Регламент, п. 2.4.1",
    "within": {"days": 10, "unit": "calendar", "source": {"mark": "A", "note": "Для проверки"}},
}


NOTE = "Обещали принести договор в пятницу"


@pytest.fixture
def suspendable(city: City) -> Iterator[None]:
    service: dict[str, Any] = copy.deepcopy(bundles.documents()[SERVICE_FILE])
    service["suspension"] = [WHY]
    publish(city, {SERVICE_FILE: service})
    yield
    publish(city, {SERVICE_FILE: bundles.documents()[SERVICE_FILE]})


def act(city: City, filed: Filed, action: str, body: Any = None, who: str = EXPERT) -> Answer:
    return city.deployed.call("POST", f"/v1/cases/{filed.case}/{action}", body=body, token=city.deployed.staff(who))


def test_a_term_stands_still_and_goes_on(city: City, suspendable: None) -> None:
    filed = city.file(city.someone("expert-two-registrations"))
    assert city.complete(city.task(filed, "expert"), "pass").status == 200
    decision = city.task(filed, "decision")
    due = city.follow(filed)["due_on"]
    wrong = act(city, filed, "suspension", {"code": "bored"})
    assert wrong.status in (400, 422) and wrong.json["errors"][0]["pointer"] == "/code"
    assert act(city, filed, "resumption").status == 409
    assert act(city, filed, "suspension", {"code": WHY["code"], "note": ""}).status == 400
    assert act(city, filed, "suspension", {"code": WHY["code"], "note": NOTE}).status == 200
    followed, seen = city.follow(filed), city.case(filed)
    assert followed["status"] == "suspended"
    assert followed["timeline"][-1]["reason"] == {name: WHY[name] for name in ("code", "text", "clause")}
    assert NOTE not in json.dumps(followed, ensure_ascii=False), "staff's own words"
    assert (seen["timeline"][-1]["note"], seen["timeline"][-1]["reason"]["code"]) == (NOTE, WHY["code"])
    refused = city.complete(decision, "grant", who=DECISION)
    assert (refused.status, refused.json["type"]) == (409, "urn:okno:problem:case-suspended")

    city.pass_days(seen["suspended"]["until"])
    assert city.follow(filed)["status"] == "in_consideration", "it goes on by itself"
    case = city.case(filed)
    assert case["due_on"] > due
    assert [one["event"] for one in case["clock"]] == ["started", "suspended", "resumed"]
    assert {one["clause"] for one in case["clock"][1:]} == {WHY["clause"]}
    assert city.complete(decision, "grant").status == 200
    city.until(filed, "closed")
    told = [one["status"] for one in city.told(filed, "suspended", "in_consideration", "in_consideration", "closed")]
    assert told.count("in_consideration") == 2
    assert city.verify(filed)["whole"]
