"""The domain's clock: wall time, moved forward on a local stack only (`make advance DAYS=`)."""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path


class DomainClock:
    """Gives the present instant. `offset_file` holds seconds to add; empty in the cloud, where time is time."""

    def __init__(self, offset_file: str = "") -> None:
        self._file = Path(offset_file) if offset_file else None

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._offset())

    def _offset(self) -> int:
        if self._file is None:
            return 0
        try:
            return int(self._file.read_text() or 0)
        except FileNotFoundError:
            return 0


def pause(attempt: int) -> None:
    """Wait a moment before trying again: full jitter over 20 ms, doubled with each attempt (0, 1, …)."""
    time.sleep(random.uniform(0, 0.02 * 2**attempt))  # nosec B311: jitter, no secret


def random_number() -> int:
    """Give 64 unpredictable bits as a number."""
    return int.from_bytes(os.urandom(8), "big")
