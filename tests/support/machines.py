"""A stand-in for Step Functions that reads the shipped machines, and does one state at a time.

It knows what the two machines use: Task states that invoke a command, the same with a token, Choices on `next`, and
Succeed. Retries are the commands' own; what a stream would do, `react` does.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.domain.errors import TransientError
from chalicelib.entrypoints.stream import read_stream
from chalicelib.entrypoints.workflow import COMMANDS
from chalicelib.usecases import projecting, reacting, waiting

MACHINES = Path(__file__).resolve().parents[2] / "statemachines"
CONDITION = re.compile(r"\{% \$states\.input\.next = '(\w+)' %\}")
NOBODY = random.Random(0)


@dataclass
class Execution:
    """One execution: where it stands, and the token it waits with."""

    name: str
    machine: dict[str, Any]
    given: dict[str, Any]
    state: str
    answer: str = ""
    token: str | None = None
    running: bool = True

    @property
    def can_go(self) -> bool:
        return self.running and self.token is None


class Machines:
    """Takes the place of `stores.workflows`; `step` and `settle` do what the service would do by itself."""

    def __init__(self, stores: Any) -> None:
        self.stores = stores
        self.executions: dict[str, Execution] = {}
        self._tokens = itertools.count(1)
        self._machines = {
            name: json.loads((MACHINES / f"{name}.asl.json").read_text()) for name in ("service_case", "sub_service")
        }
        stores.workflows = self

    # What use cases call

    def start_case(self, case_id: str, n: int) -> None:
        self._start("service_case", f"{case_id}-{n}", {"case_id": case_id, "n": n})

    def start_case_again(self, case_id: str, name: str) -> None:
        self._start("service_case", f"{case_id}-{name}", {"case_id": case_id, "n": 0})

    def start_sub_service(self, case_id: str, sub: str, n: int) -> None:
        self._start("sub_service", f"{case_id}-{sub}-{n}", {"case_id": case_id, "sub_service": sub, "n": n})

    def resume(self, token: str) -> bool:
        for execution in self.executions.values():
            if execution.token == token:
                execution.token = None
                execution.state = execution.machine["States"][execution.state]["Next"]
                return True
        return False

    def case_runs(self, case_id: str, n: int) -> bool:
        return self._runs(f"{case_id}-{n}")

    def sub_service_runs(self, case_id: str, sub: str, n: int) -> bool:
        return self._runs(f"{case_id}-{sub}-{n}")

    # What tests call

    def step(self, execution: Execution) -> None:
        """Do one state of an execution."""
        state = execution.machine["States"][execution.state]
        match state["Type"]:
            case "Succeed":
                execution.running = False
                return
            case "Choice":
                nexts = {CONDITION.fullmatch(one["Condition"])[1]: one["Next"] for one in state["Choices"]}  # type: ignore[index]
                execution.state = nexts[execution.answer]
                return
        command = state["Arguments"]["Payload"]["command"]
        event = {"command": command, **execution.given}
        if state["Resource"].endswith(".waitForTaskToken"):
            token = f"token-{next(self._tokens)}"
            execution.token = token
            try:
                COMMANDS[command](self.stores, {**event, "token": token, "execution": execution.name})
            except TransientError:
                execution.token = None
            return
        execution.answer = COMMANDS[command](self.stores, event)
        if state.get("End"):
            execution.running = False
        else:
            execution.state = state["Next"]

    def react(self, *, times: int = 1) -> int:
        """Do what both stream readers do with whatever is owed; give how many records there were."""
        records = [
            {"eventName": "INSERT", "dynamodb": {"Keys": {"pk": {"S": pk}, "sk": {"S": sk}}, "SequenceNumber": str(at)}}
            for at, (pk, sk) in enumerate(self.owed())
        ]
        for _ in range(times):
            read_stream(self.stores, {"Records": records}, "drive", reacting.drive, waiting.look)
            read_stream(self.stores, {"Records": records}, "project", projecting.react)
        return len(records)

    def owed(self) -> list[tuple[str, str]]:
        """Keys of the commits and Waiters whose reactions are owed."""
        return [
            key
            for shard in self.stores.commits.debt_shards()
            for key in self.stores.commits.unreacted(shard, "~", None, 1000)[0]
        ]

    def settle(self, chance: random.Random = NOBODY, *, times: int = 1) -> None:
        """Let everything go on, in an order by chance, until it waits for somebody or has ended."""
        while True:
            ready = [execution for execution in self.executions.values() if execution.can_go]
            if ready:
                # A passing trouble that outlived the command's own attempts: the state's Retry does it again.
                with contextlib.suppress(TransientError):
                    self.step(chance.choice(ready))
            elif not self.react(times=times):
                return

    def lose(self) -> None:
        """Forget every execution, as if the machines were lost."""
        self.executions.clear()

    def _start(self, machine: str, name: str, given: dict[str, Any]) -> None:
        definition = self._machines[machine]
        self.executions.setdefault(name, Execution(name, definition, given, definition["StartAt"]))

    def _runs(self, name: str) -> bool:
        return name in self.executions and self.executions[name].running
