"""Filing without an account: one code, sent to the contact, good once."""

from __future__ import annotations

import re
import time
import uuid
from typing import Any

import pytest

from chalicelib.usecases import catalogue
from tests.stack.deployed import Answer, Deployed

pytestmark = pytest.mark.stack


@pytest.fixture
def phone() -> str:
    return f"+7917{uuid.uuid4().int % 10_000_000:07d}"


@pytest.fixture(scope="module")
def answers(stores: Any) -> dict[str, Any]:
    service = catalogue.current(stores, stores.now()).service("resident-parking-permit")
    found: dict[str, Any] = service.examples[0]["answers"]
    return found


def ask_code(deployed: Deployed, phone: str) -> tuple[str, str]:
    """Ask for a code; give the confirmation's id and the code as the applicant reads it."""
    asked = deployed.call("POST", "/v1/confirmations", body={"channel": "sms", "address": phone, "language": "en"})
    assert asked.status == 202, asked.json
    for _ in range(100):
        sent = deployed.call("GET", "/_messages/sms").json["sms_messages"].get(phone, [])
        if sent:
            code = re.search(r"\b\d{6}\b", sent[-1]["Message"])
            assert code
            return asked.json["id"], code[0]
        time.sleep(0.1)
    raise AssertionError("no code came")


def file(deployed: Deployed, answers: Any, phone: str, confirmation: str, code: str, key: str | None = None) -> Answer:
    body = {
        "service": "resident-parking-permit",
        "answers": answers,
        "language": "en",
        "contact": {"phone": phone},
        "confirmation": {"id": confirmation, "code": code},
    }
    headers = {"Idempotency-Key": key or uuid.uuid4().hex}
    return deployed.call("POST", "/v1/applications", headers=headers, body=body)


def test_a_code_is_good_once(deployed: Deployed, answers: Any, phone: str) -> None:
    confirmation, code = ask_code(deployed, phone)
    key = uuid.uuid4().hex
    filed = file(deployed, answers, phone, confirmation, code, key)
    assert filed.status == 201, filed.json

    again = file(deployed, answers, phone, confirmation, code, key)
    assert (again.status, again.json["number"]) == (201, filed.json["number"])
    other = file(deployed, answers, phone, confirmation, code)
    assert (other.status, other.json["type"]) == (400, "urn:okno:problem:invalid-confirmation")

    path = f"/v1/applications/{filed.json['number']}"
    followed = deployed.call("GET", path, headers={"Tracking-Secret": filed.json["secret"]})
    assert followed.status == 200
    assert deployed.call("GET", path, headers={"Tracking-Secret": filed.json["secret"][:-1] + "0"}).status == 404


def test_a_code_of_another_number_is_no_code(deployed: Deployed, answers: Any, phone: str) -> None:
    confirmation, code = ask_code(deployed, phone)
    assert file(deployed, answers, "+79170000000", confirmation, code).status == 400
    assert file(deployed, answers, phone, confirmation, code).status == 201


def test_guessing_ends_after_five_tries(deployed: Deployed, answers: Any, phone: str) -> None:
    confirmation, code = ask_code(deployed, phone)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert [file(deployed, answers, phone, confirmation, wrong).status for _ in range(5)] == [400] * 5
    assert file(deployed, answers, phone, confirmation, code).status == 400


def test_guessing_at_once_is_limited(deployed: Deployed, answers: Any, phone: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    confirmation, code = ask_code(deployed, phone)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: file(deployed, answers, phone, confirmation, wrong).status, range(16)))
    assert set(found) <= {400, 429}
    assert found.count(400) <= 10
    assert file(deployed, answers, phone, confirmation, code).status in (400, 429)
