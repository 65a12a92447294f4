"""Queues: a message per delivery and channel, and where what can't be processed waits for `make replay`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.adapters.dynamodb.client import translated

MOST_DELAY = 900
MOMENT_SECONDS = 1.0
"""A message that is seen so soon may be read before what it should find is thought to be written."""
KEPT = 1000


class Queues:
    """Sends messages, or raises TransientError.

    `channels` and `dead` map a channel to a queue's URL; `stream` is the readers' dead letters.
    """

    def __init__(
        self,
        client: Any,
        channels: Mapping[str, str],
        dead: Mapping[str, str],
        stream: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client, self._channels, self._dead, self._stream = client, channels, dead, stream
        self._clock = clock
        self._coming: dict[tuple[str, str], float] = {}

    def send(self, channel: str, message: Mapping[str, Any], *, delay: int = 0) -> None:
        """Put a message on a channel's queue, to be seen after `delay` seconds (at most 15 minutes)."""
        self._put(self._channels[channel], message, min(delay, MOST_DELAY))

    def wake(self, channel: str, subject: str, message: Mapping[str, Any], *, delay: int) -> None:
        """Let a channel look at a subject after `delay` seconds, unless this process has asked for that already.

        A look that is still to come, and not later, finds what was written meanwhile; one more would find nothing.
        """
        now, known = self._clock(), (channel, subject)
        if now + MOMENT_SECONDS < self._coming.get(known, 0.0) <= now + delay:
            return
        self.send(channel, message, delay=delay)
        if len(self._coming) >= KEPT:
            self._coming.clear()
        self._coming[known] = now + min(delay, MOST_DELAY)

    def bury(self, channel: str, message: Mapping[str, Any]) -> None:
        """Put a message on a channel's dead-letter queue, with its reason."""
        self._put(self._dead[channel], message, 0)

    def bury_key(self, key: Mapping[str, str], *, reader: str, reason: str) -> None:
        """Put the key of an item that a stream reader can't process on the readers' dead-letter queue."""
        self._put(self._stream, {**key, "reader": reader, "reason": reason}, 0)

    def _put(self, url: str, message: Mapping[str, Any], delay: int) -> None:
        with translated():
            self._client.send_message(QueueUrl=url, MessageBody=json.dumps(message), DelaySeconds=delay)
