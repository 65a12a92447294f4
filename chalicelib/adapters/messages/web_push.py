"""Messages to browsers: Web Push (RFC 8030), encrypted (RFC 8291, 8188), from a sender who is known (VAPID, RFC 8292).

The key of the sender is derived from the stack's secret, so it is in no code, needs no storage and never changes while
the secret doesn't: browsers bind their subscription to it.
"""

from __future__ import annotations

import base64
import json
import os
import time
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import urllib3
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError, SSLError

from chalicelib.domain.deliveries import Outcome, accepted, not_sent, refused, uncertain
from chalicelib.domain.push import GONE, TTL_SECONDS, Subscription

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256 (FIPS 186-5)."""
RECORD = 4096
AUTH_BYTES = 16
TOKEN_SECONDS = 12 * 3600
"""A push service takes a token for a day at most; measured by the wall's clock, which is the push service's too."""
MOST_WAIT = 24 * 3600
_NEVER_LEFT = (ConnectTimeoutError, NewConnectionError, NameResolutionError, SSLError)


class WebPush:
    """Sends as one sender; `scalar` is the private number of its key, `contact` where to complain (mailto:)."""

    def __init__(self, scalar: int, contact: str, *, timeout: float = 8.0) -> None:
        self._key = ec.derive_private_key(scalar, ec.SECP256R1())
        self._contact = contact
        self.public_key = to_text(_point(self._key.public_key()))
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=min(3.0, timeout), read=timeout), retries=False, maxsize=4
        )

    def send(self, to: Subscription, message: bytes, *, urgency: str, topic: str) -> Outcome:
        """Send one message; a later one of the same `topic` replaces it while the browser is off."""
        headers = {
            "Authorization": f"vapid t={self._token(to.endpoint)}, k={self.public_key}",
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(TTL_SECONDS),
            "Urgency": urgency,
            "Topic": topic,
        }
        try:
            body = encrypt(message, to.p256dh, to.auth)
            answer = self._pool.request("POST", to.endpoint, body=body, headers=headers, redirect=False)
        except _NEVER_LEFT as error:
            return not_sent(type(error).__name__)
        except HTTPError as error:
            return uncertain(type(error).__name__)
        if 200 <= answer.status < 300:
            return accepted(topic)
        if answer.status in (404, 410):
            return refused(GONE)
        if answer.status in (400, 413):
            return refused(f"HTTP {answer.status}")
        return not_sent(f"HTTP {answer.status}", _seconds(answer.headers.get("Retry-After")))

    @staticmethod
    def fits(p256dh: str, auth: str) -> bool:
        """Tell whether a browser's keys are keys."""
        try:
            read_keys(p256dh, auth)
        except ValueError:
            return False
        return True

    def _token(self, endpoint: str) -> str:
        """Write the token that proves the sender to one push service (RFC 8292, 2)."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int(time.time()) + TOKEN_SECONDS,
            "sub": self._contact,
        }
        signed = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
        r, s = decode_dss_signature(self._key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{signed}.{to_text(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def encrypt(
    message: bytes,
    p256dh: str,
    auth: str,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """Encrypt for a browser: RFC 8291 with one record of RFC 8188. `own` and `salt` are fresh but in tests.

    Raises ValueError for keys that are none.
    """
    own, salt = own or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(16)
    theirs, secret = read_keys(p256dh, auth)
    point = _point(own.public_key())
    shared = own.exchange(ec.ECDH(), theirs)
    info = b"WebPush: info\0" + _point(theirs) + point
    seed = _derive(shared, secret, info, 32)
    key = _derive(seed, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(seed, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(point)]) + point
    return head + AESGCM(key).encrypt(nonce, message + b"\x02", None)


def read_keys(p256dh: str, auth: str) -> tuple[ec.EllipticCurvePublicKey, bytes]:
    """Read a browser's keys. Raises ValueError for a point that isn't on the curve, or a secret that isn't 16 bytes."""
    secret = from_text(auth)
    if len(secret) != AUTH_BYTES:
        raise ValueError("auth")
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_text(p256dh)), secret


def to_text(data: bytes) -> str:
    """Write base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_text(text: str) -> bytes:
    """Read base64url with or without padding. Raises ValueError."""
    bare = text.rstrip("=")
    return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _json(document: dict[str, object]) -> str:
    return to_text(json.dumps(document, separators=(",", ":")).encode())


def _seconds(given: str | None) -> int:
    """Read Retry-After, seconds or a date; a day at most."""
    if not given:
        return 0
    try:
        wait = int(given) if given.isdigit() else parsedate_to_datetime(given).timestamp() - time.time()
    except ValueError:
        return 0
    return int(max(0, min(wait, MOST_WAIT)))
