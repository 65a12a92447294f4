"""The first stream reader: starts and resumes executions."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.bootstrap import stores
from chalicelib.entrypoints.stream import read_stream

reader = Blueprint(__name__)


@reader.lambda_function(name="drive")
def drive(event: dict[str, Any], context: object) -> dict[str, Any]:
    """React to new commits and Waiters; give the records that must come again."""
    from chalicelib.usecases import reacting, waiting

    return read_stream(stores(), event, "drive", reacting.drive, waiting.look)
