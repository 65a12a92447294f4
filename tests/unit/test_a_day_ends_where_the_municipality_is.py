"""A term's last day ends at the municipality's midnight, wherever it lies: no hour earlier, no hour later."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from chalicelib.domain.clock import begins_at, local_day, parse_stamp, passes_at
from infra.commands import stack

LAST = "2026-12-04"


@pytest.mark.parametrize(
    "zone, instant",
    [
        ("Europe/Moscow", "2026-12-04T21:00:00.000Z"),
        ("Asia/Vladivostok", "2026-12-04T14:00:00.000Z"),
        ("America/New_York", "2026-12-05T05:00:00.000Z"),
    ],
)
def test_a_term_is_over_when_its_day_is(zone: str, instant: str) -> None:
    assert passes_at(LAST, zone) == instant == begins_at(date(2026, 12, 5), zone)
    over = parse_stamp(instant)
    assert local_day(over - timedelta(milliseconds=1), zone) == date.fromisoformat(LAST)
    assert local_day(over, zone) == date(2026, 12, 5)


def test_nothing_ends_a_day_by_another_clock() -> None:
    written = re.compile(r"T23:59|T00:00")
    modules = (stack.PROJECT / "chalicelib").rglob("*.py")
    assert [path.name for path in modules if written.search(path.read_text("utf-8"))] == []
