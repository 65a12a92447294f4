"""SQS: messages are in the journal before the sender is answered; reads and deletes happen on the server's own thread.

ministack saves messages on a clean stop only. Its event source poller also rewrites a queue's list of messages in
another thread than senders append to it, by which a message sent at the wrong moment is lost.
"""

from __future__ import annotations

import asyncio
import copy
import time
from collections.abc import Callable, Iterator
from typing import Any

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import lambda_svc, sqs

from .journal import Entry, Journal

Queue = dict[str, Any]
Message = dict[str, Any]

CHANGES = {
    "SendMessage",
    "SendMessageBatch",
    "DeleteMessage",
    "DeleteMessageBatch",
    "ReceiveMessage",
    "PurgeQueue",
}

# A queue is kept by its URL. With the port in it, nobody would read the queues of a state that is started on another.
sqs.DEFAULT_PORT = "4566"
sqs._CANONICAL_NETLOC = f"{sqs.DEFAULT_HOST}:{sqs.DEFAULT_PORT}"

_stock_dispatch = sqs._dispatch
_stock_receive = sqs._receive_messages_for_esm
_stock_delete = sqs._delete_messages_for_esm


class DurableQueues:
    """Journals how the messages of every queue change, by comparing them with what was written last."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._known: dict[tuple[str, str, str], set[str]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def use_loop(self, loop: asyncio.AbstractEventLoop) -> None:
        """The loop on which senders are served."""
        self._loop = loop

    async def dispatch(self, action: str, data: dict[str, Any], url: str) -> dict[str, Any]:
        """Serve one request; replaces `_dispatch`."""
        try:
            result: dict[str, Any] = await _stock_dispatch(action, data, url)
        finally:
            if action in CHANGES:
                self.keep_changes()
        return result

    def keep_changes(self) -> None:
        """Write which messages came and went since the last time."""
        with self._journal.batch():
            for key, queue in sqs._queues.all_items():
                known = self._known.setdefault(key, set())
                messages: list[Message] = queue["messages"]
                if len(messages) == len(known) and (not messages or messages[-1]["id"] in known):
                    continue
                present = {message["id"] for message in messages}
                for message in messages:
                    if message["id"] not in known:
                        self._journal.add(["sent", *key, message])
                for identity in known - present:
                    self._journal.add(["taken", *key, identity])
                self._known[key] = present

    def receive(self, url: str, count: int) -> list[Message]:
        """Messages for an event source mapping; replaces `_receive_messages_for_esm`."""
        now = time.time()
        queue = sqs._get_q(url)
        if not any(message.get("visible_at", 0) <= now for message in list(queue["messages"])):
            return []
        messages: list[Message] = self._on_loop(lambda: _stock_receive(url, count))
        return messages

    def delete(self, url: str, handles: set[str]) -> None:
        """Delete what a mapping has dealt with; replaces `_delete_messages_for_esm`."""
        self._on_loop(lambda: _stock_delete(url, handles))

    def _on_loop(self, work: Callable[[], Any]) -> Any:
        """Run `work` where senders are served, in the scope of the calling thread."""
        if self._loop is None:
            raise RuntimeError("the server hasn't started")
        account, region = sqs.get_account_id(), sqs.get_region()

        async def scoped() -> Any:
            tokens = lambda_svc._request_account_id.set(account), lambda_svc._request_region.set(region)
            try:
                return work()
            finally:
                lambda_svc._request_account_id.reset(tokens[0])
                lambda_svc._request_region.reset(tokens[1])
                self.keep_changes()

        return asyncio.run_coroutine_threadsafe(scoped(), self._loop).result()

    # The journal ---------------------------------------------------------------------------------------------------

    def register(self) -> None:
        """Tell the journal how to replay and to snapshot."""
        self._journal.register("sent", self._put_back)
        self._journal.register("taken", self._take_away)
        self._journal.register_source(self._snapshot)

    def get_state(self) -> dict[str, Any]:
        """Queues without their messages; replaces `get_state`."""
        queues = AccountRegionScopedDict()
        for key, queue in sqs._queues.all_items():
            queues.set_scoped(*key, copy.deepcopy({**queue, "messages": []}))
        return {"queues": queues, "queue_name_to_url": copy.deepcopy(sqs._queue_name_to_url)}

    def _put_back(self, entry: Entry) -> None:
        _, account, region, url, message = entry
        queue = sqs._queues.get_scoped(account, region, url)
        known = self._known.setdefault((account, region, url), set())
        if queue is not None and message["id"] not in known:
            queue["messages"].append({**message, "receipt_handle": None, "visible_at": _ready_at(message)})
            known.add(message["id"])

    def _take_away(self, entry: Entry) -> None:
        _, account, region, url, identity = entry
        queue = sqs._queues.get_scoped(account, region, url)
        if queue is not None:
            queue["messages"] = [message for message in queue["messages"] if message["id"] != identity]
            self._known.setdefault((account, region, url), set()).discard(identity)

    @staticmethod
    def _snapshot() -> Iterator[Entry]:
        for key, queue in sqs._queues.all_items():
            for message in list(queue["messages"]):
                yield ["sent", *key, dict(message)]


def _ready_at(message: Message) -> float:
    """When a message may be received after a restart: a delay still counts, a reader's hold has ended."""
    return float(message["visible_at"]) if message.get("receive_count", 0) == 0 else 0.0


def apply(journal: Journal) -> DurableQueues:
    """Replace the functions through which messages come and go."""
    queues = DurableQueues(journal)
    queues.register()
    sqs._dispatch = queues.dispatch
    sqs._receive_messages_for_esm = queues.receive
    sqs._delete_messages_for_esm = queues.delete
    sqs.get_state = queues.get_state
    return queues
