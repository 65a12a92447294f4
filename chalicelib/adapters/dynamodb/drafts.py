"""Drafts: `DRAFT` items of the Accounts table, each sealed under a data key of its own; the code is stored nowhere."""

from __future__ import annotations

import dataclasses
from typing import Any

from chalicelib.adapters.dynamodb import keys_channels as keys
from chalicelib.adapters.dynamodb.client import Action, translated
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.adapters.encryption import Encryption
from chalicelib.adapters.secrets import Secrets
from chalicelib.domain.drafts import Draft, read_code
from chalicelib.domain.errors import UnknownDraft
from chalicelib.domain.layout import LAYOUT


class DraftStore:
    """Keeps drafts by a keyed digest of their code; instants are Unix seconds."""

    def __init__(self, client: Any, table: str, encryption: Encryption, secrets: Secrets) -> None:
        self._client, self._table, self._encryption, self._secrets = client, table, encryption, secrets

    def put(self, code: str, draft: Draft, expires: int, *, new: bool) -> None:
        """Keep a draft; `new` tells whether its code was just made. Raises WriteRefused when it is there, or isn't."""
        key = self._key(code)
        person = _person(key)
        wrapped = self._encryption.new_key(person)
        sealed = self._encryption.seal(person, wrapped, key, dataclasses.asdict(draft))
        item = {**key, "layout": LAYOUT, "wrapped": wrapped, "sealed": sealed, "expires": expires, "ttl": expires}
        condition = "attribute_not_exists(pk)" if new else "attribute_exists(pk)"
        with translated():
            self._client.put_item(TableName=self._table, Item=to_item(item), ConditionExpression=condition)

    def read(self, code: str, at: int) -> tuple[Draft, int]:
        """Read a draft and when it goes. Raises UnknownDraft when there is none, or its time has passed."""
        key = self._key(code)
        with translated():
            got = self._client.get_item(TableName=self._table, Key=to_key(key), ConsistentRead=True)
        if "Item" not in got or int(got["Item"]["expires"]["N"]) <= at:
            raise UnknownDraft("no such draft")
        item = from_item(got["Item"])
        return Draft(**self._encryption.open(_person(key), item["wrapped"], key, item["sealed"])), item["expires"]

    def spend(self, code: str) -> Action:
        """Give the action that takes a draft away with the filing of what it held."""
        return {
            "Delete": {
                "TableName": self._table,
                "Key": to_key(self._key(code)),
                "ConditionExpression": "attribute_exists(pk)",
            }
        }

    def _key(self, code: str) -> dict[str, str]:
        return keys.draft(self._secrets.mac("draft", read_code(code)).hex())


def _person(key: dict[str, str]) -> str:
    """Name whose data key it is: nobody's but the draft's."""
    return f"draft:{key['pk'].partition('#')[2]}"
