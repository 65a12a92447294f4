"""A life situation: planning and forecasting it, registering it, and what its orchestration costs a case."""

from __future__ import annotations

import statistics
import time

from chalicelib.domain import plans
from chalicelib.domain.forecasts import Step, forecast
from chalicelib.domain.plans import Plan
from infra.commands import stack
from tests.benchmarks import prices
from tests.benchmarks.report import Report
from tests.benchmarks.running import Running
from tests.stack.deployed import Deployed
from tests.support import office, situations
from tests.support.city import City, wait_for

SITUATION = office.SITUATION
RUNS = 200
ALL = {"title_held": "none", "trench_needed": True, "road_touched": True, "signage_planned": True}


def measure(running: Running, report: Report) -> None:
    """Measure planning in this process, registration and its cost on the deployed stack."""
    report.section("A life situation (build an office: eleven services, four milestones)")
    report.figure("planning and forecasting the whole, own CPU", 1000 * _planned(), "ms", most=5)
    city = City(Deployed(stack.use(running.place)), running.engine)
    times = []
    for _ in range(3):
        began = time.monotonic()
        filed = office.file(city, **ALL)
        sent = time.monotonic()
        wait_for(lambda filed=filed: _begun(filed), "the first case to begin")
        times.append(time.monotonic() - sent)
        report.note(f"filed in {sent - began:.2f} s with registers and documents, first case after {times[-1]:.2f} s")
    report.figure("registering it: all departments told, first case begun", statistics.median(times), "s", most=3)
    running.control("PUT", "calls")
    filed = office.file(city, **ALL)
    filed.work("land-preliminary-approval")
    calls = [call for call in running.control("GET", "calls") if call.get("target") != "sweep"]
    running.control("DELETE", "calls")
    case = filed.nodes()["land-preliminary-approval"]["case"]
    found = running.control("GET", f"transitions?name={case}-1")
    spent = prices.cost(calls, sum(int(one["transitions"]) for one in found))
    report.note(f"registering the whole and its first case to the grant: {sum(spent.values()):.6f} USD at list price")


def _planned() -> float:
    """CPU seconds of making a plan and its forecast."""
    bundle = situations.shipped()
    situation = bundle.situation(SITUATION)
    assert situation is not None
    draft = Plan("a", "n", "p", SITUATION, "d", "b", "ru", "portal", "2026-11-26", "2026-11-26T09:00:00.000Z", ())
    steps = [Step(node.id, node.after, lambda day: day + 10) for node in situation.nodes]
    began = time.process_time()
    for _ in range(RUNS):
        plans.make(draft, situation, ALL, on="2026-11-26")
        forecast(steps, start=0, today=0)
    return (time.process_time() - began) / RUNS


def _begun(filed: office.Office) -> bool:
    return filed.nodes()["land-preliminary-approval"]["status"] is not None
