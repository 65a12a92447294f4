"""The first stream reader: starts and resumes executions."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.bootstrap import Stores, stores
from chalicelib.entrypoints.stream import Key, read_stream

reader = Blueprint(__name__)


@reader.lambda_function(name="drive")
def drive(event: dict[str, Any], context: object) -> dict[str, Any]:
    """React to new commits and Waiters; give the records that must come again."""
    return read_stream(stores(), event, "drive", ("LOG#", "WAIT#"), react)


def react(stores: Stores, key: Key) -> None:
    """React to what stands under one key now: a commit or a Waiter."""
    from chalicelib.usecases import reacting, waiting

    if key["pk"].startswith("WAIT#"):
        waiter = stores.waiters.read(key["pk"], key["sk"])
        if waiter is not None:
            waiting.look(stores, waiter)
        return
    commit = stores.commits.read(key["pk"], key["sk"])
    if commit is not None:
        reacting.drive(stores, commit)
