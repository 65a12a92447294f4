"""Keys of the Statistics table; the access patterns stand in `keys`."""

from __future__ import annotations

import zlib

from chalicelib.adapters.dynamodb.keys import HEAD

COUNTER_SHARDS = 8
"""Counters of a month are spread, so that writes at the same time rarely touch the same one."""


def counter(day: str, source: str, count: tuple[str, str, str]) -> dict[str, str]:
    """Key of a counter; what is counted (`source`) chooses the shard."""
    measure, service, dimension = count
    number = zlib.crc32(source.encode()) % COUNTER_SHARDS
    return {"pk": f"STAT#{day[:7]}#{number}", "sk": f"{measure}#{day}#{service}#{dimension}"}


def counter_shards(month: str) -> list[str]:
    return [f"STAT#{month}#{number}" for number in range(COUNTER_SHARDS)]


def counted(source: str) -> dict[str, str]:
    return {"pk": f"SEEN#{source}", "sk": HEAD}


def is_streamed(aggregate: str, seq: int) -> bool:
    """Whether the stream shows a commit to the reader that counts (the filter of its mapping in infra/reactions.yaml).

    A case's; a Request's, but for its first, which its case tells; a plan's first, which tells its departments. What it
    isn't shown, the sweep counts.
    """
    if aggregate.startswith("PLAN#"):
        return seq == 1
    return aggregate.startswith("CASE#") or (aggregate.startswith("REQ#") and seq > 1)
