"""A function's calls reach the engine over one connection, which is opened anew when the engine has closed it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from botocore.httpsession import URLLib3Session

from infra.local import plain_calls


class Door(BaseHTTPRequestHandler):
    """Answers as a table service; what it does after an answer is its server's `manners`."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.server.seen.append(self.client_address)  # type: ignore[attr-defined]
        self.rfile.read(int(self.headers["Content-Length"]))
        manners = self.server.manners  # type: ignore[attr-defined]
        if manners == "silent":
            threading.Event().wait(2)
        if manners == "hangs up":
            self.close_connection = True
            return
        refused = manners == "refuses"
        content = json.dumps(
            {"__type": "ConditionalCheckFailedException"} if refused else {"TableNames": ["t"]}
        ).encode()
        self.send_response(400 if refused else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = manners == "closes"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def door() -> Iterator[Any]:
    """A server that stands for the engine, while calls to it go plain."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.seen, server.manners = [], ""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    usual = URLLib3Session.send
    plain_calls.apply(f"http://127.0.0.1:{server.server_port}")
    try:
        yield server
    finally:
        URLLib3Session.send = usual
        server.shutdown()


def tables(server: Any) -> Any:
    """A client of the server."""
    config = Config(retries={"max_attempts": 1, "mode": "standard"}, read_timeout=0.5)
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "eu-central-1"}
    return boto3.client("dynamodb", endpoint_url=f"http://127.0.0.1:{server.server_port}", config=config, **keys)


def test_all_calls_of_a_thread_share_a_connection(door: Any) -> None:
    client = tables(door)
    assert [client.list_tables()["TableNames"] for _ in range(3)] == [["t"]] * 3
    assert len(set(door.seen)) == 1


def test_a_connection_that_was_closed_is_opened_anew(door: Any) -> None:
    client = tables(door)
    door.manners = "closes"
    assert [client.list_tables()["TableNames"] for _ in range(3)] == [["t"]] * 3
    assert len(set(door.seen)) == 3


def test_what_the_service_refuses_is_told_as_ever(door: Any) -> None:
    door.manners = "refuses"
    with pytest.raises(ClientError) as refused:
        tables(door).list_tables()
    assert refused.value.response["Error"]["Code"] == "ConditionalCheckFailedException"


@pytest.mark.parametrize(("manners", "error"), [("hangs up", ConnectionClosedError), ("silent", ReadTimeoutError)])
def test_trouble_on_the_way_is_the_error_that_callers_know(door: Any, manners: str, error: type[Exception]) -> None:
    door.manners = manners
    with pytest.raises(error):
        tables(door).list_tables()
    door.manners = ""
    assert tables(door).list_tables()["TableNames"] == ["t"], "the next call isn't disturbed"
