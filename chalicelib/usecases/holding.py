"""Holding: who has a case now, read from its open Tasks and Requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain.cases import Case
from chalicelib.domain.holding import Holder, holders

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def read(stores: Stores, case_id: str) -> tuple[Case, tuple[Holder, ...]]:
    """Give a case as it is now, nothing personal opened, with everybody whose turn it is. Raises NotFound."""
    file = stores.cases.file(case_id, opened=False)
    if file.case.ended:
        return file.case, ()
    tasks = [stores.cases.task(id, opened=False) for id in file.tasks]
    return file.case, holders(file.case, tasks, stores.cases.requests_of(file.case, opened=False).values())
