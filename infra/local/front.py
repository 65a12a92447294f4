"""The front door: one stable address for the API, the pages, sign-in and, on this stack alone, the messages sent.

It is an ASGI application that hands requests to ministack in the same process, so it costs no second connection.

/v1/*                                  the deployed REST API, whose id is read from <state>/outputs.json
/oauth2/*, /login, /logout, /cognito   Cognito
/_messages/sms, /_messages/email       what would have been sent
/_messages/push, /_messages/push/*     push messages as they came, encrypted; a browser's push service that keeps them
/_demo/*                               demonstration users and answers, from <state>/demo
everything else                        the built pages, under the headers of infra/web.yaml; else files from web/public
http://portal.localhost:<port>/        a portal of another origin, which shows a service on its page
"""

from __future__ import annotations

import base64
import json
import mimetypes
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .corrections.call_log import LOG
from .gzipped import gzipped
from .pages import Pages

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

BODY_LIMIT = 10 * 1024 * 1024
DRAIN_LIMIT = 10 * BODY_LIMIT
PAGE_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-cache"),
)
"""Pages run no script or style but their own files, and send their forms through those scripts only."""
PROBLEM = "application/problem+json"
COGNITO_PATHS = ("/oauth2/", "/login", "/logout", "/.well-known/", "/confirmUser", "/signup", "/forgotPassword")
MESSAGES = {"/_messages/sms": "/_ministack/sns/sms-messages", "/_messages/email": "/_ministack/ses/messages"}


PUSH = "/_messages/push"
MOST_PUSHES = 1000


class TooLongError(Exception):
    """The body is longer than API Gateway takes."""


class Deployment:
    """Knows the id of the deployed REST API; looks again when the file changes."""

    def __init__(self, outputs: Path, stage: str = "api") -> None:
        self._outputs = outputs
        self._stage = stage
        self._read_at: int | None = None
        self._prefix: str | None = None

    def prefix(self) -> str | None:
        """The engine's path of the API's stage, or None while nothing is deployed."""
        try:
            changed = self._outputs.stat().st_mtime_ns
        except FileNotFoundError:
            return None
        if changed != self._read_at:
            try:
                outputs = json.loads(self._outputs.read_text())
            except ValueError:  # being written
                return self._prefix
            api = outputs.get("RestApiId")
            self._prefix = f"/_aws/execute-api/{api}/{outputs.get('RestApiStage', self._stage)}" if api else None
            self._read_at = changed
        return self._prefix


