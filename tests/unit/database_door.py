"""A server that stands for DynamoDB: it notes what it is sent, and answers what it was told to."""

from __future__ import annotations

import json
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Door(BaseHTTPRequestHandler):
    """Notes what it is sent, and answers what comes next in its server's list; the last answer stays."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.seen.append((dict(self.headers), body, self.client_address))
        told = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
        if callable(told):
            told = told(body)
        if told == "hangs up":
            self.close_connection = True
            return
        if told == "says nothing":
            server.over.wait(5)
            self.close_connection = True
            return
        status, document, *more = told
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("x-amz-crc32", str(zlib.crc32(content) + (1 if "broken" in more else 0)))
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = "closes" in more

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def opened() -> Any:
    """Start one; `seen` is (headers, body, client's address) of each request, `answers` what it says one by one.

    An answer is (status, document or bytes, "closes" or "broken"…), a function that gives one for a body, or what
    the server does instead: "hangs up", "says nothing". The last one stays.
    """
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.seen, server.answers, server.over = [], [(200, {})], threading.Event()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server
