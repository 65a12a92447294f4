"""Access tokens of the two Cognito pools: whose they are, and that they are genuine, in force and ours."""

from __future__ import annotations

import hashlib
import json
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.errors import TransientError, Unauthenticated

ALGORITHMS = ["RS256"]
SECONDS_BETWEEN_FETCHES = 60
LEEWAY_SECONDS = 5
LONGEST_TOKEN = 8192
MOST_PROVED = 1000


@dataclass(frozen=True, slots=True)
class Pool:
    """A user pool: what its people are (applicant or staff), who issues its tokens, where its keys lie, its clients."""

    kind: str
    issuer: str
    keys_address: str
    client_id: str


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who a token speaks for: `kind` is the pool's, `id` the subject that never changes."""

    kind: str
    id: str


def pool(kind: str, pool_id: str, client_id: str, endpoint: str | None = None) -> Pool:
    """Describe a pool by its id; `endpoint` is the local engine's address and None in the cloud."""
    host = f"https://cognito-idp.{pool_id.partition('_')[0]}.amazonaws.com/{pool_id}"
    keys = f"{endpoint.rstrip('/')}/{pool_id}" if endpoint else host
    return Pool(kind, host, f"{keys}/.well-known/jwks.json", client_id)


def fetch(address: str) -> Mapping[str, Any]:
    """Read a JSON document over HTTP(S); raises TransientError when it can't be read."""
    if not address.startswith(("https://", "http://")):
        raise ValueError(address)
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # nosec B310: scheme checked above
            document: Mapping[str, Any] = json.load(answer)
            return document
    except (OSError, ValueError) as failure:
        raise TransientError("the keys of the user pool can't be read") from failure


class Tokens:
    """Verifies access tokens; keeps each pool's public keys for the life of the process.

    An unknown key id fetches the keys again, at most once a minute, so that forged tokens can't make us ask.
    A token that was proved is known by its digest until it expires: only its time is looked at again.
    """

    def __init__(
        self,
        pools: tuple[Pool, ...],
        read: Callable[[str], Mapping[str, Any]] = fetch,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._pools = {pool.issuer: pool for pool in pools}
        self._read, self._clock = read, clock
        self._keys: dict[str, Any] = {}
        self._fetched_at: dict[str, float] = {}
        self._proved: dict[bytes, tuple[Bearer, float]] = {}

    def verify(self, token: str) -> Bearer:
        """Tell whose `token` is; raises Unauthenticated for one that is expired, forged, foreign or not for access."""
        mark = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        bearer, expires = self._proved.get(mark, (None, 0))
        if bearer is not None and int(self._clock()) - LEEWAY_SECONDS < expires:
            return bearer
        bearer, expires = self._prove(token)
        if len(self._proved) >= MOST_PROVED:
            self._proved.clear()
        self._proved[mark] = bearer, expires
        return bearer

    def _prove(self, token: str) -> tuple[Bearer, float]:
        """Tell whose a token is, and until when (epoch seconds)."""
        from joserfc import jws, jwt
        from joserfc.errors import JoseError

        try:
            if len(token) > LONGEST_TOKEN:
                raise Unauthenticated(reason="malformed")
            unproved = jws.extract_compact(token.encode())
            claimed = json.loads(unproved.payload)
            issuer, key_id = claimed.get("iss"), unproved.headers().get("kid")
            pool = self._pools.get(issuer) if isinstance(issuer, str) else None
            if pool is None or not isinstance(key_id, str):
                raise Unauthenticated(reason="foreign")
            proved = jwt.decode(token, self._key(pool, key_id), algorithms=ALGORITHMS)
            rules = jwt.JWTClaimsRegistry(
                now=int(self._clock()),
                leeway=LEEWAY_SECONDS,
                iss={"essential": True, "value": pool.issuer},
                exp={"essential": True},
                sub={"essential": True},
                token_use={"essential": True, "value": "access"},
                client_id={"essential": True, "value": pool.client_id},
            )
            rules.validate(proved.claims)
        except JoseError as failure:
            expired = getattr(failure, "error", "") == "expired_token"
            raise Unauthenticated(reason="expired" if expired else "forged") from None
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            raise Unauthenticated(reason="malformed") from None
        return Bearer(pool.kind, str(proved.claims["sub"])), proved.claims["exp"]

    def _key(self, pool: Pool, key_id: str) -> Any:
        known = self._keys.get(pool.issuer, {})
        if key_id not in known and self._may_fetch(pool.issuer):
            from joserfc.jwk import KeySet

            document = self._read(pool.keys_address)
            self._fetched_at[pool.issuer] = self._clock()
            known = {key.kid: key for key in KeySet.import_key_set(document).keys}  # type: ignore[arg-type]
            self._keys[pool.issuer] = known
        if key_id not in known:
            raise Unauthenticated(reason="foreign")
        return known[key_id]

    def _may_fetch(self, issuer: str) -> bool:
        return self._clock() - self._fetched_at.get(issuer, float("-inf")) >= SECONDS_BETWEEN_FETCHES
