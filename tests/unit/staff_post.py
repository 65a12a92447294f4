"""What members of staff are told, as they find it: entries in their notifications, and e-mails."""

from __future__ import annotations

import json

from chalicelib.adapters.dynamodb.client import aws
from chalicelib.domain.deliveries import Channel
from chalicelib.domain.permissions import Actor
from chalicelib.usecases import accounts, delivering_messages, notifying, sweeping
from tests.support.municipality import EMAIL, Municipality


def told(city: Municipality, actor: Actor, language: str = "en") -> list[notifying.Notification]:
    return notifying.list_notifications(city.stores, actor, language=language, limit=100)[0]


def reachable(city: Municipality, actor: Actor, language: str) -> str:
    """Let a member of staff tell their address and language; give the address."""
    address = f"{actor.id}@kazan.example.org"
    accounts.write_profile(city.stores, actor, contact={"email": address}, language=language, version=0)
    return address


def post(city: Municipality) -> list[tuple[str, str, str, str]]:
    """Do what lies in the queue of e-mails, twice over; give what the provider took for staff since."""
    url = city.stores.queues._channels["email"]
    taken = []
    aws("sqs").set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "0"})
    city.clock.advance(minutes=15)
    sweeping.sweep(city.stores)
    while got := aws("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in got:
            taken.append(json.loads(message["Body"]))
            aws("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    city.stores.email.sent.clear()
    for body in (*taken, *taken):
        delivering_messages.deliver(city.stores, Channel.EMAIL, body)
    return [one for one in city.stores.email.sent if one[0] != EMAIL]
