"""Speak to a deployed stack from this machine: the commands and the tests use the functions' own use cases through it.

`connect()` finds the running local stack, `of_stage("kazan")` a deployed one; `use(…)` puts what the functions are told
by the template into this process's environment, so that `chalicelib.bootstrap.stores()` works here too.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

PROJECT = Path(__file__).resolve().parents[2]
STATE = PROJECT / ".local"
ENGINE_FILE = "engine.json"
VARIABLES = {
    "OKNO_CASES_TABLE": "CasesTable",
    "OKNO_REGISTERS_TABLE": "RegistersTable",
    "OKNO_ACCOUNTS_TABLE": "AccountsTable",
    "OKNO_CATALOGUE_TABLE": "CatalogueTable",
    "OKNO_STATISTICS_TABLE": "StatisticsTable",
    "OKNO_CATALOGUE_BUCKET": "CatalogueBucket",
    "OKNO_FILES_BUCKET": "FilesBucket",
    "OKNO_CASE_MACHINE": "ServiceCaseMachine",
    "OKNO_SUB_MACHINE": "SubServiceMachine",
    "OKNO_QUEUE_SMS": "SmsQueue",
    "OKNO_QUEUE_EMAIL": "EmailQueue",
    "OKNO_QUEUE_PUSH": "PushQueue",
    "OKNO_DLQ_SMS": "SmsDeadLetters",
    "OKNO_DLQ_EMAIL": "EmailDeadLetters",
    "OKNO_DLQ_PUSH": "PushDeadLetters",
    "OKNO_DLQ_STREAM": "StreamDeadLetters",
    "OKNO_MALWARE_SCAN": "MalwareScan",
    "OKNO_KEY_ID": "DataKey",
    "OKNO_SIGNING_KEY_ID": "SigningKey",
    "OKNO_SECRET_ID": "StackSecret",
    "OKNO_APPLICANT_POOL": "ApplicantPool",
    "OKNO_APPLICANT_CLIENT": "ApplicantClient",
    "OKNO_STAFF_POOL": "StaffPool",
    "OKNO_STAFF_CLIENT": "StaffClient",
    "OKNO_MUNICIPALITY": "Municipality",
    "OKNO_CLOCK_FILE": "LocalClockFile",
}
"""What the template tells every function, and the output that says it."""


class NotRunning(Exception):
    """There is no stack to speak to; the message says how to start one."""


class FunctionFailed(Exception):
    """A function of the stack raised; the message names it and the error."""


@dataclass(frozen=True)
class Stack:
    """A deployed stack: its outputs, and where it is (`endpoint` and `url` are None in the cloud)."""

    outputs: Mapping[str, str]
    region: str
    endpoint: str | None = None
    url: str | None = None
    state_dir: Path | None = None

    @property
    def is_aws(self) -> bool:
        """Whether it is in an account, where nothing may be only a demonstration."""
        return self.outputs.get("Environment") != "local"

    def client(self, service: str) -> Any:
        """A client of `service` at this place."""
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"} if self.endpoint else {}
        return boto3.client(service, region_name=self.region, endpoint_url=self.endpoint, **keys)

    def environment(self) -> dict[str, str]:
        """The environment that makes this process see the stack as its functions do."""
        told = {name: self.outputs[output] for name, output in VARIABLES.items() if output in self.outputs}
        told |= {"AWS_DEFAULT_REGION": self.region, "AWS_REGION": self.region}
        if self.endpoint:
            # The engine takes any credentials; the account's are never sent to it.
            told |= {"AWS_ENDPOINT_URL": self.endpoint, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        return told


def use(stack: Stack) -> Stack:
    """Make this process see `stack` as its functions do."""
    os.environ.update(stack.environment())
    return stack


def connect(state_dir: Path = STATE) -> Stack:
    """The local stack that runs now; raises NotRunning."""
    try:
        engine = json.loads((state_dir / ENGINE_FILE).read_text())
        outputs = json.loads((state_dir / "outputs.json").read_text())
    except FileNotFoundError:
        raise NotRunning("Nothing runs on this machine. Start it in another terminal: make run") from None
    return Stack(outputs, engine["region"], engine["endpoint"], engine["url"], state_dir)


def of_stage(stage: str) -> Stack:
    """A stack deployed into the account at hand."""
    from infra.commands import deploy, settings

    region = settings.load(stage).region
    return Stack(deploy.outputs(deploy.Target(f"okno-{stage}", region)), region)


def arguments(purpose: str) -> argparse.ArgumentParser:
    """A command line that chooses a stack: `--stage` in the account at hand, else the one on this machine."""
    parser = argparse.ArgumentParser(description=purpose, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stage", help="a stack in the account at hand, as in infra/settings/<stage>.json")
    parser.add_argument("--state-dir", type=Path, default=STATE, help="where the local stack keeps its state")
    return parser


def chosen(given: argparse.Namespace) -> Stack:
    """The stack that the command line chose, seen as its functions see it; raises NotRunning."""
    return use(of_stage(given.stage) if given.stage else connect(given.state_dir))


def invoke(target: Stack, function: str, event: Mapping[str, Any]) -> Any:
    """Call a function by its output's name and give its answer; raises FunctionFailed."""
    answer = target.client("lambda").invoke(FunctionName=target.outputs[function], Payload=json.dumps(event).encode())
    said = json.loads(answer["Payload"].read() or b"null")
    if answer.get("FunctionError"):
        raise FunctionFailed(f"{function}: {said.get('errorType')}: {said.get('errorMessage')}")
    return said
