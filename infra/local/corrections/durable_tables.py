"""DynamoDB: every write is in the journal before its answer leaves; stream records and read positions too.

ministack saves whole tables on a clean stop only, and never saves stream records while it does save positions in the
stream, so that after a restart it skips events silently.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region
from ministack.services import dynamodb, lambda_svc

from . import call_log, index_pages, plain_transactions
from .journal import Entry, Journal

Item = dict[str, Any]
Table = dict[str, Any]
Response = tuple[int, dict[str, str], bytes]

DERIVED = (dynamodb._INDEX_MEMBERS, index_pages.SORTED, "items")
READS = ("_get_item", "_query", "_scan", "_batch_get_item", "_transact_get_items")
WRITES = (
    "_put_item",
    "_delete_item",
    "_update_item",
    "_batch_write_item",
    "_transact_write_items",
    "_execute_statement",
    "_batch_execute_statement",
)

_stock_set = dynamodb._set_item
_stock_remove = dynamodb._remove_item
_stock_emit = dynamodb._emit_stream_event
_stock_replaced = dynamodb._items_replaced
_stock_restore = dynamodb._restore_state
_stock_drop_stream = dynamodb.drop_stream_records


class DurableTables:
    """Journals the items, streams and positions of every table."""

    def __init__(self, journal: Journal, save_tables: Callable[[], None]) -> None:
        self._journal = journal
        self._save_tables = save_tables
        self._saved: set[str] = set()
        self._places: dict[str, list[str]] = {}

    # What ministack calls ------------------------------------------------------------------------------------------

    def set_item(self, table: Table, pk: Any, sk: Any, item: Item) -> Item | None:
        """Store an item; replaces `_set_item`."""
        old: Item | None = _stock_set(table, pk, sk, item)
        self._keep(table, ["item", *self._place(table), pk, sk, item])
        return old

    def remove_item(self, table: Table, pk: Any, sk: Any) -> Item | None:
        """Delete an item; replaces `_remove_item`."""
        old: Item | None = _stock_remove(table, pk, sk)
        if old is not None:
            self._keep(table, ["gone", *self._place(table), pk, sk])
        return old

    def items_replaced(self, table: Table) -> None:
        """All items were exchanged at once (a restore, a rollback); replaces `_items_replaced`."""
        _stock_replaced(table)
        with self._journal.batch():
            self._keep(table, ["emptied", *self._place(table)])
            for entry in self._items(*self._scope(table), table):
                self._keep(table, entry)

    def emit_stream_event(
        self, name: str, event: str, old: Item | None, new: Item | None, replicate: bool = True
    ) -> None:
        """Append to the table's stream; replaces `_emit_stream_event`."""
        records = dynamodb._stream_records.get(name)
        before = records[-1] if records else None
        _stock_emit(name, event, old, new, replicate)
        records = records or dynamodb._stream_records.get(name)
        if records and records[-1] is not before:
            position = dynamodb._trimmed_count(name) + len(records) - 1
            self._journal.add(["event", *self._place(dynamodb._tables[name]), position, records[-1]])

    def emit_stream_events(self, name: str, changes: list[plain_transactions.Change]) -> None:
        """Append to the table's stream what one transaction changed in it."""
        table = dynamodb._tables[name]
        stream = table.get("StreamSpecification") or {}
        if dynamodb._kinesis_destinations.get(name):
            for change in changes:
                self.emit_stream_event(name, *change)
        elif stream.get("StreamEnabled"):
            view = stream.get("StreamViewType", "NEW_AND_OLD_IMAGES")
            added = [
                dynamodb._build_change_record(table, event, old, new, view)
                for event, old, new in changes
                if event != "MODIFY" or old != new
            ]
            records = dynamodb._stream_records.setdefault(name, [])
            records += added
            dynamodb._trim_stream_records(name)
            first, place = dynamodb._trimmed_count(name) + len(records) - len(added), self._place(table)
            for position, record in enumerate(added, first):
                self._journal.add(["event", *place, position, record])
            dynamodb.esm_wake.set()

    def acknowledge(self, mapping: str, position: int) -> None:
        """The mapping has dealt with everything before `position`."""
        with lambda_svc._dynamodb_stream_positions_lock:
            lambda_svc._dynamodb_stream_positions[mapping] = position
        self._journal.add(["read", get_account_id(), get_region(), mapping, position])

    def drop_stream(self, account: str, region: str, name: str) -> int:
        """Forget the stream's records as if they were older than 24 hours; returns how many there were."""
        records = dynamodb._stream_records.get_scoped(account, region, name) or []
        count = len(records)
        horizon = dynamodb._trimmed_count(name, account, region) + count
        self._trim([None, account, region, name, horizon])
        self._journal.add(["trimmed", account, region, name, horizon])
        return count

    def get_state(self) -> dict[str, Any]:
        """Tables without their items; replaces `get_state`."""
        tables = AccountRegionScopedDict()
        for (account, region, name), table in dynamodb._tables.all_items():
            kept = {
                key: value
                for key, value in table.items()
                if key not in (dynamodb._INDEX_MEMBERS, index_pages.SORTED, "items")
            }
            tables.set_scoped(account, region, name, copy.deepcopy(kept))
        others = ("tags", "ttl_settings", "pitr_settings", "backups", "resource_policies")
        return {"tables": tables, **{name: copy.deepcopy(getattr(dynamodb, f"_{name}")) for name in others}}

    def restore_state(self, data: dict[str, Any] | None) -> None:
        """Bring back empty tables; the journal fills them; replaces `_restore_state`."""
        _stock_restore(data)
        for table in dynamodb._tables.all_values():
            table["items"] = defaultdict(dict)
            _stock_replaced(table)
            self._saved.add(table["TableId"])

    # The journal ---------------------------------------------------------------------------------------------------

    def register(self) -> None:
        """Tell the journal how to replay and to snapshot."""
        self._journal.register("item", self._put_back)
        self._journal.register("gone", self._take_away)
        self._journal.register("emptied", self._empty)
        self._journal.register("event", self._event)
        self._journal.register("read", self._read)
        self._journal.register("trimmed", self._trim)
        self._journal.register_source(self._snapshot)

    def _keep(self, table: Table, entry: Entry) -> None:
        if table["TableId"] not in self._saved and not self._journal.replaying:
            self._saved.add(table["TableId"])
            self._save_tables()
        self._journal.add(entry)

    @staticmethod
    def _scope(table: Table) -> tuple[str, str]:
        parts = table["TableArn"].split(":")
        return parts[4], parts[3]

    def _place(self, table: Table) -> list[str]:
        identity = table["TableId"]
        if identity not in self._places:
            self._places[identity] = [*self._scope(table), table["TableName"], identity]
        return self._places[identity]

    @staticmethod
    def _table(entry: Entry) -> Table | None:
        _, account, region, name, identity = entry[:5]
        table: Table | None = dynamodb._tables.get_scoped(account, region, name)
        return table if table and table["TableId"] == identity else None

    def _put_back(self, entry: Entry) -> None:
        if table := self._table(entry):
            _stock_set(table, *entry[5:])

    def _take_away(self, entry: Entry) -> None:
        if table := self._table(entry):
            _stock_remove(table, *entry[5:])

    def _empty(self, entry: Entry) -> None:
        if table := self._table(entry):
            table["items"] = defaultdict(dict)
            _stock_replaced(table)

    def _event(self, entry: Entry) -> None:
        if not self._table(entry):
            return
        _, account, region, name, _, position, record = entry
        trimmed = dynamodb._stream_trimmed.get_scoped(account, region, name)
        records = dynamodb._stream_records.get_scoped(account, region, name)
        if records is None:
            records = []
            dynamodb._stream_records.set_scoped(account, region, name, records)
        if trimmed is None or (not records and position > trimmed):
            dynamodb._stream_trimmed.set_scoped(account, region, name, position)
            trimmed = position
        if position == trimmed + len(records):
            records.append(record)

    @staticmethod
    def _read(entry: Entry) -> None:
        _, account, region, mapping, position = entry
        lambda_svc._dynamodb_stream_positions.set_scoped(account, region, mapping, position)

    @staticmethod
    def _trim(entry: Entry) -> None:
        _, account, region, name, horizon = entry
        dynamodb._stream_records.set_scoped(account, region, name, [])
        dynamodb._stream_trimmed.set_scoped(account, region, name, horizon)

    def _items(self, account: str, region: str, table: Table) -> Iterator[Entry]:
        for pk, by_sort_key in list(table["items"].items()):
            for sk, item in list(by_sort_key.items()):
                yield ["item", account, region, table["TableName"], table["TableId"], pk, sk, item]

    def _snapshot(self) -> Iterator[Entry]:
        for (account, region, name), table in dynamodb._tables.all_items():
            yield from self._items(account, region, table)
            yield from self._unread(account, region, name, table)
        for (account, region, mapping), position in lambda_svc._dynamodb_stream_positions.all_items():
            yield ["read", account, region, mapping, position]

    def _unread(self, account: str, region: str, name: str, table: Table) -> Iterator[Entry]:
        """The records that some mapping hasn't read yet, behind the position where they begin."""
        records = list(dynamodb._stream_records.get_scoped(account, region, name) or [])
        first = dynamodb._trimmed_count(name, account, region)
        positions = [
            lambda_svc._dynamodb_stream_positions.get_scoped(account, region, mapping["UUID"], first)
            for mapping in lambda_svc._esms.all_values()
            if mapping["EventSourceArn"] == table.get("LatestStreamArn")
        ]
        start = max(first, min(positions, default=first + len(records)))
        yield ["trimmed", account, region, name, start]
        for offset, record in enumerate(records[start - first :]):
            yield ["event", account, region, name, table["TableId"], start + offset, record]


