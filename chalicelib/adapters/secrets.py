"""Keyed hashes under the stack's one secret, each purpose with a key of its own."""

from __future__ import annotations

import base64
import functools
import hmac
from collections.abc import Callable


class Secrets:
    """Derives keyed hashes from the secret that `load` fetches when first needed."""

    def __init__(self, load: Callable[[], str]) -> None:
        self._load = load

    @functools.cached_property
    def _root(self) -> bytes:
        return self._load().encode()

    def mac(self, purpose: str, text: str) -> bytes:
        """Give 128 bits of HMAC-SHA256 over the text, for one purpose."""
        key = hmac.digest(self._root, purpose.encode(), "sha256")
        return hmac.digest(key, text.encode(), "sha256")[:16]

    def scalar(self, purpose: str, order: int) -> int:
        """Give the private number of a key on a curve of that order, the same for ever (FIPS 186-5, A.2.1)."""
        drawn = b"".join(self.mac(purpose, str(part)) for part in range(3))
        return int.from_bytes(drawn, "big") % (order - 1) + 1

    def digest(self, text: str) -> str:
        """Give the keyed hash under which a value is looked up, hexadecimal."""
        return self.mac("lookup", text).hex()

    def tracking_secret(self, application: str) -> str:
        """Give the secret with which anybody may follow an application: 26 characters, a to z and 2 to 7."""
        return base64.b32encode(self.mac("tracking", application)).decode().rstrip("=").lower()

    def is_tracking_secret(self, application: str, given: str) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(self.tracking_secret(application).encode(), given.strip().lower().encode())

    def link_secret(self, task: str, serial: int) -> str:
        """Give the secret of a link that answers one Request: 26 characters, a to z and 2 to 7; never stored."""
        return base64.b32encode(self.mac("answer link", f"{task}.{serial}")).decode().rstrip("=").lower()

    def is_link_secret(self, task: str, serial: int, given: str) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(self.link_secret(task, serial).encode(), given.encode())
