"""How long `make demo CITY=1` takes, and whether anything is lost on the way; run only when it is named."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from infra.commands.stack import PROJECT
from tests.benchmarks.report import Report
from tests.benchmarks.running import Running

MINUTES = 15


def measure(running: Running, report: Report) -> None:
    """Run the command as it is documented, in a process of its own, and take the figures that it leaves."""
    report.section("A month like Kazan's: make demo CITY=1")
    folder = running.place.state_dir
    assert folder is not None
    words = [sys.executable, "-u", "-m", "infra.commands.demo_month", "--state-dir", str(folder)]
    began = time.monotonic()
    with subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as month:
        for line in month.stdout or ():
            report.note(line.rstrip())
    minutes = (time.monotonic() - began) / 60
    kept = Path(folder) / "demo" / "month-figures.json"
    found = json.loads(kept.read_text()) if kept.exists() else {}
    report.figure("filed", found.get("filed", 0), "")
    report.figure("ended", found.get("ended", 0), "")
    report.figure("lost", found.get("lost", 1), "", most=0)
    report.figure("doubled", found.get("doubled", 1), "", most=0)
    report.figure("counters that a recount finds different", found.get("differing", 1), "", most=0)
    report.figure("duration, registers and accounts of its people included", minutes, "min", most=MINUTES)
