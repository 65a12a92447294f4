"""The packaged template, built once; what the gates read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.commands import package

Template = dict[str, Any]


@pytest.fixture(scope="session")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `chalice package` wrote."""
    return package.build(tmp_path_factory.mktemp("packaged") / "out")


@pytest.fixture(scope="session")
def template(packaged: Path) -> Template:
    """The template that is deployed."""
    read: Template = json.loads((packaged / "sam.json").read_text())
    return read


def of_type(template: Template, kind: str) -> dict[str, Any]:
    """The resources of one type: logical id → resource."""
    return {name: one for name, one in template["Resources"].items() if one["Type"] == kind}
