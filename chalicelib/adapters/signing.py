"""Signs with the stack's own key, which never leaves KMS: ECDSA on P-256 over the SHA-256 of a text."""

from __future__ import annotations

import base64
import functools
import hashlib
from typing import Any

from chalicelib.adapters.dynamodb.client import translated


class Signing:
    """Signs texts, and checks signatures with the public half of the key, which is fetched once."""

    def __init__(self, kms: Any, key_id: str) -> None:
        self._kms, self._key_id = kms, key_id

    def sign(self, text: bytes) -> str:
        """Give the signature of a text, base64; who acted and when must be part of the text."""
        with translated():
            made = self._kms.sign(
                KeyId=self._key_id,
                Message=hashlib.sha256(text).digest(),  # KMS takes no more than 4 KB
                MessageType="RAW",
                SigningAlgorithm="ECDSA_SHA_256",
            )
        return base64.b64encode(made["Signature"]).decode()

    def is_signed(self, text: bytes, signature: str) -> bool:
        """Tell whether `sign` made this signature of this text."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
        from cryptography.hazmat.primitives.hashes import SHA256

        try:
            given = base64.b64decode(signature, validate=True)
            self._public.verify(given, hashlib.sha256(text).digest(), ECDSA(SHA256()))
        except (InvalidSignature, ValueError):
            return False
        return True

    @functools.cached_property
    def _public(self) -> Any:
        from cryptography.hazmat.primitives.serialization import load_der_public_key

        with translated():
            return load_der_public_key(self._kms.get_public_key(KeyId=self._key_id)["PublicKey"])
