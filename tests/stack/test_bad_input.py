"""Bad input gets a clear 4xx that names every wrong place, in the reader's language, and nothing is written."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import pytest

from tests.stack.deployed import Answer, Deployed

pytestmark = pytest.mark.stack

FILE = "/v1/applications"


def file(deployed: Deployed, body: Any, **more: Any) -> Answer:
    headers = {"Idempotency-Key": uuid.uuid4().hex, **more.pop("headers", {})}
    return deployed.call("POST", FILE, headers=headers, body=body, token=deployed.applicant(), **more)


def own(deployed: Deployed) -> list[str]:
    return [one["number"] for one in deployed.call("GET", FILE, token=deployed.applicant()).json["items"]]


def places(answer: Answer) -> set[tuple[str, str]]:
    return {(wrong["pointer"], wrong["reason"]) for wrong in answer.json["errors"]}


@pytest.fixture(autouse=True)
def nothing_is_written(deployed: Deployed) -> Any:
    before = own(deployed)
    yield
    assert own(deployed) == before


@pytest.mark.parametrize(
    ("raw", "status", "reason"),
    [
        (b"", 400, "syntax"),
        (b"{", 400, "syntax"),
        (b'{"service": }', 400, "syntax"),
        (b'{"service": NaN}', 400, "not-finite"),
        (b'{"service": 1e999}', 400, "not-finite"),
        (b'{"service": "a", "service": "b"}', 400, "duplicate-key"),
        (b'{"service": "\\ud800"}', 400, "character"),
        (b"[" * 60_000, 400, "too-deep"),
        (b"[]", 400, "type"),
        (b"null", 400, "type"),
        (b'"text"', 400, "type"),
    ],
)
def test_broken_json(deployed: Deployed, raw: bytes, status: int, reason: str) -> None:
    answer = file(deployed, raw)
    assert answer.status == status, answer.json
    assert reason in {one for _, one in places(answer)}


def test_broken_json_is_shown_by_line_and_column(deployed: Deployed) -> None:
    answer = file(deployed, b'{\n  "service": oops\n}', headers={"Accept-Language": "en"})
    assert answer.json["detail"] == "Line 2, column 14."


def test_wrong_missing_and_unknown_fields_are_all_named_at_once(deployed: Deployed) -> None:
    answer = file(deployed, {"service": 7, "answers": [], "language": "fr", "extra": 1, "contact": {"phone": "917"}})
    assert answer.status == 400
    assert places(answer) == {
        ("/service", "type"),
        ("/answers", "type"),
        ("/language", "enum"),
        ("/extra", "unknown"),
        ("/contact/phone", "pattern"),
    }


def test_answers_are_checked_against_the_published_form(deployed: Deployed) -> None:
    answer = file(
        deployed, {"service": "resident-parking-permit", "answers": {"no such question": 1}, "language": "en"}
    )
    assert answer.status == 422
    found = places(answer)
    assert ("/answers/no such question", "unknown") in found
    assert len([one for one in found if one[1] == "required"]) >= 3


def test_what_was_sent_is_never_repeated(deployed: Deployed) -> None:
    secret = "Ivanov-4508-123456"
    answer = file(deployed, {"service": "resident-parking-permit", "answers": {"plate": secret}, "language": secret})
    assert secret not in json.dumps(answer.json, ensure_ascii=False)


@pytest.mark.parametrize(
    ("language", "title"),
    [("ru", "В запросе есть ошибки"), ("tt", "Сорауда хаталар бар"), ("en", "The request has errors")],
)
def test_problems_speak_the_readers_language(deployed: Deployed, language: str, title: str) -> None:
    answer = file(deployed, {}, headers={"Accept-Language": f"{language}, fr;q=0.1"})
    assert (answer.json["title"], answer.headers["content-language"]) == (title, language)
    assert answer.headers["content-type"] == "application/problem+json"
    assert all(wrong["detail"] for wrong in answer.json["errors"])


def test_a_body_over_the_limit(deployed: Deployed) -> None:
    body = {"service": "resident-parking-permit", "answers": {"note": "x" * 262_144}, "language": "en"}
    answer = file(deployed, body)
    assert answer.status == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "", "application/octet-stream", "json"])
def test_another_kind_of_content(deployed: Deployed, kind: str) -> None:
    answer = file(deployed, b"{}", headers={"Content-Type": kind})
    assert answer.status == 415


@pytest.mark.parametrize("key", [None, "short", "x" * 129, "with space", "tab\tkey1"])
def test_a_bad_idempotency_key(deployed: Deployed, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}
    body = {"service": "resident-parking-permit", "answers": {}, "language": "en"}
    answer = deployed.call("POST", FILE, headers=headers, body=body, token=deployed.applicant())
    assert answer.status == 400
    assert "/headers/Idempotency-Key" in {pointer for pointer, _ in places(answer)}


def test_an_unpublished_service(deployed: Deployed) -> None:
    answer = file(deployed, {"service": "time-travel-permit", "answers": {}, "language": "en"})
    assert (answer.status, answer.json["type"]) == (404, "urn:okno:problem:unknown-service")


@pytest.mark.parametrize("pattern", ["a" * 50_000 + "!", "А1" * 30_000, " " * 60_000])
def test_an_evil_text_costs_nothing(deployed: Deployed, pattern: str) -> None:
    began = time.monotonic()
    answer = file(deployed, {"service": "resident-parking-permit", "answers": {"plate": pattern}, "language": "en"})
    assert answer.status == 422
    assert time.monotonic() - began < 5


def spoiled(token: str) -> dict[str, str]:
    head, claims, signature = token.split(".")
    return {
        "forged": f"{head}.{claims}.{'A' * len(signature)}",
        "altered": f"{head}.{claims[:-4]}AAAA.{signature}",
        "cut": f"{head}.{claims}",
        "unsigned": f"eyJhbGciOiJub25lIn0.{claims}.",
        "foreign": "eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJpc3MiOiJodHRwczovL2V2aWwuZXhhbXBsZSJ9.AAAA",
        "garbage": "nonsense",
        "huge": "A" * 9000,
    }


@pytest.mark.parametrize("way", ["forged", "altered", "cut", "unsigned", "foreign", "garbage", "huge"])
def test_a_token_that_is_not_ours(deployed: Deployed, way: str) -> None:
    answer = deployed.call("GET", "/v1/me", token=spoiled(deployed.applicant())[way])
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="okno", error="invalid_token"'


def test_an_identity_token_is_no_access_token(deployed: Deployed) -> None:
    from infra.commands.demo_users import PASSWORD

    signed = deployed.stack.client("cognito-idp").initiate_auth(
        ClientId=deployed.stack.outputs["ApplicantClient"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "gulnara@example.org", "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    assert deployed.call("GET", "/v1/me", token=signed["AccessToken"]).status == 200
    assert deployed.call("GET", "/v1/me", token=signed["IdToken"]).status == 401


@pytest.mark.parametrize("scheme", ["Basic Zm9vOmJhcg==", "Bearer", "Bearer ", "Token x"])
def test_another_way_to_sign_in(deployed: Deployed, scheme: str) -> None:
    answer = deployed.call("GET", "/v1/me", headers={"Authorization": scheme})
    assert answer.status == 401


def test_an_expired_token(deployed: Deployed) -> None:
    """The engine signs with a key of its own, which tests don't have: time moves for the verifier instead."""
    from chalicelib import bootstrap
    from chalicelib.adapters.tokens import Tokens
    from chalicelib.domain.errors import Unauthenticated

    tokens = bootstrap.stores().tokens
    later = Tokens(tuple(tokens._pools.values()), clock=lambda: time.time() + 86_400)
    with pytest.raises(Unauthenticated) as refused:
        later.verify(deployed.applicant())
    assert refused.value.params == {"reason": "expired"}


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ({"limit": "0"}, ("/query/limit", "minimum")),
        ({"limit": "101"}, ("/query/limit", "maximum")),
        ({"limit": "ten"}, ("/query/limit", "type")),
        ({"limit": "١٢"}, ("/query/limit", "type")),
        ({"page": "2"}, ("/query/page", "unknown")),
        ({"cursor": "x" * 3000}, ("/query/cursor", "maxLength")),
        ({"cursor": "AAAA"}, ("/query/cursor", "cursor")),
    ],
)
def test_a_bad_query(deployed: Deployed, query: dict[str, str], place: tuple[str, str]) -> None:
    answer = deployed.call("GET", FILE, query=query, token=deployed.applicant())
    assert answer.status == 400
    assert places(answer) == {place}


