"""A chain of commits names the first place where somebody altered, removed, added or reordered a fact."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from chalicelib.domain.chain import GENESIS, check_chain, commit_hash

AGGREGATE = "CASE#x"


def chain(length: int) -> list[dict[str, Any]]:
    commits, previous = [], GENESIS
    for seq in range(1, length + 1):
        commit: dict[str, Any] = {
            "aggregate": AGGREGATE,
            "seq": seq,
            "at": f"2026-11-23T12:00:{seq:02d}.000Z",
            "by": "table",
            "facts": [{"fact": f"Fact{seq}"}],
            "witness": {},
            "prev": previous,
        }
        previous = commit["hash"] = commit_hash(commit)
        commits.append(commit)
    return commits


def check(commits: list[dict[str, Any]], whole: list[dict[str, Any]]) -> int | None:
    flaw = check_chain(AGGREGATE, commits, len(whole), whole[-1]["hash"])
    return flaw.seq if flaw else None


@given(some.integers(1, 12))
def test_a_whole_chain_has_no_flaw(length: int) -> None:
    assert check(chain(length), chain(length)) is None


@given(some.data(), some.integers(1, 12), some.sampled_from(["at", "by", "facts", "witness", "prev", "hash", "seq"]))
def test_the_first_altered_fact_is_named(data: some.DataObject, length: int, name: str) -> None:
    whole, altered = chain(length), chain(length)
    at = data.draw(some.integers(0, length - 1))
    altered[at][name] = {"facts": [], "witness": {"A": "b"}, "seq": 99}.get(name, "altered")
    found = check(altered, whole)
    assert found in ({at + 1, at + 2} if name == "hash" else {at + 1})


@given(some.data(), some.integers(2, 12))
def test_a_removed_fact_is_named(data: some.DataObject, length: int) -> None:
    whole = chain(length)
    at = data.draw(some.integers(0, length - 1))
    assert check(whole[:at] + whole[at + 1 :], whole) == at + 1


@given(some.data(), some.integers(2, 12))
def test_reordered_facts_are_named(data: some.DataObject, length: int) -> None:
    whole = chain(length)
    at = data.draw(some.integers(0, length - 2))
    swapped = [*whole[:at], whole[at + 1], whole[at], *whole[at + 2 :]]
    assert check(swapped, whole) == at + 1


@given(some.integers(1, 12))
def test_a_fact_added_at_the_end_is_named(length: int) -> None:
    assert check(chain(length + 1), chain(length)) == length + 1
