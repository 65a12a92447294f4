"""Answers of the API, compressed as API Gateway does from the size on that `MinimumCompressionSize` says."""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]
LEVEL = 6


def gzipped(send: Send, asked: Iterable[tuple[bytes, bytes]], smallest: int | None) -> Send:
    """Give a `send` that compresses a body of `smallest` bytes or more, for whom accepts it by the `asked` headers.

    None compresses nothing. An answer that comes in parts, or is compressed already, is sent as it is.
    """
    accepted = b",".join(value for name, value in asked if name.lower() == b"accept-encoding")
    if smallest is None or b"gzip" not in accepted:
        return send
    begun: list[dict[str, Any]] = []

    async def sending(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            begun.append(message)
            return
        if begun:
            start, body = begun.pop(), message.get("body", b"")
            named = {name.lower() for name, _ in start["headers"]}
            if not message.get("more_body") and len(body) >= smallest and b"content-encoding" not in named:
                body = gzip.compress(body, LEVEL)
                kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
                packed = [(b"content-encoding", b"gzip"), (b"content-length", str(len(body)).encode())]
                start, message = {**start, "headers": [*kept, *packed]}, {**message, "body": body}
            await send(start)
        await send(message)

    return sending
