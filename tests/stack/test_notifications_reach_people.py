"""On the deployed template: what an applicant is sent for a decided application, and that duplicates change nothing."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from infra.commands import replay as replaying
from infra.commands import stack as stacks
from tests.stack.deployed import Deployed
from tests.stack.people import file_one

pytestmark = pytest.mark.stack
PATIENCE = 60


def eventually(look: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Look again until there is something to see."""
    until = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < until:
        time.sleep(0.25)
    return seen


def emails(deployed: Deployed, number: str) -> list[dict[str, Any]]:
    """Every e-mail about an application that the engine's SES took."""
    with urllib.request.urlopen(f"{deployed.stack.endpoint}/_ministack/ses/messages") as answer:
        everything = json.load(answer)
    return [mail for mail in _mails(everything) if number in json.dumps(mail, ensure_ascii=False)]


def _mails(found: Any) -> list[dict[str, Any]]:
    if isinstance(found, dict):
        return [found] if "MessageId" in found else [mail for inner in found.values() for mail in _mails(inner)]
    return [mail for inner in found for mail in _mails(inner)] if isinstance(found, list) else []


@pytest.fixture(scope="module")
def decided(deployed: Deployed) -> dict[str, Any]:
    """One application that the tables decided, its notifications all there."""
    filed = file_one(deployed, deployed.applicant("notified@example.org"))

    def closed() -> bool:
        return [entry["status"] for entry in notifications(deployed, filed["number"])][:1] == ["closed"]

    assert eventually(closed), notifications(deployed, filed["number"])
    return filed


def notifications(deployed: Deployed, number: str) -> list[dict[str, Any]]:
    answer = deployed.call(
        "GET",
        "/v1/me/notifications",
        query={"limit": "100"},
        headers={"Accept-Language": "en"},
        token=deployed.applicant("notified@example.org"),
    )
    assert answer.status == 200, answer.json
    return [entry for entry in answer.json["items"] if entry["number"] == number]


def test_a_decided_application_is_one_email_and_many_entries(deployed: Deployed, decided: dict[str, Any]) -> None:
    entries = notifications(deployed, decided["number"])
    statuses = [entry["status"] for entry in reversed(entries)]
    assert statuses[0] == "filed"
    assert statuses[-2:] == ["delivered", "closed"]
    assert len(statuses) == len(set(statuses))
    assert all(entry["title"] and entry["body"] and entry["read_at"] is None for entry in entries)
    (mail,) = eventually(lambda: emails(deployed, decided["number"]))
    assert "Message No. " in json.dumps(mail)


def test_duplicates_of_records_and_messages_change_nothing(
    deployed: Deployed, stores: Any, decided: dict[str, Any]
) -> None:
    eventually(lambda: emails(deployed, decided["number"]))
    case = stores.cases.case(f"{decided['application']}-1")
    keys = [{"pk": {"S": f"LOG#{case.aggregate}"}, "sk": {"S": f"{seq:010d}"}} for seq in range(1, case.version + 1)]
    records = [
        {"eventName": "INSERT", "dynamodb": {"Keys": key, "SequenceNumber": str(place)}}
        for place, key in enumerate(keys)
    ]
    before = notifications(deployed, decided["number"])
    for _ in range(2):
        assert stacks.invoke(deployed.stack, "ProjectFunction", {"Records": records}) == {"batchItemFailures": []}
        body = json.dumps({"person": case.person, "case": case.id, "channel": "email", "reason": "a duplicate"})
        messages = {"Records": [{"messageId": str(number), "body": body} for number in range(3)]}
        assert stacks.invoke(deployed.stack, "DeliverEmailFunction", messages) == {"batchItemFailures": []}
    time.sleep(4)
    assert notifications(deployed, decided["number"]) == before
    assert len(emails(deployed, decided["number"])) == 1


def test_an_entry_is_marked_read(deployed: Deployed, decided: dict[str, Any]) -> None:
    newest = notifications(deployed, decided["number"])[0]
    path = f"/v1/me/notifications/{newest['id']}/read"
    assert deployed.call("PUT", path, token=deployed.applicant("somebody-else@example.org")).status == 404
    assert deployed.call("PUT", path, token=deployed.applicant("notified@example.org")).status in (200, 204)
    assert notifications(deployed, decided["number"])[0]["read_at"]


def test_a_record_that_makes_no_sense_is_buried_and_replayed(deployed: Deployed, stores: Any) -> None:
    from chalicelib.adapters.dynamodb.client import aws

    identity = stores.new_id()
    key = {"pk": {"S": f"LOG#CASE#{identity}-1"}, "sk": {"S": f"{1:010d}"}}
    aws("dynamodb").put_item(
        TableName=deployed.stack.outputs["CasesTable"],
        Item={**key, "facts": {"S": "not json"}, "at": {"S": "x"}},
    )
    target = deployed.stack

    def buried() -> list[str]:
        return [line for line in replaying.replay(target, dry_run=True) if identity in line]

    (*_, line) = eventually(buried)
    assert line.startswith("StreamDeadLetters: ")
    aws("dynamodb").delete_item(TableName=deployed.stack.outputs["CasesTable"], Key=key)
    assert any(identity in line for line in replaying.replay(target))
    assert not buried()


def test_an_sms_reaches_a_number_in_the_chosen_language(deployed: Deployed, stores: Any) -> None:
    number = f"+7917{stores.random() % 10**7:07d}"
    asked = deployed.call("POST", "/v1/confirmations", body={"channel": "sms", "address": number, "language": "en"})
    assert asked.status == 202, asked.json

    def received() -> list[str]:
        with urllib.request.urlopen(f"{deployed.stack.endpoint}/_ministack/sns/sms-messages") as answer:
            everything = json.load(answer)
        text = json.dumps(everything)
        return [text] if number in text else []

    (text,) = eventually(received)
    assert "confirmation code" in text
