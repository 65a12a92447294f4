"""One thread for all deadlines of all executions: a thousand waiting executions cost a thousand heap entries."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger("okno.timers")


class Timers:
    """Calls functions at moments given in epoch seconds."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._started = False

    def at(self, moment: float, action: Callable[[], None]) -> None:
        """Call `action` at `moment`; it must be quick, and check for itself whether it is still wanted."""
        with self._changed:
            heapq.heappush(self._heap, (moment, next(self._order), action))
            if not self._started:
                self._started = True
                threading.Thread(target=self._run, name="okno-timers", daemon=True).start()
            if self._heap[0][0] >= moment:
                self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._heap or self._heap[0][0] > time.time():
                    self._changed.wait(self._heap[0][0] - time.time() if self._heap else None)
                action = heapq.heappop(self._heap)[2]
            try:
                action()
            except Exception:  # one execution's deadline must not end those of all others
                logger.exception("a deadline failed")
