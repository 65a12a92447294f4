"""Who works where: roles of a person in a department, their own or delegated for a time."""

from __future__ import annotations

from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.client import translated, write
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.domain.layout import LAYOUT
from chalicelib.domain.permissions import Membership
from chalicelib.domain.queues import Absence


class MemberStore:
    """`MEMBER` items of the Accounts table, kept under the person (to ask) and the department (to list)."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def of_person(self, person: str) -> tuple[Membership, ...]:
        """Read everything that a person holds or held, whatever the day."""
        with translated():
            found = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
                ExpressionAttributeValues={":pk": {"S": f"PERSON#{person}"}, ":prefix": {"S": keys.MEMBER_PREFIX}},
                ConsistentRead=True,
            )
        return tuple(_membership(from_item(item)) for item in found["Items"])

    def of_department(
        self, department: str, after: str | None, limit: int
    ) -> tuple[list[tuple[str, Membership]], str | None]:
        """Read one page of a department's members as (person, membership), with where to go on."""
        start = {"ExclusiveStartKey": to_key({"pk": f"DEPT#{department}", "sk": after})} if after else {}
        with translated():
            page = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
                ExpressionAttributeValues={":pk": {"S": f"DEPT#{department}"}, ":prefix": {"S": keys.MEMBER_PREFIX}},
                Limit=limit,
                **start,
            )
        last = page.get("LastEvaluatedKey")
        items = [from_item(item) for item in page["Items"]]
        return [(item["person"], _membership(item)) for item in items], last["sk"]["S"] if last else None

    def put(self, person: str, held: Membership, *, by: str, at: str) -> None:
        """Give a person roles in a department, in place of what they held there in the same way."""
        delegated = held.delegated_by is not None
        values = {
            "layout": LAYOUT,
            "person": person,
            "department": held.department,
            "roles": sorted(held.roles),
            "since": held.since,
            "until": held.until,
            "delegated_by": held.delegated_by,
            "name": held.name,
            "given_by": by,
            "given_at": at,
        }
        pair = (
            keys.membership(person, held.department, delegated=delegated),
            keys.department_member(held.department, person, delegated=delegated),
        )
        puts = [{"Put": {"TableName": self._table, "Item": to_item({**key, **values})}} for key in pair]
        write(self._client, puts)

    def put_absence(self, person: str, absence: Absence | None, *, by: str, at: str) -> None:
        """Note when somebody is away; None: they are not."""
        key = keys.absence(person)
        with translated():
            if absence is None:
                self._client.delete_item(TableName=self._table, Key=to_key(key))
                return
            values = {"layout": LAYOUT, "since": absence.since, "until": absence.until, "noted_by": by, "noted_at": at}
            self._client.put_item(TableName=self._table, Item=to_item({**key, **values}))

    def absence(self, person: str) -> Absence | None:
        """Read when somebody is away."""
        item = self._get(keys.absence(person))
        return None if item is None else Absence(item["since"], item["until"])

    def put_declaration(self, person: str, digests: dict[str, str], *, at: str) -> None:
        """Keep the digests of identifiers, each with its relation, in place of those declared before."""
        item = {**keys.declaration(person), "layout": LAYOUT, "digests": digests, "declared_at": at}
        with translated():
            self._client.put_item(TableName=self._table, Item=to_item(item))

    def declaration(self, person: str) -> dict[str, str]:
        """Read the digests that somebody declared, each with its relation."""
        item = self._get(keys.declaration(person))
        return {} if item is None else dict(item["digests"])

    def _get(self, key: dict[str, str]) -> dict[str, Any] | None:
        with translated():
            got = self._client.get_item(TableName=self._table, Key=to_key(key), ConsistentRead=True)
        return from_item(got["Item"]) if "Item" in got else None

    def remove(self, person: str, department: str, *, delegated: bool) -> None:
        """Take a person's roles in a department; nothing happens when there are none."""
        pair = (
            keys.membership(person, department, delegated=delegated),
            keys.department_member(department, person, delegated=delegated),
        )
        write(self._client, [{"Delete": {"TableName": self._table, "Key": to_key(key)}} for key in pair])


def _membership(item: dict[str, Any]) -> Membership:
    return Membership(
        department=item["department"],
        roles=tuple(item["roles"]),
        since=item.get("since"),
        until=item.get("until"),
        delegated_by=item.get("delegated_by"),
        name=item.get("name"),
    )
