"""Register records in the Registers table: reads by key, and `prepare`, which composes a record's write."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.client import translated, write
from chalicelib.adapters.dynamodb.items import from_item, to_attribute, to_item, to_key
from chalicelib.adapters.dynamodb.register_items import LAYOUT, version_of
from chalicelib.adapters.dynamodb.register_writes import Composer, Prepared
from chalicelib.domain import registers
from chalicelib.domain.definitions import Bundle, Register, RegisterLookup, StandardRequest
from chalicelib.domain.errors import SourceUnavailable, TransientError
from chalicelib.domain.register_answers import LOOKUP_CAP, judge
from chalicelib.domain.registers import Digest, Draft, Fields, RecordVersion, RegisterState

BATCH = 100
"""Keys of one BatchGetItem."""
WAITS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds, at most, before what DynamoDB left unprocessed is asked for again."""

Cursor = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RegisterStore:
    """Access to one Registers table; `client` is a boto3 DynamoDB client, `digest` the keyed hash."""

    client: Any
    table: str
    digest: Digest

    def prepare(self, definition: Register, draft: Draft, *, at: str, on: date) -> Prepared:
        """Compose the write of one record; see `prepare_all`."""
        return self.prepare_all(definition, [draft], at=at, on=on)

    def prepare_all(
        self,
        definition: Register,
        drafts: Sequence[Draft],
        *,
        at: str,
        on: date,
        during: str | None = None,
        known: Mapping[str, RecordVersion] | None = None,
    ) -> Prepared:
        """Read what the records' new versions follow, unless it is `known`, and compose the actions that write them.

        `at` is the stamp of recording; `on` is the municipality's day (holders of a limited place whose
        last day is past don't count); `during` is the import that writes. Raises RecordNotUnique when a
        limit would be exceeded or a `new` record's number exists, TransientError while another import runs.
        """
        if known is None:
            known = self.current(definition, drafts, during)
        return self._composer(definition, drafts, known, at, on).finish(self.get_all)

    def current(
        self, definition: Register, drafts: Sequence[Draft], during: str | None = None
    ) -> dict[str, RecordVersion]:
        """Read the present versions of the records, by number; raises TransientError while another import runs."""
        state, heads = self._state_and_heads(definition.id, [draft.number for draft in drafts])
        if state.importing is not None and state.importing != during:
            raise TransientError(f"{definition.id} is being imported", register=definition.id)
        return heads

    def refused(
        self,
        definition: Register,
        drafts: Sequence[Draft],
        known: Mapping[str, RecordVersion],
        *,
        at: str,
        on: date,
    ) -> dict[str, tuple[str, ...]]:
        """Say which of the drafts a limit refuses when they are written in their order; see `prepare_all`."""
        return self._composer(definition, drafts, known, at, on).refused(self.get_all)

    def _composer(
        self,
        definition: Register,
        drafts: Sequence[Draft],
        known: Mapping[str, RecordVersion],
        at: str,
        on: date,
    ) -> Composer:
        composer = Composer(self.table, self.digest, definition, known, at=at, on=on)
        for draft in drafts:
            composer.follow(draft)
        return composer

    def write(self, prepared: Prepared) -> None:
        """Write prepared actions as a transaction of their own. Raises WriteRefused or TransientError."""
        if prepared.actions:
            write(self.client, prepared.actions)

    def lookup(self, bundle: Bundle, standard: StandardRequest, inputs: Fields, on: date) -> dict[str, Any]:
        """Answer a Standard Request from its register as it is on a day; see `register_answers.judge`.

        Raises SourceUnavailable when the register is marked so or is being imported, also while this reads.
        """
        source = standard.register
        if source is None:
            raise SourceUnavailable(f"{standard.id} has no register", standard=standard.id)
        register, definition = source.register, bundle.register(source.register)
        name, key = _first_key(definition, source)
        numbers: list[str] = []
        more: str | None = None
        before: RegisterState | None = None
        if inputs.get(key) is not None:
            if definition.number != (name,):
                before = self.state(register)
                _answering(register, before)
            numbers, more = self._found(definition, name, inputs[key], None, LOOKUP_CAP)
        state, found = self._snapshot(register, [] if more else numbers)
        _answering(register, state)
        if before is not None and state.epoch != before.epoch:
            raise SourceUnavailable(f"{register} changed while it was read", register=register)
        return judge(found, source, inputs, on, more=more is not None)

    def _snapshot(self, register: str, numbers: Sequence[str]) -> tuple[RegisterState, list[RecordVersion]]:
        """Read the state and up to 99 heads as they are at one instant."""
        wanted = [keys.register_state(register), *(keys.record(register, number) for number in numbers)]
        gets = [{"Get": {"TableName": self.table, "Key": to_key(key)}} for key in wanted]
        with translated():
            answer = self.client.transact_get_items(TransactItems=gets)
        state, *heads = [from_item(part["Item"]) if part.get("Item") else None for part in answer["Responses"]]
        return state_of(state), [version_of(item) for item in heads if item]

    def head(self, register: str, number: str) -> RecordVersion | None:
        """Read the current version of a record, consistently."""
        item = self._get(keys.record(register, number))
        return version_of(item) if item else None

    def heads(self, register: str, numbers: Sequence[str]) -> list[RecordVersion]:
        """Read current versions consistently, in the order of the numbers; unknown ones are left out."""
        items = self.get_all([keys.record(register, number) for number in dict.fromkeys(numbers)])
        found = {item["number"]: version_of(item) for item in items}
        return [found[number] for number in numbers if number in found]

    def versions(self, register: str, number: str, limit: int = BATCH) -> list[RecordVersion]:
        """Read a record's first `limit` versions, oldest first."""
        return self._versions(register, number, keys.RECORD_VERSION_PREFIX + "~", limit, forward=True)

    def as_of(self, register: str, number: str, stamp: str) -> RecordVersion | None:
        """Read the version of a record that was current at an instant (stamp)."""
        last = f"{keys.RECORD_VERSION_PREFIX}{stamp}~"
        return next(iter(self._versions(register, number, last, 1, forward=False)), None)

    def find(
        self, definition: Register, name: str, value: object, *, cursor: Cursor | None = None, limit: int = BATCH
    ) -> tuple[list[RecordVersion], Cursor | None]:
        """Read a page of the records that have a value in a search field, by number."""
        numbers, last = self._found(definition, name, value, cursor["after"] if cursor else None, limit)
        return self.heads(definition.id, numbers), {"after": last} if last else None

    def _found(
        self, definition: Register, name: str, value: object, after: str | None, limit: int
    ) -> tuple[list[str], str | None]:
        if definition.number == (name,):
            number = registers.natural_number(definition, {name: value}, self.digest)
            return [number] if number else [], None
        hashed = registers.lookup_digest(definition.id, name, value, self.digest)
        return self._numbers(keys.records_with(definition.id, name, hashed), after, limit, consistent=True)

    def page(
        self, register: str, *, cursor: Cursor | None = None, limit: int = 20
    ) -> tuple[list[RecordVersion], Cursor | None]:
        """Read a page of all records; its cost depends on `limit` alone."""
        shard = int(cursor["shard"]) if cursor else 0
        after: str | None = cursor.get("after") if cursor else None
        numbers: list[str] = []
        while shard < keys.SHARDS:
            if len(numbers) == limit:
                return self.heads(register, numbers), {"shard": shard}
            partition = keys.records_of(register, shard)
            more, last = self._numbers(partition, after, limit - len(numbers), consistent=False)
            numbers += more
            if last is not None:
                return self.heads(register, numbers), {"shard": shard, "after": last}
            shard, after = shard + 1, None
        return self.heads(register, numbers), None

    def state(self, register: str) -> RegisterState:
        """Read a register's availability, consistently; what was never marked is available."""
        return state_of(self._get(keys.register_state(register)))

    def set_available(self, register: str, available: bool, reason: str | None, at: str, by: str) -> RegisterState:
        """Mark a register as answering or not; an import under way is not touched."""
        values = {":a": available, ":r": reason, ":s": at, ":b": by, ":l": LAYOUT, ":one": 1}
        with translated():
            answer = self.client.update_item(
                TableName=self.table,
                Key=to_key(keys.register_state(register)),
                UpdateExpression="SET available=:a, reason=:r, since=:s, marked_by=:b, layout=:l ADD epoch :one",
                ExpressionAttributeValues={name: to_attribute(value) for name, value in values.items()},
                ReturnValues="ALL_NEW",
            )
        return state_of(from_item(answer["Attributes"]))

    def note_read(self, register: str, reader: str, numbers: Iterable[str], at: str, read_id: str) -> None:
        """Append who read which records with personal data, and when (stamp)."""
        item = {"by": reader, "records": sorted(numbers), "at": at, "layout": LAYOUT}
        with translated():
            self.client.put_item(
                TableName=self.table, Item=to_item({**keys.record_read(register, at, read_id), **item})
            )

    def get_all(self, wanted: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
        """Read items by key, consistently, in batches; raises TransientError when throttled for long."""
        items: list[dict[str, Any]] = []
        for start in range(0, len(wanted), BATCH):
            keys_ = [to_key(key) for key in wanted[start : start + BATCH]]
            request: Any = {self.table: {"Keys": keys_, "ConsistentRead": True}}
            for wait in (*WAITS, None):
                with translated():
                    answer = self.client.batch_get_item(RequestItems=request)
                items += [from_item(item) for item in answer["Responses"].get(self.table, [])]
                request = answer.get("UnprocessedKeys")
                if not request:
                    break
                if wait is None:
                    raise TransientError("the Registers table is throttled")
                time.sleep(random.uniform(0, wait))
        return items

    def _get(self, key: Mapping[str, str]) -> dict[str, Any] | None:
        with translated():
            answer = self.client.get_item(TableName=self.table, Key=to_key(key), ConsistentRead=True)
        return from_item(answer["Item"]) if "Item" in answer else None

    def _state_and_heads(self, register: str, numbers: Sequence[str]) -> tuple[RegisterState, dict[str, RecordVersion]]:
        state_key = keys.register_state(register)
        heads = [keys.record(register, number) for number in dict.fromkeys(numbers)]
        items = self.get_all([state_key, *heads])
        state = next((item for item in items if item["sk"] == state_key["sk"]), None)
        return state_of(state), {item["number"]: version_of(item) for item in items if item is not state}

    def _versions(self, register: str, number: str, last: str, limit: int, *, forward: bool) -> list[RecordVersion]:
        with translated():
            answer = self.client.query(
                TableName=self.table,
                KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
                ExpressionAttributeValues={
                    ":pk": {"S": keys.record(register, number)["pk"]},
                    ":first": {"S": keys.RECORD_VERSION_PREFIX},
                    ":last": {"S": last},
                },
                Limit=limit,
                ScanIndexForward=forward,
                ConsistentRead=True,
            )
        return [version_of(from_item(item)) for item in answer["Items"]]

    def _numbers(
        self, partition: str, after: str | None, limit: int, *, consistent: bool
    ) -> tuple[list[str], str | None]:
        start = {"ExclusiveStartKey": to_key({"pk": partition, "sk": after})} if after is not None else {}
        with translated():
            answer = self.client.query(
                TableName=self.table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": partition}},
                Limit=limit,
                ConsistentRead=consistent,
                **start,
            )
        last = answer.get("LastEvaluatedKey")
        return [item["sk"]["S"] for item in answer["Items"]], last["sk"]["S"] if last else None


def _first_key(definition: Register, source: RegisterLookup) -> tuple[str, str]:
    for name, key in source.match.items():
        if name in definition.search:
            return name, key
    raise SourceUnavailable(f"{definition.id} can't be searched by any key", register=definition.id)


def _answering(register: str, state: RegisterState) -> None:
    if not state.answers:
        raise SourceUnavailable(f"{register} doesn't answer", register=register, reason=state.reason)


def state_of(item: Mapping[str, Any] | None) -> RegisterState:
    """Read a register's state from its item."""
    item = item or {}
    return RegisterState(
        available=item.get("available", True),
        reason=item.get("reason"),
        since=item.get("since"),
        marked_by=item.get("marked_by"),
        importing=item.get("importing"),
        last_import=item.get("last_import"),
        epoch=item.get("epoch", 0),
    )
