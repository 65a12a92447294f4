"""The demonstration's month: stopped in the middle it goes on where it was, and nothing is lost or filed twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.commands import demo_month, run, stack
from infra.commands.stack import PROJECT
from tests.stack.deployed import Deployed

pytestmark = pytest.mark.stack

COUNT, DAYS = 40, 3


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Deployed]:
    """A stack of its own: the month moves its clock."""
    engine = run.start(tmp_path)
    try:
        yield Deployed(stack.use(stack.connect(tmp_path)))
    finally:
        engine.stop()


def command(town: Deployed, name: str, *more: str) -> list[str]:
    return [sys.executable, "-m", f"infra.commands.{name}", "--state-dir", str(town.stack.state_dir), *more]


def totals(town: Deployed) -> dict[str, int]:
    until = date.fromisoformat(town.call("GET", "/v1/statistics").json["until"])
    period = {"from": (until - timedelta(days=60)).isoformat(), "until": until.isoformat()}
    found: dict[str, Any] = town.call("GET", "/v1/statistics", query=period).json
    counted: dict[str, int] = found["totals"]
    return counted


def test_a_month_that_is_stopped_goes_on_where_it_was(town: Deployed) -> None:
    words = command(town, "demo_month", "--count", str(COUNT), "--days", str(DAYS))
    with subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert any("day  1 of 3" in line for line in first.stdout)
        first.kill()
    again = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=300)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "residents" not in again.stdout.splitlines()[0]
    counted = totals(town)
    assert counted["received"] == COUNT
    assert counted["granted"] + counted["refused"] == COUNT
    assert counted["records"] == counted["granted"]
    recount = subprocess.run(command(town, "recount"), cwd=PROJECT, capture_output=True, text=True, check=False)
    assert recount.returncode == 0, recount.stdout


def test_the_plan_is_kazans() -> None:
    planned = demo_month.plan(demo_month.COUNT)
    assert len({one.sample["answers"]["snils"] for one in planned}) == demo_month.COUNT
    electronic = sum(one.channel == "portal" for one in planned) / demo_month.COUNT
    assert 0.32 < electronic < 0.38
