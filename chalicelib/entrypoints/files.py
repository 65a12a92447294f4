"""The check of uploaded files: a trust boundary of its own, the only function that opens what strangers send."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.adapters.logs import log
from chalicelib.bootstrap import stores

checker = Blueprint(__name__)


@checker.lambda_function(name="files")
def files(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Check the file of an event (uploaded, or scanned by the cloud); without one, those whose check is overdue.

    An error goes back to the caller: Lambda repeats it twice, then it is a dead letter and the schedule repeats it.
    """
    from chalicelib.domain.errors import NotFound
    from chalicelib.usecases import files as checking

    file_id = file_of(event)
    if file_id is None:
        done = dict(checking.examine_overdue(stores()))
        log("files looked at", done=done)
        return done
    try:
        state = checking.examine(stores(), file_id)
    except NotFound:
        state = "unknown"
    log("file checked", file=file_id, state=state)
    return {"file": file_id, "state": state}


def file_of(event: dict[str, Any]) -> str | None:
    """Give the id of the file that an event is about."""
    detail = event.get("detail") or {}
    match event.get("detail-type"):
        case "Object Created":
            key = str(detail["object"]["key"])
        case "GuardDuty Malware Protection Object Scan Result":
            key = str(detail["s3ObjectDetails"]["objectKey"])
        case _:
            return None
    return key.rpartition("/")[2]
