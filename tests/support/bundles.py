"""The shipped definitions, and the bundle that they compile to, for tests that publish without the analyser."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.adapters.definition_checks import DefinitionChecks
from chalicelib.domain.analysis.compilation import compile_bundle
from chalicelib.domain.analysis.gathering import gather

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"


def documents() -> dict[str, Any]:
    """Path (`schemas/<folder>/<name>.json`) → document, as a publication takes them."""
    return {
        f"schemas/{path.parent.name}/{path.name}": json.loads(path.read_text())
        for path in sorted(SCHEMAS.glob("*/*.json"))
        if path.parent.name != "meta"
    }


def bundle() -> dict[str, Any]:
    """Give the bundle's content, a fresh copy each time."""
    content: dict[str, Any] = json.loads(_compiled())
    return content


@cache
def _compiled() -> str:
    definitions, wrong = gather(documents(), DefinitionChecks())
    if wrong:
        raise ValueError(wrong)
    return json.dumps(compile_bundle(definitions))
