"""Snapshots of what isn't in the journal: definitions of resources, users, secrets, keys, messages sent.

ministack saves on a clean stop only. Here a service that was changed is saved a moment later, in another thread, to a
file that replaces the old one whole. The pause grows with what the last save cost.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

from ministack import app
from ministack.core import persistence

from .journal import Journal

logger = logging.getLogger("okno.checkpoints")
PAUSE_SECONDS = 0.3
COST_FACTOR = 20
COMPACT_AT_BYTES = 128_000_000
ONLY_ON_STOP = {"cloudwatch", "cloudwatch_logs"}
READ_ONLY = ("Get", "List", "Describe", "Query", "Scan", "BatchGet", "Decrypt", "Encrypt", "GenerateDataKey", "Receive")
JOURNALED = {"dynamodb", "stepfunctions", "sqs"}
DATA_ACTIONS = (
    "Item",
    "Items",
    "Execution",
    "TaskSuccess",
    "TaskFailure",
    "TaskHeartbeat",
    "Message",
    "MessageBatch",
    "Visibility",
)

Handler = Callable[..., Awaitable[tuple[int, dict[str, str], Any]]]


class Checkpoints:
    """Saves changed services; one for each engine."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._dirty: set[str] = set()
        self._all_dirty = False
        self._changed = threading.Event()
        self._saving = threading.Lock()

    def start(self) -> None:
        """Begin to save."""
        threading.Thread(target=self._run, name="okno-checkpoints", daemon=True).start()

    def mark(self, module: str) -> None:
        """The service in ministack's `module` was changed."""
        self._dirty.add(module)
        self._changed.set()

    def mark_all(self) -> None:
        """Anything may have been changed."""
        self._all_dirty = True
        self._changed.set()

    def save(self, *modules: str) -> None:
        """Save these services now, or all of them; returns when it is done."""
        with self._saving:
            for key, get_state in app._build_persistence_save_dict().items():
                module = app._state_map[key]
                if (module in modules) if modules else (module not in ONLY_ON_STOP):
                    self._save(key, get_state)

    def save_everything(self) -> None:
        """Save all services, the bulky ones too."""
        with self._saving:
            for key, get_state in app._build_persistence_save_dict().items():
                self._save(key, get_state)

    def watching(self, module: str, handler: Handler) -> Handler:
        """`handler` of the service in `module`, followed by a mark when it may have changed something."""

        async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Any:
            response = await handler(method, path, headers, body, query)
            action = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
            if module in ("cloudformation", "cloudcontrol"):
                self.mark_all()
            elif method not in ("GET", "HEAD") and not _changes_nothing(module, action, path):
                self.mark(module)
            return response

        return handle

    def _run(self) -> None:
        pause = PAUSE_SECONDS
        while True:
            self._changed.wait()
            time.sleep(pause)
            self._changed.clear()
            everything, self._all_dirty = self._all_dirty, False
            modules, self._dirty = self._dirty, set()
            started = time.perf_counter()
            self.save(*(() if everything else modules))
            if self._journal.bytes_since_snapshot > COMPACT_AT_BYTES:
                self._journal.snapshot()
            pause = max(PAUSE_SECONDS, COST_FACTOR * (time.perf_counter() - started))

    def _save(self, key: str, get_state: Callable[[], dict[str, Any] | None]) -> None:
        for _ in range(20):
            try:
                state = get_state()
                break
            except RuntimeError:  # a dictionary changed under the copy
                time.sleep(0.02)
        else:
            logger.warning("%s changes too fast to be saved now", key)
            self.mark(app._state_map[key])
            return
        if state is not None:
            persistence.save_state(key, state)


def _changes_nothing(module: str, action: str, path: str) -> bool:
    """Whether a request only reads, invokes, or changes what the journal keeps."""
    if module in JOURNALED and action.endswith(DATA_ACTIONS):
        return True
    return action.startswith(READ_ONLY) or path.endswith("/invocations")


def apply(journal: Journal) -> Checkpoints:
    """Watch every service's handler."""
    checkpoints = Checkpoints(journal)
    for service, entry in app.SERVICE_REGISTRY.items():
        app.SERVICE_HANDLERS[service] = checkpoints.watching(entry["module"], app.SERVICE_HANDLERS[service])
    return checkpoints
