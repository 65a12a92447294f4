"""Style, types, import rules and dead code, as `make lint` runs them; and what packaging assumes of the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from infra.commands import vendor

PROJECT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
MOST_LINES = 300
TOOLS = {
    "ruff": [str(BIN / "ruff"), "check", "."],
    "mypy": [str(BIN / "mypy")],
    "import-linter": [str(BIN / "lint-imports"), "--no-cache"],
    "vulture": [str(BIN / "vulture")],
    "bandit": [str(BIN / "bandit"), "-q", "-ll", "-c", "pyproject.toml", "-r", "app.py", "chalicelib", "infra"],
}
CYRILLIC = re.compile("[\u0400-\u04ff]")
UNREAD_LETTERS = {
    ("chalicelib/domain/analysis/texts.py", "[Ѐ-ӿ]"): "the pattern by which a copied translation is found",
    ("chalicelib/domain/registers.py", "ё"): "folded when values are compared",
    ("chalicelib/domain/registers.py", "е"): "what ё is folded to",
    ("chalicelib/domain/values.py", "ё"): "folded when texts are compared",
    ("chalicelib/domain/values.py", "е"): "what ё is folded to",
}
"""Cyrillic literals that nobody reads: (file, literal) → why it stands in the code."""


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_nothing_is_found(tool: str) -> None:
    done = subprocess.run(TOOLS[tool], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_archive_has_a_model_for_every_client() -> None:
    made = set()
    for path in (PROJECT / "chalicelib").rglob("*.py"):
        made |= set(re.findall(r"""(?:aws|client)\(["']([a-z0-9-]+)["']""", path.read_text()))
    assert made <= vendor.SERVICES


def test_files_can_be_read_at_a_sitting() -> None:
    folders = ("chalicelib", "infra", "tests")
    long = {
        str(path.relative_to(PROJECT)): count
        for folder in folders
        for path in (PROJECT / folder).rglob("*.py")
        if (count := len(path.read_text().splitlines())) > MOST_LINES
    }
    assert not long


def test_what_people_read_stands_in_catalogues_and_not_in_code() -> None:
    paths = [PROJECT / "app.py", *(PROJECT / "chalicelib").rglob("*.py")]
    found = {(str(path.relative_to(PROJECT)), text) for path in paths for text in _literals(path)}
    assert found == UNREAD_LETTERS.keys()


def _literals(path: Path) -> set[str]:
    """Every string of a module with a Cyrillic letter, pieces of f-strings too; docstrings aside."""
    tree = ast.parse(path.read_text("utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {node.value for node in strings if id(node) not in prose and CYRILLIC.search(node.value)}
