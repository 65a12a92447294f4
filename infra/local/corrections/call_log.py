"""A log of AWS calls for cost benchmarks: on while `calls.on` is in the state folder, written to `calls.jsonl`.

One line is one call: `at` (epoch seconds), `service`, `action`, `ms`, `status`, and where known `target` (table,
function, path), `index`, `read_units`, `write_units`, `memory_mb`.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LOOK_EVERY_SECONDS = 0.2
READS = {"GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems"}


class CallLog:
    """Writes calls while the switch file exists."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._looked = 0.0
        self._on = False
        self._lock = threading.Lock()

    def use(self, folder: Path) -> None:
        """Look for the switch in, and write to, `folder`."""
        self._folder = folder

    def is_on(self) -> bool:
        """Whether calls are written now."""
        now = time.monotonic()
        if self._folder is not None and now - self._looked > LOOK_EVERY_SECONDS:
            self._looked = now
            self._on = (self._folder / "calls.on").exists()
        return self._on

    def record(self, service: str, action: str, **fields: Any) -> None:
        """Write one call if the log is on."""
        if not self.is_on() or self._folder is None:
            return
        line = json.dumps({"at": round(time.time(), 4), "service": service, "action": action, **fields})
        with self._lock, (self._folder / "calls.jsonl").open("a") as out:
            out.write(line + "\n")


LOG = CallLog()


class DynamoCall:
    """One call of DynamoDB, with the capacity that it consumed."""

    def __init__(self, action: str, data: dict[str, Any]) -> None:
        self._action = "".join(part.capitalize() for part in action.strip("_").split("_"))
        self._data = data
        self._asked = data.get("ReturnConsumedCapacity", "NONE") != "NONE"
        self._started = time.perf_counter()
        self._on = LOG.is_on()
        if self._on and not self._asked:
            data["ReturnConsumedCapacity"] = "TOTAL"

    def answered(self, response: tuple[int, dict[str, str], bytes]) -> tuple[int, dict[str, str], bytes]:
        """Write the call; returns the response unchanged."""
        if self._on:
            status, _, body = response
            consumed = json.loads(body or b"{}").get("ConsumedCapacity") or []
            parts = consumed if isinstance(consumed, list) else [consumed]
            units = sum(part.get("CapacityUnits", 0.0) for part in parts)
            side = "read_units" if self._action in READS else "write_units"
            target = self._data.get("TableName") or ",".join(sorted({part["TableName"] for part in parts}))
            LOG.record(
                "dynamodb",
                self._action,
                target=target,
                index=self._data.get("IndexName"),
                status=status,
                ms=round((time.perf_counter() - self._started) * 1000, 2),
                **{side: units},
            )
        return response


@contextmanager
def dynamodb(action: str, data: dict[str, Any]) -> Iterator[DynamoCall]:
    """Measure a call of DynamoDB around its handler."""
    yield DynamoCall(action, data)
