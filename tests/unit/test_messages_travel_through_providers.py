"""What the adapters make of their providers' answers: taken, refused for good, surely not sent, or unknown."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from botocore.stub import Stubber
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.sns.models import sns_backends

from chalicelib.adapters.messages.http_gateway import HttpGatewaySms
from chalicelib.adapters.messages.outcomes import of_failure
from chalicelib.adapters.messages.ses import SesEmail
from chalicelib.adapters.messages.sns import SnsSms
from chalicelib.domain.deliveries import State

PHONE, SENDER = "+79991234512", "no-reply@okno.example.org"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield lambda service: boto3.client(service, region_name="eu-central-1")


def test_sns_sends_an_sms(aws: Callable[[str], Any]) -> None:
    outcome = SnsSms(aws("sns")).send(PHONE, "Выдано №12345678", "12345678")
    assert (outcome.state, bool(outcome.provider_id)) == (State.SENT, True)
    sent = sns_backends[DEFAULT_ACCOUNT_ID]["eu-central-1"].sms_messages
    assert [(message[0], message[1]) for message in sent.values()] == [(PHONE, "Выдано №12345678")]


def test_ses_sends_an_email(aws: Callable[[str], Any]) -> None:
    ses = aws("sesv2")
    ses.create_email_identity(EmailIdentity=SENDER)
    outcome = SesEmail(ses, SENDER).send("gulnara@example.org", "Решение", "Выдано", "12345678")
    assert (outcome.state, bool(outcome.provider_id)) == (State.SENT, True)


@pytest.mark.parametrize(
    ("service", "code", "state"),
    [
        ("sns", "OptedOut", State.REFUSED),
        ("sns", "InvalidParameter", State.REFUSED),
        ("sns", "Throttling", State.PENDING),
        ("sns", "InternalError", State.PENDING),
        ("sns", "AuthorizationError", State.PENDING),
        ("sesv2", "BadRequestException", State.REFUSED),
        ("sesv2", "TooManyRequestsException", State.PENDING),
        ("sesv2", "SendingPausedException", State.PENDING),
        ("sesv2", "MailFromDomainNotVerifiedException", State.PENDING),
    ],
)
def test_an_answer_of_aws_says_whether_to_try_again(
    aws: Callable[[str], Any], service: str, code: str, state: State
) -> None:
    client = aws(service)
    with Stubber(client) as stub:
        stub.add_client_error("publish" if service == "sns" else "send_email", code, f"about {PHONE}")
        if service == "sns":
            outcome = SnsSms(client).send(PHONE, "x", "1")
        else:
            outcome = SesEmail(client, SENDER).send("a@example.org", "x", "x", "1")
    assert (outcome.state, outcome.reason) == (state, code)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (ConnectTimeoutError(endpoint_url="https://sns"), State.PENDING),
        (EndpointConnectionError(endpoint_url="https://sns"), State.PENDING),
        (ReadTimeoutError(endpoint_url="https://sns"), State.UNKNOWN),
        (ConnectionClosedError(endpoint_url="https://sns"), State.UNKNOWN),
        (ClientError({"Error": {"Code": "503", "Message": "-"}}, "Publish"), State.PENDING),
    ],
)
def test_a_call_that_was_cut_off_may_have_been_carried_out(error: Any, state: State) -> None:
    assert of_failure(error, frozenset()).state is state


class Gateway:
    """A city's SMS gateway on this machine; `answer` is (status, body), or None to keep silent."""

    def __init__(self) -> None:
        self.answer: tuple[int, bytes] | None = (200, b'{"id": "gw-1"}')
        self.seen: list[tuple[dict[str, str], Any]] = []
        self.silence = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.seen.append((dict(self.headers), json.loads(body)))
                if outer.answer is None:
                    outer.silence.wait(5)
                    return
                status, content = outer.answer
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/sms"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.silence.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = Gateway()
    yield made
    made.close()


def test_the_gateway_gets_text_number_and_proof(gateway: Gateway) -> None:
    outcome = HttpGatewaySms(gateway.url, "token").send(PHONE, "Выдано", "12345678")
    assert (outcome.state, outcome.provider_id) == (State.SENT, "gw-1")
    ((headers, body),) = gateway.seen
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer token", "12345678")
    assert body == {"to": PHONE, "text": "Выдано", "message": "12345678"}


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (202, State.SENT),
        (302, State.PENDING),
        (400, State.REFUSED),
        (401, State.PENDING),
        (404, State.PENDING),
        (422, State.REFUSED),
        (429, State.PENDING),
        (500, State.PENDING),
        (503, State.PENDING),
    ],
)
def test_the_gateways_status_says_whether_to_try_again(gateway: Gateway, status: int, state: State) -> None:
    gateway.answer = (status, b"not json")
    outcome = HttpGatewaySms(gateway.url, "token").send(PHONE, "x", "12345678")
    assert outcome.state is state
    assert outcome.provider_id == ("12345678" if state is State.SENT else None)
    assert len(gateway.seen) == 1


def test_a_gateway_that_keeps_silent_leaves_the_outcome_unknown(gateway: Gateway) -> None:
    gateway.answer = None
    outcome = HttpGatewaySms(gateway.url, "token", timeout=0.3).send(PHONE, "x", "1")
    assert (outcome.state, outcome.reason) == (State.UNKNOWN, "ReadTimeoutError")
    assert len(gateway.seen) == 1


def test_a_gateway_that_is_not_there_has_sent_nothing() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outcome = HttpGatewaySms(f"http://127.0.0.1:{port}/", "token", timeout=0.3).send(PHONE, "x", "1")
    assert outcome.state is State.PENDING


def test_a_gateway_far_away_must_be_encrypted() -> None:
    with pytest.raises(ValueError, match="HTTPS"):
        HttpGatewaySms("http://sms.example.org/", "token")
