"""Start, watch and stop a local engine as a child process; used by `make run` and by the tests."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
ENGINE_PYTHON = Path(os.environ.get("OKNO_ENGINE_PYTHON", PROJECT / ".engine" / "venv" / "bin" / "python"))
LAMBDA_PYTHON = PROJECT / ".venv" / "bin" / "python"
HEALTH = "/_ministack/health"
START_SECONDS = 60.0
STOP_SECONDS = 15.0


class EngineError(Exception):
    """The engine didn't start, or ended; the message ends with the last lines of its log."""


@dataclass
class Engine:
    """A running engine.

    `port` is the AWS API's, `front_port` the front door's; `process` is replaced by `restart`.
    """

    port: int
    front_port: int
    state_dir: Path
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def endpoint(self) -> str:
        """The AWS API, for `endpoint_url`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The front door."""
        return f"http://127.0.0.1:{self.front_port}"

    @property
    def log(self) -> Path:
        """What the engine printed."""
        return self.state_dir / "engine.log"

    @property
    def outputs(self) -> Path:
        """Where a deployment writes the stack's outputs, for the front door."""
        return self.state_dir / "outputs.json"

    def wait_until_healthy(self, seconds: float = START_SECONDS) -> Engine:
        """Return when the engine answers; raises EngineError when it ends or `seconds` pass."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise EngineError(f"the engine ended with status {self.process.returncode}\n{self._tail()}")
            if _answers(self.port):
                return self
            time.sleep(0.05)
        raise EngineError(f"the engine didn't answer within {seconds:.0f} s\n{self._tail()}")

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ask it to save and end; kill it when it takes longer than `seconds`."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill9()
                return
        self._end_group()

    def kill9(self) -> None:
        """End the engine and its workers at once, as a power cut would."""
        self._end_group()
        self.process.wait()

    def restart(self) -> Engine:
        """Start again on the same ports and state; the old process must have ended."""
        self.process = _spawn(self.command, self.environment, self.log)
        return self.wait_until_healthy()

    def _end_group(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def _tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:]) if self.log.exists() else ""


def start(
    state_dir: Path,
    *,
    port: int = 0,
    front_port: int = 0,
    engine_python: Path = ENGINE_PYTHON,
    lambda_python: Path = LAMBDA_PYTHON,
    source: Path | None = None,
    iam: bool = False,
    environment: dict[str, str] | None = None,
) -> Engine:
    """Start an engine; ports of 0 are chosen. Call `wait_until_healthy` before using it."""
    state_dir = state_dir.absolute()
    state_dir.mkdir(parents=True, exist_ok=True)
    port, front_port = port or free_port(), front_port or free_port()
    command = [str(engine_python), str(PROJECT / "infra" / "local" / "engine.py")]
    command += ["--port", str(port), "--front-port", str(front_port), "--state-dir", str(state_dir)]
    command += ["--lambda-python", str(lambda_python)]
    command += ["--source", str(source)] if source else []
    command += ["--iam"] if iam else []
    whole = {**os.environ, **(environment or {})}
    process = _spawn(command, whole, state_dir / "engine.log")
    return Engine(port, front_port, state_dir, command, whole, process)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", HEALTH)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _spawn(command: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
