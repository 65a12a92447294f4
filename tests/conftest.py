"""The city that the stories happen in: the deployed template on an engine of its own, for the whole session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A city of its own: engine, deployed template, catalogue, registers, users.

    OKNO_IAM=1 lets the engine enforce the roles of the functions. OKNO_STORIES names a state folder that is kept, so
    that somebody who writes stories needn't wait for the deployment each time.
    """
    from infra.commands import run, stack
    from tests.stack.deployed import Deployed
    from tests.support.city import City

    kept = os.environ.get("OKNO_STORIES")
    state = Path(kept) if kept else tmp_path_factory.mktemp("city")
    ports = {"port": 8047, "engine_port": 4647} if kept else {}
    engine = run.start(state, **ports)
    try:
        yield City(Deployed(stack.use(stack.connect(state))), engine)
    finally:
        engine.stop()
