"""Files: how to send one straight to storage, and how to read one."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.entrypoints.http import context, samples
from chalicelib.entrypoints.http.operations import Access, Answer, Call, Example, operation
from chalicelib.entrypoints.http.shapes import ref
from chalicelib.usecases import files, limiting

routes = Blueprint(__name__)

SECRET = {"type": "string", "maxLength": 128, "x-optional": True, "description": "The secret given when filing."}


@operation(
    routes,
    "POST",
    "/v1/files",
    summary="Announce a file; the answer is a signed form that sends it straight to storage",
    tag="files",
    access=Access.OPTIONAL,
    body=ref("NewFile"),
    status=201,
    answer=ref("Upload"),
    problems=(404, 409, 422),
    examples=(
        Example(
            "no such document",
            422,
            body={"service": samples.SERVICE, "document": "no-such", "type": "application/pdf", "bytes": 1000},
            sign_in="applicant",
        ),
        Example("no size", 400, body={"service": samples.SERVICE, "document": "plan", "type": "application/pdf"}),
    ),
)
def announce_file(call: Call) -> Any:
    """Sign a form for one file of one type and size; its content is checked once it has arrived."""
    body, actor, stores, now = call.body, call.actor, context.stores(), context.wall()
    if actor.id is not None:
        limiting.require(stores, "file-person", actor.id, now)
    limiting.require(stores, "file-client", call.client, now)
    if "task" in body:
        announced = files.announce_for_task(stores, actor, body["task"], body["type"], body["bytes"])
    else:
        announced = files.announce(stores, actor, body["service"], body["document"], body["type"], body["bytes"])
    document = {
        "file": announced.file.id,
        "secret": announced.secret,
        "url": announced.upload.url,
        "fields": announced.upload.fields,
        "announced_at": announced.file.announced_at,
    }
    return Answer(document, headers={"Location": f"/v1/files/{announced.file.id}"})


@operation(
    routes,
    "GET",
    "/v1/files/{file}",
    summary="Read a file of an application: an address that gives it as a download for two minutes",
    tag="files",
    access=Access.OPTIONAL,
    headers={"Tracking-Secret": SECRET},
    answer=ref("Download"),
    problems=(410,),
    examples=(Example("unknown", 404, path={"file": "0" * 32}, sign_in="applicant"),),
)
def read_file(call: Call) -> Any:
    """Give the address; that it was given is noted."""
    file, url = files.read(context.stores(), call.actor, call.path["file"], call.headers.get("tracking-secret"))
    return {"file": file.id, "document": file.document, "type": file.media_type, "sha256": file.sha256, "url": url}
