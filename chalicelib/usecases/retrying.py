"""Reload and try again when somebody else wrote first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from chalicelib.domain.errors import StaleVersion, TransientError

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

ATTEMPTS = 5
Result = TypeVar("Result")


def persistently(stores: Stores, attempt: Callable[[], Result]) -> Result:
    """Run `attempt`, which loads, decides and writes once, up to five times with jitter.

    It is repeated on a lost race (StaleVersion) and on passing trouble (TransientError) alike; if the last
    attempt fails too, TransientError is raised and the caller's own retry takes over.
    """
    for number in range(ATTEMPTS - 1):
        try:
            return attempt()
        except (StaleVersion, TransientError):
            stores.pause(number)
    try:
        return attempt()
    except StaleVersion as error:
        raise TransientError("lost the race five times") from error
