"""Due dates: when the sweep has to look at something again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.client import WriteRefused, translated
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key


@dataclass(frozen=True, slots=True)
class Due:
    """A subject that is due at an instant for a kind of attention; `values` is what the sweep needs to know."""

    subject: str
    kind: str
    at: str
    values: dict[str, Any]


class DueStore:
    """Lists what is due, and moves or removes it."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def shards(self) -> list[str]:
        """Name the partitions of the index of due dates."""
        return keys.due_shards()

    def before(
        self, shard: str, instant: str, after: str | None = None, limit: int = 100
    ) -> tuple[list[Due], str | None]:
        """List one page of what is due before an instant in one shard, oldest first, read again from the table.

        The second value says after what the next page begins.
        """
        with translated():
            page = self._client.query(
                TableName=self._table,
                IndexName="due",
                KeyConditionExpression="due_pk = :shard AND due_sk BETWEEN :after AND :instant",
                ExpressionAttributeValues={
                    ":shard": {"S": shard},
                    ":after": {"S": f"{after or ' '}\u0001"},
                    ":instant": {"S": instant},
                },
                Limit=limit,
            )
        found = []
        for row in page["Items"]:
            with translated():
                key = {"pk": row["pk"], "sk": row["sk"]}
                got = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
            if "Item" in got and "due_sk" in got["Item"]:
                found.append(_due(got["Item"]))
        rows = page["Items"]
        return found, rows[-1]["due_sk"]["S"] if len(rows) == limit else None

    def move(self, due: Due, at: str, **values: Any) -> None:
        """Set a later instant, unless somebody has moved it since it was read."""
        item = {
            **keys.due(due.subject, due.kind),
            **keys.due_at(due.subject, at),
            "subject": due.subject,
            "kind": due.kind,
            **due.values,
            **values,
        }
        self._unless_moved(due, "put_item", Item=to_item(item))

    def remove(self, due: Due) -> None:
        """Forget a due date, unless somebody has moved it since it was read."""
        self._unless_moved(due, "delete_item", Key=to_key(keys.due(due.subject, due.kind)))

    def _unless_moved(self, due: Due, call: str, **arguments: Any) -> None:
        try:
            with translated():
                getattr(self._client, call)(
                    TableName=self._table,
                    ConditionExpression="due_sk = :at",
                    ExpressionAttributeValues={":at": {"S": keys.due_at(due.subject, due.at)["due_sk"]}},
                    **arguments,
                )
        except WriteRefused:
            return


def _due(item: dict[str, Any]) -> Due:
    raw = from_item(item)
    at = raw["due_sk"].partition("#")[0]
    values = {name: value for name, value in raw.items() if name not in ("pk", "sk", "due_pk", "due_sk")}
    subject, kind = values.pop("subject"), values.pop("kind")
    return Due(subject, kind, at, values)
