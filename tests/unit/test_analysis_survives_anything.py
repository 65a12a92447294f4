"""Whatever a methodologist sends, the analyser answers with findings or a bundle, never with an error."""

from __future__ import annotations

import random
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.definition_checks import DefinitionChecks
from chalicelib.domain.analysis import analyse
from tests.unit.catalogue_samples import sample

CHECKS = DefinitionChecks()
VALUES: list[Any] = [
    None, True, 0, -1, 10**30, 1.5, "", "x", "\ud800", "2026-02-30", "/a/b", [], {}, [None], {"ru": ""}, [[]], {"x": 1},
    {"answer": "/place"}, {"const": None}, {"derive": "any", "of": [{"const": 1}]}, {"output": "size", "name": "x"},
]  # fmt: skip


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, inner in items:
        found += _places(inner, (*path, key))
    return found


def _node(document: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


def spoil(documents: dict[str, Any], luck: random.Random) -> str:
    """Change one place: remove it, put another value there, or what stands elsewhere; says what was done."""
    path = luck.choice(_places(documents)[1:])
    parent, key = _node(documents, path[:-1]), path[-1]
    match luck.randrange(4):
        case 0:
            del parent[key]
        case 1:
            parent[key] = deepcopy(luck.choice(VALUES))
        case 2:
            parent[key] = deepcopy(_node(documents, luck.choice(_places(documents)[1:])))
        case _:
            other = luck.choice([one for one in _places(documents)[1:] if len(one) == len(path)])
            parent[key] = deepcopy(_node(documents, other))
    return str(path)


@pytest.mark.parametrize("seed", range(8))
def test_spoilt_definitions_give_findings(seed: int) -> None:
    luck = random.Random(seed)
    for _ in range(60):
        documents = sample()
        done = [spoil(documents, luck) for _ in range(luck.randint(1, 3))]
        try:
            analysis = analyse(documents, CHECKS, date(2026, 3, 2))
        except Exception as error:
            raise AssertionError(f"{type(error).__name__} after {done}") from error
        assert (analysis.bundle is None) == bool(analysis.findings)
