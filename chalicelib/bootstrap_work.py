"""The part of the composition root that is about what stands beside cases: commits, Waiters, due dates, claims."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib import settings
from chalicelib.adapters.dynamodb.client import aws
from chalicelib.bootstrap_files import FileStores

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.claims import ClaimStore
    from chalicelib.adapters.dynamodb.commits import CommitStore
    from chalicelib.adapters.dynamodb.dues import DueStore
    from chalicelib.adapters.dynamodb.waiters import WaiterStore


class WorkStores(FileStores):
    """What the Cases table holds beside cases."""

    @cached_property
    def commits(self) -> CommitStore:
        from chalicelib.adapters.dynamodb.commits import CommitStore

        return CommitStore(aws("dynamodb"), settings.setting("cases_table"))

    @cached_property
    def waiters(self) -> WaiterStore:
        from chalicelib.adapters.dynamodb.waiters import WaiterStore

        return WaiterStore(aws("dynamodb"), settings.setting("cases_table"))

    @cached_property
    def dues(self) -> DueStore:
        from chalicelib.adapters.dynamodb.dues import DueStore

        return DueStore(aws("dynamodb"), settings.setting("cases_table"))

    @cached_property
    def claims(self) -> ClaimStore:
        from chalicelib.adapters.dynamodb.claims import ClaimStore

        return ClaimStore(aws("dynamodb"), settings.setting("cases_table"))
