"""Projecting: what a commit owes beside the case itself, which is statistics and messages. Safe to repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.usecases import announcing, counting, escalating, notifying

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.commits import Commit
    from chalicelib.bootstrap import Stores

READER = "project"
CASES = "CASE#"


def react(stores: Stores, commit: Commit) -> None:
    """Count a commit, tell the applicant and staff what it means, and note that this is done. Raises TransientError."""
    if READER not in commit.owes:
        return
    counting.count(stores, commit)
    if commit.aggregate.startswith(CASES):
        notifying.tell(stores, commit)
    escalating.tell(stores, commit)
    announcing.tell(stores, commit)
    stores.commits.mark_reacted(commit, READER)
