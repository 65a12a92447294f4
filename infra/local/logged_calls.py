"""Writes AWS calls that come over HTTP to the call log; see `corrections.call_log` for the others."""

from __future__ import annotations

import re
import time
from typing import Any

from .corrections.call_log import LOG
from .front import App, Receive, Scope, Send

SERVICE = re.compile(rb"Credential=[^/]+/[^/]+/[^/]+/([^/]+)/")
QUERY_ACTION = re.compile(rb"(?:^|&)Action=(\w+)")
OBJECT_ACTIONS = {
    "GET": "GetObject",
    "PUT": "PutObject",
    "POST": "PostObject",
    "HEAD": "HeadObject",
    "DELETE": "DeleteObject",
}
FROM_THE_HANDLER = ("dynamodb",)


def logged(engine: App) -> App:
    """`engine`, with its signed requests written to the log while it is on."""

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not LOG.is_on():
            await engine(scope, receive, send)
            return
        headers = dict(scope["headers"])
        found = SERVICE.search(headers.get(b"authorization", b""))
        service = found.group(1).decode() if found else ""
        if not service or service in FROM_THE_HANDLER:
            await engine(scope, receive, send)
            return
        noted: dict[str, Any] = {"action": _action(service, scope, headers)}

        async def listening() -> dict[str, Any]:
            message = await receive()
            if noted["action"] is None and (action := QUERY_ACTION.search(message.get("body", b""))):
                noted["action"] = action.group(1).decode()
            return message

        async def telling(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                noted["status"] = message["status"]
            await send(message)

        started = time.perf_counter()
        await engine(scope, listening, telling)
        action = noted.pop("action") or f"{scope['method']} {scope['path']}"
        LOG.record(service, action, **noted, ms=round((time.perf_counter() - started) * 1000, 2))

    return call


def _action(service: str, scope: Scope, headers: dict[bytes, bytes]) -> str | None:
    target = headers.get(b"x-amz-target")
    if target:
        return target.rsplit(b".", 1)[-1].decode()
    if service == "s3":
        return OBJECT_ACTIONS.get(scope["method"])
    if service == "ses" and scope["path"].endswith("/outbound-emails"):
        return "SendEmail"
    return None
