"""FILE items of the Cases table: what is announced, what was checked, whose it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from chalicelib.adapters.dynamodb import keys_files as keys
from chalicelib.adapters.dynamodb.client import Action, WriteRefused, translated
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.domain.errors import NotFound
from chalicelib.domain.files import File, FileState


class FileStore:
    """Files by id; those whose check is owed are found by the index of due dates."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def read(self, file_id: str) -> File:
        """Read a file. Raises NotFound."""
        with translated():
            got = self._client.get_item(TableName=self._table, Key=to_key(keys.file(file_id)), ConsistentRead=True)
        if "Item" not in got:
            raise NotFound("no such file")
        return _file(got["Item"])

    def read_all(self, ids: Iterable[str]) -> list[File]:
        """Read files in the order of their ids' list; one that doesn't exist is left out."""
        found = []
        for one in ids:
            try:
                found.append(self.read(one))
            except NotFound:
                continue
        return found

    def new(self, file: File, due: str) -> Action:
        """Give the action that announces a file; at `due` its check is overdue."""
        item = {**_item(file), **keys.file_due(file.id, due)}
        return {
            "Put": {"TableName": self._table, "Item": to_item(item), "ConditionExpression": "attribute_not_exists(pk)"}
        }

    def change(self, before: File, after: File, *, loose_until: str | None = None) -> Action:
        """Give the action that changes a file as it was read; what is checked is due no more.

        Only what changes is written, so that the due date of a file that is attached before its check stays. What is
        checked and belongs to nothing is given up at `loose_until`.
        """
        changed = {
            name: value
            for name, value in _fields(after).items()
            if value != getattr(before, name) and value is not None
        }
        names = {f"#{name}": name for name in changed}
        values = {f":{name}": value for name, value in changed.items()}
        update = "SET " + ", ".join(f"#{name} = :{name}" for name in changed)
        if loose_until is not None:
            place = keys.file_loose(before.id, loose_until)
            values |= {f":{name}": value for name, value in place.items()}
            update += ", due_pk = :due_pk, due_sk = :due_sk"
        elif after.state != FileState.EXPECTED:
            update += " REMOVE due_pk, due_sk"
        return {
            "Update": {
                "TableName": self._table,
                "Key": to_key(keys.file(before.id)),
                "UpdateExpression": update,
                "ConditionExpression": "#version = :before",
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": to_item({**values, ":before": before.version}),
            }
        }

    def record_read(self, file_id: str, *, read_id: str, by: str, at: str) -> None:
        """Note who was given a personal file to read, and when."""
        with translated():
            self._client.put_item(
                TableName=self._table, Item=to_item({**keys.file_read(file_id, at, read_id), "by": by, "at": at})
            )

    def reads(self, file_id: str) -> list[dict[str, Any]]:
        """List who was given a file to read, oldest first: {"by", "at"}."""
        with translated():
            page = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
                ExpressionAttributeValues={
                    ":pk": {"S": keys.file(file_id)["pk"]},
                    ":prefix": {"S": keys.FILE_READ_PREFIX},
                },
                ConsistentRead=True,
            )
        return [{"by": item["by"]["S"], "at": item["at"]["S"]} for item in page["Items"]]

    def overdue(self, before: str, limit: int = 100) -> list[str]:
        """List ids of files whose check is due before an instant, oldest first in each shard."""
        return self._due(keys.file_due_shards(), before, limit)

    def loose(self, before: str, limit: int = 100) -> list[str]:
        """List ids of files that nobody has attached before an instant, oldest first in each shard."""
        return self._due(keys.file_loose_shards(), before, limit)

    def settle(self, file_id: str) -> None:
        """Note that nothing is due of a file any more."""
        with translated():
            self._client.update_item(
                TableName=self._table, Key=to_key(keys.file(file_id)), UpdateExpression="REMOVE due_pk, due_sk"
            )

    def _due(self, shards: list[str], before: str, limit: int) -> list[str]:
        found: list[str] = []
        for shard in shards:
            with translated():
                page = self._client.query(
                    TableName=self._table,
                    IndexName="due",
                    KeyConditionExpression="due_pk = :shard AND due_sk < :before",
                    ExpressionAttributeValues={":shard": {"S": shard}, ":before": {"S": before}},
                    Limit=limit,
                )
            found += [item["pk"]["S"].partition("#")[2] for item in page["Items"]]
        return found

    def look_again(self, file: File, due: str) -> None:
        """Set a later instant for a file that is still expected."""
        place = keys.file_due(file.id, due)
        try:
            with translated():
                self._client.update_item(
                    TableName=self._table,
                    Key=to_key(keys.file(file.id)),
                    UpdateExpression="SET due_sk = :due",
                    ConditionExpression="#state = :expected",
                    ExpressionAttributeNames={"#state": "state"},
                    ExpressionAttributeValues=to_item({":due": place["due_sk"], ":expected": FileState.EXPECTED}),
                )
        except WriteRefused:
            return


def _fields(file: File) -> dict[str, Any]:
    return {field.name: getattr(file, field.name) for field in dataclasses.fields(file)}


def _item(file: File) -> dict[str, Any]:
    return {**keys.file(file.id), **_fields(file), "state": str(file.state)}


def _file(item: dict[str, Any]) -> File:
    raw = from_item(item)
    return File(**{field.name: raw[field.name] for field in dataclasses.fields(File) if field.name in raw})
