"""Web push: encrypted as RFC 8291 says, signed as RFC 8292 says, to allowed services only, and once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.dynamodb.client import aws
from chalicelib.adapters.messages.web_push import ORDER, WebPush, encrypt, from_text, to_text
from chalicelib.adapters.secrets import Secrets
from chalicelib.domain.clock import parse_stamp
from chalicelib.domain.deliveries import Channel, State
from chalicelib.domain.errors import InvalidInput, NothingFiled
from chalicelib.domain.permissions import Actor
from chalicelib.domain.push import GONE, KNOWN_SERVICES, MOST_BYTES, Subscription, is_allowed, payload
from chalicelib.usecases import subscribing
from tests.support.browser import Browser
from tests.unit.notifications_world import World, world

RFC_8291 = {
    "plaintext": "V2hlbiBJIGdyb3cgdXAsIEkgd2FudCB0byBiZSBhIHdhdGVybWVsb24",
    "as_private": "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
    "ua_public": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "salt": "DGv6ra1nlYgDCS1FRnbzlw",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    "body": (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3"
        "jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    ),
}


def test_the_example_of_rfc_8291() -> None:
    own = ec.derive_private_key(int.from_bytes(from_text(RFC_8291["as_private"]), "big"), ec.SECP256R1())
    made = encrypt(
        from_text(RFC_8291["plaintext"]),
        RFC_8291["ua_public"],
        RFC_8291["auth"],
        own=own,
        salt=from_text(RFC_8291["salt"]),
    )
    assert to_text(made) == RFC_8291["body"]


@given(st.text(max_size=6000), st.sampled_from(["ru", "tt", "en"]))
def test_a_message_fits_into_four_kilobytes_whatever_it_says(text: str, language: str) -> None:
    written = payload(title=text, body=text, number="12345678", site="https://okno.example.org", language=language)
    assert len(written) <= MOST_BYTES
    browser = Browser("https://fcm.googleapis.com/x")
    sealed = encrypt(written, browser.p256dh, browser.auth)
    assert len(sealed) <= 4096
    assert browser.read(sealed)["tag"] == "12345678"


@pytest.mark.parametrize(
    ("endpoint", "allowed"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://fcm.googleapis.com:443/fcm/send/abc", True),
        ("https://wns2-db5p.notify.windows.com/w/?token=x", True),
        ("http://fcm.googleapis.com/fcm/send/abc", False),
        ("https://fcm.googleapis.com:8443/abc", False),
        ("https://fcm.googleapis.com@169.254.169.254/latest", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("https://fcm.googleapis.com.example.org/abc", False),
        ("https://notify.windows.com/abc", False),
        ("https://evilnotify.windows.com/abc", False),
        ("https://fcm.googleapis.com\\@localhost/abc", False),
        ("https://fcm.googleapis.com/", False),
        ("https://[::1/abc", False),
        ("http://localhost:8000/_messages/push/x", False),
    ],
)
def test_only_known_services_are_called(endpoint: str, allowed: bool) -> None:
    assert is_allowed(endpoint, KNOWN_SERVICES) is allowed


def test_the_receiver_of_the_local_stack_is_nothing_but_itself() -> None:
    receiver = "http://localhost:8000/_messages/push"
    assert is_allowed(f"{receiver}/one", KNOWN_SERVICES, receiver)
    for other in (f"{receiver}x/one", "http://localhost:8000/v1/me", "http://localhost:4566/one"):
        assert not is_allowed(other, KNOWN_SERVICES, receiver)


def test_the_senders_key_follows_from_the_stacks_secret() -> None:
    def key(secret: str) -> str:
        return WebPush(Secrets(lambda: secret).scalar("vapid", ORDER), "mailto:a@example.org").public_key

    assert key("one") == key("one") != key("two")
    assert len(from_text(key("one"))) == 65


class Service:
    """A push service on this machine that answers what `answers` say, then 201."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.seen: list[tuple[dict[str, str], bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.seen.append(({name.lower(): value for name, value in self.headers.items()}, body))
                status, headers = outer.answers.pop(0) if outer.answers else (201, {})
                self.send_response(status)
                for name, value in {"Content-Length": "0", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/push"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def town(service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world() as made:
        monkeypatch.setattr(type(made.stores), "push_receiver", property(lambda _: service.url))
        yield made


def subscribe(town: World, person: str, browser: Browser) -> list[Subscription]:
    return subscribing._keep(town.stores, person, subscribing._checked(town.stores, **browser.given()))


def test_a_status_reaches_the_browser_in_the_applicants_language(town: World, service: Service) -> None:
    browser = Browser(f"{service.url}/one")
    case = town.file(language="tt")
    subscribe(town, case.person, browser)
    case = town.granted(town.registered(case))
    town.stream(case)
    town.flush(case)
    town.flush(case)
    ((headers, body),) = service.seen
    shown = browser.read(body)
    assert (shown["lang"], shown["tag"]) == ("tt", headers["topic"])
    assert "Рөхсәт" in shown["title"] + shown["body"]
    assert (headers["urgency"], headers["content-encoding"], int(headers["ttl"]) > 3600) == ("high", "aes128gcm", True)
    assert case.number.encode() not in body
    states = [one.state for one in town.owed(case, Channel.PUSH)]
    assert (states.count(State.SENT), set(states)) == (1, {State.SENT, State.MERGED})


def test_the_sender_proves_itself(town: World, service: Service) -> None:
    browser = Browser(f"{service.url}/one")
    case = town.file()
    subscribe(town, case.person, browser)
    town.stream(case)
    town.flush(case, Channel.PUSH)
    ((headers, _),) = service.seen
    scheme, token, key = headers["authorization"].replace(",", "").split()
    assert (scheme, key) == ("vapid", f"k={town.stores.push.public_key}")
    signed, _, signature = token.removeprefix("t=").rpartition(".")
    raw = from_text(signature)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_text(key.removeprefix("k=")))
    whole = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(whole, signed.encode(), ec.ECDSA(hashes.SHA256()))
    claims = json.loads(from_text(signed.partition(".")[2]))
    assert claims["aud"] == service.url.removesuffix("/push")


