"""Confirmation codes sent to a number or an e-mail address: kept as keyed hashes, gone after their time."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.client import Action, WriteRefused, translated
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.adapters.encryption import Encryption
from chalicelib.adapters.secrets import Secrets
from chalicelib.domain.confirmations import MOST_TRIES, Confirmation, Message
from chalicelib.domain.errors import NotFound
from chalicelib.domain.layout import LAYOUT


class ConfirmationStore:
    """`CONFIRM` items of the Accounts table; number, address and code are sealed under a key of their own."""

    def __init__(self, client: Any, table: str, encryption: Encryption, secrets: Secrets) -> None:
        self._client, self._table, self._encryption, self._secrets = client, table, encryption, secrets

    def put(self, confirmation: Confirmation, message: Message) -> None:
        """Keep a new confirmation and what is to be sent for it."""
        key = keys.confirmation(confirmation.id)
        wrapped = self._encryption.new_key(confirmation.id)
        document = {"address": message.address, "code": message.code, "language": message.language}
        item = {
            **key,
            "layout": LAYOUT,
            "channel": message.channel,
            "code": self._code(confirmation.id, message.code),
            "contact": self._contact(message.address),
            "expires": confirmation.expires,
            "ttl": confirmation.expires + 3600,
            "tries": 0,
            "wrapped": wrapped,
            "sealed": self._encryption.seal(confirmation.id, wrapped, key, document),
        }
        with translated():
            self._client.put_item(
                TableName=self._table, Item=to_item(item), ConditionExpression="attribute_not_exists(pk)"
            )

    def message(self, confirmation_id: str) -> Message:
        """Read what is to be sent. Raises NotFound when it is used or gone."""
        key = keys.confirmation(confirmation_id)
        with translated():
            got = self._client.get_item(TableName=self._table, Key=to_key(key), ConsistentRead=True)
        if "sealed" not in got.get("Item", {}):
            raise NotFound("the confirmation is used or gone")
        item = from_item(got["Item"])
        document = self._encryption.open(confirmation_id, item["wrapped"], key, item["sealed"])
        return Message(item["channel"], document["address"], document["code"], document["language"])

    def claim(self, confirmation_id: str, at: int) -> bool:
        """Take the sending of a code; False when somebody has it, or when it is used, expired (`at`) or gone."""
        try:
            with translated():
                self._client.update_item(
                    TableName=self._table,
                    Key=to_key(keys.confirmation(confirmation_id)),
                    UpdateExpression="SET sending = :yes",
                    ConditionExpression="attribute_exists(sealed) AND attribute_not_exists(sending) AND expires > :at",
                    ExpressionAttributeValues={":yes": {"BOOL": True}, ":at": {"N": str(at)}},
                )
        except WriteRefused:
            return False
        return True

    def release(self, confirmation_id: str) -> None:
        """Give back the sending of a code that surely didn't go out."""
        with suppress(WriteRefused), translated():
            self._client.update_item(
                TableName=self._table,
                Key=to_key(keys.confirmation(confirmation_id)),
                UpdateExpression="REMOVE sending",
                ConditionExpression="attribute_exists(pk)",
            )

    def spend(self, confirmation_id: str, code: str, contacts: Sequence[str], at: int) -> Action:
        """Give the action that uses a code up; its condition is everything that makes the code good."""
        hashes = {f":contact{index}": {"B": self._contact(contact)} for index, contact in enumerate(contacts)}
        return {
            "Update": {
                "TableName": self._table,
                "Key": to_key(keys.confirmation(confirmation_id)),
                "UpdateExpression": "SET used = :at REMOVE sealed, #wrapped",
                "ExpressionAttributeNames": {"#wrapped": "wrapped"},  # a reserved word
                "ConditionExpression": (
                    "code = :code AND expires > :at AND tries < :most AND attribute_not_exists(used) "
                    f"AND contact IN ({', '.join(hashes)})"
                ),
                "ExpressionAttributeValues": {
                    ":code": {"B": self._code(confirmation_id, code)},
                    ":at": {"N": str(at)},
                    ":most": {"N": str(MOST_TRIES)},
                    **hashes,
                },
            }
        }

    def count_failure(self, confirmation_id: str) -> None:
        """Count a failed try; nothing happens when the confirmation is gone."""
        with suppress(WriteRefused), translated():
            self._client.update_item(
                TableName=self._table,
                Key=to_key(keys.confirmation(confirmation_id)),
                UpdateExpression="ADD tries :one",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues={":one": {"N": "1"}},
            )

    def _code(self, confirmation_id: str, code: str) -> bytes:
        return self._secrets.mac("confirmation code", f"{confirmation_id}:{code}")

    def _contact(self, contact: str) -> bytes:
        return self._secrets.mac("confirmation contact", contact.strip().lower())
