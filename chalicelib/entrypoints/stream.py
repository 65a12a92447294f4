"""How both stream readers go through a batch of keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.logs import log
from chalicelib.bootstrap import Stores
from chalicelib.domain.errors import TransientError

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.commits import Commit
    from chalicelib.adapters.dynamodb.waiters import Waiter

LOG, WAIT = "LOG#", "WAIT#"


def read_stream(
    stores: Stores,
    event: dict[str, Any],
    reader: str,
    on_commit: Callable[[Stores, Commit], None],
    on_waiter: Callable[[Stores, Waiter], None] | None = None,
) -> dict[str, Any]:
    """React, as `reader`, to each new commit, and to each written Waiter.

    A passing trouble stops there: that record and those after it come again. Anything else goes to the
    dead-letter queue with its reason, and doesn't block the next.
    """
    records = []
    for record in event["Records"]:
        key = {name: value["S"] for name, value in record["dynamodb"]["Keys"].items()}
        new_commit = record["eventName"] == "INSERT" and key["pk"].startswith(LOG)
        waits = on_waiter is not None and record["eventName"] != "REMOVE" and key["pk"].startswith(WAIT)
        if new_commit or waits:
            records.append((record["dynamodb"]["SequenceNumber"], key))
    if not records:
        return {"batchItemFailures": []}
    sequence = records[0][0]
    try:
        read = _reading(stores, [key for _, key in records if key["pk"].startswith(LOG)])
        for sequence, key in records:  # noqa: B007
            try:
                if key["pk"].startswith(LOG):
                    if (commit := read(key["pk"], key["sk"])) is not None and reader in commit.owes:
                        on_commit(stores, commit)
                elif on_waiter is not None and (waiter := stores.waiters.read(key["pk"], key["sk"])) is not None:
                    on_waiter(stores, waiter)
            except TransientError:
                raise
            except Exception as error:  # noqa: BLE001 - one bad record must not block the next
                log("stream reaction failed", level="error", reason=f"{type(error).__name__}: {error}", **key)
                stores.queues.bury_key(key, reader=reader, reason=f"{type(error).__name__}: {error}"[:500])
    except TransientError as error:
        log("stream reaction postponed", level="warning", reason=str(error), reader=reader)
        return {"batchItemFailures": [{"itemIdentifier": sequence}]}
    return {"batchItemFailures": []}


def _reading(stores: Stores, wanted: list[dict[str, str]]) -> Callable[[str, str], Commit | None]:
    """Read a batch's commits in one call, and give how to get each; one that can't be read fails alone."""
    if not wanted:
        return stores.commits.read
    try:
        unlike = {tuple(key.items()): key for key in wanted}
        commits = {(one.pk, one.sk): one for one in stores.commits.read_many(list(unlike.values()))}
    except TransientError:
        raise
    except Exception:  # noqa: BLE001 - the bad one is found, and buried, when it is read by itself
        return stores.commits.read
    return lambda pk, sk: commits.get((pk, sk))
