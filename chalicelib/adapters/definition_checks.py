"""What the analyser of definitions needs of a JSON Schema library: the same validator that runs on applications."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from chalicelib.adapters import schemas
from chalicelib.domain.errors import FieldError
from chalicelib.domain.values import as_pointer

META = Path(__file__).parent / "meta_schemas"
"""A link to schemas/meta, so that they go into the archive with this package; definitions themselves don't."""
MOST_FINDINGS = 50


class DefinitionChecks:
    """Meta schemas from files, and the run-time validator; everything is opened when first used."""

    def meta(self, kind: str, document: object) -> Sequence[tuple[str, str]]:
        """Where a definition file breaks the meta schema of its kind, the innermost reason of each place."""
        try:
            errors = list(_meta(kind).iter_errors(document))
        except (UnicodeEncodeError, ValueError):
            return (("", "not plain JSON"),)
        return sorted({_innermost(error) for error in errors})[:MOST_FINDINGS]

    def schema(self, schema: Mapping[str, Any]) -> str | None:
        """Why the run-time validator refuses a schema: a pattern that needs backtracking, a wrong keyword."""
        try:
            schemas.check(schema, None)
        except ValueError as error:
            return str(error).splitlines()[0]
        return None

    def instance(self, schema: Mapping[str, Any], instance: object) -> Sequence[FieldError]:
        """Where an instance breaks a schema."""
        return schemas.check(schema, instance)


@functools.cache
def _meta(kind: str) -> Any:
    import jsonschema_rs

    documents = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(META.glob("*.json"))]
    registry = jsonschema_rs.Registry([(one["$id"], one) for one in documents])
    schema = next(one for one in documents if one["$id"].endswith(f"/{kind}.json"))
    return jsonschema_rs.Draft202012Validator(schema, registry=registry, offline=True, validate_formats=True)


def _innermost(error: Any) -> tuple[str, str]:
    facts = error.kind.as_dict()
    branches = [branch for branch in facts.get("context") or () if branch]
    if error.kind.name in ("anyOf", "oneOf") and branches:
        deepest = max((one for branch in branches for one in branch), key=lambda one: len(one.instance_path))
        if len(deepest.instance_path) > len(error.instance_path):
            return _innermost(deepest)
    message: str = error.message
    return as_pointer(error.instance_path), message if len(message) <= 300 else message[:300] + "…"
