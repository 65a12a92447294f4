"""Drafts: `DRAFT` items of the Accounts table, each sealed under a data key of its own; the code is stored nowhere.

Who kept one signed in has an entry in their own account: it holds the code, sealed under their own key, and is written,
renewed and taken away together with the draft.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from chalicelib.adapters.dynamodb import keys_channels as keys
from chalicelib.adapters.dynamodb.accounts import AccountStore
from chalicelib.adapters.dynamodb.client import Action, partition, translated, write
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.adapters.encryption import Encryption
from chalicelib.adapters.secrets import Secrets
from chalicelib.domain.drafts import Draft, OwnDraft, read_code
from chalicelib.domain.errors import UnknownDraft
from chalicelib.domain.layout import LAYOUT


class DraftStore:
    """Keeps drafts by a keyed digest of their code; instants are Unix seconds."""

    def __init__(
        self, client: Any, table: str, encryption: Encryption, secrets: Secrets, accounts: AccountStore
    ) -> None:
        self._client, self._table, self._encryption, self._secrets = client, table, encryption, secrets
        self._accounts = accounts

    def put(self, code: str, draft: Draft, expires: int, *, new: bool, also: Sequence[Action] = ()) -> None:
        """Keep a draft; `new` tells whether its code was just made, `also` is written with it.

        Raises WriteRefused when it is there, or isn't: then the first of what failed is 0.
        """
        key = self._key(code)
        person = _person(key)
        wrapped = self._encryption.new_key(person)
        sealed = self._encryption.seal(person, wrapped, key, dataclasses.asdict(draft))
        item = {**key, "layout": LAYOUT, "wrapped": wrapped, "sealed": sealed, "expires": expires, "ttl": expires}
        condition = "attribute_not_exists(pk)" if new else "attribute_exists(pk)"
        kept = {"Put": {"TableName": self._table, "Item": to_item(item), "ConditionExpression": condition}}
        write(self._client, [kept, *also])

    def read(self, code: str, at: int) -> tuple[Draft, int]:
        """Read a draft and when it goes. Raises UnknownDraft when there is none, or its time has passed."""
        key = self._key(code)
        with translated():
            got = self._client.get_item(TableName=self._table, Key=to_key(key), ConsistentRead=True)
        if "Item" not in got or int(got["Item"]["expires"]["N"]) <= at:
            raise UnknownDraft("no such draft")
        item = from_item(got["Item"])
        return Draft(**self._encryption.open(_person(key), item["wrapped"], key, item["sealed"])), item["expires"]

    def spend(self, code: str, owner: str | None) -> list[Action]:
        """Give the actions that take a draft away with the filing of what it held, also out of its owner's account."""
        taken: Action = {
            "Delete": {
                "TableName": self._table,
                "Key": to_key(self._key(code)),
                "ConditionExpression": "attribute_exists(pk)",
            }
        }
        if owner is None:
            return [taken]
        return [taken, {"Delete": {"TableName": self._table, "Key": to_key(self._own(owner, code))}}]

    def list_under(self, person: str, wrapped: bytes, code: str, service: str, kept_at: str, expires: int) -> Action:
        """Give the action that lists a draft in the account of a person, whose data key is `wrapped`."""
        key = self._own(person, code)
        sealed = self._accounts.seal(person, wrapped, key, {"code": code})
        values = {"service": service, "sealed": sealed, "kept_at": kept_at, "expires": expires, "ttl": expires}
        return self._accounts.put_own(key, values)

    def renew(self, owner: str, code: str, service: str, kept_at: str, expires: int) -> Action:
        """Give the action by which what somebody else keeps under a code stays listed; refused where it isn't."""
        values = {":service": service, ":kept_at": kept_at, ":expires": expires}
        return {
            "Update": {
                "TableName": self._table,
                "Key": to_key(self._own(owner, code)),
                "UpdateExpression": "SET service = :service, kept_at = :kept_at, expires = :expires, #ttl = :expires",
                "ConditionExpression": "attribute_exists(pk)",
                "ExpressionAttributeNames": {"#ttl": "ttl"},
                "ExpressionAttributeValues": to_item(values),
            }
        }

    def own(self, person: str, at: int) -> list[OwnDraft]:
        """Read all drafts of a person that haven't passed, kept last first."""
        under = keys.own_draft(person, "")
        rows = partition(self._client, self._table, under["pk"], under["sk"])
        found = [self._opened(person, row) for row in map(from_item, rows) if row["expires"] > at]
        return sorted((one for one in found if one), key=lambda one: (one.kept_at, one.id), reverse=True)

    def remove(self, person: str, id: str) -> None:
        """Take one of a person's own drafts away. Raises WriteRefused when they have none with that id."""
        own = {"TableName": self._table, "Key": to_key(keys.own_draft(person, id))}
        write(
            self._client,
            [
                {"Delete": {**own, "ConditionExpression": "attribute_exists(pk)"}},
                {"Delete": {"TableName": self._table, "Key": to_key(keys.draft(id))}},
            ],
        )

    def _opened(self, person: str, row: dict[str, Any]) -> OwnDraft | None:
        key = {"pk": row["pk"], "sk": row["sk"]}
        told = self._accounts.opened(person, key, row["sealed"])
        if told is None:
            return None
        return OwnDraft(keys.digest_of_draft(key), row["service"], told["code"], row["kept_at"], row["expires"])

    def _own(self, person: str, code: str) -> dict[str, str]:
        return keys.own_draft(person, self._digest(code))

    def _key(self, code: str) -> dict[str, str]:
        return keys.draft(self._digest(code))

    def _digest(self, code: str) -> str:
        return self._secrets.mac("draft", read_code(code)).hex()


def _person(key: dict[str, str]) -> str:
    """Name whose data key it is: nobody's but the draft's."""
    return f"draft:{key['pk'].partition('#')[2]}"
