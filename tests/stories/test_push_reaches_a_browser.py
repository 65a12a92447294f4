"""A browser subscribes once an application is filed, reads what only it can read, and nothing is sent elsewhere."""

from __future__ import annotations

import base64
import uuid
from typing import Any

import pytest

from tests.stack.deployed import Answer
from tests.support.browser import Browser
from tests.support.city import Applicant, City, Filed, wait_for

pytestmark = pytest.mark.stack


def browser(city: City, end: str = "") -> Browser:
    return Browser(f"{city.stack.url}/_messages/push/{uuid.uuid4().hex}{end}")


def subscribe(city: City, applicant: Applicant, body: dict[str, Any]) -> Answer:
    return city.deployed.call("PUT", "/v1/me/push", body=body, token=applicant.token)


def received(city: City, one: Browser) -> list[dict[str, Any]]:
    path = one.endpoint.removeprefix(str(city.stack.url))
    everything = city.deployed.call("GET", "/_messages/push").json["messages"]
    return [message for message in everything if message["path"] == path]


def code(answer: Answer) -> str:
    return str(answer.json["type"]).rpartition(":")[2]


def granted(city: City, filed: Filed) -> None:
    assert city.complete(city.task(filed, "expert"), "pass").status == 200
    assert city.complete(city.task(filed, "decision"), "grant").status == 200
    city.until(filed, "closed")


def test_a_browser_reads_of_the_grant_once(city: City) -> None:
    applicant = city.applicant()
    mine, other = browser(city), browser(city)
    early = subscribe(city, applicant, mine.json())
    assert (early.status, code(early)) == (409, "nothing-filed")
    filed = city.file(city.someone("expert-two-registrations"), applicant, language="tt")
    assert len(city.deployed.call("GET", "/v1/push/key").json["key"]) == 87
    answer = subscribe(city, applicant, mine.json())
    assert answer.status == 200, answer.json
    assert mine.endpoint not in str(answer.json)
    granted(city, filed)
    city.advance(minutes=3)
    wait_for(lambda: received(city, mine), "the push message")
    shown = [mine.read(base64.b64decode(one["body"])) for one in received(city, mine)]
    assert {one["lang"] for one in shown} == {"tt"}
    assert any("\u04d9" in one["title"] + one["body"] for one in shown)
    numbers = [one["tag"] for one in shown]
    assert len(numbers) == len(set(numbers))
    assert {one["headers"]["urgency"] for one in received(city, mine)} >= {"high"}
    assert received(city, other) == []
    with pytest.raises(Exception):  # noqa: B017 - whatever the library says: it can't be read
        other.read(base64.b64decode(received(city, mine)[0]["body"]))


def test_who_filed_without_an_account_subscribes_with_the_secret(city: City) -> None:
    filed = city.file(city.someone("expert-two-registrations"))
    mine, path = browser(city), f"/v1/applications/{filed.number}/push"
    wrong = city.deployed.call("PUT", path, headers={"Tracking-Secret": "x" * 26}, body=mine.json())
    assert wrong.status == 404
    right = city.deployed.call("PUT", path, headers={"Tracking-Secret": filed.secret}, body=mine.json())
    assert right.status == 200, right.json
    withdrawal = f"/v1/applications/{filed.number}/withdrawal"
    assert city.deployed.call("POST", withdrawal, headers={"Tracking-Secret": filed.secret}).status == 200
    city.advance(minutes=3)
    wait_for(lambda: received(city, mine), "the push message")


def test_a_browser_that_is_gone_is_forgotten(city: City) -> None:
    applicant = city.applicant()
    filed = city.file(city.someone("expert-two-registrations"), applicant)
    assert subscribe(city, applicant, browser(city, "/gone").json()).status == 200
    withdrawal = f"/v1/applications/{filed.number}/withdrawal"
    assert city.deployed.call("POST", withdrawal, headers={"Tracking-Secret": filed.secret}).status == 200
    city.advance(minutes=3)

    def forgotten() -> bool:
        listed = city.deployed.call("GET", "/v1/me/push", token=applicant.token).json
        return listed["subscriptions"] == []

    wait_for(forgotten, "the subscription to be forgotten")


def test_what_is_wrong_with_a_subscription_is_named(city: City) -> None:
    applicant = city.applicant()
    city.file(city.someone("expert-two-registrations"), applicant)
    good = browser(city).json()
    foreign = subscribe(city, applicant, good | {"endpoint": "https://169.254.169.254/latest/meta-data"})
    assert (foreign.status, foreign.json["errors"][0]["pointer"]) == (400, "/endpoint")
    assert "169.254" not in str(foreign.json), "what was sent is never repeated"
    plain = subscribe(city, applicant, good | {"endpoint": f"{city.stack.url}/v1/me"})
    assert plain.json["errors"][0]["reason"] == "push-host"
    broken = subscribe(city, applicant, good | {"keys": {"p256dh": good["keys"]["auth"], "auth": good["keys"]["auth"]}})
    assert (broken.status, broken.json["errors"][0]["reason"]) == (400, "push-keys")
    nothing = subscribe(city, applicant, {"endpoint": good["endpoint"]})
    assert (nothing.status, nothing.json["errors"][0]["pointer"]) == (400, "/keys")
    assert city.deployed.call("PUT", "/v1/me/push", body=good).status == 401
    assert city.deployed.call("GET", "/v1/me/push", token=applicant.token).json["subscriptions"] == []
