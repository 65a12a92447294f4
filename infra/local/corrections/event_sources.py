"""Event source mappings: one thread for each table stream, woken by the write, and one for all queues.

ministack serves all mappings one after another, sleeps up to a second between looks, and ignores `batchItemFailures` of
table streams, by which a failed record is skipped silently. Here a batch with a failure is read again from the first
failed record on, after a growing pause.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from typing import Any

from ministack.core.arn import ArnParseError, parse_arn
from ministack.core.concurrency import esm_wake
from ministack.core.responses import _request_account_id, _request_region
from ministack.services import dynamodb, lambda_svc, sqs

from . import call_log
from .durable_tables import DurableTables
from .journal import Journal

logger = logging.getLogger("okno.event_sources")
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
QUEUE_LOOK_SECONDS = 0.1
STREAM_LOOK_SECONDS = 1.0

Mapping = dict[str, Any]
Key = tuple[str, str, str]


class Wake:
    """Tells every poller that some source may have work."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.generation = 0

    def set(self) -> None:
        """Wake all; replaces the `set` of ministack's event."""
        with self._changed:
            self.generation += 1
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float) -> None:
        """Return when there was a `set` since generation `seen`, or after `seconds`."""
        with self._changed:
            if self.generation == seen:
                self._changed.wait(seconds)


class WrittenFirst:
    """Wakes once what was written is in the journal, and once for a transaction: nobody reads ahead of it."""

    def __init__(self, journal: Journal, wake: Wake) -> None:
        self._journal, self._wake = journal, wake.set

    def set(self) -> None:
        """Replaces the `set` of ministack's event in one of its modules."""
        self._journal.afterwards(self._wake)


