"""One log file per Lambda function under the state folder, rotated by size, so that a traceback is one `tail` away."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

ROTATE_AT = 5_000_000


class FunctionLogs:
    """Appends the output of invocations to `folder`/<function>.log and keeps one older file beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, function: str, request_id: str, text: str, error: str | None) -> None:
        """Append what one invocation printed, and the error it ended with; nothing when there is neither."""
        if not text and not error:
            return
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        end = f"{now} {request_id} FAILED {error}\n" if error else ""
        body = text if not text or text.endswith("\n") else text + "\n"
        path = self._folder / f"{function}.log"
        with self._lock:
            if path.exists() and path.stat().st_size > ROTATE_AT:
                path.replace(path.with_suffix(".log.1"))
            with path.open("a") as log:
                log.write(f"{now} {request_id}\n{body}{end}")
