"""Measure the figures that the project promises: python -m tests.benchmarks [names…] (`month` only by its name)

Exits with 1 when a bound isn't kept. Times are of this machine; compare ratios between machines.
"""

from __future__ import annotations

import sys

from tests.benchmarks import (
    automatic_case,
    browsing,
    cold_imports,
    filing,
    month,
    pages,
    people_case,
    queue_page,
    situation,
)
from tests.benchmarks.report import Report
from tests.benchmarks.running import running

ON_A_STACK = {
    "case": automatic_case.measure,
    "filing": filing.measure,
    "people": people_case.measure,
    "pages": pages.measure,
    "queue": queue_page.measure,
    "situation": situation.measure,
    "browsing": browsing.measure,
    "month": month.measure,
}
ONLY_BY_NAME = {"month"}
"""What takes a quarter of an hour is measured when it is asked for."""


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; give the exit status."""
    unknown = set(names) - {*ON_A_STACK, "cold"}
    if unknown:
        print(
            f"There is no benchmark {', '.join(sorted(unknown))}; there are cold, {', '.join(ON_A_STACK)}",
            file=sys.stderr,
        )
        return 2
    report = Report()
    if not names or "cold" in names:
        cold_imports.measure(report)
    wanted = [name for name in ON_A_STACK if name in names or (not names and name not in ONLY_BY_NAME)]
    if wanted:
        with running() as place:
            for name in wanted:
                ON_A_STACK[name](place, report)
    print(f"\n{len(report.missed)} bounds missed" + "".join(f"\n  {name}" for name in report.missed))
    return 1 if report.missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
