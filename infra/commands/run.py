"""Start everything on this machine: the engine, the deployed template, the catalogue, demonstration data and users.

Usage: python -m infra.commands.run [--port 8000] [--engine-port 4566] [--state-dir .local] [--detach | --stop]

What was done already is skipped, so a second start needs seconds and no network. Ctrl-C stops; nothing filed is lost.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from infra.commands import demo_users, deploy, merge, package, page_headers, pages, settings, stack, vendor
from infra.local import supervisor

PROJECT = stack.PROJECT
STAGE = "local"
ENGINE_PYTHON = PROJECT / ".engine" / "venv" / "bin" / "python"
DONE = "done.json"
LOCK = "lock"
FIRST_ANSWER_SECONDS = 30
IAM = bool(os.environ.get("OKNO_IAM"))
"""Whether roles are enforced unless told otherwise; the second round of the stories sets it."""


class CannotStart(Exception):
    """Something on this machine is in the way; the message says what to do."""


class Steps:
    """Prints each step with its seconds, and remembers what was done so that it isn't done twice."""

    def __init__(self, state_dir: Path) -> None:
        self._file = state_dir / DONE
        self._done: dict[str, str] = json.loads(self._file.read_text()) if self._file.exists() else {}

    def do(self, name: str, needs: str, work: Callable[[], str]) -> None:
        """Do `work` unless it was done with the same `needs` (a fingerprint; empty: always); it gives what to say."""
        began = time.monotonic()
        if needs and self._done.get(name) == needs:
            self._say(name, "as it was", began)
            return
        if sys.stdout.isatty():
            print(f"  {name:<12} …", end="\r", flush=True)
        said = work()
        self._say(name, said, began)
        if needs:
            self._done[name] = needs
            fresh = self._file.with_suffix(".new")
            fresh.write_text(json.dumps(self._done))
            fresh.replace(self._file)

    @staticmethod
    def _say(name: str, said: str, began: float) -> None:
        print(f"  {name:<12} {said}  ({time.monotonic() - began:.1f} s)", flush=True)


def fingerprint(*patterns: str, also: str = "") -> str:
    """A hash of the files that match, and of `also`."""
    digest = hashlib.sha256(also.encode())
    for pattern in patterns:
        for path in sorted(PROJECT.glob(pattern)):
            digest.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@contextlib.contextmanager
