"""Waiters: who waits for a subject, and with which token an execution is resumed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.client import WriteRefused, translated
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.domain.layout import LAYOUT


@dataclass(frozen=True, slots=True)
class Waiter:
    """An execution that waits for a subject in one of its states."""

    subject: str
    execution: str
    state: str
    case: str
    token: str
    at: str


class WaiterStore:
    """Writes, reads and removes Waiters. A retried state has a new token, so writing always overwrites."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def is_key(self, pk: str) -> bool:
        """Say whether a key is a Waiter's."""
        return pk.startswith(keys.WAIT)

    def new(self, subject: str, execution: str, state: str, case: str, token: str, at: str) -> Waiter:
        """Make a Waiter; `at` is when it began to wait (stamp)."""
        return Waiter(subject, execution, state, case, token, at)

    def put(self, waiter: Waiter) -> None:
        """Write a Waiter; it owes a reaction until somebody has looked whether its subject is done."""
        item = {
            **keys.waiter(waiter.subject, waiter.execution, waiter.state),
            **keys.waiter_of_case(waiter.case, waiter.subject),
            **keys.unreacted(waiter.subject, waiter.at),
            "layout": LAYOUT,
            "subject": waiter.subject,
            "execution": waiter.execution,
            "state": waiter.state,
            "case": waiter.case,
            "token": waiter.token,
            "at": waiter.at,
        }
        with translated():
            self._client.put_item(TableName=self._table, Item=to_item(item))

    def read(self, pk: str, sk: str) -> Waiter | None:
        """Read one Waiter consistently by its key."""
        with translated():
            got = self._client.get_item(TableName=self._table, Key=to_key({"pk": pk, "sk": sk}), ConsistentRead=True)
        return _waiter(got["Item"]) if "Item" in got else None

    def of_subject(self, subject: str) -> list[Waiter]:
        """Read everybody who waits for a subject, consistently."""
        with translated():
            page = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": f"{keys.WAIT}{subject}"}},
                ConsistentRead=True,
            )
        return [_waiter(item) for item in page["Items"]]

    def of_case(self, case_id: str) -> list[Waiter]:
        """List who waits inside a case (from an index: a hint, which may be a moment old)."""
        with translated():
            page = self._client.query(
                TableName=self._table,
                IndexName="list",
                KeyConditionExpression="list_pk = :pk",
                ExpressionAttributeValues={":pk": {"S": keys.waiter_of_case(case_id, "")["list_pk"]}},
            )
        return [_waiter(item) for item in page["Items"]]

    def remove(self, waiter: Waiter) -> None:
        """Forget a Waiter that was resumed or is gone, unless its state has a newer token by now."""
        self._update("delete_item", waiter, {})

    def mark_reacted(self, waiter: Waiter) -> None:
        """Note that somebody has looked; the Waiter goes on waiting."""
        forget = {"UpdateExpression": "REMOVE due_pk, due_sk"}
        self._update("update_item", waiter, forget, " AND attribute_exists(due_pk)")

    def _update(self, call: str, waiter: Waiter, more: dict[str, Any], condition: str = "") -> None:
        try:
            with translated():
                getattr(self._client, call)(
                    TableName=self._table,
                    Key=to_key(keys.waiter(waiter.subject, waiter.execution, waiter.state)),
                    ConditionExpression=f"#token = :token{condition}",
                    ExpressionAttributeNames={"#token": "token"},
                    ExpressionAttributeValues={":token": {"S": waiter.token}},
                    **more,
                )
        except WriteRefused:
            return


def _waiter(item: dict[str, Any]) -> Waiter:
    raw = from_item(item)
    return Waiter(raw["subject"], raw["execution"], raw["state"], raw["case"], raw["token"], raw["at"])
