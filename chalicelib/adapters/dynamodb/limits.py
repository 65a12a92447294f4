"""Counters of what happened in a window, shared by all processes; each takes permits by the lease."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.client import translated
from chalicelib.adapters.dynamodb.items import to_key
from chalicelib.domain.limits import Limit

REMEMBERED = 10_000


class LimitStore:
    """Windows of the Accounts table; subjects (numbers, addresses) stand there as keyed digests only."""

    def __init__(self, client: Any, table: str, digest: Callable[[str], str]) -> None:
        self._client, self._table, self._digest = client, table, digest
        self._leased: dict[tuple[str, str, int], int] = {}

    def take(self, kind: str, subject: str, limit: Limit, at: int) -> bool:
        """Take one permit at `at` (Unix seconds); False when the window has none left."""
        window = limit.window(at)
        held = (kind, subject, window)
        left = self._leased.get(held, 0)
        if left > 0:
            self._leased[held] = left - 1
            return True
        taken = self._add(keys.limit_window(kind, self._digest(f"{kind}:{subject}"), window), limit, window)
        granted = min(limit.lease, limit.count - (taken - limit.lease))
        if granted <= 0:
            return False
        if granted > 1:
            if len(self._leased) > REMEMBERED:
                self._leased.clear()
            self._leased[held] = granted - 1
        return True

    def _add(self, key: dict[str, str], limit: Limit, window: int) -> int:
        with translated():
            updated = self._client.update_item(
                TableName=self._table,
                Key=to_key(key),
                UpdateExpression="ADD taken :lease SET #ttl = :ttl",
                ExpressionAttributeNames={"#ttl": "ttl"},
                ExpressionAttributeValues={
                    ":lease": {"N": str(limit.lease)},
                    ":ttl": {"N": str(window + 2 * limit.seconds)},
                },
                ReturnValues="UPDATED_NEW",
            )
        return int(updated["Attributes"]["taken"]["N"])
