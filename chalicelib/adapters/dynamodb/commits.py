"""Commits: all facts of one write to one aggregate, as one item of its chain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.client import Action, WriteRefused, partition, translated
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.domain.chain import commit_hash
from chalicelib.domain.layout import LAYOUT
from chalicelib.domain.statistics import Count

READERS = ("drive", "project")


@dataclass(frozen=True, slots=True)
class Commit:
    """One item of a chain. `seq` is the aggregate's new version; `context` holds ids for the reactions.

    `witness` names the chains whose outcomes this commit used: {aggregate: hash}. `owes` lists the
    readers that have not reacted yet.
    """

    aggregate: str
    seq: int
    at: str
    by: str
    facts: tuple[dict[str, Any], ...]
    witness: dict[str, str]
    prev: str
    hash: str
    context: dict[str, Any]
    owes: frozenset[str]
    counts: dict[Count, int] | None = field(default_factory=dict)
    """What the whole write adds to statistics, where this commit tells it; None: written before counting."""

    @property
    def id(self) -> str:
        return f"{self.aggregate}@{self.seq}"

    @property
    def pk(self) -> str:
        return keys.log(self.aggregate, self.seq)["pk"]

    @property
    def sk(self) -> str:
        return keys.log(self.aggregate, self.seq)["sk"]


def chain_on(
    aggregate: str,
    version: int,
    head: str,
    facts: Sequence[dict[str, Any]],
    *,
    at: str,
    by: str,
    witness: dict[str, str] | None = None,
    context: dict[str, Any] | None = None,
    owes: frozenset[str] = frozenset(),
) -> Commit:
    """Make the commit that follows version `version` with hash `head`."""
    covered = {
        "aggregate": aggregate,
        "seq": version + 1,
        "at": at,
        "by": by,
        "facts": list(facts),
        "witness": witness or {},
        "context": context or {},
        "prev": head,
    }
    return Commit(
        aggregate, version + 1, at, by, tuple(facts), witness or {}, head, commit_hash(covered), context or {}, owes
    )


def put(table: str, commit: Commit) -> Action:
    """Give the action that appends a commit; it fails if that place of the chain is taken."""
    item: dict[str, Any] = {
        **keys.log(commit.aggregate, commit.seq),
        "layout": LAYOUT,
        "aggregate": commit.aggregate,
        "seq": commit.seq,
        "at": commit.at,
        "by": commit.by,
        "facts": _text(list(commit.facts)),
        "witness": _text(commit.witness),
        "prev": commit.prev,
        "hash": commit.hash,
        "context": commit.context,
    }
    for reader in commit.owes:
        item[f"owes_{reader}"] = True
    if commit.owes:
        item |= keys.unreacted(commit.aggregate, commit.at)
    if commit.counts:
        item["counts"] = [[*key, number] for key, number in sorted(commit.counts.items())]
    return {"Put": {"TableName": table, "Item": to_item(item), "ConditionExpression": "attribute_not_exists(pk)"}}


class CommitStore:
    """Reads chains, and notes which reactions have finished."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def read(self, pk: str, sk: str) -> Commit | None:
        """Read one commit consistently by its key."""
        with translated():
            got = self._client.get_item(TableName=self._table, Key=to_key({"pk": pk, "sk": sk}), ConsistentRead=True)
        return _commit(got["Item"]) if "Item" in got else None

    def read_many(self, wanted: Sequence[dict[str, str]]) -> list[Commit]:
        """Read up to 100 commits consistently in one call; those that don't exist are left out."""
        pending: Any = {self._table: {"Keys": [to_key(key) for key in wanted], "ConsistentRead": True}}
        found: list[Commit] = []
        while pending:
            with translated():
                got = self._client.batch_get_item(RequestItems=pending)
            found += [_commit(item) for item in got["Responses"].get(self._table, [])]
            pending = got.get("UnprocessedKeys")
        return found

    def chain(self, aggregate: str) -> Iterator[Commit]:
        """Walk an aggregate's commits in order, from the first."""
        yield from map(_commit, partition(self._client, self._table, f"{keys.LOG}{aggregate}"))

    def mark_reacted(self, commit: Commit, reader: str) -> None:
        """Note that a reader has finished; the last one takes the commit off the index of debts."""
        other = next(name for name in READERS if name != reader)
        key = to_key(keys.log(commit.aggregate, commit.seq))
        attempts = (
            (f"REMOVE owes_{reader}, due_pk, due_sk", f"attribute_not_exists(owes_{other})"),
            (f"REMOVE owes_{reader}", f"attribute_exists(owes_{other})"),
        )
        if other in commit.owes:
            attempts = (attempts[1], attempts[0])
        for expression, condition in (*attempts, *attempts):
            try:
                with translated():
                    self._client.update_item(
                        TableName=self._table,
                        Key=key,
                        UpdateExpression=expression,
                        ConditionExpression=f"attribute_exists(pk) AND {condition}",
                    )
            except WriteRefused:
                continue
            return

    def debt_shards(self) -> list[str]:
        """Name the partitions of the index of debts."""
        return keys.unreacted_shards()

    def unreacted(
        self, shard: str, before: str, after: str | None = None, limit: int = 100
    ) -> tuple[list[tuple[str, str]], str | None]:
        """List keys (pk, sk) of commits and Waiters whose reactions are owed since before an instant.

        Oldest first, one page; the second value says after what the next page begins.
        """
        page = self._debts(shard, after or " ", before, limit)
        rows = [(item["pk"]["S"], item["sk"]["S"]) for item in page]
        return rows, page[-1]["due_sk"]["S"] if len(page) == limit else None

    def oldest_debt(self, shard: str) -> str | None:
        """Give since when (stamp) the oldest debt of a shard is owed."""
        page = self._debts(shard, " ", "~", 1)
        return page[0]["due_sk"]["S"].partition("#")[0] if page else None

    def _debts(self, shard: str, after: str, before: str, limit: int) -> list[dict[str, Any]]:
        with translated():
            page = self._client.query(
                TableName=self._table,
                IndexName="due",
                KeyConditionExpression="due_pk = :shard AND due_sk BETWEEN :after AND :before",
                ExpressionAttributeValues={
                    ":shard": {"S": shard},
                    ":after": {"S": f"{after}\u0001"},
                    ":before": {"S": before},
                },
                Limit=limit,
            )
        items: list[dict[str, Any]] = page["Items"]
        return items


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _commit(item: dict[str, Any]) -> Commit:
    raw = from_item(item)
    return Commit(
        aggregate=raw["aggregate"],
        seq=raw["seq"],
        at=raw["at"],
        by=raw["by"],
        facts=tuple(json.loads(raw["facts"])),
        witness=json.loads(raw["witness"]),
        prev=raw["prev"],
        hash=raw["hash"],
        context=raw.get("context", {}),
        owes=frozenset(reader for reader in READERS if raw.get(f"owes_{reader}")),
        counts=_counts(raw),
    )


def _counts(raw: dict[str, Any]) -> dict[Count, int] | None:
    if raw.get("layout", 1) < 2:
        return None
    return {(one[0], one[1], one[2]): int(one[3]) for one in raw.get("counts", ())}
