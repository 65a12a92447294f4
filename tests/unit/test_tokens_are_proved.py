"""Only genuine access tokens of our own clients open the door."""

from __future__ import annotations

import base64
import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from chalicelib.adapters.tokens import Bearer, Pool, Tokens, pool
from chalicelib.domain.errors import TransientError, Unauthenticated

KEY = RSAKey.generate_key(2048, {"kid": "k1"})
FOREIGN = RSAKey.generate_key(2048, {"kid": "k1"})
STAFF = pool("staff", "eu-central-1_abc", "client-1")


class Keys:
    """The pool's published keys; counts how often they are read."""

    def __init__(self) -> None:
        self.read, self.down = 0, False

    def __call__(self, address: str) -> dict[str, Any]:
        self.read += 1
        if self.down:
            raise TransientError("down")
        return dict(KeySet([KEY]).as_dict(private=False))


def token(key: Any = KEY, alg: str = "RS256", kid: str = "k1", **claims: Any) -> str:
    whole = {
        "iss": STAFF.issuer,
        "sub": "s1",
        "exp": int(time.time()) + 60,
        "token_use": "access",
        "client_id": "client-1",
        **claims,
    }
    given = {name: value for name, value in whole.items() if value is not None}
    return jwt.encode({"alg": alg, "kid": kid}, given, key, algorithms=[alg])


def unsigned() -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none","kid":"k1"}').decode().rstrip("=")
    return f"{header}.{token().split('.')[1]}."


def test_a_genuine_token_says_who_it_is() -> None:
    assert Tokens((STAFF,), Keys()).verify(token()) == Bearer("staff", "s1")


@pytest.mark.parametrize(
    "shown",
    [
        token(exp=1),
        token(exp=None),
        token(exp="soon"),
        token(FOREIGN),
        token(iss="https://elsewhere.example.org"),
        token(iss=None),
        token(iss=7),
        token(token_use="id"),
        token(client_id="client-2"),
        token(client_id=None),
        token(sub=None),
        token(kid="k2"),
        token(alg="PS256"),
        token(OctKey.import_key("a guessed shared secret of 32 bytes"), alg="HS256"),
        unsigned(),
        token()[:-8] + "AAAAAAAA",
        "",
        "a.b.c",
        "." * 40,
        "x" * 100_000,
        "ключ",
    ],
)
def test_anything_else_is_refused(shown: str) -> None:
    with pytest.raises(Unauthenticated):
        Tokens((STAFF,), Keys()).verify(shown)


def test_an_expired_token_is_told_apart() -> None:
    with pytest.raises(Unauthenticated) as refused:
        Tokens((STAFF,), Keys()).verify(token(exp=1))
    assert refused.value.params == {"reason": "expired"}


def test_unknown_keys_are_asked_for_once_a_minute() -> None:
    keys, now = Keys(), [time.time()]
    tokens = Tokens((STAFF,), keys, lambda: now[0])
    for _ in range(20):
        with pytest.raises(Unauthenticated):
            tokens.verify(token(kid="made up"))
    assert keys.read == 1
    now[0] += 61
    with pytest.raises(Unauthenticated):
        tokens.verify(token(kid="made up"))
    assert keys.read == 2


def test_keys_that_cannot_be_read_are_our_trouble_and_pass() -> None:
    keys = Keys()
    keys.down = True
    tokens = Tokens((STAFF,), keys)
    with pytest.raises(TransientError):
        tokens.verify(token())
    keys.down = False
    assert tokens.verify(token()).id == "s1"


def test_keys_lie_at_the_engine_on_this_machine_only() -> None:
    assert STAFF.keys_address == f"{STAFF.issuer}/.well-known/jwks.json"
    local: Pool = pool("staff", "eu-central-1_abc", "c", "http://127.0.0.1:4566/")
    assert local.keys_address == "http://127.0.0.1:4566/eu-central-1_abc/.well-known/jwks.json"
    assert local.issuer == STAFF.issuer


def test_a_token_that_was_proved_still_expires() -> None:
    now = [time.time()]
    tokens = Tokens((STAFF,), Keys(), lambda: now[0])
    shown = token(exp=int(now[0]) + 60)
    assert tokens.verify(shown) == tokens.verify(shown) == Bearer("staff", "s1")
    now[0] += 70
    with pytest.raises(Unauthenticated) as refused:
        tokens.verify(shown)
    assert refused.value.params == {"reason": "expired"}


def test_a_proved_token_opens_for_no_other_text() -> None:
    tokens = Tokens((STAFF,), Keys())
    shown = token()
    assert tokens.verify(shown).id == "s1"
    head, claims, _ = shown.split(".")
    for altered in (f"{head}.{claims}.", f"{head}.{token(sub='s2').split('.')[1]}.{shown.split('.')[2]}", shown + "A"):
        with pytest.raises(Unauthenticated):
            tokens.verify(altered)
