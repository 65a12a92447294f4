"""The actions that write register records: version, head, places in lists, and limited places.

The actions are only composed here, so that a record can enter one transaction with the decision
(or the import) that causes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.client import Action
from chalicelib.adapters.dynamodb.items import to_item, to_key
from chalicelib.adapters.dynamodb.register_items import LAYOUT, attributes_of, holders_of, place_key, place_of
from chalicelib.domain import registers
from chalicelib.domain.definitions import Register
from chalicelib.domain.errors import RecordNotUnique
from chalicelib.domain.registers import Digest, Draft, Holders, RecordState, RecordVersion

ReadAll = Callable[[Sequence[dict[str, str]]], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Actions for TransactWriteItems, and the versions that they write.

    `unchanged` holds current versions that already say what was asked; they have no action. When a condition
    of an action fails, somebody wrote first: prepare again; if a place is full by then, that says so.
    """

    actions: tuple[Action, ...] = ()
    versions: tuple[RecordVersion, ...] = ()
    unchanged: tuple[RecordVersion, ...] = ()


class Composer:
    """Collects the actions of several records of a register; a place that they share is one action.

    `current` are the records' present versions by number, `at` the stamp of recording and `on` the
    municipality's day.
    """

    def __init__(
        self,
        table: str,
        digest: Digest,
        definition: Register,
        current: Mapping[str, RecordVersion],
        *,
        at: str,
        on: date,
    ) -> None:
        self._table, self._digest, self._definition = table, digest, definition
        self._current, self._at, self._on = dict(current), at, on
        self._actions: list[Action] = []
        self._steps: list[tuple[RecordVersion | None, RecordVersion]] = []
        self._unchanged: list[RecordVersion] = []
        self._holders: dict[str, Holders] = {}
        self._touched: list[str] = []

    def follow(self, draft: Draft) -> None:
        """Make the version that a draft asks for; raises RecordNotUnique when a new number exists."""
        current = self._current.get(draft.number)
        if draft.new and current is not None:
            raise RecordNotUnique(self._definition.id, self._definition.number)
        if draft.fields is None:
            if current is None or current.state is RecordState.ENDED:
                return
            version = registers.end(current, last_day=self._on.isoformat(), basis=draft.basis, at=self._at)
        elif current is not None and registers.same_content(current, draft.fields):
            self._unchanged.append(current)
            return
        else:
            version = registers.next_version(
                self._definition, draft.number, draft.fields, current=current, basis=draft.basis, at=self._at
            )
        self._steps.append((current, version))
        self._current[draft.number] = version

    def finish(self, read_all: ReadAll) -> Prepared:
        """Read the places that the records enter or leave, and give the actions.

        Raises RecordNotUnique when a place is full. Each action depends on the version that was read.
        """
        self._load(read_all)
        for current, version in self._steps:
            self._write(current, version)
            self._move(current, version)
        for pk in dict.fromkeys(self._touched):
            self._put(place_of(self._holders[pk]), after=self._holders[pk].version)
        versions = tuple(version for _, version in self._steps)
        return Prepared(tuple(self._actions), versions, tuple(self._unchanged))

    def refused(self, read_all: ReadAll) -> dict[str, tuple[str, ...]]:
        """Try all drafts in their order; give record number → fields of the limit that refuses it."""
        self._load(read_all)
        wrong: dict[str, tuple[str, ...]] = {}
        for current, version in self._steps:
            try:
                self._move(current, version)
            except RecordNotUnique as error:
                wrong[version.number] = error.fields
        return wrong

    def _load(self, read_all: ReadAll) -> None:
        for step in self._steps:
            for empty in (place for version in step for place in self._places(version)):
                self._holders.setdefault(place_key(empty)["pk"], empty)
        for item in read_all([place_key(empty) for empty in self._holders.values()]):
            self._holders[item["pk"]] = holders_of(self._holders[item["pk"]], item)

    def _places(self, version: RecordVersion | None) -> list[Holders]:
        return registers.places(self._definition, version.fields, self._digest) if version else []

    def _write(self, current: RecordVersion | None, version: RecordVersion) -> None:
        register, number = version.register, version.number
        item = attributes_of(version)
        version_key = keys.record_version(register, number, version.recorded_at, version.version)
        self._put({**version_key, **item}, after=0)
        self._put({**keys.record(register, number), **item}, after=current.version if current else 0)
        if current is None:
            self._put({"pk": keys.records_of(register, keys.shard(number)), "sk": number})
        before = registers.lookups(self._definition, current.fields, self._digest) if current else set()
        after = registers.lookups(self._definition, version.fields, self._digest)
        for name, hashed in sorted(after ^ before):
            key = {"pk": keys.records_with(register, name, hashed), "sk": number}
            if (name, hashed) in after:
                self._put(key)
            else:
                self._actions.append({"Delete": {"TableName": self._table, "Key": to_key(key)}})

    def _move(self, current: RecordVersion | None, version: RecordVersion) -> None:
        for left in self._places(current):
            pk = place_key(left)["pk"]
            self._holders[pk] = registers.leave_place(self._holders[pk], version.number)
            self._touched.append(pk)
        # An ended record keeps its place until its last day is past: it still counts on that day.
        for entered in self._places(version):
            pk = place_key(entered)["pk"]
            self._holders[pk] = registers.take_place(self._holders[pk], version, self._on)
            self._touched.append(pk)

    def _put(self, item: dict[str, Any], after: int | None = None) -> None:
        """Put an item: `after` 0 when it must be new, n when it must still be at version n, None always."""
        put: dict[str, Any] = {"TableName": self._table, "Item": to_item({"layout": LAYOUT, **item})}
        if after == 0:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        elif after is not None:
            put["ConditionExpression"] = "version = :version"
            put["ExpressionAttributeValues"] = {":version": {"N": str(after)}}
        self._actions.append({"Put": put})
