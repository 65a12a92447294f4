"""What one automatic case costs, and how long it takes from the door to the register."""

from __future__ import annotations

import statistics
import time

from tests.benchmarks import prices
from tests.benchmarks.report import Report
from tests.benchmarks.running import Client, Running
from tests.benchmarks.variety import many_residents

RUNS = 15


def measure(running: Running, report: Report) -> None:
    """File permits that tables decide alone; price the engine's own log of calls."""
    report.section("An automatic case (parking permit, decided by tables, messages aside)")
    client = Client(running, "gulnara@example.org")
    residents = many_residents(RUNS + 3)
    for answers in residents[:3]:
        _, filed = client.file(answers)
        client.wait_closed(filed["number"])
    times = []
    running.control("PUT", "calls")
    names = []
    for answers in residents[3:]:
        began = time.time()
        status, filed = client.file(answers)
        assert status == 201, filed
        times.append(client.wait_closed(filed["number"]) - began)
        names.append(f"{filed['application']}-1-1")
    calls = [call for call in running.control("GET", "calls") if call.get("target") not in ("sweep",)]
    running.control("DELETE", "calls")
    transitions = [running.control("GET", f"transitions?name={name}")[0]["transitions"] for name in names]
    report.figure("transitions of the state machine", max(transitions), "", most=12)
    per_case = prices.cost(calls, sum(transitions))
    for service, spent in per_case.items():
        report.note(f"{service:<10} {spent / RUNS:.7f} USD")
    report.figure("cost of a case at list price", sum(per_case.values()) / RUNS, "USD", most=0.001)
    writes = sum(float(call.get("write_units") or 0) for call in calls) / RUNS
    reads = sum(float(call.get("read_units") or 0) for call in calls) / RUNS
    report.note(
        f"DynamoDB: {writes:.0f} write units and {reads:.0f} read units a case (polling of its status included)"
    )
    report.figure("POST to closed case with register record, p50, one client", statistics.median(times), "s", most=1.0)
