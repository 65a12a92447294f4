"""Streams fall silent, everything comes twice, the power fails: every application still ends once."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import random
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.city import City, Filed, wait_for

pytestmark = pytest.mark.stack


def keys_of(city: City, filed: Filed) -> list[dict[str, Any]]:
    """Keys of everything that the Cases table holds of an application, as its stream would name them."""
    client, table = city.stack.client("dynamodb"), city.stack.outputs["CasesTable"]
    pages = client.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="contains(pk, :application)",
        ExpressionAttributeValues={":application": {"S": filed.application}},
        ProjectionExpression="pk, sk",
    )
    return [item for page in pages for item in page["Items"]]


def test_two_days_without_streams_lose_nothing(city: City) -> None:
    plain, unclear = city.some(4), city.someone("expert-two-registrations")
    with city.streams_off():
        filed = [city.file(world) for world in plain]
        waiting = city.file(unclear)
        time.sleep(1)
        assert {city.follow(one)["status"] for one in (*filed, waiting)} == {"filed"}, "nothing drives them"
        city.advance(days=2)
        expert = city.sweeping(lambda: city.open_task(waiting, "expert"), "the expert's Task")
        assert city.complete(expert, "pass").status == 200
        decision = city.sweeping(lambda: city.open_task(waiting, "decision"), "the decision maker's Task")
        assert city.complete(decision, "grant").status == 200
        everybody = (*filed, waiting)
        city.sweeping(lambda: all(city.follow(one)["status"] == "closed" for one in everybody), "all to be closed")
    city.advance(minutes=2)
    for one in everybody:
        city.is_settled(one, "granted")
        city.told_once(one, "granted")
        wait_for(lambda one=one: city.sms(one.applicant), "the SMS")
        numbers = [text.rpartition("№")[2] for text in city.sms(one.applicant)]
        assert len(set(numbers)) == len(numbers), "no message twice"


def test_every_asynchronous_message_comes_again_and_changes_nothing(city: City) -> None:
    closed, waiting = city.file(city.someone()), city.file(city.someone("expert-two-registrations"))
    city.until(closed, "closed")
    city.told_once(closed, "granted")
    wait_for(lambda: city.sms(closed.applicant), "the SMS")
    wait_for(lambda: city.emails(closed.applicant), "the e-mail")
    task = city.task(waiting, "expert")
    before = [city.case(one) for one in (closed, waiting)]
    told = city.sms(closed.applicant), city.emails(closed.applicant)

    records = [
        {"eventName": event, "dynamodb": {"Keys": key, "SequenceNumber": str(place)}}
        for place, (key, event) in enumerate(
            itertools.product([*keys_of(city, closed), *keys_of(city, waiting)], ("INSERT", "MODIFY"))
        )
    ]
    person = city.deployed.person(closed.applicant.email, "ApplicantPool")
    for _ in range(2):
        for function in ("DriveFunction", "ProjectFunction"):
            for start in range(0, len(records), 50):
                assert city.invoke(function, {"Records": records[start : start + 50]}) == {"batchItemFailures": []}
        for channel in ("Sms", "Email", "Push"):
            body = json.dumps({"person": person, "case": closed.case, "channel": channel.lower(), "reason": "again"})
            messages = [{"messageId": str(number), "body": body} for number in range(3)]
            assert city.invoke(f"Deliver{channel}Function", {"Records": messages}) == {"batchItemFailures": []}
            city.stack.client("sqs").send_message(QueueUrl=city.stack.outputs[f"{channel}Queue"], MessageBody=body)
        for command in ("check", "assess", "decide", "deliver"):
            city.invoke("WorkflowFunction", {"command": command, "case_id": closed.case, "n": 1})
        for command in ("check", "assess"):
            city.invoke("WorkflowFunction", {"command": command, "case_id": waiting.case, "n": 1})
        for machine, name, given in (
            ("ServiceCaseMachine", f"{closed.case}-1", {"case_id": closed.case, "n": 1}),
            ("SubServiceMachine", f"{waiting.case}-residence-1", {}),
        ):
            client = city.stack.client("stepfunctions")
            with contextlib.suppress(client.exceptions.ExecutionAlreadyExists):
                client.start_execution(
                    stateMachineArn=city.stack.outputs[machine],
                    name=name,
                    input=json.dumps(given or {"case_id": waiting.case, "sub_service": "residence", "n": 1}),
                )
    time.sleep(2)
    city.sweep(everything=True)
    for one, as_it_was in zip((closed, waiting), before, strict=True):
        now = city.case(one)
        assert {name: now[name] for name in now if now[name] != as_it_was[name]} == {}
    assert (city.sms(closed.applicant), city.emails(closed.applicant)) == told
    city.is_settled(closed, "granted")
    city.told_once(closed, "granted")

    assert city.complete(task, "pass").status == 200
    assert city.complete(city.task(waiting, "decision"), "grant").status == 200
    city.until(waiting, "closed")
    city.is_settled(waiting, "granted")
    city.told_once(waiting, "granted")


COUNT = 50


def test_the_engine_is_killed_at_random_points_of_fifty_applications(city: City) -> None:
    chance = random.Random(20261123)
    worlds = city.some(COUNT)
    applicants = [city.applicant() for _ in range(COUNT)]
    filed: list[Filed | None] = [None] * COUNT
    city.registrar("parking-permits")
    stop = threading.Event()

    def insist(place: int) -> None:
        """File as a browser does: the same key again until there is an answer."""
        key = uuid.uuid4().hex
        while not stop.is_set():
            try:
                filed[place] = city.file(worlds[place], applicants[place], key=key)
                return
            except (OSError, AssertionError, http.client.HTTPException):
                time.sleep(0.3)

    with ThreadPoolExecutor(4) as people:
        done = [people.submit(insist, place) for place in range(COUNT)]
        try:
            for share in (0.15, 0.4, 0.65, 0.95):
                wait_for(lambda share=share: sum(one.done() for one in done) >= share * COUNT, "filings", 120)
                time.sleep(chance.uniform(0, 0.5))
                city.engine.kill9()
                city.engine.restart()
            wait_for(lambda: all(one.done() for one in done), "every filing", 120)
        finally:
            stop.set()
    for one in done:
        one.result()
    everybody = [one for one in filed if one is not None]
    assert len({one.number for one in everybody}) == COUNT
    pending = set(range(COUNT))

    def all_closed() -> bool:
        city.sweep(everything=True)
        pending.difference_update([at for at in pending if city.follow(everybody[at])["status"] == "closed"])
        return not pending

    city.sweeping(all_closed, "all to be closed", 120)
    city.advance(minutes=10)
    with ThreadPoolExecutor(4) as clerks:
        list(clerks.map(lambda one: city.is_settled(one, "granted"), everybody))
        list(clerks.map(lambda one: city.told_once(one, "granted"), everybody))
    city.advance(minutes=10)
    for one in everybody:
        sent = city.sms(one.applicant)
        numbers = [text.rpartition("№")[2] for text in sent]
        assert all(numbers.count(number) <= 2 for number in numbers), sent
