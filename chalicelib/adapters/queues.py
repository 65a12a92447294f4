"""Queues: a message per delivery and channel, and where what can't be processed waits for `make replay`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.adapters.dynamodb.client import translated

MOST_DELAY = 900


class Queues:
    """Sends messages, or raises TransientError.

    `channels` and `dead` map a channel to a queue's URL; `stream` is the readers' dead letters.
    """

    def __init__(self, client: Any, channels: Mapping[str, str], dead: Mapping[str, str], stream: str) -> None:
        self._client, self._channels, self._dead, self._stream = client, channels, dead, stream

    def send(self, channel: str, message: Mapping[str, Any], *, delay: int = 0) -> None:
        """Put a message on a channel's queue, to be seen after `delay` seconds (at most 15 minutes)."""
        self._put(self._channels[channel], message, min(delay, MOST_DELAY))

    def bury(self, channel: str, message: Mapping[str, Any]) -> None:
        """Put a message on a channel's dead-letter queue, with its reason."""
        self._put(self._dead[channel], message, 0)

    def bury_key(self, key: Mapping[str, str], *, reader: str, reason: str) -> None:
        """Put the key of an item that a stream reader can't process on the readers' dead-letter queue."""
        self._put(self._stream, {**key, "reader": reader, "reason": reason}, 0)

    def _put(self, url: str, message: Mapping[str, Any], delay: int) -> None:
        with translated():
            self._client.send_message(QueueUrl=url, MessageBody=json.dumps(message), DelaySeconds=delay)
