"""The operator's commands, run as they are typed: the demonstration, verification, and the clock."""

from __future__ import annotations

import subprocess
import sys

import pytest

from infra.commands.stack import PROJECT
from tests.support.city import City

pytestmark = pytest.mark.stack


def run(city: City, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command against the city, as `make` does."""
    words = [sys.executable, "-m", f"infra.commands.{command}", "--state-dir", str(city.stack.state_dir), *arguments]
    return subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=300)


def test_the_demonstration_plays_everybodys_part(city: City) -> None:
    shown = run(city, "demo", "--only", "granted,without-account,not-resident,ambiguous,silent-register")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "5 applications" in shown.stdout
    assert shown.stdout.count("GRANTED") >= 3
    assert "REFUSED" in shown.stdout
    assert shown.stdout.count("whole and unaltered") == 5
    for part in ("timeline", "Requests and answers", "register record parking-permits/", "SMS", "e-mail", "п. 2.8.1"):
        assert part in shown.stdout, part


def test_the_demonstration_builds_an_office(city: City) -> None:
    shown = run(city, "demo", "--only", "office")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    for part in (
        "every department that takes part is told",
        "granted: urban-plan, technical-conditions",
        "days sooner",
    ):
        assert part in shown.stdout, part
    assert "cases, whole and unaltered" in shown.stdout and "needed from the firm now" in shown.stdout


def test_every_history_is_whole_and_an_unknown_case_is_named(city: City) -> None:
    filed = city.file(city.someone())
    city.until(filed, "closed")
    one = run(city, "verify", "--case", filed.case)
    assert (one.returncode, "whole and unaltered" in one.stdout) == (0, True), one.stdout + one.stderr
    everything = run(city, "verify")
    assert everything.returncode == 0, everything.stdout + everything.stderr
    assert run(city, "verify", "--case", f"{'0' * 32}-1").returncode == 2


def test_the_clock_moves_on_and_never_back(city: City) -> None:
    before = city.now()
    moved = run(city, "advance", "--days", "0.01")
    assert moved.returncode == 0, moved.stderr
    assert 800 < (city.now() - before).total_seconds() < 1000
    back = run(city, "advance", "--days", "-1")
    assert (back.returncode, city.now() > before) == (1, True)