def _restore_positions(store: AccountRegionScopedDict, positions: Any) -> None:
    """Positions in table streams come from the journal, together with the records they point into."""
    if store is not lambda_svc._dynamodb_stream_positions:
        _stock_restore_positions(store, positions)


_stock_restore_positions = lambda_svc._restore_esm_positions


def _batched(
    journal: Journal, handler: Callable[[dict[str, Any]], Response], action: str
) -> Callable[[dict[str, Any]], Response]:
    def handle(data: dict[str, Any]) -> Response:
        with journal.batch(), call_log.dynamodb(action, data) as call:
            return call.answered(handler(data))

    return handle


def apply(journal: Journal, save_tables: Callable[[], None]) -> DurableTables:
    """Replace the functions through which items, streams and positions change."""
    tables = DurableTables(journal, save_tables)
    tables.register()
    dynamodb._set_item = tables.set_item
    dynamodb._remove_item = tables.remove_item
    dynamodb._items_replaced = tables.items_replaced
    dynamodb._emit_stream_event = tables.emit_stream_event
    plain_transactions.tell = tables.emit_stream_events
    dynamodb.get_state = tables.get_state
    dynamodb._restore_state = tables.restore_state
    lambda_svc._restore_esm_positions = _restore_positions
    for name in WRITES + READS:
        setattr(dynamodb, name, _batched(journal, getattr(dynamodb, name), name))
    return tables
