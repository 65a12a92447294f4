"""A started engine and what the probes build on it: functions, machines, tables."""

from __future__ import annotations

import io
import json
import time
import urllib.request
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from infra.local import supervisor

ROLE = "arn:aws:iam::000000000000:role/probe"
REGION = "eu-central-1"
HANDLER = '''
import json, os, time
import boto3

class OddError(Exception):
    pass

def handle(event, context):
    """Does what the event orders; keeps a task token in a file, so that the probe can call back."""
    if "Records" in event:
        return serve_records(event["Records"])
    print("got", json.dumps(event))
    do = event.get("do")
    if do == "fail":
        raise OddError("as ordered")
    if do == "sleep":
        time.sleep(event["seconds"])
    if "token" in event:
        with open(os.environ["TOKENS"], "a") as out:
            out.write(json.dumps(event) + "\\n")
    return event

def serve_records(records):
    failures = []
    for record in records:
        if "dynamodb" in record:
            text, name = record["dynamodb"]["Keys"]["pk"]["S"], record["dynamodb"]["SequenceNumber"]
        else:
            text, name = record["body"], record["messageId"]
        with open(os.environ["TOKENS"], "a") as out:
            out.write(json.dumps({"record": text}) + "\\n")
        if text.startswith("bad") and not os.path.exists(os.environ["TOKENS"] + ".healed"):
            failures.append({"itemIdentifier": name})
            break
    return {"batchItemFailures": failures}
'''


class Bench:
    """One engine with clients and helpers."""

    def __init__(self, engine: supervisor.Engine) -> None:
        self.engine = engine
        self.tokens = engine.state_dir / "tokens.jsonl"

    def client(self, service: str) -> Any:
        """A boto3 client; it doesn't repeat failed requests, so that a probe sees the first answer."""
        return boto3.client(
            service,
            endpoint_url=self.engine.endpoint,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"max_attempts": 1}, read_timeout=30),
        )

    def function(self, name: str = "probe") -> str:
        """Deploy the handler above; returns its ARN."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as out:
            out.writestr("probe.py", HANDLER)
        created = self.client("lambda").create_function(
            FunctionName=f"{name}-{uuid.uuid4().hex[:6]}",
            Runtime="python3.12",
            Handler="probe.handle",
            Role=ROLE,
            Code={"ZipFile": archive.getvalue()},
            Environment={"Variables": {"TOKENS": str(self.tokens)}},
            Timeout=10,
        )
        return str(created["FunctionArn"])

    def machine(self, states: dict[str, Any], start: str, **more: Any) -> str:
        """Create a JSONata machine; returns its ARN."""
        definition = {"QueryLanguage": "JSONata", "StartAt": start, "States": states, **more}
        created = self.client("stepfunctions").create_state_machine(
            name=f"m{uuid.uuid4().hex[:8]}", definition=json.dumps(definition), roleArn=ROLE
        )
        return str(created["stateMachineArn"])

    def run(self, machine: str, given: Any = None, name: str | None = None) -> str:
        """Start an execution; returns its ARN."""
        more = {"name": name} if name else {}
        started = self.client("stepfunctions").start_execution(
            stateMachineArn=machine, input=json.dumps(given or {}), **more
        )
        return str(started["executionArn"])

    def ended(self, execution: str, seconds: float = 10) -> dict[str, Any]:
        """What describe says of an execution when it doesn't run any more."""
        states = self.client("stepfunctions")
        found: dict[str, Any] = wait_for(
            lambda: (d := states.describe_execution(executionArn=execution))["status"] != "RUNNING" and d, seconds
        )
        return found

    def kept(self) -> list[dict[str, Any]]:
        """What the handler wrote down."""
        return [json.loads(line) for line in self.tokens.read_text().splitlines()] if self.tokens.exists() else []

    def token(self, case: str, seconds: float = 10) -> str:
        """The token that the handler was given last for `case`."""
        found = wait_for(lambda: [line["token"] for line in self.kept() if line.get("case") == case], seconds)
        return str(found[-1])

    def table(self, *, stream: bool = False, keys: tuple[str, ...] = ("pk",)) -> tuple[str, str]:
        """Create a table with string keys; returns its name and its stream's ARN."""
        name = f"t{uuid.uuid4().hex[:8]}"
        more = {"StreamSpecification": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}} if stream else {}
        created = self.client("dynamodb").create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
            KeySchema=[
                {"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)
            ],
            **more,
        )["TableDescription"]
        return name, created.get("LatestStreamArn", "")

    def engine_call(self, method: str, path: str) -> Any:
        """Call one of the engine's own endpoints."""
        request = urllib.request.Request(f"{self.engine.endpoint}/_okno/engine/{path}", method=method)
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.loads(response.read())


def wait_for(look: Callable[[], Any], seconds: float = 10) -> Any:
    """The first true value of `look`, which is tried for some seconds."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it didn't happen in time"
        time.sleep(0.02)
    return found


def waiting_task(function: str, **more: Any) -> dict[str, Any]:
    """A Task that gives its token to `function` and ends the machine."""
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Arguments": {
            "FunctionName": function,
            "Payload": {"token": "{% $states.context.Task.Token %}", "case": "{% $states.input.case %}"},
        },
        "End": True,
        **more,
    }


def task(function: str, payload: Any, **more: Any) -> dict[str, Any]:
    """A Task that calls `function` and ends the machine."""
    arguments = {"FunctionName": function, "Payload": payload}
    return {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": arguments, "End": True, **more}


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """An engine that all probes share; none of them stops it."""
    engine = supervisor.start(tmp_path_factory.mktemp("engine")).wait_until_healthy()
    yield Bench(engine)
    engine.stop()


@pytest.fixture
def own_bench(tmp_path: Path) -> Iterator[Bench]:
    """An engine of the probe's own, to be killed and restarted."""
    engine = supervisor.start(tmp_path / "engine").wait_until_healthy()
    yield Bench(engine)
    engine.stop()
