"""Account entries, deliveries and read marks of the Accounts table."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.adapters.dynamodb import keys, keys_channels
from chalicelib.adapters.dynamodb.client import Action, WriteRefused, partition, translated, write
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.adapters.dynamodb.layouts import raised
from chalicelib.domain.deliveries import Delivery, Outing, State
from chalicelib.domain.errors import NotFound
from chalicelib.domain.layout import LAYOUT
from chalicelib.domain.notes import Note

DELIVERY_INDEX = "delivery"


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery as the index names it; `place` is its position there."""

    person: str
    note: str
    channel: str
    place: str


class NoteStore:
    """Writes entries once, moves deliveries from state to state by their version, and lists both."""

    def __init__(self, client: Any, table: str, fault: Callable[[], None] | None = None) -> None:
        self._client, self._table, self._fault = client, table, fault

    def add(self, notes: Sequence[Note], deliveries: Sequence[Delivery]) -> bool:
        """Write the entries of one commit and what is owed for them, together; False when they were there before."""
        actions = [self._new(_note_item(note)) for note in notes] + [self._new(_item(one)) for one in deliveries]
        try:
            write(self._client, actions, fault=self._fault)
        except WriteRefused:
            return False
        return True

    def deliveries(self, person: str, case: str, channel: str) -> list[Delivery]:
        """Read what was ever owed for a case over one channel, consistently."""
        return [one for one in self._sent(person, keys.sent_of_case(case)) if one.channel == channel]

    def of_case(self, person: str, case: str) -> list[Delivery]:
        """Read what was ever owed to an applicant about a case over all channels, consistently, oldest first."""
        return sorted(self._sent(person, keys.sent_of_case(case)), key=lambda one: (one.at, one.channel))

    def ever(self, person: str) -> list[Delivery]:
        """Read everything that was ever owed to a person, consistently."""
        return self._sent(person, keys_channels.SENT_PREFIX)

    def _sent(self, person: str, prefix: str) -> list[Delivery]:
        return list(map(_delivery, partition(self._client, self._table, keys.profile(person)["pk"], prefix)))

    def notes(self, person: str, wanted: Iterable[tuple[str, str]]) -> list[Note]:
        """Read entries by instant and id, in the given order. Raises NotFound when one is missing."""
        asked = [keys.note(person, at, id) for at, id in wanted]
        found = {item["sk"]["S"]: item for item in self._get_all(asked)}
        if len(found) < len(asked):
            raise NotFound("an account entry is missing")
        return [_note(found[key["sk"]]) for key in asked]

    def claim(self, outing: Outing) -> None:
        """Take a message for sending: the lead claimed, the others merged, all or nothing. Raises WriteRefused."""
        changes = [(outing.before, outing.lead), *outing.merged]
        write(self._client, [self._change(before, after) for before, after in changes], fault=self._fault)

    def move(self, before: Delivery, after: Delivery, also: Sequence[Action] = ()) -> None:
        """Store a delivery's next state, `also` in the same write. Raises WriteRefused when somebody moved it since."""
        write(self._client, [self._change(before, after), *also], fault=self._fault)

    def due(self, channel: str, state: State, before: str, limit: int) -> list[Row]:
        """List deliveries in a state that were to be looked at before an instant (stamp), oldest first."""
        with translated():
            page = self._client.query(
                TableName=self._table,
                IndexName=DELIVERY_INDEX,
                KeyConditionExpression="delivery_pk = :list AND delivery_sk < :before",
                ExpressionAttributeValues={
                    ":list": {"S": keys.delivery_list(channel, state)},
                    ":before": {"S": before},
                },
                Limit=limit,
            )
        return [_row(item) for item in page["Items"]]

    def look_again(self, row: Row, at: str) -> bool:
        """Let the sweep leave a delivery alone until `at`; False when it has changed since it was listed."""
        try:
            with translated():
                self._client.update_item(
                    TableName=self._table,
                    Key=to_key(keys.sent(row.person, row.note, row.channel)),
                    UpdateExpression="SET delivery_sk = :new",
                    ConditionExpression="delivery_sk = :old",
                    ExpressionAttributeValues={
                        ":new": {"S": keys.delivery_place(at, row.note)},
                        ":old": {"S": row.place},
                    },
                )
        except WriteRefused:
            return False
        return True

    def ledger(
        self, channel: str, state: State, after: dict[str, str] | None, limit: int, *, department: str | None = None
    ) -> tuple[list[Delivery], dict[str, str] | None]:
        """Read one page of the deliveries in a state, newest first, with where to go on."""
        start = {"ExclusiveStartKey": to_key(after)} if after else {}
        with translated():
            page = self._client.query(
                TableName=self._table,
                IndexName=DELIVERY_INDEX,
                KeyConditionExpression="delivery_pk = :list",
                ExpressionAttributeValues={":list": {"S": keys.delivery_list(channel, state, department)}},
                ScanIndexForward=False,
                Limit=limit,
                **start,
            )
        rows = [from_item(item) for item in page["Items"]]
        found = {
            (item["pk"]["S"], item["sk"]["S"]): _delivery(item)
            for item in self._get_all([{"pk": row["pk"], "sk": row["sk"]} for row in rows])
        }
        last = page.get("LastEvaluatedKey")
        listed = [found[row["pk"], row["sk"]] for row in rows if (row["pk"], row["sk"]) in found]
        return listed, from_item(last) if last else None

    def page(self, person: str, after: str | None, limit: int) -> tuple[list[tuple[Note, str | None]], str | None]:
        """Read one page of a person's entries, newest first, each with when it was read; and where to go on."""
        pk = keys.profile(person)["pk"]
        start = {"ExclusiveStartKey": to_key({"pk": pk, "sk": after})} if after else {}
        with translated():
            page = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
                ExpressionAttributeValues={":pk": {"S": pk}, ":prefix": {"S": keys.NOTE_PREFIX}},
                ScanIndexForward=False,
                Limit=limit,
                **start,
            )
        notes = [_note(item) for item in page["Items"]]
        marks = {
            item["sk"]["S"]: item["read_at"]["S"]
            for item in self._get_all([keys.read_mark(person, note.id) for note in notes])
        }
        last = page.get("LastEvaluatedKey")
        read = [(note, marks.get(keys.read_mark(person, note.id)["sk"])) for note in notes]
        return read, last["sk"]["S"] if last else None

    def record_print(self, person: str, note: str, *, print_id: str, by: str, at: str) -> None:
        """Note who was given a letter to print, and when."""
        item = {**keys_channels.printed(person, note, at, print_id), "layout": LAYOUT, "by": by, "at": at}
        with translated():
            self._client.put_item(TableName=self._table, Item=to_item(item))

    def prints(self, person: str, note: str) -> list[dict[str, str]]:
        """List who was given a letter to print, oldest first: {"by", "at"}."""
        with translated():
            page = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
                ExpressionAttributeValues={
                    ":pk": {"S": keys.profile(person)["pk"]},
                    ":prefix": {"S": f"{keys_channels.PRINTED_PREFIX}{note}#"},
                },
                ConsistentRead=True,
            )
        return [{"by": item["by"]["S"], "at": item["at"]["S"]} for item in page["Items"]]

    def mark_read(self, person: str, at: str, id: str, read_at: str) -> None:
        """Note that a person has read an entry; the first time stays. Raises NotFound."""
        exists: Action = {
            "ConditionCheck": {
                "TableName": self._table,
                "Key": to_key(keys.note(person, at, id)),
                "ConditionExpression": "attribute_exists(pk)",
            }
        }
        mark = {**keys.read_mark(person, id), "layout": LAYOUT, "read_at": read_at}
        try:
            write(self._client, [exists, self._new(mark)], fault=self._fault)
        except WriteRefused as refused:
            if 0 in refused.failed:
                raise NotFound("no such notification") from refused

    def _get_all(self, wanted: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for start in range(0, len(wanted), 100):
            pending: Any = {
                self._table: {"Keys": [to_key(key) for key in wanted[start : start + 100]], "ConsistentRead": True}
            }
            while pending:
                with translated():
                    got = self._client.batch_get_item(RequestItems=pending)
                found += got["Responses"].get(self._table, [])
                pending = got.get("UnprocessedKeys")
        return found

    def _new(self, item: dict[str, Any]) -> Action:
        put = {"TableName": self._table, "Item": to_item(item), "ConditionExpression": "attribute_not_exists(pk)"}
        return {"Put": put}

    def _change(self, before: Delivery, after: Delivery) -> Action:
        return {
            "Put": {
                "TableName": self._table,
                "Item": to_item(_item(after)),
                "ConditionExpression": "version = :version",
                "ExpressionAttributeValues": {":version": {"N": str(before.version)}},
            }
        }


def _item(one: Delivery) -> dict[str, Any]:
    return {
        **keys.sent(one.person, one.note, one.channel),
        **keys.delivery(one.channel, one.state, one.look_at, one.note, one.department),
        **{field.name: getattr(one, field.name) for field in dataclasses.fields(one)},
    }


def _delivery(item: dict[str, Any]) -> Delivery:
    raw = raised("Delivery", from_item(item))
    values = {field.name: raw[field.name] for field in dataclasses.fields(Delivery) if field.name in raw}
    return Delivery(**values | {"state": State(raw["state"]), "notes": tuple(raw.get("notes", ()))})


def _note_item(note: Note) -> dict[str, Any]:
    fields = {field.name: getattr(note, field.name) for field in dataclasses.fields(note)}
    return {**keys.note(note.person, note.at, note.id), **fields}


def _note(item: dict[str, Any]) -> Note:
    raw = raised("Note", from_item(item))
    return Note(**{field.name: raw[field.name] for field in dataclasses.fields(Note) if field.name in raw})


def _row(item: dict[str, Any]) -> Row:
    person = item["pk"]["S"].partition("#")[2]
    _, note, channel = item["sk"]["S"].split("#")
    return Row(person, note, channel, item["delivery_sk"]["S"])
