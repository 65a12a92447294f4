"""SMS through a city's own HTTP gateway.

POST <url>
Authorization: Bearer <token>
Idempotency-Key: <message number>
{"to": "+79991234567", "text": "…", "message": "12345678"}

2xx {"id": "<the gateway's own number>"}     taken
400, 422                                     never: no such number
any other answer                             not taken now
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
    SSLError,
)

from chalicelib.domain.deliveries import Outcome, accepted, not_sent, refused, uncertain

_NEVER_LEFT = (ConnectTimeoutError, NewConnectionError, NameResolutionError, SSLError, LocationParseError)
_HOPELESS = (400, 422)
_LOCAL = ("localhost", "127.0.0.1", "::1")


class HttpGatewaySms:
    """Posts to `url`, which must be HTTPS unless it is this machine; `token` proves the municipality."""

    def __init__(self, url: str, token: str, *, timeout: float = 10.0) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in _LOCAL:
            raise ValueError("an SMS gateway must be reached over HTTPS")
        self._url, self._token = url, token
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=min(3.0, timeout), read=timeout), retries=False, maxsize=4
        )

    def send(self, to: str, text: str, number: str) -> Outcome:
        """Send one text message. See SmsSender."""
        body = json.dumps({"to": to, "text": text, "message": number}, ensure_ascii=False).encode()
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": number,
        }
        try:
            answer = self._pool.request("POST", self._url, body=body, headers=headers, redirect=False)
        except _NEVER_LEFT as error:
            return not_sent(type(error).__name__)
        except HTTPError as error:
            return uncertain(type(error).__name__)
        if 200 <= answer.status < 300:
            return accepted(_id(answer.data, number))
        return refused(f"HTTP {answer.status}") if answer.status in _HOPELESS else not_sent(f"HTTP {answer.status}")


def _id(body: bytes, number: str) -> str:
    """Read the gateway's own number of the message; a gateway without one knows it by ours."""
    try:
        answer: Any = json.loads(body)
    except ValueError:
        return number
    return str(answer["id"])[:200] if isinstance(answer, dict) and answer.get("id") else number