class FrontDoor:
    """The public side of the local stack."""

    def __init__(self, engine: App, state_dir: Path, pages: Path, built: Path) -> None:
        self._engine = engine
        self._deployment = Deployment(state_dir / "outputs.json")
        self._pages = pages
        self._built = Pages(built, state_dir / "pages.json")
        self._demo = state_dir / "demo"
        self._pushes: deque[dict[str, Any]] = deque(maxlen=MOST_PUSHES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path: str = scope["path"]
        if path == "/v1" or path.startswith("/v1/"):
            prefix = self._deployment.prefix()
            if prefix is None:
                await answer(send, 503, _problem(503, "The stack isn't deployed yet"), PROBLEM, retry_after=True)
                return
            started = time.perf_counter()
            packing = gzipped(send, scope["headers"], self._built.smallest_packed())
            await self._pass_on(scope, prefix + path, receive, packing)
            LOG.record("apigateway", "Request", target=path, ms=round((time.perf_counter() - started) * 1000, 2))
        elif path == PUSH or path.startswith(f"{PUSH}/"):
            await self._push(scope, path, receive, send)
        elif path in MESSAGES:
            await self._pass_on(scope, MESSAGES[path], receive, send)
        elif path == "/cognito":
            await self._pass_on(scope, "/", receive, send)
        elif path.startswith(COGNITO_PATHS) or "/.well-known/" in path:
            await self._pass_on(scope, path, receive, send)
        elif path.startswith("/_demo/"):
            await self._page(scope, send, self._demo, path.removeprefix("/_demo"))
        elif not await self._built_page(scope, send, path):
            await self._page(scope, send, self._pages, path)

    async def _pass_on(self, scope: Scope, path: str, receive: Receive, send: Send) -> None:
        headers = [(name, value) for name, value in scope["headers"] if name != b"x-forwarded-for"]
        came = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        client = (scope.get("client") or ("127.0.0.1", 0))[0].encode()
        headers.append((b"x-forwarded-for", b", ".join([*came, client])))
        length = next((value for name, value in headers if name == b"content-length"), b"0")
        inner = {**scope, "path": path, "raw_path": _raw(scope, path), "headers": headers}
        started = False

        async def counted_send(message: dict[str, Any]) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            if int(length) > BODY_LIMIT:
                raise TooLongError
            await self._engine(inner, _limited(receive), counted_send)
        except TooLongError:
            await _drain(receive)
            if not started:
                await answer(send, 413, b'{"message":"Request Too Long"}', "application/json")

    async def _push(self, scope: Scope, path: str, receive: Receive, send: Send) -> None:
        """Receive as a push service does, or show what was received; an address that ends in /gone is no more."""
        if scope["method"] != "POST":
            shown = {"messages": list(self._pushes)}
            await answer(send, 200, json.dumps(shown).encode(), "application/json")
            return
        body, more, limited = b"", True, _limited(receive)
        while more:
            message = await limited()
            body, more = body + message.get("body", b""), bool(message.get("more_body"))
        if path.endswith("/gone"):
            await answer(send, 410, b"", "text/plain")
            return
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        self._pushes.append({"path": path, "headers": headers, "body": base64.b64encode(body).decode()})
        await answer(send, 201, b"", "text/plain")

    async def _built_page(self, scope: Scope, send: Send, path: str) -> bool:
        """Serve what is built, or the portal's page; false when it is neither."""
        if scope["method"] not in ("GET", "HEAD"):
            return False
        asked = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        found = self._built.find(path, scope.get("query_string", b"").decode("latin-1"), asked)
        if found is None:
            return False
        body = found.body if scope["method"] == "GET" else b""
        await answer(send, 200, body, found.kind, length=len(found.body), headers=found.headers)
        return True

    async def _page(self, scope: Scope, send: Send, folder: Path, path: str) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await answer(send, 405, _problem(405, "Pages are only read"), PROBLEM)
            return
        wanted = (folder / unquote(path).lstrip("/")).resolve()
        if wanted.is_dir():
            wanted /= "index.html"
        if not wanted.is_relative_to(folder.resolve()) or not wanted.is_file():
            await answer(send, 404, _problem(404, "There is no such page"), PROBLEM)
            return
        kind = mimetypes.guess_type(wanted.name)[0] or "application/octet-stream"
        if kind.startswith("text/") or kind == "application/javascript":
            kind += "; charset=utf-8"
        body = wanted.read_bytes() if scope["method"] == "GET" else b""
        await answer(send, 200, body, kind, length=wanted.stat().st_size, headers=PAGE_HEADERS)


def _raw(scope: Scope, path: str) -> bytes:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    head = path.removesuffix(scope["path"])
    return head.encode() + raw if head != path else path.encode()


def _limited(receive: Receive) -> Receive:
    seen = 0

    async def counting() -> dict[str, Any]:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > BODY_LIMIT:
            raise TooLongError
        return message

    return counting


async def _drain(receive: Receive) -> None:
    """Take the rest of a refused body, up to a limit, so that its sender gets to read the answer."""
    taken = 0
    while taken < DRAIN_LIMIT:
        message = await receive()
        taken += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return


def _problem(status: int, title: str) -> bytes:
    return json.dumps({"type": "about:blank", "title": title, "status": status}).encode()


async def answer(
    send: Send,
    status: int,
    body: bytes,
    kind: str,
    *,
    length: int | None = None,
    retry_after: bool = False,
    headers: Sequence[tuple[bytes, bytes]] = (),
) -> None:
    """Send a whole response; `length` when it isn't the body's, `retry_after` to ask for another try in a second."""
    size = len(body) if length is None else length
    sent = [(b"content-type", kind.encode()), (b"content-length", str(size).encode()), *headers]
    if not kind.startswith("application/json") and not any(name == b"x-content-type-options" for name, _ in headers):
        sent.append((b"x-content-type-options", b"nosniff"))
    if retry_after:
        sent.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": status, "headers": sent})
    await send({"type": "http.response.body", "body": body})
