"""Processes that run Lambda handlers: forked from one warm server, pooled per function, never more than a few."""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

FORK_SERVER = Path(__file__).resolve().parent.parent / "fork_server.py"
START_SECONDS = 30.0


class WorkerError(Exception):
    """A worker ended without an answer; `answer` is what Lambda would report, `log` what had been printed."""

    def __init__(self, answer: dict[str, Any], log: str = "") -> None:
        super().__init__(answer.get("errorMessage"))
        self.answer = answer
        self.log = log


class ForkServer:
    """The fork server of this engine, started when it is first needed and again should it end."""

    def __init__(self, python: Path) -> None:
        self._python = python
        self.folder = Path(tempfile.mkdtemp(prefix="okno-workers-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        atexit.register(self.stop)

    @property
    def socket_path(self) -> str:
        """Where it listens."""
        return str(self.folder / "fork.sock")

    def ensure(self) -> None:
        """Start it unless it runs."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                return
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.socket_path)
            environment = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
            self._process = subprocess.Popen(
                [str(self._python), str(FORK_SERVER), self.socket_path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
            )
            if self._process.stdout:
                self._process.stdout.readline()

    def stop(self) -> None:
        """End it with its workers and remove its folder."""
        if self._process is not None and self._process.stdin:
            self._process.stdin.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Worker:
    """One process with the handler loaded; it answers one invocation at a time."""

    def __init__(self, server: ForkServer, folder: str, handler: str, environment: dict[str, str]) -> None:
        server.ensure()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(server.socket_path)
        self._stream = self._socket.makefile("rwb")
        self._log = server.folder / f"log-{id(self):x}-{time.monotonic_ns()}"
        self._send({"folder": folder, "handler": handler, "environment": environment, "log": str(self._log)})
        self._socket.settimeout(START_SECONDS)
        self.pid = 0
        try:
            self.pid = int.from_bytes(self._stream.read(4), "big")
            ready = self._receive()
        except OSError:  # the time is over, or the connection is
            ready = None
        ready = ready or {
            "ready": False,
            "error": {"errorMessage": "the process ended while it started", "errorType": "Runtime.ExitError"},
        }
        if not ready["ready"]:
            self.kill()
            raise WorkerError(ready["error"], ready.get("log", ""))
        self.start_log: str = ready.get("log", "")

    def invoke(self, call: dict[str, Any]) -> dict[str, Any]:
        """Run the handler once; raises WorkerError when the time is over or the process ends."""
        seconds = call["seconds"]
        self._socket.settimeout(seconds)
        try:
            self._send(call)
            answer = self._receive()
        except TimeoutError as error:
            late = {"errorMessage": f"Task timed out after {seconds:.2f} seconds", "errorType": "Sandbox.Timedout"}
            raise WorkerError(late, self._last_words()) from error
        except OSError as error:
            raise WorkerError(
                {"errorMessage": str(error), "errorType": "Runtime.ExitError"}, self._last_words()
            ) from error
        if answer is None:
            raise WorkerError({"errorMessage": "Runtime exited", "errorType": "Runtime.ExitError"}, self._last_words())
        if self.start_log:
            answer["log"] = self.start_log + answer.get("log", "")
            self.start_log = ""
        return answer

    def kill(self) -> None:
        """End the process at once."""
        if self.pid:
            with contextlib.suppress(OSError):
                os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            self._socket.close()
        self._log.unlink(missing_ok=True)

    def _send(self, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self._stream.write(len(body).to_bytes(4, "big") + body)
        self._stream.flush()

    def _receive(self) -> dict[str, Any] | None:
        head = self._stream.read(4)
        return json.loads(self._stream.read(int.from_bytes(head, "big"))) if len(head) == 4 else None

    def _last_words(self) -> str:
        try:
            return self._log.read_text(errors="replace")
        except OSError:
            return ""


class Pool:
    """The workers of one version of one function."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._idle: list[Worker] = []
        self._count = 0
        self._changed = threading.Condition()
        self._closed = False

    def take(self, make: Callable[[], Worker], seconds: float) -> Worker | None:
        """An idle worker, else a new one, else the next to become idle; None when `seconds` pass without one."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while not self._idle and self._count >= self._limit:
                if not self._changed.wait(max(0.0, deadline - time.monotonic())) and time.monotonic() >= deadline:
                    return None
            if self._idle:
                return self._idle.pop()
            self._count += 1
        try:
            return make()
        except BaseException:
            self._forget()
            raise

    def give_back(self, worker: Worker, usable: bool) -> None:
        """Return a worker, or end it when it can't be used again."""
        with self._changed:
            if usable and not self._closed:
                self._idle.append(worker)
                self._changed.notify()
                return
        worker.kill()
        self._forget()

    def close(self) -> None:
        """End idle workers now and busy ones when they come back."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
            self._count -= len(idle)
            self._changed.notify_all()
        for worker in idle:
            worker.kill()

    def _forget(self) -> None:
        with self._changed:
            self._count -= 1
            self._changed.notify()


class CodeFolders:
    """Deployed archives, each unpacked once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def unpacked(self, archive: bytes, digest: str) -> str:
        """The folder with the content of `archive`, whose hash is `digest`."""
        path = self._folder / "".join(letter if letter.isalnum() else "_" for letter in digest)
        with self._lock:
            if not path.exists():
                partial = path.with_suffix(".partial")
                zipfile.ZipFile(io.BytesIO(archive)).extractall(partial)
                partial.rename(path)
        return str(path)
