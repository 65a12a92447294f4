"""A deployed stack for the tests: the one OKNO_STATE_DIR names, else one started here for the session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.commands import run
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
    engine = run.start(state)
    try:
        yield Deployed(stacks.use(stacks.connect(state)))
    finally:
        engine.stop()


@pytest.fixture(scope="session")
def stores(deployed: Deployed) -> Any:
    """The stores of the deployed stack, as its functions have them."""
    from chalicelib import bootstrap

    return bootstrap.stores()
