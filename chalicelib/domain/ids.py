"""Time-ordered identifiers: UUID version 7 (RFC 9562), monotonic within a process."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable


class Uuid7:
    """Makes UUIDv7 values as 32 hexadecimal characters; each is greater than the one before.

    `millis` gives Unix milliseconds and `random` gives bytes, so that a test can fix both.
    """

    def __init__(
        self,
        millis: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._millis, self._random = millis, random
        self._last, self._lock = 0, threading.Lock()

    def __call__(self) -> str:
        noise = int.from_bytes(self._random(10), "big") & ((1 << 74) - 1)
        with self._lock:
            value = (self._millis() << 74) | noise
            self._last = value = value if value > self._last else self._last + 1
        millis, noise = value >> 74, value & ((1 << 74) - 1)
        whole = (millis << 80) | (7 << 76) | ((noise >> 62) << 64) | (2 << 62) | (noise & ((1 << 62) - 1))
        return f"{whole:032x}"