def test_a_browser_that_is_gone_is_forgotten_and_the_others_are_told(town: World, service: Service) -> None:
    case = town.file()
    subscribe(town, case.person, Browser(f"{service.url}/one"))
    subscribe(town, case.person, Browser(f"{service.url}/two"))
    service.answers = [(410, {}), (201, {})]
    town.stream(case)
    town.flush(case, Channel.PUSH)
    assert len(service.seen) == 2
    assert len(town.stores.subscriptions.of(case.person)) == 1
    assert [one.state for one in town.owed(case, Channel.PUSH)] == [State.SENT]
    service.answers = [(404, {})]
    case = town.registered(case)
    town.stream(case, case.version)
    town.flush(case, Channel.PUSH)
    assert town.stores.subscriptions.of(case.person) == []
    assert [one.reason for one in town.owed(case, Channel.PUSH) if one.state is State.REFUSED] == [GONE]


@pytest.mark.parametrize(("status", "asked", "least"), [(429, "7200", 7200), (503, "", 60), (500, "junk", 60)])
def test_a_busy_service_is_left_alone_as_long_as_it_asks(
    town: World, service: Service, status: int, asked: str, least: int
) -> None:
    case = town.file()
    subscribe(town, case.person, Browser(f"{service.url}/one"))
    service.answers = [(status, {"Retry-After": asked} if asked else {})]
    town.stream(case)
    town.flush(case, Channel.PUSH)
    (one,) = town.owed(case, Channel.PUSH)
    assert (one.state, one.attempts) == (State.PENDING, 1)
    assert (parse_stamp(one.next_at) - town.at).total_seconds() == least
    town.wait(seconds=least + 1)
    town.sweep()
    assert town.owed(case, Channel.PUSH)[0].state is State.SENT
    assert len(service.seen) == 2


def test_a_service_that_is_no_longer_allowed_is_not_called(
    town: World, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = town.file()
    subscribe(town, case.person, Browser(f"{service.url}/one"))
    monkeypatch.setattr(type(town.stores), "push_receiver", None)
    town.stream(case)
    town.flush(case, Channel.PUSH)
    assert service.seen == []
    assert [one.state for one in town.owed(case, Channel.PUSH)] == [State.REFUSED]


def test_nobody_is_asked_before_they_have_filed(town: World, service: Service) -> None:
    browser = Browser(f"{service.url}/one")
    with pytest.raises(NothingFiled):
        subscribing.subscribe(town.stores, Actor("applicant", "nobody"), **browser.given())


def test_every_wrong_part_of_a_subscription_is_named(town: World, service: Service) -> None:
    wrong = {"endpoint": "https://intranet.example.org/x", "p256dh": to_text(b"\x04" + bytes(64)), "auth": "AAAA"}
    with pytest.raises(InvalidInput) as refused:
        subscribing._checked(town.stores, **wrong)
    assert [(one.pointer, one.reason) for one in refused.value.errors] == [
        ("/endpoint", "push-host"),
        ("/keys", "push-keys"),
    ]


def test_where_a_browser_is_stays_sealed_and_five_are_enough(town: World, service: Service) -> None:
    case = town.file()
    for number in range(7):
        subscribe(town, case.person, Browser(f"{service.url}/browser-{number}"))
        town.wait(minutes=1)
    known = town.stores.subscriptions.of(case.person)
    assert sorted(one.endpoint[-1] for one in known) == ["2", "3", "4", "5", "6"]
    town.stream(case)
    items = json.dumps(aws("dynamodb").scan(TableName="accounts")["Items"], default=str)
    assert "browser-" not in items
    assert service.url not in items