def test_an_unknown_path_and_method(deployed: Deployed) -> None:
    for method, path in (("GET", "/v1/nothing"), ("DELETE", "/v1/me"), ("POST", "/v1/catalogue")):
        answer = deployed.call(method, path)
        assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")


def test_too_many_codes_for_one_number(deployed: Deployed) -> None:
    body = {"channel": "sms", "address": f"+7999{uuid.uuid4().int % 10_000_000:07d}"}
    answers = [deployed.call("POST", "/v1/confirmations", body=body) for _ in range(6)]
    assert [one.status for one in answers] == [202] * 5 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 3600
    assert answers[-1].json["type"] == "urn:okno:problem:limit-reached"


def test_an_unconfirmed_contact(deployed: Deployed) -> None:
    body = {
        "service": "resident-parking-permit",
        "answers": {},
        "language": "en",
        "contact": {"phone": "+79170000001"},
        "confirmation": {"id": "0" * 32, "code": "000000"},
    }
    answer = deployed.call("POST", FILE, headers={"Idempotency-Key": uuid.uuid4().hex}, body=body)
    assert answer.status in (400, 422)


def test_an_unknown_number_and_a_wrong_secret_answer_alike(deployed: Deployed) -> None:
    numbers = ["20260302-000000-00", "nonsense", "%2e%2e%2f", "х" * 50]
    answers = [
        deployed.call("GET", f"{FILE}/{number}", headers={"Tracking-Secret": "wrong", "Accept-Language": "en"})
        for number in numbers
    ]
    assert {(one.status, json.dumps(one.json)) for one in answers} == {(404, json.dumps(answers[0].json))}


def test_a_stale_version(deployed: Deployed) -> None:
    body = {"contact": {"phone": "+79170000001"}, "language": "tt", "version": 1_000_000}
    answer = deployed.call("PUT", "/v1/me", body=body, token=deployed.applicant())
    assert answer.status == 409
