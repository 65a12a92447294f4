"""Documentation can't name a command that isn't there, and `make help` explains every one."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
HIDDEN = {"application", "checks", "web"}
DOCUMENTS = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md")])


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_of_a_document_exists(document: Path) -> None:
    named = set(re.findall(r"(?:`|^\s*\$? ?)make ([a-z-]+)", document.read_text(), re.MULTILINE))
    assert named <= targets()


def test_help_explains_every_command() -> None:
    # `make test` runs this too: a make inside a make would speak of the folder that it enters.
    outside = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    command = ["make", "--no-print-directory", "help"]
    said = subprocess.run(command, cwd=PROJECT, env=outside, capture_output=True, text=True, check=True).stdout
    assert {line.split()[1] for line in said.splitlines()} == targets() - HIDDEN


def test_every_command_has_its_module() -> None:
    modules = re.findall(r"-m infra\.commands\.(\w+)", (PROJECT / "Makefile").read_text())
    assert modules
    for module in modules:
        assert (PROJECT / "infra" / "commands" / f"{module}.py").exists(), module


def test_the_machine_that_checks_calls_make_test() -> None:
    script = PROJECT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "exec make test" in script.read_text()
