"""A municipality in memory: moto's tables, queues, KMS, SNS and SES, the project's own stores, and a clock to turn."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from chalicelib import settings
from chalicelib.adapters import messages
from chalicelib.adapters.dynamodb import client, keys
from chalicelib.adapters.dynamodb.items import to_item
from chalicelib.adapters.queues import Queues
from chalicelib.bootstrap import Stores
from chalicelib.domain import cases
from chalicelib.domain.applications import Application, Content
from chalicelib.domain.cases import Case, Status
from chalicelib.domain.chain import canonical, sha256
from chalicelib.domain.clock import stamp
from chalicelib.domain.definitions import PARTS
from chalicelib.domain.deliveries import Channel, Delivery, Outcome, accepted
from chalicelib.domain.letters import QUEUED
from chalicelib.domain.numbers import make_number
from chalicelib.entrypoints.deliver import read_queue
from chalicelib.entrypoints.stream import read_stream
from chalicelib.usecases import notifying, projecting
from chalicelib.usecases.context import of_case
from tests.unit.inprocess import stack

ROOT = Path(__file__).resolve().parents[2]
PHONE, EMAIL = "+79991234512", "gulnara@example.org"
START = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@dataclass
class Provider:
    """A provider of SMS and e-mail that does what `outcomes` say, one after the other, then takes everything."""

    outcomes: list[Outcome] = field(default_factory=list)
    sent: list[tuple[str, str, str, str]] = field(default_factory=list)

    def send(self, to: str, *words: str) -> Outcome:
        *before, number = words
        subject, text = before if len(before) == 2 else ("", before[0])
        self.sent.append((to, subject, text, number))
        return self.outcomes.pop(0) if self.outcomes else accepted(f"provider-{len(self.sent)}")


class Undelayed(Queues):
    """The queues, without the waiting: what is put on one may be taken at once. `delays` is what was asked for."""

    delays: list[tuple[str, int]]

    def send(self, channel: str, message: Mapping[str, Any], *, delay: int = 0) -> None:
        self.delays.append((str(channel), delay))
        super().send(channel, message)


class World:
    """What a test does with the municipality."""

    def __init__(self, stores: Stores, bundle: str) -> None:
        self.stores, self.bundle = stores, bundle
        self.at = START
        self.sqs = client.aws("sqs")
        given = stores.queues
        self.queues = Undelayed(self.sqs, given._channels, given._dead, given._stream)
        self.queues.delays = []
        stores.queues = self.queues
        self.sms, self.email = Provider(), Provider()
        stores.now = lambda: self.at
        stores.sms, stores.email = self.sms, self.email  # type: ignore[misc, assignment]

    def file(self, *, language: str = "ru", phone: str | None = PHONE, email: str | None = EMAIL) -> Case:
        """File an application that nothing is told of yet."""
        person, identity = self.stores.new_id(), self.stores.new_id()
        wrapped, key = self.stores.accounts.new_key(person)
        contact = {name: value for name, value in (("phone", phone), ("email", email)) if value}
        sealed, content_hash_ = self.stores.accounts.seal_content(person, wrapped, identity, Content({}, contact))
        application = Application(
            id=identity,
            number=make_number(self.at.date(), self.stores.random()),
            service="permit",
            department="transport",
            bundle=self.bundle,
            person=person,
            case=f"{identity}-1",
            filed_at=stamp(self.at),
            filed_on="2026-11-23",
            language=language,
            channel="portal",
            sealed=sealed,
            content_hash=content_hash_,
        )
        draft = Case(
            id=application.case,
            application=identity,
            number=application.number,
            service="permit",
            department="transport",
            bundle=self.bundle,
            person=person,
            language=language,
            status=Status.FILED,
            filed_at=stamp(self.at),
            due_on="2026-12-01",
        )
        case, facts = cases.file(draft, content_hash=content_hash_, at=self.at)
        write = self.stores.begin(by=person, at=stamp(self.at))
        stored = write.change(None, case, facts, context=of_case(case), owes=frozenset({"project"}))
        write.application(application)
        write.extend([key])
        write.commit()
        return stored

    def change(self, case: Case, change: cases.Change) -> Case:
        """Write a change of a case, as a use case does."""
        after, facts = change
        write = self.stores.begin(by="test", at=stamp(self.at))
        stored = write.change(case, after, facts, context=of_case(after), owes=frozenset({"project"}))
        write.commit()
        return stored

    def registered(self, case: Case) -> Case:
        day = self.at.date()
        return self.change(case, cases.register(case, on=day, due_on=day + timedelta(days=8), clause="2.4", at=self.at))

    def granted(self, case: Case) -> Case:
        """Take a registered case to its end, as an automatic one goes."""
        case = self.change(case, cases.consider(case, at=self.at))
        record = {"register": "permits", "record": "P-17", "version": 1, "hash": "0", "valid_until": "2027-11-22"}
        case = self.change(case, cases.grant(case, record=record, by="table", at=self.at))
        return self.change(case, cases.deliver_and_close(case, at=self.at))

    def refused(self, case: Case, *codes: str) -> Case:
        case = self.change(case, cases.consider(case, at=self.at))
        grounds = tuple({"code": code, "clause": "2.8"} for code in codes)
        return self.change(case, cases.refuse(case, grounds=grounds, by="table", at=self.at))

    def stream(self, case: Case, *seqs: int) -> dict[str, Any]:
        """Give commits of a case to the stream's reader; all of them unless `seqs` name some."""
        wanted = seqs or range(1, case.version + 1)
        return self.records(*({**keys.log(case.aggregate, seq)} for seq in wanted))

    def records(self, *found: dict[str, str]) -> dict[str, Any]:
        event = {
            "Records": [
                {
                    "eventName": "INSERT",
                    "dynamodb": {"Keys": {n: {"S": v} for n, v in key.items()}, "SequenceNumber": str(place)},
                }
                for place, key in enumerate(found)
            ]
        }
        return read_stream(self.stores, event, "project", projecting.react)

    def letters(self, queue: str) -> list[dict[str, Any]]:
        """Take everything off a queue, whether its delay has passed or not."""
        found = []
        url = settings.setting(queue)
        attributes = {"VisibilityTimeout": "0"}
        self.sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
        while got := self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in got:
                found.append(json.loads(message["Body"]))
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found

    def deliver(self, channel: Channel, *bodies: dict[str, Any] | str) -> dict[str, Any]:
        """Give messages to a channel's reader."""
        records = [
            {"messageId": str(place), "body": body if isinstance(body, str) else json.dumps(body)}
            for place, body in enumerate(bodies)
        ]
        return read_queue(self.stores, {"Records": records}, channel)

    def flush(self, case: Case, *channels: Channel) -> None:
        """Do what the queue messages of a case ask for."""
        for channel in channels or QUEUED:
            self.deliver(channel, {"person": case.person, "case": case.id})

    def wait(self, **time: float) -> None:
        self.at += timedelta(**time)

    def sweep(self) -> int:
        """Sweep, and let the channels do what the sweep asks for."""
        found = notifying.sweep(self.stores, self.at)
        for channel in QUEUED:
            self.deliver(channel, *self.letters(f"queue_{channel}"))
        return found

    def owed(self, case: Case, channel: Channel) -> list[Delivery]:
        return sorted(self.stores.notes.deliveries(case.person, case.id, channel), key=lambda one: one.note)


