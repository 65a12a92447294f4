"""The days of a month on the local stack's clock: which are worked on, which is today, and when one may end."""

from __future__ import annotations

import time
from datetime import date, timedelta

from infra.commands.demo_city import DemoCity

SATURDAY = 5
PATIENCE_SECONDS = 60


def working_day(first: date, number: int) -> date:
    """The day of so many working days after the first one; bridges and holidays are worked through."""
    day, left = first, number
    while left or day.weekday() >= SATURDAY:
        left -= day.weekday() < SATURDAY
        day += timedelta(days=1)
    return day


def local_day(city: DemoCity) -> date:
    """Today, as the local stack's clock says."""
    return date.fromisoformat(city.call("GET", "/v1/statistics")["until"])


def settle() -> None:
    """Wait until nothing that was written is owed a reaction: then the clock may move on.

    What stays owed for a minute is left to the sweep.
    """
    from chalicelib.bootstrap import stores

    commits, deadline, before = stores().commits, time.monotonic() + PATIENCE_SECONDS, ""
    while owed := min(filter(None, map(commits.oldest_debt, commits.debt_shards())), default=""):
        if owed != before:
            deadline, before = time.monotonic() + PATIENCE_SECONDS, owed
        elif time.monotonic() > deadline:
            return
        time.sleep(0.2)
