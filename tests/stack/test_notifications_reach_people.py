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
from tests.support.municipality import Municipality
from tests.support.worlds import SERVICE, Fresh

pytestmark = pytest.mark.stack
PATIENCE = 60


def eventually(look: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Look again until there is something to see."""
    until = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < until:
        time.sleep(0.25)
    return seen


def inbox(deployed: Deployed, service: str, word: str) -> list[dict[str, Any]]:
    """Every e-mail or SMS that the engine took and that contains a word."""
    path = {"email": "ses/messages", "sms": "sns/sms-messages"}[service]
    with urllib.request.urlopen(f"{deployed.stack.endpoint}/_ministack/{path}") as answer:
        everything = json.load(answer)
    return [one for one in _messages(everything) if word in json.dumps(one, ensure_ascii=False)]


def _messages(found: Any) -> list[dict[str, Any]]:
    if isinstance(found, dict):
        return [found] if "MessageId" in found else [one for inner in found.values() for one in _messages(inner)]
    return [one for inner in found for one in _messages(inner)] if isinstance(found, list) else []


@pytest.fixture(scope="module")
def decided(deployed: Deployed, stores: Any) -> dict[str, Any]:
    """One application that the tables granted, all its statuses told in the account."""
    town = Municipality(stores, machines=None, clock=stores.now, fresh=Fresh(stores.random()))  # type: ignore[arg-type]
    answer = deployed.call(
        "POST",
        "/v1/applications",
        headers={"Idempotency-Key": stores.new_id()},
        body={
            "service": SERVICE,
            "answers": town.world("granted-owner").answers,
            "language": "en",
            "contact": {"email": "notified@example.org", "phone": f"+7917{stores.random() % 10**7:07d}"},
        },
        token=deployed.applicant("notified@example.org"),
    )
    assert answer.status == 201, answer.json
    filed: dict[str, Any] = answer.json

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


def test_a_granted_application_is_one_sms_and_one_email(deployed: Deployed, decided: dict[str, Any]) -> None:
    entries = notifications(deployed, decided["number"])
    statuses = [entry["status"] for entry in reversed(entries)]
    assert statuses[0] == "filed"
    assert statuses[-2:] == ["delivered", "closed"]
    assert len(statuses) == len(set(statuses))
    assert all(entry["title"] and entry["body"] and entry["read_at"] is None for entry in entries)
    for channel, words in (("email", "Message No. "), ("sms", "Parking permit")):
        assert eventually(lambda channel=channel: inbox(deployed, channel, decided["number"]))
        time.sleep(3)
        (one,) = inbox(deployed, channel, decided["number"])
        assert words in json.dumps(one, ensure_ascii=False)


def test_duplicates_of_records_and_messages_change_nothing(
    deployed: Deployed, stores: Any, decided: dict[str, Any]
) -> None:
    eventually(lambda: inbox(deployed, "email", decided["number"]))
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
    assert len(inbox(deployed, "email", decided["number"])) == 1


def test_an_entry_is_marked_read(deployed: Deployed, decided: dict[str, Any]) -> None:
    newest = notifications(deployed, decided["number"])[0]
    path = f"/v1/me/notifications/{newest['id']}/read"
    assert deployed.call("PUT", path, token=deployed.applicant("somebody-else@example.org")).status == 404
    assert deployed.call("PUT", path, token=deployed.applicant("notified@example.org")).status in (200, 204)
    assert notifications(deployed, decided["number"])[0]["read_at"]


def test_a_record_that_makes_no_sense_is_buried_and_replayed(deployed: Deployed, stores: Any) -> None:
    from chalicelib.adapters.dynamodb.client import aws
    from chalicelib.adapters.dynamodb.commits import READERS

    identity = stores.new_id()
    key = {"pk": {"S": f"LOG#CASE#{identity}-1"}, "sk": {"S": f"{1:010d}"}}
    aws("dynamodb").put_item(
        TableName=deployed.stack.outputs["CasesTable"],
        Item={**key, "facts": {"S": "not json"}, "at": {"S": "x"}},
    )
    target = deployed.stack

    def buried() -> list[str]:
        return [line for line in replaying.replay(target, dry_run=True) if identity in line]

    def buried_by_both() -> list[str]:
        found = buried()
        return found if len(found) == len(READERS) else []

    assert all(line.startswith("StreamDeadLetters: ") for line in eventually(buried_by_both))
    aws("dynamodb").delete_item(TableName=deployed.stack.outputs["CasesTable"], Key=key)
    assert any(identity in line for line in replaying.replay(target))
    assert not buried()


def test_an_sms_reaches_a_number_in_the_chosen_language(deployed: Deployed, stores: Any) -> None:
    number = f"+7917{stores.random() % 10**7:07d}"
    asked = deployed.call("POST", "/v1/confirmations", body={"channel": "sms", "address": number, "language": "en"})
    assert asked.status == 202, asked.json

    (message,) = eventually(lambda: inbox(deployed, "sms", number))
    assert "confirmation code" in message["Message"]
