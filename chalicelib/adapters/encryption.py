"""Encrypts a person's data under a data key of their own, which KMS wraps.

Destroying the wrapped key makes everything of that person unreadable for good. The additional
authenticated data is the key of the item that holds the ciphertext, so that a ciphertext moved to
another item doesn't open.
"""

from __future__ import annotations

import json
import os
import time
from typing import Any

from chalicelib.adapters.dynamodb.client import translated

_MINUTES = 5 * 60.0


class AlteredError(Exception):
    """A ciphertext isn't what was sealed for this person and item."""


class Encryption:
    """Seals and opens JSON documents. Unwrapped keys stay in memory for five minutes."""

    def __init__(self, kms: Any, key_id: str) -> None:
        self._kms, self._key_id = kms, key_id
        self._plain: dict[bytes, tuple[float, bytes]] = {}

    def new_key(self, person: str) -> bytes:
        """Make a data key for a person; give it wrapped."""
        with translated():
            made = self._kms.generate_data_key(
                KeyId=self._key_id, KeySpec="AES_256", EncryptionContext={"person": person}
            )
        self._keep(made["CiphertextBlob"], made["Plaintext"])
        return bytes(made["CiphertextBlob"])

    def seal(self, person: str, wrapped: bytes, where: dict[str, str], document: object) -> bytes:
        """Encrypt a JSON document for the item with key `where`."""
        nonce = os.urandom(12)
        plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        return nonce + bytes(self._cipher(person, wrapped).encrypt(nonce, plain, _bound(where)))

    def open(self, person: str, wrapped: bytes, where: dict[str, str], sealed: bytes) -> Any:
        """Decrypt what `seal` made for the same person and item. Raises AlteredError when it isn't that."""
        from cryptography.exceptions import InvalidTag

        try:
            plain = self._cipher(person, wrapped).decrypt(sealed[:12], sealed[12:], _bound(where))
        except (InvalidTag, ValueError):
            raise AlteredError(where["pk"]) from None
        return json.loads(plain)

    def _cipher(self, person: str, wrapped: bytes) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        kept = self._plain.get(wrapped)
        if kept is None or kept[0] < time.monotonic():
            with translated():
                got = self._kms.decrypt(
                    CiphertextBlob=wrapped, KeyId=self._key_id, EncryptionContext={"person": person}
                )
            return AESGCM(self._keep(wrapped, got["Plaintext"]))
        return AESGCM(kept[1])

    def _keep(self, wrapped: bytes, plain: bytes) -> bytes:
        if len(self._plain) > 1000:
            self._plain.clear()
        self._plain[bytes(wrapped)] = (time.monotonic() + _MINUTES, plain)
        return plain


def _bound(where: dict[str, str]) -> bytes:
    return f"{where['pk']}|{where['sk']}".encode()
