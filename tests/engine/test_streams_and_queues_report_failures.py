"""Event source mappings: partial failures, order, switching off and on, lost records, latency."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.conftest import Bench, wait_for

REPORT = ["ReportBatchItemFailures"]


@pytest.fixture
def healing(bench: Bench) -> Iterator[Path]:
    """While this file is there, the handler doesn't fail on a bad record."""
    switch = Path(f"{bench.tokens}.healed")
    yield switch
    switch.unlink(missing_ok=True)


def test_a_failed_record_is_read_again_from_there_on(bench: Bench, healing: Path) -> None:
    _, put = _mapped_table(bench)
    run = uuid.uuid4().hex[:4]
    for name in (f"good-{run}", f"bad-{run}", f"after-{run}"):
        put(name)
    wait_for(lambda: _seen(bench, run).count(f"bad-{run}") >= 2)
    assert f"after-{run}" not in _seen(bench, run)
    healing.touch()
    wait_for(lambda: f"after-{run}" in _seen(bench, run))
    assert _seen(bench, run).count(f"good-{run}") == 1


def test_a_mapping_can_be_switched_off_and_on(bench: Bench) -> None:
    _, put = _mapped_table(bench)
    lambdas = bench.client("lambda")
    mapping = lambdas.list_event_source_mappings()["EventSourceMappings"][-1]["UUID"]
    run = uuid.uuid4().hex[:4]
    lambdas.update_event_source_mapping(UUID=mapping, Enabled=False)
    put(f"off-{run}")
    time.sleep(0.3)
    assert not _seen(bench, run)
    lambdas.update_event_source_mapping(UUID=mapping, Enabled=True)
    wait_for(lambda: _seen(bench, run))
    assert _seen(bench, run) == [f"off-{run}"]


def test_a_stream_can_be_lost(bench: Bench) -> None:
    table, put = _mapped_table(bench)
    lambdas = bench.client("lambda")
    mapping = lambdas.list_event_source_mappings()["EventSourceMappings"][-1]["UUID"]
    run = uuid.uuid4().hex[:4]
    lambdas.update_event_source_mapping(UUID=mapping, Enabled=False)
    put(f"lost-{run}")
    assert bench.engine_call("POST", f"streams/drop?table={table}") == {table: 1}
    lambdas.update_event_source_mapping(UUID=mapping, Enabled=True)
    put(f"next-{run}")
    wait_for(lambda: f"next-{run}" in _seen(bench, run))
    assert _seen(bench, run) == [f"next-{run}"]


def test_a_write_reaches_its_reader_quickly(bench: Bench) -> None:
    _, put = _mapped_table(bench)
    put("warm")
    wait_for(lambda: "warm" in _seen(bench, "warm"))
    run = uuid.uuid4().hex[:4]
    started = time.perf_counter()
    put(run)
    wait_for(lambda: _seen(bench, run))
    assert time.perf_counter() - started < 0.3


def test_a_transaction_reaches_its_reader_quickly_whole_and_once(bench: Bench) -> None:
    table, put = _mapped_table(bench, keys=("pk", "sk"))
    put("warm too", "x")
    wait_for(lambda: _seen(bench, "warm too"))
    run, client = uuid.uuid4().hex[:4], bench.client("dynamodb")
    names = [f"{letter}-{run}" for letter in "abc"]
    written = [{"Put": {"TableName": table, "Item": {"pk": {"S": name}, "sk": {"S": "x"}}}} for name in names]
    started = time.perf_counter()
    client.transact_write_items(TransactItems=written)
    wait_for(lambda: len(_seen(bench, run)) == len(names))
    assert time.perf_counter() - started < 0.3
    client.transact_write_items(TransactItems=written)  # changes nothing, so there is nothing to read
    last = {"TableName": table, "Key": {"pk": {"S": names[2]}, "sk": {"S": "x"}}}
    client.transact_write_items(TransactItems=[{"Delete": last}])
    wait_for(lambda: len(_seen(bench, run)) > len(names))
    assert _seen(bench, run) == [*names, names[2]]


def test_a_queue_keeps_what_failed_until_the_dead_letter_queue(bench: Bench) -> None:
    queues, run = bench.client("sqs"), uuid.uuid4().hex[:4]
    dead = queues.create_queue(QueueName=f"dead-{run}")["QueueUrl"]
    dead_arn = queues.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = f'{{"deadLetterTargetArn": "{dead_arn}", "maxReceiveCount": 2}}'
    url = queues.create_queue(QueueName=f"q-{run}", Attributes={"VisibilityTimeout": "1", "RedrivePolicy": redrive})[
        "QueueUrl"
    ]
    arn = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    bench.client("lambda").create_event_source_mapping(
        FunctionName=bench.function(), EventSourceArn=arn, FunctionResponseTypes=REPORT, BatchSize=1
    )
    for name in (f"good-{run}", f"bad-{run}"):
        queues.send_message(QueueUrl=url, MessageBody=name)
    bodies: list[str] = []

    def collect() -> bool:
        bodies.extend(message["Body"] for message in queues.receive_message(QueueUrl=dead).get("Messages", []))
        return bool(bodies)

    wait_for(collect, 15)
    assert bodies == [f"bad-{run}"]
    assert _seen(bench, run).count(f"bad-{run}") == 2
    assert _seen(bench, run).count(f"good-{run}") == 1


def _mapped_table(bench: Bench, keys: tuple[str, ...] = ("pk",)) -> tuple[str, Any]:
    table, stream = bench.table(stream=True, keys=keys)
    bench.client("lambda").create_event_source_mapping(
        FunctionName=bench.function(),
        EventSourceArn=stream,
        StartingPosition="TRIM_HORIZON",
        FunctionResponseTypes=REPORT,
    )
    client = bench.client("dynamodb")
    return table, lambda *names: client.put_item(
        TableName=table, Item={key: {"S": name} for key, name in zip(keys, names, strict=True)}
    )


def _seen(bench: Bench, run: str) -> list[str]:
    return [line["record"] for line in bench.kept() if run in line.get("record", "")]
