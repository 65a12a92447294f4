"""Erasures: the receipt takes the place of the wrapped key in the KEY item of a person: no other key is ever made."""

from __future__ import annotations

import dataclasses
from typing import Any

from chalicelib.adapters.dynamodb import keys, keys_channels
from chalicelib.adapters.dynamodb.client import partition, translated
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.domain.erasures import Erasure
from chalicelib.domain.errors import NotFound

_KEPT = ("receipt", "erased_at", "finished_at", "cases", "files", "versions")


class ErasureStore:
    """The Accounts table, as far as a person is taken out of it; for the operator's command alone."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def of(self, person: str) -> Erasure | None:
        """Read the receipt of a person's erasure; nothing while they have a key. Raises NotFound."""
        with translated():
            got = self._client.get_item(TableName=self._table, Key=to_key(keys.person_key(person)), ConsistentRead=True)
        if "Item" not in got:
            raise NotFound("no such person")
        item = from_item(got["Item"])
        return None if "wrapped" in item else Erasure(person, **{name: item[name] for name in _KEPT if name in item})

    def destroy_key(self, erasure: Erasure) -> Erasure:
        """Destroy a person's wrapped key, once and for all; give the receipt, the first one where there is one."""
        with translated():
            got = self._client.update_item(
                TableName=self._table,
                Key=to_key(keys.person_key(erasure.person)),
                UpdateExpression="SET receipt = if_not_exists(receipt, :receipt),"
                " erased_at = if_not_exists(erased_at, :at) REMOVE #wrapped",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeNames={"#wrapped": "wrapped"},
                ExpressionAttributeValues=to_item({":receipt": erasure.receipt, ":at": erasure.erased_at}),
                ReturnValues="ALL_NEW",
            )
        item = from_item(got["Attributes"])
        return dataclasses.replace(erasure, receipt=item["receipt"], erased_at=item["erased_at"])

    def finish(self, erasure: Erasure) -> None:
        """Keep what was done with the receipt."""
        numbers = {name: getattr(erasure, name) for name in ("cases", "files", "versions")}
        values = numbers | ({"finished_at": erasure.finished_at} if erasure.finished_at else {})
        with translated():
            self._client.update_item(
                TableName=self._table,
                Key=to_key(keys.person_key(erasure.person)),
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
                ConditionExpression="receipt = :receipt",
                ExpressionAttributeNames={f"#{name}": name for name in values},
                ExpressionAttributeValues=to_item(
                    {**{f":{name}": value for name, value in values.items()}, ":receipt": erasure.receipt}
                ),
            )

    def forget_contacts(self, person: str) -> None:
        """Delete what can't be read any more anyway: contacts and browsers; and drafts, whose keys are their own."""
        listed = self._keys(person, keys_channels.OWN_DRAFT_PREFIX)
        drafts = [keys_channels.draft(keys_channels.digest_of_draft(one)) for one in listed]
        browsers = self._keys(person, keys_channels.SUBSCRIPTION_PREFIX)
        # The entry last: stopped in between, it still leads to its draft.
        for key in (keys.profile(person), *browsers, *drafts, *listed):
            with translated():
                self._client.delete_item(TableName=self._table, Key=to_key(key))

    def _keys(self, person: str, prefix: str) -> list[dict[str, Any]]:
        pk = keys.profile(person)["pk"]
        found = partition(self._client, self._table, pk, prefix, ProjectionExpression="pk, sk")
        return list(map(from_item, found))
