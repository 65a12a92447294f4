"""The shortest way from a function to DynamoDB: reads and writes of items go straight to its door.

A call through botocore costs a function half a millisecond of its processor more, whatever it asks: botocore models
every shape, resolves an endpoint, fires events and copies headers for each of them. Items are composed in DynamoDB's
own JSON here anyway, so what is left is to sign them (botocore does) and to send them. Everything that isn't plain
success or a condition that failed, a lost connection or throttling above all, is asked again botocore's own way, with
its retries and its errors; this way is one attempt of those that a call has.
"""

from __future__ import annotations

import base64
import functools
import http.client
import json
import os
import random
import select
import ssl
import threading
import time
import uuid
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, urlsplit

OPERATIONS = {
    "batch_get_item": "BatchGetItem",
    "batch_write_item": "BatchWriteItem",
    "delete_item": "DeleteItem",
    "get_item": "GetItem",
    "put_item": "PutItem",
    "query": "Query",
    "transact_get_items": "TransactGetItems",
    "transact_write_items": "TransactWriteItems",
    "update_item": "UpdateItem",
}
REFUSALS = ("ConditionalCheckFailedException", "TransactionCanceledException")
PAUSE_SECONDS = 0.05
"""The longest wait before DynamoDB is asked again that was too busy; as its SDKs do the first time."""
_MEDIA_TYPE = "application/x-amz-json-1.0"


class StraightClient:
    """A client of DynamoDB: botocore's, with its calls for items replaced. Safe to share between threads.

    `client` is botocore's, whose endpoint, region and time limits hold here too; `credentials` are its session's.
    """

    def __init__(self, client: Any, credentials: Any) -> None:
        self._client, self._credentials = client, credentials
        self._url, self._region = f"{client.meta.endpoint_url.rstrip('/')}/", client.meta.region_name
        self._place = urlsplit(self._url)
        self._open = threading.local()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        if name in OPERATIONS:
            found = functools.partial(self._call, OPERATIONS[name], found)
            self.__dict__[name] = found
        return found

    def _call(self, operation: str, usual: Callable[..., Any], **params: Any) -> Any:
        if operation == "TransactWriteItems":  # sent again under the same token, it is written once
            params.setdefault("ClientRequestToken", str(uuid.uuid4()))
        answer = self._post(operation, json.dumps(params, default=_text, separators=(",", ":")).encode())
        if answer is None:
            return usual(**params)
        status, document = answer
        if status == 200:
            return document
        code = str(document.pop("__type", "")).rpartition("#")[2]
        if code not in REFUSALS:
            time.sleep(random.uniform(0, PAUSE_SECONDS))  # nosec B311: a pause, not a secret
            return usual(**params)
        document["Error"] = {"Code": code, "Message": document.pop("message", document.pop("Message", ""))}
        raise self._client.exceptions.from_code(code)(document, operation)

    def _post(self, operation: str, body: bytes) -> tuple[int, dict[str, Any]] | None:
        """Send a signed request; give status and document of the answer, None where it is lost or broken."""
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest

        headers = {"Content-Type": _MEDIA_TYPE, "X-Amz-Target": f"DynamoDB_20120810.{operation}", "User-Agent": "okno"}
        request = AWSRequest("POST", self._url, headers, body)
        SigV4Auth(self._credentials.get_frozen_credentials(), "dynamodb", self._region).add_auth(request)
        connection = self._connection()
        try:
            if connection.sock is None:
                connection.connect()
                connection.sock.settimeout(self._client.meta.config.read_timeout)  # type: ignore[attr-defined]
            connection.send(self._head(request, body) + body)  # in one: two pieces are two looks of whoever answers
            answer = http.client.HTTPResponse(connection.sock, method="POST")
            answer.begin()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            return None
        if answer.will_close:
            connection.close()
        checksum = answer.headers.get("x-amz-crc32")
        if checksum is not None and checksum != str(zlib.crc32(content)):
            return None
        try:
            document = json.loads(content, object_hook=_bytes if b'"B' in content else None)
        except ValueError:
            return None
        return (answer.status, document) if isinstance(document, dict) else None

    def _head(self, request: Any, body: bytes) -> bytes:
        told = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
        host = self._place.netloc
        return f"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n{told}\r\n".encode("latin-1")

    def _connection(self) -> http.client.HTTPConnection:
        """Give this thread's connection; not connected where it is new or the other side has closed it."""
        found: http.client.HTTPConnection | None = getattr(self._open, "connection", None)
        if found is None:
            found = self._open.connection = _connection_to(self._place, self._client.meta.config.connect_timeout)
        elif found.sock is not None and select.select([found.sock], [], [], 0)[0]:
            found.close()  # nothing was asked, so what can be read is its end
        return found


def _connection_to(place: SplitResult, seconds: float) -> http.client.HTTPConnection:
    if place.scheme != "https":
        return http.client.HTTPConnection(place.netloc, timeout=seconds)
    from botocore.httpsession import get_cert_path

    context = ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE") or get_cert_path(True))
    return http.client.HTTPSConnection(place.netloc, timeout=seconds, context=context)


def _text(value: object) -> str:
    """Write what JSON has no kind for: bytes, in base64, as DynamoDB wants them."""
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} can't be stored")


def _bytes(found: dict[str, Any]) -> dict[str, Any]:
    """Read an attribute of kind B as bytes, of kind BS as several; nothing else in an answer looks like one."""
    if len(found) == 1:
        text, texts = found.get("B"), found.get("BS")
        if isinstance(text, str):
            return {"B": base64.b64decode(text)}
        if isinstance(texts, list):
            return {"BS": [base64.b64decode(each) for each in texts]}
    return found
