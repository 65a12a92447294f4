"""Hash chains of commits: each commit's hash covers its content and the hash before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
COVERED = ("aggregate", "seq", "at", "by", "facts", "witness", "context", "prev")
"""The attributes of a commit that its hash covers; reactions may change the others."""


def canonical(value: object) -> bytes:
    """Write JSON in one way only: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def sha256(content: bytes) -> str:
    """Give the SHA-256 of bytes, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest(value: object) -> str:
    """Give the SHA-256 of a value's canonical JSON, hexadecimal."""
    return sha256(canonical(value))


def commit_hash(commit: dict[str, Any]) -> str:
    """Give the hash of a commit; `prev` is the hash of the one before it."""
    return digest({name: commit.get(name) for name in COVERED})


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first place where a chain is broken: aggregate, position and what is wrong there."""

    aggregate: str
    seq: int
    problem: str


def check_chain(aggregate: str, commits: Iterable[dict[str, Any]], version: int, head: str) -> Flaw | None:
    """Walk a chain from its first commit; give the first flaw, or nothing when it is whole.

    `version` and `head` are what the aggregate's own item claims: the last position and its hash.
    """
    previous, position = GENESIS, 0
    for commit in commits:
        position += 1
        if commit.get("seq") != position:
            return Flaw(aggregate, position, "missing or out of order")
        if commit.get("aggregate") != aggregate:
            return Flaw(aggregate, position, "belongs to another aggregate")
        if commit.get("prev") != previous:
            return Flaw(aggregate, position, "does not follow the fact before it")
        if commit_hash(commit) != commit.get("hash"):
            return Flaw(aggregate, position, "was altered")
        previous = commit["hash"]
    if position < version:
        return Flaw(aggregate, position + 1, "was removed from the end")
    if position > version:
        return Flaw(aggregate, version + 1, "was added after the end")
    return None if previous == head else Flaw(aggregate, position, "is not the fact that the case ends with")
