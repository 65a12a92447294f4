"""The shipped definitions, and the bundle that they compile to, for tests that publish without the analyser."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.adapters.definition_checks import DefinitionChecks
from chalicelib.domain.analysis.compilation import compile_bundle
from chalicelib.domain.analysis.gathering import gather
from chalicelib.domain.chain import canonical, sha256
from chalicelib.domain.clock import stamp
from chalicelib.domain.publications import Publication

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


def publish(stores: Any, at: datetime, published: dict[str, Any] | None = None) -> None:
    """Publish the shipped bundle, or another one, valid from an instant on."""
    raw = canonical(published or bundle())
    stores.catalogue.put(sha256(raw), raw, b"{}")
    stores.pointers.add(
        Publication(bundle=sha256(raw), valid_from=stamp(at), published_at=stamp(at), by="tests", base=None)
    )


@cache
def shared() -> dict[str, Any]:
    """Give the bundle's content to whoever only reads it."""
    return bundle()


@cache
def _compiled() -> str:
    definitions, wrong = gather(documents(), DefinitionChecks())
    if wrong:
        raise ValueError(wrong)
    return json.dumps(compile_bundle(definitions))
