"""Keys of files, in the Cases table.

Access patterns

    a file                                  FILE#f / HEAD
    who was given it to read                FILE#f / READ#at#id
    files whose check is overdue            index due: FILES#shard / at
    files that were never attached          index due: LOOSE#shard / at
"""

from __future__ import annotations

from chalicelib.adapters.dynamodb.keys import HEAD, SHARDS, shard

FILE_READ_PREFIX = "READ#"


def file(file_id: str) -> dict[str, str]:
    return {"pk": f"FILE#{file_id}", "sk": HEAD}


def file_read(file_id: str, at: str, read_id: str) -> dict[str, str]:
    return {"pk": f"FILE#{file_id}", "sk": f"{FILE_READ_PREFIX}{at}#{read_id}"}


def file_due(file_id: str, at: str) -> dict[str, str]:
    return {"due_pk": f"FILES#{shard(file_id)}", "due_sk": f"{at}#{file_id}"}


def file_due_shards() -> list[str]:
    return [f"FILES#{number}" for number in range(SHARDS)]


def file_loose(file_id: str, at: str) -> dict[str, str]:
    return {"due_pk": f"LOOSE#{shard(file_id)}", "due_sk": f"{at}#{file_id}"}


def file_loose_shards() -> list[str]:
    return [f"LOOSE#{number}" for number in range(SHARDS)]