def only_one(state_dir: Path) -> Iterator[None]:
    """Hold the state folder: two engines on one would destroy it."""
    with (state_dir / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            words = f"Okno already runs with {state_dir}. Stop it with Ctrl-C where it was started."
            raise CannotStart(words) from None
        yield


def stop_orphan(state_dir: Path) -> None:
    """End an engine whose command was killed, or that was started with `--detach`."""
    try:
        pid = json.loads((state_dir / stack.ENGINE_FILE).read_text())["pid"]
        asked = ["ps", "-o", "args=", "-p", str(pid)]
        words = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    except (FileNotFoundError, KeyError, ValueError):
        return
    if "infra/local/engine.py" not in words or str(state_dir.absolute()) not in words:
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        for _ in range(200):
            time.sleep(0.05)
            os.kill(pid, 0)
        os.killpg(pid, signal.SIGKILL)


def check_ports(ports: dict[str, int]) -> None:
    """Name a taken port and what to do about it; raises CannotStart."""
    for name, port in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise CannotStart(f"Port {port} is taken. Choose another: make run {name}={port + 10}") from None


def start(
    state_dir: Path,
    *,
    port: int = 0,
    engine_port: int = 0,
    engine_python: Path = ENGINE_PYTHON,
    iam: bool = IAM,
    archive: bool = False,
    stage: str = STAGE,
    environment: dict[str, str] | None = None,
) -> supervisor.Engine:
    """Bring everything up and give the running engine; ports of 0 are chosen. Used by the tests too.

    `iam` enforces the policies of the deployed roles; `archive` runs the deployed archive instead of the checkout.
    Raises CannotStart, or what a step raises; then nothing is left running.
    """
    state_dir = state_dir.absolute()
    state_dir.mkdir(parents=True, exist_ok=True)
    port, engine_port = port or supervisor.free_port(), engine_port or supervisor.free_port()
    check_ports({"PORT": port, "ENGINE_PORT": engine_port})
    chosen = settings.load(stage).at(f"http://localhost:{port}")
    steps = Steps(state_dir)
    engine = supervisor.start(
        state_dir,
        port=engine_port,
        front_port=port,
        engine_python=engine_python,
        source=None if archive else PROJECT,
        iam=iam,
        environment={"AWS_DEFAULT_REGION": chosen.region, **(environment or {})},
    )
    try:
        steps.do("engine", "", lambda: f"{engine.wait_until_healthy().endpoint}, state in {state_dir}")
        place = {"endpoint": engine.endpoint, "url": f"http://localhost:{port}", "region": chosen.region}
        (state_dir / stack.ENGINE_FILE).write_text(json.dumps({**place, "pid": engine.process.pid}))
        values = deploy.parameters(stage, chosen, state_dir / "clock")
        told = json.dumps([values, engine_port, package.shape(), archive])
        steps.do("stack", fingerprint(also=told), lambda: _deploy(engine, chosen, values, state_dir, archive))
        page_headers.tell(state_dir, chosen.site, engine.endpoint, chosen.origins, values["Tiles"])
        steps.do("catalogue", fingerprint("schemas/**/*.json"), lambda: _command("publish", state_dir))
        demonstration = fingerprint("schemas/registers/*.json", "infra/commands/demo_*.py")
        steps.do("registers", demonstration, lambda: _command("load_registers", state_dir))
        shown = fingerprint("infra/commands/demo_users.py", "schemas/**/*.json")  # the page shows titles with the users
        steps.do("users", shown, lambda: _users(state_dir))
        steps.do("first answer", "", lambda: _first_answer(f"http://127.0.0.1:{port}/v1/catalogue"))
    except BaseException:
        engine.stop()
        raise
    return engine


def _deploy(
    engine: supervisor.Engine, chosen: settings.Settings, values: dict[str, str], state_dir: Path, archive: bool
) -> str:
    """Package and deploy; the engine runs the sources of the checkout, so the archive needs no libraries."""
    built = package.build(state_dir / "build", runtime=vendor.local() if archive else None)
    target = deploy.Target(f"okno-{values['Stage']}", chosen.region, engine.endpoint)
    found = deploy.deploy(target, built, values, lambda _: None)
    deploy.write_outputs(found, state_dir)
    count = len(json.loads((built / "sam.json").read_text())["Resources"])
    return f"the template of the cloud, {count} resources"


def _command(name: str, state_dir: Path) -> str:
    """Run another command of this package; what it says last is the step's result."""
    command = [sys.executable, "-m", f"infra.commands.{name}", "--state-dir", str(state_dir)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"`{name}` failed:\n{(done.stdout + done.stderr)[-4000:]}")
    lines = done.stdout.strip().splitlines()
    return lines[-1].strip() if lines else "done"


def _users(state_dir: Path) -> str:
    """Create the demonstration users."""
    return f"{len(list(demo_users.create(stack.connect(state_dir))))} demonstration users"


def _first_answer(url: str) -> str:
    """Wait until the API answers through every layer; raises CannotStart."""
    import urllib.error
    import urllib.request

    deadline = time.monotonic() + FIRST_ANSWER_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return f"{answer.status} from /v1/catalogue"
        except (OSError, urllib.error.HTTPError) as error:
            if time.monotonic() > deadline:
                raise CannotStart(f"{url} doesn't answer: {error}. See the logs in .local/logs.") from error
            time.sleep(0.2)


def welcome(url: str) -> None:
    """Say where to click."""
    print(f"\n  Open {url}   the users, a form to file, every message sent, the API's documentation")
    print(f"  for anybody  {url}/city.html   services, an application by its number, statistics")
    print(
        f"  a portal     {url.replace('localhost', 'portal.localhost')}   the same services on a page of another origin"
    )
    print(f"  an account   {url}/account/   for applicants: what is needed, applications, notifications")
    print(f"  workplace    {url}/staff/   for staff: queues, cases, Tasks")
    print(f"  API          {url}/v1/openapi.json")
    print(f"  sign in as   {', '.join(user.email for user in demo_users.USERS[:4])}, …  password {demo_users.PASSWORD}")
    print("  and then     make demo · make advance DAYS=3 · make reset, in another terminal")


def watch(engine: supervisor.Engine) -> int:
    """Stay until Ctrl-C, then stop cleanly; a status of 1 when the engine ends by itself."""
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda seen, _: stopping.append(seen))
    print("\n  Ctrl-C stops; nothing filed is lost.", flush=True)
    while not stopping:
        if engine.process.poll() is not None:
            print(f"The engine ended with status {engine.process.returncode}; see {engine.log}", file=sys.stderr)
            return 1
        time.sleep(0.2)
    print("\n  saving …", flush=True)
    engine.stop()
    print("  stopped", flush=True)
    return 0


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--engine-port", type=int, default=4566)
    parser.add_argument("--state-dir", type=Path, default=stack.STATE)
    parser.add_argument("--engine-python", type=Path, default=ENGINE_PYTHON)
    parser.add_argument("--detach", action="store_true", help="leave it running and return")
    parser.add_argument("--stop", action="store_true", help="stop what --detach left running")
    parser.add_argument("--iam", action="store_true", default=IAM, help="enforce the policies of the deployed roles")
    parser.add_argument("--archive", action="store_true", help="run the deployed archive instead of the checkout")
    return parser.parse_args()


def main() -> int:
    """Start, say where to click, stay."""
    given = arguments()
    given.state_dir.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with only_one(given.state_dir):
        stop_orphan(given.state_dir)
        if given.stop:
            return 0
        Steps(given.state_dir).do("pages", "", pages.build)
        engine = start(
            given.state_dir,
            port=given.port,
            engine_port=given.engine_port,
            engine_python=given.engine_python,
            iam=given.iam,
            archive=given.archive,
        )
        print(f"  ready in {time.monotonic() - began:.1f} s")
        welcome(f"http://localhost:{given.port}")
        sys.stdout.flush()
        return 0 if given.detach else watch(engine)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        raise SystemExit(main())
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except (
        CannotStart,
        deploy.DeploymentError,
        merge.Clash,
        page_headers.UnknownName,
        pages.CannotBuild,
        settings.BadSettings,
        supervisor.EngineError,
        vendor.PackagingError,
    ) as error:
        print(f"\n{error}", file=sys.stderr)
        raise SystemExit(1) from None
