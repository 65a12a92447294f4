"""kill -9 and restart: items, messages, waiting executions, stream records."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from tests.engine.conftest import Bench, wait_for, waiting_task


def test_acknowledged_writes_survive_a_kill(own_bench: Bench) -> None:
    table, _ = own_bench.table()
    acknowledged: list[str] = []
    stop = threading.Event()

    def write(writer: int) -> None:
        client, number = own_bench.client("dynamodb"), 0
        try:
            while not stop.is_set():
                keys = [f"{writer}-{number}-{half}" for half in "ab"]
                items = [
                    {"Put": {"TableName": table, "Item": {"pk": {"S": key}, "n": {"N": str(number)}}}} for key in keys
                ]
                client.transact_write_items(TransactItems=items)
                acknowledged.extend(keys)
                number += 1
        except Exception:  # noqa: BLE001 - the engine was killed
            pass

    with ThreadPoolExecutor(4) as writers:
        for writer in range(4):
            writers.submit(write, writer)
        time.sleep(1)
        own_bench.engine.kill9()
        stop.set()
    own_bench.engine.restart()
    pages = own_bench.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    found = {item["pk"]["S"] for page in pages for item in page["Items"]}
    assert len(acknowledged) > 50
    assert set(acknowledged) <= found
    halves = {key[:-2] for key in found}
    assert len(found) == 2 * len(halves), "a transaction came back by half"


def test_waiting_executions_go_on_after_a_kill_and_after_a_stop(own_bench: Bench) -> None:
    function = own_bench.function()
    machine = own_bench.machine({"Wait": waiting_task(function, TimeoutSeconds=60)}, "Wait")
    executions = {case: own_bench.run(machine, {"case": case}) for case in ("one", "two", "three")}
    tokens = {case: own_bench.token(case) for case in executions}
    own_bench.engine_call("POST", "checkpoint")
    states = own_bench.client("stepfunctions")
    own_bench.engine.kill9()
    own_bench.engine.restart()
    states.send_task_success(taskToken=tokens["one"], output='{"n": 1}')
    assert json.loads(own_bench.ended(executions["one"])["output"]) == {"n": 1}
    own_bench.engine.stop()
    own_bench.engine.restart()
    states.send_task_success(taskToken=tokens["two"], output='{"n": 2}')
    own_bench.engine.kill9()
    own_bench.engine.restart()
    assert json.loads(own_bench.ended(executions["two"])["output"]) == {"n": 2}
    types = [event["type"] for event in states.get_execution_history(executionArn=executions["two"])["events"]]
    assert types.count("TaskSubmitted") == 1
    assert types[-1] == "ExecutionSucceeded"
    assert own_bench.token("three") == tokens["three"]


def test_messages_survive_a_kill(own_bench: Bench) -> None:
    queues = own_bench.client("sqs")
    url = queues.create_queue(QueueName="q")["QueueUrl"]
    own_bench.engine_call("POST", "checkpoint")
    for number in range(20):
        queues.send_message(QueueUrl=url, MessageBody=str(number))
    read = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=5)["Messages"]
    for message in read:
        queues.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    own_bench.engine.kill9()
    own_bench.engine.restart()
    left: set[str] = set()
    while len(left) < 15:
        left |= {
            message["Body"] for message in queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
        }
    assert left == {str(number) for number in range(20)} - {message["Body"] for message in read}


def test_stream_records_survive_a_kill(own_bench: Bench) -> None:
    table, stream = own_bench.table(stream=True)
    lambdas, items = own_bench.client("lambda"), own_bench.client("dynamodb")
    mapping = lambdas.create_event_source_mapping(
        FunctionName=own_bench.function(), EventSourceArn=stream, StartingPosition="LATEST"
    )["UUID"]
    items.put_item(TableName=table, Item={"pk": {"S": "before"}})
    wait_for(lambda: {"record": "before"} in own_bench.kept())
    lambdas.update_event_source_mapping(UUID=mapping, Enabled=False)
    items.put_item(TableName=table, Item={"pk": {"S": "while off"}})
    own_bench.engine_call("POST", "checkpoint")
    own_bench.engine.kill9()
    own_bench.engine.restart()
    lambdas.update_event_source_mapping(UUID=mapping, Enabled=True)
    wait_for(lambda: {"record": "while off"} in own_bench.kept())
    assert own_bench.kept().count({"record": "before"}) == 1


def test_a_deleted_and_recreated_table_does_not_get_its_old_items_back(own_bench: Bench) -> None:
    items = own_bench.client("dynamodb")
    table, _ = own_bench.table()
    items.put_item(TableName=table, Item={"pk": {"S": "old"}})
    description = items.describe_table(TableName=table)["Table"]
    items.delete_table(TableName=table)
    items.create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=description["AttributeDefinitions"],
        KeySchema=description["KeySchema"],
    )
    items.put_item(TableName=table, Item={"pk": {"S": "new"}})
    own_bench.engine.kill9()
    own_bench.engine.restart()
    assert [item["pk"]["S"] for item in items.scan(TableName=table)["Items"]] == ["new"]


def test_files_survive_a_kill(own_bench: Bench) -> None:
    files = own_bench.client("s3")
    files.create_bucket(Bucket="files", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    files.put_bucket_versioning(Bucket="files", VersioningConfiguration={"Status": "Enabled"})
    own_bench.engine_call("POST", "checkpoint")
    for text in (b"one", b"two"):
        files.put_object(Bucket="files", Key="a/b.pdf", Body=text, ContentType="application/pdf")
    own_bench.engine.kill9()
    own_bench.engine.restart()
    found = files.get_object(Bucket="files", Key="a/b.pdf")
    assert (found["Body"].read(), found["ContentType"]) == (b"two", "application/pdf")


def test_users_and_sent_messages_survive_a_kill_after_a_moment(own_bench: Bench) -> None:
    people = own_bench.client("cognito-idp")
    pool = people.create_user_pool(PoolName="p")["UserPool"]["Id"]
    people.admin_create_user(UserPoolId=pool, Username="a@example.org", MessageAction="SUPPRESS")
    own_bench.client("ses").verify_email_identity(EmailAddress="city@example.org")
    own_bench.client("ses").send_email(
        Source="city@example.org",
        Destination={"ToAddresses": ["a@example.org"]},
        Message={"Subject": {"Data": "S"}, "Body": {"Text": {"Data": "B"}}},
    )
    time.sleep(1.5)
    own_bench.engine.kill9()
    own_bench.engine.restart()
    assert people.admin_get_user(UserPoolId=pool, Username="a@example.org")["Enabled"]
    with urllib.request.urlopen(f"{own_bench.engine.url}/_messages/email", timeout=10) as sent:
        assert b"a@example.org" in sent.read()


def test_the_journal_is_compacted_without_losing_anything(own_bench: Bench) -> None:
    table, _ = own_bench.table()
    items = own_bench.client("dynamodb")
    for number in range(20):
        items.put_item(TableName=table, Item={"pk": {"S": "same"}, "n": {"N": str(number)}})
    own_bench.engine_call("POST", "compact")
    items.put_item(TableName=table, Item={"pk": {"S": "after"}})
    lines = sum(len(path.read_text().splitlines()) for path in (own_bench.engine.state_dir / "journal").iterdir())
    assert lines < 10
    own_bench.engine.kill9()
    own_bench.engine.restart()
    found = {item["pk"]["S"]: item.get("n", {}).get("N") for item in items.scan(TableName=table)["Items"]}
    assert found == {"same": "19", "after": None}
