"""How fast the door takes applications, alone, under load, and beside a function that does one write."""

from __future__ import annotations

import json
import os
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from infra.commands import stack
from tests.benchmarks import one_write
from tests.benchmarks.report import Report
from tests.benchmarks.running import SERVICE, Client, Running, granted_answers

CLIENTS = 16
SECONDS = 10.0
BURST = 600


def measure(running: Running, report: Report) -> None:
    """Measure filing; the same resident files again and again, so most are refused: the door doesn't care."""
    report.section("Filing: POST /v1/applications")
    answers = granted_answers()
    _cpu(running, report, answers)
    _drain(running, Client(running, "gulnara@example.org"), report)
    client = Client(running, "timur@example.org")
    times = []
    for _ in range(40):
        began = time.perf_counter()
        status, filed = client.file(answers)
        times.append((time.perf_counter() - began) * 1000)
        assert status == 201, filed
        time.sleep(1.0)  # one client; the case before is over
    report.figure("p50 at one client", statistics.median(times), "ms", most=60)
    _drain(running, client, report)
    _throughput(running, report, answers)
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
    path = f"/_aws/execute-api/{one_write.deploy(running.place.client('cloudformation'))}/api/one"
    rates = {}
    with readers_off(running):
        for name in ("one write", "filing", "one write again"):
            rates[name] = _rate(running, answers, None if name == "filing" else path)
    base = (rates["one write"] + rates["one write again"]) / 2
    report.note("the door alone: the readers of the stream are off, as their work is elsewhere in the cloud")
    report.figure("one-write function at 16 clients", base, "/s")
    report.figure("filing at 16 clients", rates["filing"], "/s")
    report.figure("filing compared to one write", 100 * rates["filing"] / base, "%", least=60)
    _drain(running, Client(running, "timur@example.org"), report)


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


def _rate(running: Running, answers: dict[str, Any], path: str | None) -> float:
    stop = time.perf_counter() + SECONDS

    def work(_: int) -> int:
        client = Client(running, "timur@example.org")
        done = 0
        while time.perf_counter() < stop:
            if path is None:
                status, answer = client.file(answers)
            else:
                status, answer = client.straight(path)
            assert status == 201, answer
            done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(work, range(CLIENTS))) / SECONDS


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

    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(work, range(CLIENTS)))
    report.note(f"burst of {BURST} at {CLIENTS} clients taken in {time.perf_counter() - began:.1f} s")
    report.figure("refused in the burst", len(refused), "", most=0)
    lost = _drain(running, Client(running, "timur@example.org"), report)
    report.figure("lost or doubled in the burst", BURST - len(set(numbers)) + lost, "", most=0)


def _drain(running: Running, client: Client, report: Report) -> int:
    """Wait until every application of the client's person has ended, with progress; give how many have not."""
    began = time.perf_counter()
    while True:
        open_now = live(running)
        if sys.stdout.isatty():
            print(f"   draining: {open_now} cases live  ", end="\r", flush=True)
        if open_now == 0 or time.perf_counter() - began > 600:
            break
        time.sleep(1)
    report.note(f"drained in {time.perf_counter() - began:.1f} s, {open_now} left")
    return open_now


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
