"""Browsers that a person is told through: `PUSH` items of the Accounts table, address and keys sealed."""

from __future__ import annotations

from typing import Any

from chalicelib.adapters.dynamodb import keys_channels as keys
from chalicelib.adapters.dynamodb.client import translated
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.adapters.dynamodb.keys import person_key
from chalicelib.adapters.encryption import Encryption
from chalicelib.adapters.secrets import Secrets
from chalicelib.domain.errors import NotFound
from chalicelib.domain.layout import LAYOUT
from chalicelib.domain.push import Subscription


class SubscriptionStore:
    """Keeps, lists and forgets subscriptions; an erased person's can't be read any more."""

    def __init__(self, client: Any, table: str, encryption: Encryption, secrets: Secrets) -> None:
        self._client, self._table, self._encryption, self._secrets = client, table, encryption, secrets

    def id_of(self, endpoint: str) -> str:
        """Name a subscription by its address, without telling it."""
        return self._secrets.mac("push subscription", endpoint).hex()

    def of(self, person: str) -> list[Subscription]:
        """Read a person's subscriptions, consistently."""
        with translated():
            page = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
                ExpressionAttributeValues={
                    ":pk": {"S": keys.subscription(person, "")["pk"]},
                    ":prefix": {"S": keys.SUBSCRIPTION_PREFIX},
                },
                ConsistentRead=True,
            )
        rows = [from_item(item) for item in page["Items"]]
        wrapped = self._wrapped(person) if rows else None
        if wrapped is None:
            return []
        return [self._opened(person, wrapped, row) for row in rows]

    def put(self, person: str, subscription: Subscription) -> None:
        """Keep a subscription; the same address replaces itself. Raises NotFound for a person without a key."""
        wrapped = self._wrapped(person)
        if wrapped is None:
            raise NotFound("nobody to subscribe")
        key = keys.subscription(person, subscription.id)
        document = {"endpoint": subscription.endpoint, "p256dh": subscription.p256dh, "auth": subscription.auth}
        sealed = self._encryption.seal(person, wrapped, key, document)
        item = {**key, "layout": LAYOUT, "at": subscription.at, "sealed": sealed}
        with translated():
            self._client.put_item(TableName=self._table, Item=to_item(item))

    def remove(self, person: str, id: str) -> None:
        """Forget a subscription; nothing happens when it is gone."""
        with translated():
            self._client.delete_item(TableName=self._table, Key=to_key(keys.subscription(person, id)))

    def _opened(self, person: str, wrapped: bytes, row: dict[str, Any]) -> Subscription:
        document = self._encryption.open(person, wrapped, {"pk": row["pk"], "sk": row["sk"]}, row["sealed"])
        return Subscription(row["sk"].removeprefix(keys.SUBSCRIPTION_PREFIX), at=row["at"], **document)

    def _wrapped(self, person: str) -> bytes | None:
        with translated():
            got = self._client.get_item(TableName=self._table, Key=to_key(person_key(person)), ConsistentRead=True)
        wrapped = from_item(got["Item"]).get("wrapped") if "Item" in got else None
        return bytes(wrapped) if wrapped is not None else None