class EventSources:
    """The pollers of one engine; they start with `start`, when the state has been restored."""

    def __init__(self, tables: DurableTables, journal: Journal) -> None:
        self._tables, self._journal = tables, journal
        self._streams, self._queues, self._mappings = Wake(), Wake(), Wake()
        self._threads: dict[Key, threading.Thread] = {}
        self._lock = threading.Lock()
        self._started = False

    def use(self) -> None:
        """Take over ministack's wake-ups and poller."""
        esm_wake.set = self._wake_all
        dynamodb.esm_wake = WrittenFirst(self._journal, self._streams)
        sqs.esm_wake = self._queues
        lambda_svc._ensure_poller = self.ensure
        lambda_svc._init_stream_position = self._init_position

    def start(self) -> None:
        """Begin to poll."""
        self._started = True
        threading.Thread(target=self._serve_queues, name="okno-queues", daemon=True).start()
        self.ensure()

    def ensure(self) -> None:
        """See to it that every table stream mapping has its thread; replaces `_ensure_poller`."""
        if not self._started:
            return
        with self._lock:
            for key, mapping in lambda_svc._esms.all_items():
                if ":dynamodb:" in mapping["EventSourceArn"] and key not in self._threads:
                    thread = threading.Thread(target=self._serve_stream, args=(key,), name="okno-stream", daemon=True)
                    self._threads[key] = thread
                    thread.start()
        self._mappings.set()
        self._wake_all()

    def _wake_all(self) -> None:
        self._streams.set()
        self._queues.set()

    def _init_position(self, mapping: str, source: str, starting: str) -> None:
        _stock_init_position(mapping, source, starting)
        position = lambda_svc._dynamodb_stream_positions.get(mapping)
        if position is not None:
            self._tables.acknowledge(mapping, position)

    def _serve_queues(self) -> None:
        while True:
            seen = self._queues.generation
            try:
                busy = lambda_svc._poll_sqs()
            except Exception:  # the poller of all queues must outlive the trouble of one
                logger.exception("the poller of queues failed")
                busy = False
            if not busy:
                self._queues.wait(seen, QUEUE_LOOK_SECONDS)

    def _serve_stream(self, key: Key) -> None:
        _request_account_id.set(key[0])
        _request_region.set(key[1])
        pause = FIRST_PAUSE_SECONDS
        attempts = 0
        while (mapping := lambda_svc._esms.get(key[2])) is not None:
            if not mapping.get("Enabled", True):  # nothing that is written wakes who doesn't read
                self._mappings.wait(self._mappings.generation, STREAM_LOOK_SECONDS)
                continue
            seen = self._streams.generation
            try:
                outcome = self._serve_batch(mapping, attempts)
            except Exception:
                logger.exception("the poller of %s failed", mapping["EventSourceArn"])
                outcome = "failed"
            if outcome == "idle":
                self._streams.wait(seen, STREAM_LOOK_SECONDS)
            elif outcome == "failed":
                attempts += 1
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            else:
                pause, attempts = FIRST_PAUSE_SECONDS, 0
        with self._lock:
            self._threads.pop(key, None)

    def _serve_batch(self, mapping: Mapping, attempts: int) -> str:
        """Read and deliver one batch; returns "idle", "done" or "failed" (some of it is to be read again)."""
        function, name = self._function(mapping), self._table(mapping)
        if function is None or name is None:
            return "idle"
        horizon = dynamodb.stream_start_position(name)
        position = max(lambda_svc._dynamodb_stream_positions.get(mapping["UUID"], horizon), horizon)
        batch = dynamodb.stream_records_since(name, position, mapping.get("BatchSize", 100))
        if not batch:
            return "idle"
        wanted = lambda_svc._apply_filter_criteria(batch, mapping)
        if not wanted:
            self._tables.acknowledge(mapping["UUID"], position + len(batch))
            return "done"
        result = lambda_svc._execute_function(function, {"Records": wanted})
        done = _first_failure(batch, result, mapping)
        mapping["LastProcessingResult"] = "OK" if done == len(batch) else "PROBLEM: Function call failed"
        if done < len(batch) and self._is_given_up(mapping, batch[done], attempts):
            left = batch[done:]
            source = mapping["EventSourceArn"]
            lambda_svc._send_ddb_stream_failure_record(
                mapping, function, left, source, result, "RetryAttemptsExhausted"
            )
            done = len(batch)
        if done:
            self._tables.acknowledge(mapping["UUID"], position + done)
        call_log.LOG.record("lambda", "StreamBatch", target=mapping["FunctionName"], records=len(batch), done=done)
        return "done" if done == len(batch) else "failed"

    @staticmethod
    def _is_given_up(mapping: Mapping, record: dict[str, Any], attempts: int) -> bool:
        limit, age = mapping.get("MaximumRetryAttempts"), mapping.get("MaximumRecordAgeInSeconds")
        too_often = limit is not None and int(limit) >= 0 and attempts >= int(limit)
        created = record["dynamodb"].get("ApproximateCreationDateTime", time.time())
        return too_often or bool(age and int(age) > 0 and time.time() - created > int(age))

    @staticmethod
    def _function(mapping: Mapping) -> dict[str, Any] | None:
        record, _ = lambda_svc._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
        return record

    @staticmethod
    def _table(mapping: Mapping) -> str | None:
        """The table whose present stream the mapping reads."""
        try:
            found = lambda_svc._dynamodb_stream_table_from_arn_spec(parse_arn(mapping["EventSourceArn"]))
        except ArnParseError:
            return None
        table = dynamodb._tables.get(found[0]) if found else None
        return found[0] if table and table.get("LatestStreamArn") == mapping["EventSourceArn"] else None


_stock_init_position = lambda_svc._init_stream_position


def _first_failure(batch: list[dict[str, Any]], result: dict[str, Any], mapping: Mapping) -> int:
    """How many records from the batch's beginning are dealt with."""
    if result.get("error") or result.get("throttle"):
        return 0
    if "ReportBatchItemFailures" not in (mapping.get("FunctionResponseTypes") or []):
        return len(batch)
    body = result.get("body")
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return 0
    failures = (body or {}).get("batchItemFailures") or []
    numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
    try:
        return min((numbers.index(failure["itemIdentifier"]) for failure in failures), default=len(batch))
    except (KeyError, ValueError):  # an identifier that isn't in the batch fails all of it
        return 0


def apply(tables: DurableTables, journal: Journal) -> EventSources:
    """Replace the poller."""
    sources = EventSources(tables, journal)
    sources.use()
    return sources
