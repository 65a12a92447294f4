"""How both stream readers go through a batch of keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chalicelib.adapters.logs import log
from chalicelib.bootstrap import Stores
from chalicelib.domain.errors import TransientError

Key = dict[str, str]


def read_stream(
    stores: Stores, event: dict[str, Any], reader: str, prefixes: tuple[str, ...], react: Callable[[Stores, Key], None]
) -> dict[str, Any]:
    """React, as `reader`, to each new item whose key starts with one of the prefixes.

    A passing trouble stops there: that record and those after it come again. Anything else goes to the
    dead-letter queue with its reason, and doesn't block the next.
    """
    for record in event["Records"]:
        if record["eventName"] == "REMOVE":
            continue
        raw = record["dynamodb"]["Keys"]
        key = {"pk": raw["pk"]["S"], "sk": raw["sk"]["S"]}
        if not key["pk"].startswith(prefixes):
            continue
        try:
            react(stores, key)
        except TransientError as error:
            log("stream reaction postponed", level="warning", reason=str(error), **key)
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
        except Exception as error:
            log("stream reaction failed", level="error", reason=f"{type(error).__name__}: {error}", **key)
            stores.queues.bury_key(key, reader=reader, reason=type(error).__name__)
    return {"batchItemFailures": []}
