"""Limits hold whatever the number of processes; a lease costs one write for many permits."""

from __future__ import annotations

from typing import Any

from chalicelib.adapters.dynamodb.limits import LimitStore
from chalicelib.domain.limits import Limit
from tests.unit import inprocess

NOON = 1_800_000_000


class Counting:
    """A client that counts its writes."""

    def __init__(self, client: Any) -> None:
        self.client, self.writes = client, 0

    def update_item(self, **given: Any) -> Any:
        self.writes += 1
        return self.client.update_item(**given)


def test_a_small_limit_is_exact_over_processes() -> None:
    with inprocess.stack() as stores:
        one, other = stores.limits, LimitStore(stores.limits._client, stores.limits._table, stores.secrets.digest)
        limit = Limit(5, 3600)
        taken = [store.take("k", "+79170000001", limit, NOON) for store in (one, other) * 5]
        assert sum(taken) == 5
        assert one.take("k", "+79170000002", limit, NOON)
        assert one.take("k", "+79170000001", limit, NOON + 3600)


def test_a_large_limit_takes_leases() -> None:
    with inprocess.stack() as stores:
        client = Counting(stores.limits._client)
        store = LimitStore(client, stores.limits._table, stores.secrets.digest)
        limit = Limit(1_000, 3600)
        assert sum(store.take("k", "portal", limit, NOON) for _ in range(1_100)) == 1_000
        assert client.writes <= 50 + 100


def test_a_subject_stands_nowhere_in_clear() -> None:
    with inprocess.stack() as stores:
        stores.limits.take("confirmation-address", "+79170000001", Limit(5, 3600), NOON)
        items = stores.limits._client.scan(TableName=stores.limits._table)["Items"]
        assert items and "79170000001" not in str(items)
