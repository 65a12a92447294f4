"""A write-ahead journal: what was acknowledged to a client was written before, so it survives `kill -9`.

An entry is a JSON list whose first member names the kind; the kinds belong to the modules that register for them.
Entries are absolute and idempotent: replaying one twice, or after a later snapshot, changes nothing. One line is one
batch, so a transaction is replayed whole or not at all; a torn last line is ignored.

Files: `journal-<n>.jsonl` and `snapshot-<n>.jsonl`, in the same format. A snapshot replaces all journals below `n`; it
is written beside the running engine, from the state after the switch to journal `n`, and may therefore already hold
some of that journal's effects. That is harmless because entries are idempotent.

Bytes reach the operating system before the answer leaves, not the disk: a power cut may lose the last moments.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from ministack.core.persistence import _json_default, _json_object_hook

Entry = list[Any]
logger = logging.getLogger("okno.journal")


class Journal:
    """The journal of one engine. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._local = threading.local()
        self._appliers: dict[str, Callable[[Entry], None]] = {}
        self._sources: list[Callable[[], Iterable[Entry]]] = []
        self._number = max([0, *(number for number, _ in [*self._files("journal"), *self._files("snapshot")])]) + 1
        self._file: int | None = None
        self.replaying = False
        self.bytes_since_snapshot = 0

    def register(self, kind: str, apply: Callable[[Entry], None]) -> None:
        """Entries of `kind` are replayed by `apply`."""
        self._appliers[kind] = apply

    def register_source(self, entries: Callable[[], Iterable[Entry]]) -> None:
        """`entries` yields what a snapshot must hold of one service."""
        self._sources.append(entries)

    def add(self, entry: Entry) -> None:
        """Keep one entry: with the batch that is open in this thread, else at once."""
        if self.replaying:
            return
        pending: list[Entry] | None = getattr(self._local, "pending", None)
        if pending is not None:
            pending.append(entry)
        else:
            self._write([entry])

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Entries added inside, in this thread, become one line."""
        if getattr(self._local, "pending", None) is not None:
            yield
            return
        self._local.pending, self._local.following = [], {}
        try:
            yield
        finally:
            pending, self._local.pending = self._local.pending, None
            if pending:
                self._write(pending)
            for call in self._local.following:
                call()

    def afterwards(self, call: Callable[[], None]) -> None:
        """Run `call` once when what is open in this thread has been written, else at once."""
        if getattr(self._local, "pending", None) is None:
            call()
        else:
            self._local.following[call] = None

    def replay(self) -> int:
        """Bring back the state on disk; returns the number of entries."""
        snapshots = self._files("snapshot")
        first, paths = (snapshots[-1][0], [snapshots[-1][1]]) if snapshots else (0, [])
        paths += [path for number, path in self._files("journal") if number >= first]
        self.replaying, count = True, 0
        try:
            for path in paths:
                for entries in self._read(path):
                    for entry in entries:
                        self._appliers[entry[0]](entry)
                        count += 1
        finally:
            self.replaying = False
        self.bytes_since_snapshot = sum(
            path.stat().st_size for number, path in self._files("journal") if number >= first
        )
        return count

    def snapshot(self) -> None:
        """Write the present state and drop the journals that led to it."""
        with self._lock:
            self._number += 1
            number = self._number
            self._close()
            self.bytes_since_snapshot = 0
        partial = self._folder / "snapshot.partial"
        with partial.open("wb") as out:
            for source in self._sources:
                for entry in source():
                    out.write(self._line([entry]))
        partial.replace(self._folder / f"snapshot-{number}.jsonl")
        for kind in ("journal", "snapshot"):
            for old, path in self._files(kind):
                if old < number:
                    path.unlink()

    def _write(self, entries: list[Entry]) -> None:
        line = self._line(entries)
        with self._lock:
            if self._file is None:
                path = self._folder / f"journal-{self._number}.jsonl"
                self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.write(self._file, line)
            self.bytes_since_snapshot += len(line)

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _files(self, kind: str) -> list[tuple[int, Path]]:
        found = [(int(path.stem.removeprefix(f"{kind}-")), path) for path in self._folder.glob(f"{kind}-*.jsonl")]
        return sorted(found)

    @staticmethod
    def _line(entries: list[Entry]) -> bytes:
        try:
            line: bytes = orjson.dumps(entries, _json_default, orjson.OPT_APPEND_NEWLINE)
        except TypeError:  # what only the standard library writes: lone surrogates, keys that are numbers
            return json.dumps(entries, default=_json_default, separators=(",", ":")).encode() + b"\n"
        return line

    @staticmethod
    def _read(path: Path) -> Iterator[list[Entry]]:
        with path.open() as lines:
            for line in lines:
                try:
                    yield json.loads(line, object_hook=_json_object_hook)
                except ValueError:
                    logger.warning("%s: ignored a torn line", path.name)
