"""Merge `infra/*.yaml` into the one template that `chalice package --merge-template` takes.

Usage: python -m infra.commands.merge > merged.json

Two files that define the same parameter, condition, resource, output or environment variable are an error: the merge
never chooses. Short intrinsic tags (`!Ref`, `!Sub`, `!GetAtt`, …) become their long forms; `!File path` becomes the
named JSON file, compact, as a string.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[2]
INFRA = PROJECT / "infra"
NAMED = ("Parameters", "Conditions", "Rules", "Mappings", "Resources", "Outputs")
"""Sections whose direct children belong to one file each."""


class Clash(Exception):
    """Two files say something about the same thing; the message names it and both files."""


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags."""


def _intrinsic(loader: _Loader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        if suffix == "File":
            return json.dumps(json.loads((PROJECT / value).read_text()), ensure_ascii=False, separators=(",", ":"))
        if suffix == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _intrinsic)


def read(path: Path) -> dict[str, Any]:
    """One file as plain data."""
    loaded = _Loader(path.read_text()).get_single_data()
    if not isinstance(loaded, dict):
        raise Clash(f"{path.name} is not a mapping of template sections")
    return loaded


def merge(parts: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """Merge named templates; raises Clash when two define the same thing."""
    whole: dict[str, Any] = {}
    owners: dict[tuple[str, ...], str] = {}
    for file, part in parts:
        for section, content in part.items():
            depth = 1 if section in NAMED else None
            _put(whole, (section,), content, file, owners, depth)
    return whole


def _put(
    into: dict[str, Any],
    path: tuple[str, ...],
    value: Any,
    file: str,
    owners: dict[tuple[str, ...], str],
    depth: int | None,
) -> None:
    """Put `value` at the last name of `path`; mappings are merged `depth` levels down (None: all the way)."""
    name = path[-1]
    if isinstance(value, dict) and depth != 0:
        target = into.setdefault(name, {})
        for key, inner in value.items():
            _put(target, (*path, key), inner, file, owners, None if depth is None else depth - 1)
        return
    if path in owners:
        raise Clash(f"{' / '.join(path)} is defined in {owners[path]} and again in {file}")
    owners[path] = file
    into[name] = value


def merged() -> dict[str, Any]:
    """All of `infra/*.yaml`."""
    return merge((path.name, read(path)) for path in sorted(INFRA.glob("*.yaml")))


if __name__ == "__main__":
    try:
        json.dump(merged(), sys.stdout, indent=2, ensure_ascii=False)
    except Clash as error:
        print(f"infra: {error}", file=sys.stderr)
        raise SystemExit(1) from None
