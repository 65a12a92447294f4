"""The engine's own endpoints, for tests and benchmarks, on the port of the AWS API.

GET  /_okno/engine/transitions?name=N    what executions (of one name) cost: entered states and retries
POST /_okno/engine/streams/drop?table=T  forget the stream's records, as if older than 24 hours (no table: all)
POST /_okno/engine/checkpoint            save now everything that isn't in the journal
POST /_okno/engine/compact               write a snapshot of the journal
PUT, DELETE /_okno/engine/calls          switch the call log on and off; GET reads it
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from .corrections import Corrections
from .front import Receive, Scope, Send, answer

PREFIX = "/_okno/engine/"


class Control:
    """Answers requests below `PREFIX`."""

    def __init__(self, parts: Corrections, state_dir: Path) -> None:
        self._parts = parts
        self._state_dir = state_dir

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Answer one request."""
        query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        method, name = scope["method"], scope["path"].removeprefix(PREFIX)
        result: Any
        if (method, name) == ("GET", "transitions"):
            result = self._transitions(query.get("name"))
        elif (method, name) == ("POST", "streams/drop"):
            result = self._drop(query.get("table"))
        elif (method, name) == ("POST", "checkpoint"):
            await asyncio.to_thread(self._parts.checkpoints.save)
            result = {}
        elif (method, name) == ("POST", "compact"):
            await asyncio.to_thread(self._parts.journal.snapshot)
            result = {}
        elif name == "calls":
            result = self._calls(method)
        else:
            await answer(send, 404, b"{}", "application/json")
            return
        await answer(send, 200, json.dumps(result).encode(), "application/json")

    def _transitions(self, name: str | None) -> list[dict[str, Any]]:
        from ministack.services import stepfunctions

        found = []
        for execution in stepfunctions._executions.all_values():
            if name is None or execution["name"] == name:
                entered = sum(event["type"].endswith("StateEntered") for event in execution["events"])
                retried = execution.get("_retried", 0)
                found.append(
                    {
                        "name": execution["name"],
                        "machine": execution.get("_machine"),
                        "status": execution["status"],
                        "entered": entered,
                        "retried": retried,
                        "transitions": entered + retried,
                    }
                )
        return found

    def _drop(self, table: str | None) -> dict[str, int]:
        from ministack.services import dynamodb

        dropped = {}
        for account, region, name in list(dynamodb._stream_records.to_dict()):
            if table in (None, name):
                dropped[name] = self._parts.tables.drop_stream(account, region, name)
        return dropped

    def _calls(self, method: str) -> list[Any] | dict[str, bool]:
        switch, log = self._state_dir / "calls.on", self._state_dir / "calls.jsonl"
        if method == "PUT":
            log.unlink(missing_ok=True)
            switch.touch()
        elif method == "DELETE":
            switch.unlink(missing_ok=True)
        elif log.exists():
            return [json.loads(line) for line in log.read_text().splitlines()]
        else:
            return []
        return {"on": method == "PUT"}
