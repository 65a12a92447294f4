"""A client that costs next to nothing: what load is made with must not be what is measured.

Python's own client takes a message parser to every header of an answer: as much of the processor as an answer has
headers, on the machine that answers.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
SECONDS = 60


class Posting:
    """One connection to one port of this machine; it sends requests as they are and reads status and content only."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """POST; give status and content. Raises ConnectionError when the other side has gone."""
        told = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        self._socket.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        answer = b""
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        found = _LENGTH.search(answer, 0, end + 2)
        if found is None:
            raise ConnectionError("an answer without its length")
        begin = end + 4
        while len(answer) < begin + int(found[1]):
            answer += self._more()
        return int(answer[9:12]), answer[begin:]

    def _more(self) -> bytes:
        got = self._socket.recv(65536)
        if not got:
            raise ConnectionError("the other side has gone")
        return got
