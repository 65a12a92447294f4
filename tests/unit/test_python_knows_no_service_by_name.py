"""Procedures are data: no module that is deployed mentions a service, a register, a Standard Request or a ground."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MACHINES = sorted((ROOT / "statemachines").glob("*.json"))
MODULES = [*sorted((ROOT / "chalicelib").rglob("*.py")), ROOT / "app.py", *MACHINES]


def names() -> set[str]:
    """Ids that definitions give: of services and their parts, registers, Standard Requests, grounds and questions."""
    found: set[str] = set()
    for path in (ROOT / "schemas").glob("*/*.json"):
        document = json.loads(path.read_text(encoding="utf-8"))
        if document.get("kind") in ("service", "register", "standard_request"):
            found.add(document["id"])
        if document.get("kind") == "service":
            found |= {ground["code"] for ground in document["refusal_grounds"]}
            found |= {field for field in document["form"]["properties"] if "_" in field}
    return found - ORDINARY - HOMONYMS


ORDINARY = {"residence", "vehicle", "vehicles", "residents", "plots", "arrears", "birth_date", "permit", "supervision"}
"""Words of one piece that prose and code may use for other things; as string literals they are still refused."""

HOMONYMS = {"limit-reached", "expertise"}
"""An error of the door (429) with the code of a ground; what experts of a Task say, named as that of projects."""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_deployed_module_names_what_a_definition_defines(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    known = sorted(name for name in names() if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text))
    literal = sorted(name for name in ORDINARY if f'"{name}"' in text)
    assert not known + literal, f"{path} names {known + literal}"