def service_definition() -> dict[str, Any]:
    """Give a service as small as one can be."""
    text = {"ru": "Разрешение", "tt": "Рөхсәт", "en": "Permit"}
    return {
        "kind": "service",
        "id": "permit",
        "title": text,
        "department": "transport",
        "sub_services": [],
        "refusal_grounds": [
            {
                "code": "not-resident",
                "text": {
                    "ru": "Вы живёте не здесь.",
                    "tt": "Сез зонада яшәмисез.",
                    "en": "You don't live in the zone.",
                },
                "clause": "п. 2.8.1",
            },
            {
                "code": "arrears",
                "text": {"ru": "Есть долг.", "tt": "Бурыч бар.", "en": "There are arrears."},
                "clause": "п. 2.8.4",
            },
        ],
        "registration": {"at_once": True, "term": {"days": 1, "unit": "working"}},
        "term": {"days": 5, "unit": "working"},
        "decision": {"automatic": True, "department": "transport", "role": "decision_maker"},
        "result": {"title": text},
        "notifications": {"granted": "parking.granted"},
    }


def published_texts() -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the messages and plural forms of the catalogue as it is in this repository."""
    found: dict[str, Any] = {}
    plurals: dict[str, Any] = {}
    for path in sorted((ROOT / "schemas" / "messages").glob("*.json")):
        document = json.loads(path.read_text())
        found |= document.get("messages", {})
        plurals |= document.get("plurals", {})
    return found, plurals


@contextmanager
def world() -> Iterator[World]:
    """Make a municipality, and take it away again."""
    with stack() as stores:
        settings_ = json.loads(os.environ["OKNO_MUNICIPALITY"])
        os.environ["OKNO_MUNICIPALITY"] = json.dumps(settings_ | {"coalesce_seconds": 60})
        settings.municipality.cache_clear()
        messages.once.cache_clear()
        yield World(stores, publish(stores, service_definition()))
    settings.municipality.cache_clear()
    messages.once.cache_clear()


def publish(stores: Stores, service: dict[str, Any]) -> str:
    """Publish a service with the repository's message texts; give the bundle's name."""
    texts, plurals = published_texts()
    raw = {part: {} for part in PARTS} | {"services": {service["id"]: service}, "messages": texts, "plurals": plurals}
    whole = canonical(raw)
    stores.catalogue.put(sha256(whole), whole, b"{}")
    return sha256(whole)


def spoil(stores: Stores, case: Case, seq: int) -> dict[str, str]:
    """Put a commit that can't be processed; give its key."""
    key = keys.log(case.aggregate, seq)
    item = {**key, "aggregate": case.aggregate, "seq": seq, "at": stamp(START), "by": "x", "facts": "not json"}
    client.aws("dynamodb").put_item(TableName="cases", Item=to_item(item))
    return key
