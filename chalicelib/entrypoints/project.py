"""The second stream reader: statistics, and what each new status owes to the applicant."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.bootstrap import stores
from chalicelib.entrypoints.stream import read_stream

reader = Blueprint(__name__)


@reader.lambda_function(name="project")
def project(event: dict[str, Any], context: object) -> dict[str, Any]:
    """React to new commits; give the records that must come again."""
    from chalicelib.usecases import projecting

    return read_stream(stores(), event, "project", projecting.react)
