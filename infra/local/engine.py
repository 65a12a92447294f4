"""Start the local engine: ministack with the corrections, and the front door, in one process.

Usage: .engine/venv/bin/python infra/local/engine.py --port 4566 --front-port 8000 --state-dir .local
       --lambda-python .venv/bin/python [--source .] [--iam]
Exit status 2: a port is taken; 3: another version of ministack is installed.
"""

from __future__ import annotations

import asyncio
import gc
import importlib.metadata
import logging
import os
import socket
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
sys.path[0] = str(PROJECT)  # instead of the script's own folder, so that this is imported by the names used everywhere

from infra.local.control import PREFIX, Control  # noqa: E402
from infra.local.corrections import Corrections, apply_all  # noqa: E402
from infra.local.front import App, FrontDoor, Receive, Scope, Send  # noqa: E402
from infra.local.logged_calls import logged  # noqa: E402
from infra.local.settings import MINISTACK_VERSION, Settings, parse  # noqa: E402

KEEP_ALIVE_SECONDS = 75
PORT_TAKEN = 2
WRONG_VERSION = 3
COLLECT_AFTER = (50_000, 10, 10)
"""When garbage is looked for. What a write leaves is kept, so the usual 700 new objects would have all items looked
through again and again: a quarter of a large write's time."""
STOCK_RESET = "/_ministack/reset"  # would forget the services but not the journal; remove the state folder instead


def check_version() -> None:
    """Refuse to correct a ministack that the corrections weren't written for."""
    installed = importlib.metadata.version("ministack")
    if installed != MINISTACK_VERSION:
        print(f"ministack {installed} is installed; the corrections are for {MINISTACK_VERSION}", file=sys.stderr)
        raise SystemExit(WRONG_VERSION)


def check_ports(settings: Settings) -> None:
    """Say which port is taken and how to choose another, before anything is started."""
    for port, choice in ((settings.port, "ENGINE_PORT"), (settings.front_port, "PORT")):
        if not port:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                print(f"Port {port} is taken. Choose another: make run {choice}={port + 10}", file=sys.stderr)
                raise SystemExit(PORT_TAKEN) from None


def build_app(settings: Settings, parts: Corrections) -> App:
    """The application behind both ports."""
    from ministack import app as ministack_app

    engine = logged(ministack_app.app)
    front = FrontDoor(engine, settings.state_dir, PROJECT / "web" / "public", PROJECT / "web" / "build" / "site")
    control = Control(parts, settings.state_dir)

    async def by_port(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await engine(scope, receive, _announcing(send, parts))
        elif scope["type"] == "http" and (scope.get("server") or ("", 0))[1] == settings.front_port:
            await front(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith((PREFIX, STOCK_RESET)):
            await control(scope, receive, send)
        else:
            await engine(scope, receive, send)

    return by_port


def _announcing(send: Send, parts: Corrections) -> Send:
    """`send`, which also tells the corrections when the engine has started."""

    async def announce(message: dict[str, Any]) -> None:
        if message["type"] == "lifespan.startup.complete":
            parts.started()
        await send(message)

    return announce


def front_hosts(port: int) -> list[str]:
    """Where the front door listens: on both loopbacks, as `localhost` is either, or where OKNO_FRONT_HOST says."""
    if given := os.environ.get("OKNO_FRONT_HOST"):
        return [given]
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("::1", port))
    except OSError:  # this machine has no IPv6
        return ["127.0.0.1"]
    return ["127.0.0.1", "[::1]"]


def listening(settings: Settings) -> list[socket.socket]:
    """The sockets of both ports."""
    places = [("127.0.0.1", settings.port)]
    if settings.front_port:
        places += [(host.strip("[]"), settings.front_port) for host in front_hosts(settings.front_port)]
    made = []
    for host, port in places:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        one = socket.socket(family)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((host, port))
        made.append(one)
    return made


async def serve(settings: Settings, app: App) -> None:
    """Serve both ports until SIGINT or SIGTERM."""
    import uvicorn

    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=1,
    )
    await uvicorn.Server(config).serve(sockets=listening(settings))


def main() -> None:
    """Check, correct, serve."""
    settings = parse()
    check_version()
    check_ports(settings)
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    os.environ.update(settings.environment())
    logging.basicConfig(level=os.environ["LOG_LEVEL"], format="%(asctime)s %(levelname)s [%(name)s] %(message)s")
    import uvloop

    parts = apply_all(settings)
    gc.set_threshold(*COLLECT_AFTER)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(settings, build_app(settings, parts)))


if __name__ == "__main__":
    main()
