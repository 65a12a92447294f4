"""How long a cold function takes to import, beside a bare function with one DynamoDB client."""

from __future__ import annotations

import tempfile
from pathlib import Path

from infra.commands import cold_import, package, vendor
from tests.benchmarks.report import Report

RUNS = 9


def measure(report: Report) -> None:
    """Build the archive with libraries for this machine and import each function from it in fresh processes."""
    report.section("Cold import, CPU, from the archive that is deployed")
    with tempfile.TemporaryDirectory(prefix="okno-package-") as folder:
        built = package.build(Path(folder) / "built", runtime=vendor.local())
        packed, unpacked = package.sizes(built / "deployment.zip")
        report.figure("archive", packed, "MB")
        report.figure("archive, unpacked", unpacked, "MB")
        times = cold_import.compare(built, RUNS)
    bare = times.pop("bare")
    report.figure("a bare function with one DynamoDB client", bare, "ms")
    for name, spent in sorted(times.items()):
        most = 1.6 if name == "APIHandler" else 1.3
        report.figure(f"{name}, {spent:.0f} ms, compared to the bare one", spent / bare, "x", most=most)
