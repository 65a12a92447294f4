"""How fast the door takes applications, alone, under load, and beside a function that does one write."""

from __future__ import annotations

import base64
import json
import os
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from chalicelib.adapters.dynamodb import keys
from infra.commands import stack
from tests.benchmarks import one_write
from tests.benchmarks.posting import Posting
from tests.benchmarks.report import Report
from tests.benchmarks.running import SERVICE, Client, Running, application, granted_answers
from tests.benchmarks.running import running as stack_of_its_own

CLIENTS = 16
TURNS = 15
SECONDS = 0.8
BURST = 600
PATIENCE_SECONDS, SAY_SECONDS = 120, 15
Call = Callable[[Posting], tuple[int, bytes]]


def measure(running: Running, report: Report) -> None:
    """Measure filing; the same resident files again and again, so most are refused: the door doesn't care."""
    report.section("Filing: POST /v1/applications")
    answers = granted_answers()
    _cpu(running, report, answers)
    _drain(running, report)
    client = Client(running, "timur@example.org")
    times = []
    for _ in range(40):
        began = time.perf_counter()
        status, filed = client.file(answers)
        times.append((time.perf_counter() - began) * 1000)
        assert status == 201, filed
        time.sleep(1.0)  # one client; the case before is over
    report.figure("p50 at one client", statistics.median(times), "ms", most=60)
    _drain(running, report)
    with stack_of_its_own() as apart:  # gone afterwards: nobody waits until its thousands of applications are decided
        _throughput(apart, report, answers)
    _burst(running, report, answers)


def _cpu(running: Running, report: Report, answers: dict[str, Any]) -> None:
    """Run the handler in this process against the engine: process time is what the function itself costs."""
    stack.use(running.place)
    from app import app

    class Context:
        function_name, memory_limit_in_mb, invoked_function_arn, aws_request_id = "api", 1024, "arn", "1"

        def get_remaining_time_in_millis(self) -> int:
            return 30_000

    def event() -> dict[str, Any]:
        body = {"service": SERVICE, "answers": answers, "language": "ru", "contact": {"phone": "+79990000000"}}
        headers = {
            "content-type": "application/json",
            "authorization": f"Bearer {running.token('gulnara@example.org')}",
            "idempotency-key": uuid.uuid4().hex,
        }
        return {
            "resource": "/v1/applications",
            "path": "/v1/applications",
            "httpMethod": "POST",
            "headers": headers,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "multiValueQueryStringParameters": None,
            "pathParameters": None,
            "stageVariables": None,
            "requestContext": {
                "resourcePath": "/v1/applications",
                "httpMethod": "POST",
                "identity": {"sourceIp": "127.0.0.1"},
                "requestId": uuid.uuid4().hex,
                "path": "/v1/applications",
            },
            "body": json.dumps(body),
            "isBase64Encoded": False,
        }

    times = []
    for number in range(120):
        sent = event()
        began = time.process_time()
        answer = app(sent, Context())
        spent = (time.process_time() - began) * 1000
        assert answer["statusCode"] == 201, answer["body"]
        if number >= 20:
            times.append(spent)
    report.figure(
        "own CPU, median of 100, calls of the client library included", statistics.median(times), "ms", most=8
    )


def _throughput(running: Running, report: Report, answers: dict[str, Any]) -> None:
    """Compare filing with a function that does one write, turn by turn, both at the gateway itself."""
    one = f"/_aws/execute-api/{one_write.deploy(running.place.client('cloudformation'))}/api/one"
    with readers_off(running):
        write, file = one_write_at(one), filing_at(running, answers)
        for call in (write, file):
            rate(running, call)  # starts the function's processes
        writing, filing = [rate(running, write)], []
        for _ in range(TURNS):
            filing.append(rate(running, file))
            writing.append(rate(running, write))
    shares = [each / ((before + after) / 2) for each, before, after in zip(filing, writing, writing[1:], strict=False)]
    report.note("the door alone: the readers of the stream are off, as their work is elsewhere in the cloud")
    report.note(f"medians of {TURNS} turns of {SECONDS:g} s, each compared to the writes right before and after it")
    report.figure("one-write function at 16 clients", statistics.median(writing), "/s")
    report.figure("filing at 16 clients", statistics.median(filing), "/s")
    report.figure("filing compared to one write", 100 * statistics.median(shares), "%", least=60)


