"""The demonstration's month: stopped in the middle it goes on where it was, and nothing is lost or filed twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters import schemas
from chalicelib.domain import intake
from chalicelib.domain.definitions import Bundle
from chalicelib.domain.values import Scope
from infra.commands import demo_month_plan, load_registers, run, stack
from infra.commands.demo_month_clock import working_day
from infra.commands.demo_month_kept import Kept
from infra.commands.stack import PROJECT
from tests.stack.deployed import Deployed
from tests.support import bundles

pytestmark = pytest.mark.stack

COUNT, DAYS = 60, 4
CLERK, COUNTER = "centre-intake@example.org", "multifunctional-centre"


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


def statistics(town: Deployed) -> dict[str, Any]:
    until = date.fromisoformat(town.call("GET", "/v1/statistics").json["until"])
    period = {"from": (until - timedelta(days=60)).isoformat(), "until": until.isoformat()}
    found: dict[str, Any] = town.call("GET", "/v1/statistics", query=period).json
    return found


def waiting(town: Deployed) -> list[Any]:
    """The papers that lie at the counter."""
    query = {"department": COUNTER, "kind": "handover"}
    token = load_registers.sign_in(town.stack, CLERK)
    found: list[Any] = town.call("GET", "/v1/tasks", query=query, token=token).json["items"]
    return found


def test_a_month_that_is_stopped_goes_on_where_it_was(town: Deployed) -> None:
    words = command(town, "demo_month", "--count", str(COUNT), "--days", str(DAYS))
    with subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert any("day  2 of 4" in line for line in first.stdout)
        kept = Kept.read(town.stack.state_dir / "demo" / "month.jsonl")  # type: ignore[operator]
        half_way = {number: filed.number for number, filed in kept.filed.items()}
        first.kill()
    again = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=400)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "day  3 of 4" in again.stdout
    assert "day  2 of 4" not in again.stdout
    assert "0 lost, 0 doubled" in again.stdout
    assert "counted again: equal" in again.stdout

    counted = statistics(town)
    assert counted["totals"]["received"] == COUNT
    received = [row for row in counted["rows"] if row["measure"] == "received"]
    assert {row["service"] for row in received} == set(demo_month_plan.SHARES)
    assert {row["dimension"] for row in received} == {"portal", "counter", "paper"}
    assert counted["totals"]["withdrawn"] > 0
    kept = Kept.read(kept.path)
    assert half_way.items() <= {number: filed.number for number, filed in kept.filed.items()}.items()
    assert "in consideration" in again.stdout, "some cases wait for people"
    assert waiting(town), "papers wait to be collected"
    recount = subprocess.run(command(town, "recount"), cwd=PROJECT, capture_output=True, text=True, check=False)
    assert recount.returncode == 0, recount.stdout


def test_the_plan_is_kazans() -> None:
    planned = demo_month_plan.plan(demo_month_plan.COUNT, date(2026, 11, 26))
    applying = [one.answers["snils"] for one in planned if one.service == demo_month_plan.PARKING]
    assert len(set(applying)) == len(applying), "a permit is one for a car"
    share = {
        name: sum(one.channel == name for one in planned) / len(planned) for name in ("portal", "counter", "paper")
    }
    assert share["portal"] == pytest.approx(demo_month_plan.ELECTRONIC, abs=0.01)
    denied = sum(one.fate in ("denied", "abandoned") for one in planned) / len(planned)
    assert denied == pytest.approx(demo_month_plan.DENIED, abs=0.01)
    assert {one.day for one in planned} == set(range(demo_month_plan.DAYS))


def test_every_application_of_the_plan_is_one_that_its_service_takes() -> None:
    definitions = Bundle("0" * 64, bundles.bundle())
    for one in demo_month_plan.plan(300, date(2026, 11, 26)):
        service = definitions.service(one.service)
        wrong = schemas.check(definitions.form(one.service), one.answers)
        assert not wrong, f"{one.service}: {wrong}"
        papers = [name for name in one.documents if name != "scan"]
        scope = Scope(one.answers, filed_on=date(2026, 11, 26))
        assert not intake.missing_documents(service, scope, papers)
        assert not intake.unasked_documents(service, scope, papers)


@pytest.mark.parametrize("first", [date(2026, 11, 26), date(2026, 11, 28), date(2027, 2, 1)])
def test_a_month_is_of_working_days(first: date) -> None:
    days = [working_day(first, number) for number in range(demo_month_plan.DAYS)]
    assert days == sorted(set(days))
    assert all(day.weekday() < 5 for day in days)
    assert (days[0] - first).days < 3
