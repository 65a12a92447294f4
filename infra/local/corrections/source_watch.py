"""Notices that the application's code changed, so that the next invocation runs the new code."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

WATCHED = ("app.py", "chalicelib", "schemas", "statemachines")
SUFFIXES = (".py", ".json", ".typ", ".html", ".txt")
LOOK_EVERY_SECONDS = 0.2


class SourceWatch:
    """Counts the versions of a project folder, looking at modification times at most five times a second."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._generation = 0
        self._seen: int | None = None
        self._looked = 0.0
        self._lock = threading.Lock()

    def generation(self) -> int:
        """The number of the code's present version; always 0 without a folder."""
        if self._folder is None:
            return 0
        with self._lock:
            if time.monotonic() - self._looked > LOOK_EVERY_SECONDS:
                now = hash(tuple(self._stamps(self._folder)))
                if now != self._seen:
                    self._generation, self._seen = self._generation + 1, now
                self._looked = time.monotonic()
            return self._generation

    def _stamps(self, folder: Path) -> list[tuple[str, int]]:
        stamps = []
        for name in WATCHED:
            top = folder / name
            files = [str(top)] if top.is_file() else self._files(top)
            for file in files:
                try:
                    stamps.append((file, os.stat(file).st_mtime_ns))
                except OSError:  # removed between the listing and the look
                    continue
        return sorted(stamps)

    @staticmethod
    def _files(top: Path) -> list[str]:
        found = []
        for folder, folders, names in os.walk(top):
            folders[:] = [name for name in folders if not name.startswith((".", "__pycache__"))]
            found += [os.path.join(folder, name) for name in names if name.endswith(SUFFIXES)]
        return found
