"""cfn-lint finds nothing, and two files that say something about the same thing are refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from infra.commands import merge


def test_cfn_lint_finds_nothing(packaged: Path) -> None:
    command = [str(Path(sys.executable).with_name("cfn-lint")), str(packaged / "sam.json"), "--regions", "eu-central-1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("section", ["Resources", "Outputs", "Parameters", "Conditions"])
def test_a_name_in_two_files_is_refused(section: str) -> None:
    one = {section: {"CasesTable": {"Type": "A"}}}
    other = {section: {"CasesTable": {"Metadata": "B"}}}
    with pytest.raises(merge.Clash, match=f"{section} / CasesTable is defined in a.yaml and again in b.yaml"):
        merge.merge([("a.yaml", one), ("b.yaml", other)])


def test_an_environment_variable_in_two_files_is_refused() -> None:
    def part(value: str) -> dict[str, object]:
        return {"Globals": {"Function": {"Environment": {"Variables": {"OKNO_STAGE": value}}}}}

    with pytest.raises(merge.Clash, match="OKNO_STAGE"):
        merge.merge([("a.yaml", part("x")), ("b.yaml", part("x"))])


def test_different_names_are_put_together() -> None:
    parts = [("a.yaml", {"Resources": {"A": {"Type": "T"}}}), ("b.yaml", {"Resources": {"B": {"Type": "T"}}})]
    assert merge.merge(parts) == {"Resources": {"A": {"Type": "T"}, "B": {"Type": "T"}}}


def test_every_file_of_infra_is_merged() -> None:
    whole = merge.merged()
    for path in merge.INFRA.glob("*.yaml"):
        for name in merge.read(path).get("Resources", {}):
            assert name in whole["Resources"]
