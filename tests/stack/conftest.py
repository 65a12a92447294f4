"""A deployed stack for the tests: the one OKNO_STATE_DIR names, else one started here for the session."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.commands import stack as stacks
from tests.stack.deployed import Deployed


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """The stack, and this process seeing it as the functions do."""
    named = os.environ.get("OKNO_STATE_DIR")
    if named:
        yield Deployed(stacks.use(stacks.connect(Path(named))))
        return
    state = tmp_path_factory.mktemp("stack")
    command = [sys.executable, "-m", "infra.commands.run", "--state-dir", str(state)]
    started = subprocess.run(
        [*command, "--port", str(_free_port()), "--engine-port", str(_free_port()), "--detach"],
        cwd=stacks.PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 0, started.stdout + started.stderr
    try:
        yield Deployed(stacks.use(stacks.connect(state)))
    finally:
        subprocess.run([*command, "--stop"], cwd=stacks.PROJECT, check=False)


@pytest.fixture(scope="session")
def stores(deployed: Deployed) -> Any:
    """The stores of the deployed stack, as its functions have them."""
    from chalicelib import bootstrap

    return bootstrap.stores()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
