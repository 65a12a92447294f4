"""Push: where a browser may be reached, and what it is told (RFC 8030, 8291, 8292)."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from chalicelib.domain.deliveries import FLUSHING
from chalicelib.domain.errors import FieldError

KNOWN_SERVICES = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)
"""Push services of today's browsers; the setting `push_hosts` replaces them."""
MOST_SUBSCRIPTIONS = 5
"""Browsers of one person; the oldest makes room."""
MOST_BYTES = 3900
"""Of a message before encryption: with it, 4 KB is what every push service takes (RFC 8030, 7.2)."""
TTL_SECONDS = 3 * 24 * 3600
"""How long a push service keeps a message for a browser that is off; then the account still has it."""


GONE = "the subscription is gone"
"""Why a push service refuses for good; the subscription is forgotten then."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A browser's address and keys, base64url as the browser gives them; `id` is a keyed digest of the address."""

    id: str
    endpoint: str
    p256dh: str
    auth: str
    at: str

    @property
    def host(self) -> str:
        """The push service, which says nothing about the person."""
        return urlsplit(self.endpoint).hostname or ""


def is_allowed(endpoint: str, hosts: Collection[str], receiver: str | None = None) -> bool:
    """Tell whether messages may be sent to an address, so that nobody makes us call what they like.

    Only HTTPS at its own port, without credentials, at one of `hosts` (`*.name` stands for what is under it).
    `receiver` is the local stack's own test receiver, as the beginning of its addresses.
    """
    if receiver and endpoint.startswith(receiver.rstrip("/") + "/"):
        return True
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or port not in (None, 443) or "@" in parts.netloc or not parts.path.strip("/"):
        return False
    if "\\" in endpoint or not endpoint.isascii() or any(sign.isspace() for sign in endpoint):
        return False
    host = parts.hostname or ""
    return any(host == one or (one.startswith("*.") and host.endswith(one[1:])) for one in hosts)


def wrong_address(endpoint: str, hosts: Collection[str], receiver: str | None = None) -> tuple[FieldError, ...]:
    """Name what is wrong with the address of a subscription."""
    return () if is_allowed(endpoint, hosts, receiver) else (FieldError("/endpoint", "push-host"),)


def urgency(statuses: Collection[str]) -> str:
    """Give the urgency (RFC 8030, 5.3): what asks for an answer wakes a sleeping phone, the rest doesn't."""
    return "high" if FLUSHING & set(statuses) else "normal"


def payload(*, title: str, body: str, number: str, site: str, language: str) -> bytes:
    """Write what the browser shows: {"title", "body", "tag", "url", "lang"}, the body shortened until it fits.

    `number` is the message's own, so that one that comes twice replaces itself on the screen.
    """
    length = MOST_BYTES
    while True:
        shown = {"title": title[:200], "body": shortened(body, length), "tag": number, "url": site, "lang": language}
        written = json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()
        if len(written) <= MOST_BYTES:
            return written
        length = length * 9 // 10


def shortened(text: str, length: int) -> str:
    """Give a text of at most `length` characters."""
    return text if len(text) <= length else text[: max(0, length - 1)].rstrip() + "…"


def oldest(subscriptions: Sequence[Subscription], new: str) -> list[Subscription]:
    """Give those that have to make room for the subscription `new`."""
    others = sorted((one for one in subscriptions if one.id != new), key=lambda one: one.at)
    return others[: max(0, len(others) - MOST_SUBSCRIPTIONS + 1)]