def one_write_at(path: str) -> Call:
    """Give what calls the function that does one write."""
    headers = {"Content-Type": "application/json"}
    return lambda client: client.post(path, b"{}", headers)


def filing_at(running: Running, answers: dict[str, Any]) -> Call:
    """Give what files one application at the gateway itself."""
    path, body = running.filing_path, json.dumps(application(answers)).encode()
    signed_in = {"Content-Type": "application/json", "Authorization": f"Bearer {running.token('timur@example.org')}"}
    return lambda client: client.post(path, body, {**signed_in, "Idempotency-Key": uuid.uuid4().hex})


@contextmanager
def readers_off(running: Running) -> Iterator[None]:
    """Switch the readers of the stream off, and on again."""
    client = running.place.client("lambda")
    stream = running.place.client("dynamodb").describe_table(TableName=running.place.outputs["CasesTable"])["Table"]
    mappings = client.list_event_source_mappings(EventSourceArn=stream["LatestStreamArn"])["EventSourceMappings"]
    for mapping in mappings:
        client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    try:
        yield
    finally:
        for mapping in mappings:
            client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


def rate(running: Running, call: Call) -> float:
    """Give how many calls a second 16 clients get answered."""
    began = time.perf_counter()

    def work(_: int) -> int:
        client = Posting(running.engine_port)
        done = 0
        while time.perf_counter() < began + SECONDS:
            status, answer = call(client)
            assert status == 201, answer
            done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        done = sum(pool.map(work, range(CLIENTS)))
    return done / (time.perf_counter() - began)


def _burst(running: Running, report: Report, answers: dict[str, Any]) -> None:
    lock = threading.Lock()
    left = list(range(BURST))
    numbers: list[str] = []
    refused: list[Any] = []

    def work(_: int) -> None:
        client = Client(running, "timur@example.org")
        while True:
            with lock:
                if not left:
                    return
                left.pop()
            status, answer = client.file(answers)
            (numbers if status == 201 else refused).append(answer["number"] if status == 201 else answer)

    before = owned(running)
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(work, range(CLIENTS)))
    report.note(f"burst of {BURST} at {CLIENTS} clients taken in {time.perf_counter() - began:.1f} s")
    report.figure("refused in the burst", len(refused), "", most=0)
    lost = _drain(running, report)
    differing = abs(owned(running) - before - BURST)
    report.figure("lost or doubled in the burst", BURST - len(set(numbers)) + differing + lost, "", most=0)


def owned(running: Running) -> int:
    """Count the applications that the client's person has."""
    claims = running.token("timur@example.org").split(".")[1]
    person = json.loads(base64.urlsafe_b64decode(claims + "=="))["sub"]
    pages = running.place.client("dynamodb").get_paginator("query")
    asked = {":pk": {"S": f"PERSON#{person}"}, ":prefix": {"S": keys.OWN_APPLICATION_PREFIX}}
    return sum(
        page["Count"]
        for page in pages.paginate(
            TableName=running.place.outputs["AccountsTable"],
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues=asked,
            Select="COUNT",
        )
    )


def _drain(running: Running, report: Report) -> int:
    """Wait until every application has ended, with progress; give how many have not when nothing goes on any more."""
    began = moved = said = time.perf_counter()
    least = left = live(running)
    while left and time.perf_counter() - moved < PATIENCE_SECONDS:
        time.sleep(1)
        now, left = time.perf_counter(), live(running)
        if left < least:
            least, moved = left, now
        if sys.stdout.isatty():
            print(f"   draining: {left} cases live  ", end="\r", flush=True)
        elif now - said >= SAY_SECONDS:
            said = now
            report.note(f"draining: {left} cases live")
    report.note(f"drained in {time.perf_counter() - began:.1f} s, {left} left")
    return left


def live(running: Running) -> int:
    """Count the department's live cases in the index."""
    os.environ |= running.place.environment()
    client = running.place.client("dynamodb")
    return sum(
        client.query(
            TableName=running.place.outputs["CasesTable"],
            IndexName="list",
            KeyConditionExpression="list_pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"CASES#transport-committee#{shard}"}},
            Select="COUNT",
        )["Count"]
        for shard in range(4)
    )
