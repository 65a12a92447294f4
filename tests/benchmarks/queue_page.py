"""What a page of a work queue costs, and how long it takes: with a thousand open Tasks and with a hundred thousand."""

from __future__ import annotations

import statistics
import time

from chalicelib.adapters.dynamodb import keys
from infra.commands import stack
from tests.benchmarks.pages import LARGE, SMALL, Made, fill, units
from tests.benchmarks.report import Report
from tests.benchmarks.running import Client, Running

PAGE = 50
DEPARTMENT = "transport-committee"
PATH = f"/v1/tasks?department={DEPARTMENT}&kind=expert&limit={PAGE}"
EXPERT = "expert@example.org"
TIMED = 40


def measure(running: Running, report: Report) -> None:
    """Read the first page of a queue, small and large, by the engine's own log of calls and by the clock."""
    report.section(f"A page of {PAGE} Tasks of a work queue")
    stack.use(running.place)
    made, spent = _tasks(), []
    for size in (SMALL, LARGE):
        fill(running, made, size, report)
        spent.append(units(running, EXPERT, PATH, PAGE))
        report.figure(f"{size:,} open Tasks", spent[-1], "RCU")
        client = Client(running, EXPERT)
        client.call("GET", PATH)
        times = []
        for _ in range(TIMED):
            began = time.perf_counter()
            client.call("GET", PATH)
            times.append((time.perf_counter() - began) * 1000)
        report.figure(f"{size:,} open Tasks, p50", statistics.median(times), "ms", most=80)
    report.figure(f"a queue's page: {LARGE:,} compared to {SMALL:,}", spent[1] / spent[0], "x", most=1.0)


def _tasks() -> Made:
    """Make open Tasks of one queue: (table, items) for one after another."""
    number = 0
    while True:
        number += 1
        task, app = f"{number:032x}", f"{number + 10**9:032x}"
        due_on = f"2027-{1 + number % 11:02d}-{1 + number % 28:02d}"
        item = {**keys.task(task), **keys.open_task(DEPARTMENT, "expert", task, due_on), "layout": 2, "id": task}
        item |= {"kind": "expert", "department": DEPARTMENT, "role": "expert", "case": f"{app}-1", "application": app}
        item |= {"number": f"2026{number:010d}", "service": "resident-parking-permit", "state": "open", "version": 1}
        item |= {"opened_at": "2026-11-23T09:00:00.000Z", "due_on": due_on, "sub_service": "residence"}
        item |= {"reason": "unclear-registration", "prepared_by": [], "grounds": []}
        yield "CasesTable", [item]
