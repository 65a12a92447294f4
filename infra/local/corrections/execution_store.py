"""What is kept of an execution: its record with the place where it stands, in the journal at every step.

`_at` in the record is the place: `state`, `input`, `variables`, `phase`, and what the phase needs:

enter    the state is about to run
deliver  a task's Lambda is being given its token
wait     the token is out; `deadline` and `beat_by` are epoch seconds or None; `answer` is there once the callback came
sleep    until the epoch second `until`, then `phase` becomes what `then` says
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from typing import Any

from ministack.services import stepfunctions

from .journal import Entry, Journal

Execution = dict[str, Any]
Key = tuple[str, str, str]
CHANGING = ("status", "stopDate", "output", "error", "cause", "_at", "_retried")


class ExecutionStore:
    """Executions and the definitions that they started with."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._events_kept: dict[Key, int] = {}
        self._definitions: dict[str, str] = {}
        self._locks: dict[Key, threading.RLock] = {}
        self._guard = threading.Lock()
        self._keeping = threading.Lock()

    def get(self, key: Key) -> Execution | None:
        """The record of one execution."""
        found: Execution | None = stepfunctions._executions.get_scoped(*key)
        return found

    def lock(self, key: Key) -> threading.RLock:
        """Held by whoever changes the execution."""
        with self._guard:
            return self._locks.setdefault(key, threading.RLock())

    def remember_definition(self, definition: str) -> str:
        """Keep a definition under its hash, which is returned: running executions don't change with a deployment."""
        digest = hashlib.sha256(definition.encode()).hexdigest()[:16]
        if digest not in self._definitions:
            self._definitions[digest] = definition
            self._journal.add(["definition", digest, definition])
        return digest

    def definition(self, digest: str) -> str:
        """The definition with this hash."""
        return self._definitions[digest]

    def keep(self, key: Key, execution: Execution) -> None:
        """Write what changed; when it returns, the change survives.

        A callback is taken without the execution's lock, so lines are written one at a time: a later line is newer.
        """
        with self._keeping:
            kept = self._events_kept.get(key, 0)
            fields = {name: execution.get(name) for name in CHANGING if kept} or _without_events(execution)
            events = execution["events"][kept:]
            self._events_kept[key] = kept + len(events)
            self._journal.add(["execution", *key, fields, kept, events])

    def running(self) -> list[Key]:
        """The executions that haven't ended."""
        return [key for key, found in stepfunctions._executions.all_items() if found["status"] == "RUNNING"]

    # The journal ---------------------------------------------------------------------------------------------------

    def register(self) -> None:
        """Tell the journal how to replay and to snapshot."""
        self._journal.register("definition", self._put_definition)
        self._journal.register("execution", self._put_back)
        self._journal.register_source(self._snapshot)

    def _put_definition(self, entry: Entry) -> None:
        self._definitions[entry[1]] = entry[2]

    def _put_back(self, entry: Entry) -> None:
        _, account, region, arn, fields, first, events = entry
        key = (account, region, arn)
        execution = self.get(key)
        if execution is None:
            execution = {"events": []}
            stepfunctions._executions.set_scoped(*key, execution)
        execution.update(fields)
        execution["events"][first:] = events
        self._events_kept[key] = len(execution["events"])

    def _snapshot(self) -> Iterator[Entry]:
        for digest, definition in list(self._definitions.items()):
            yield ["definition", digest, definition]
        for key, execution in stepfunctions._executions.all_items():
            with self.lock(key):
                entry = ["execution", *key, _without_events(execution), 0, list(execution["events"])]
            yield entry


def _without_events(execution: Execution) -> Execution:
    return {name: value for name, value in execution.items() if name != "events"}
