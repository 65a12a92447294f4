"""Imports of registers: who runs, what is to be resumed, and the report of each."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.client import Action, WriteRefused, translated, write
from chalicelib.adapters.dynamodb.items import from_item, to_attribute, to_item, to_key
from chalicelib.domain.errors import FieldError
from chalicelib.domain.imports import Import, Report

LAYOUT = 1


@dataclass(frozen=True, slots=True)
class ImportStore:
    """Items of imports in the Registers table; `client` is a boto3 DynamoDB client."""

    client: Any
    table: str

    def begin(self, begun: Import) -> None:
        """Mark the register as being imported and enter the import, in one transaction.

        Raises WriteRefused when another import of the register is under way.
        """
        mark = self._state(
            begun.register, "SET importing=:id, layout=:l ADD epoch :one", "attribute_not_exists(importing)", begun.id
        )
        entry: Action = {
            "Put": {
                "TableName": self.table,
                "Item": to_item({**keys.register_import(begun.register, begun.id), **_attributes(begun)}),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        }
        running = {**keys.running_import(begun.register, begun.id), "register": begun.register, "import": begun.id}
        lease: Action = {"Put": {"TableName": self.table, "Item": to_item({**running, "until": begun.lease})}}
        write(self.client, [mark, entry, lease])

    def get(self, register: str, import_id: str) -> Import | None:
        """Read an import, consistently."""
        with translated():
            answer = self.client.get_item(
                TableName=self.table, Key=to_key(keys.register_import(register, import_id)), ConsistentRead=True
            )
        return _import(from_item(answer["Item"])) if "Item" in answer else None

    def running(self) -> list[tuple[str, str, str]]:
        """Read the imports under way: register, id, and the stamp until which somebody works on it."""
        with translated():
            answer = self.client.query(
                TableName=self.table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": keys.RUNNING_IMPORTS}},
                ConsistentRead=True,
            )
        items = [from_item(item) for item in answer["Items"]]
        return [(item["register"], item["import"], item["until"]) for item in items]

    def take(self, register: str, import_id: str, lease: str, until: str) -> bool:
        """Take over an import whose lease is the one that was read; False when somebody else did."""
        try:
            with translated():
                self.client.update_item(
                    TableName=self.table,
                    Key=to_key(keys.running_import(register, import_id)),
                    UpdateExpression="SET #until = :new",
                    ConditionExpression="#until = :old",
                    ExpressionAttributeNames={"#until": "until"},
                    ExpressionAttributeValues={":new": {"S": until}, ":old": {"S": lease}},
                )
        except WriteRefused:
            return False
        return True

    def finish(self, done: Import) -> None:
        """Keep the report and let the register answer again; finishing twice changes nothing."""
        answer_again = self._state(
            done.register,
            "SET last_import=:id, layout=:l ADD epoch :one REMOVE importing",
            "importing = :id",
            done.id,
        )
        entry = {**keys.register_import(done.register, done.id), **_attributes(done)}
        actions: list[Action] = [
            answer_again,
            {"Put": {"TableName": self.table, "Item": to_item(entry)}},
            {"Delete": {"TableName": self.table, "Key": to_key(keys.running_import(done.register, done.id))}},
        ]
        try:
            write(self.client, actions)
        except WriteRefused:
            kept = self.get(done.register, done.id)
            if kept is None or not kept.done:
                raise

    def _state(self, register: str, update: str, condition: str, import_id: str) -> Action:
        values: dict[str, Any] = {":id": import_id, ":l": LAYOUT, ":one": 1}
        return {
            "Update": {
                "TableName": self.table,
                "Key": to_key(keys.register_state(register)),
                "UpdateExpression": update,
                "ConditionExpression": condition,
                "ExpressionAttributeValues": {name: to_attribute(value) for name, value in values.items()},
            }
        }


def _attributes(entry: Import) -> dict[str, Any]:
    attributes = {
        field.name: getattr(entry, field.name) for field in dataclasses.fields(entry) if field.name != "report"
    }
    attributes["layout"] = LAYOUT
    if entry.report is not None:
        attributes["report"] = json.dumps(dataclasses.asdict(entry.report))
    return attributes


def _import(item: dict[str, Any]) -> Import:
    report = None
    if "report" in item:
        raw = json.loads(item["report"])
        report = Report(**{**raw, "refused": tuple(FieldError(**error) for error in raw["refused"])})
    names = {field.name for field in dataclasses.fields(Import)} - {"report"}
    values: dict[str, Any] = {name: item.get(name) for name in names}
    return Import(**values, report=report)
