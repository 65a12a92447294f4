"""Gathering: the definition files of a publication, sorted by kind, with the place of every definition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from chalicelib.domain.analysis.findings import Checks, Finding, Located, Place

# Kind of a file → its folder, and where its definitions go.
SINGLE = {
    "service": ("services", "services"),
    "standard_request": ("standard_requests", "standard_requests"),
    "register": ("registers", "registers"),
    "life_situation": ("life_situations", "life_situations"),
    "calendar": ("calendars", "calendars"),
}
MANY = {
    "vocabulary": ("vocabulary", {"terms": "vocabulary"}),
    "departments": ("departments", {"departments": "departments"}),
    "roles": ("roles", {"roles": "roles"}),
    "messages": ("messages", {"messages": "messages", "plurals": "plurals"}),
}
FOLDERS = {kind: folder for kind, (folder, _) in (SINGLE | MANY).items()}
PATH = re.compile(r"schemas/([a-z_]+)/[a-z0-9][a-z0-9_-]*\.json")
DEEPEST = 40


@dataclass
class Definitions:
    """Everything that a publication defines, by part and id."""

    services: dict[str, Located] = field(default_factory=dict)
    vocabulary: dict[str, Located] = field(default_factory=dict)
    standard_requests: dict[str, Located] = field(default_factory=dict)
    registers: dict[str, Located] = field(default_factory=dict)
    life_situations: dict[str, Located] = field(default_factory=dict)
    departments: dict[str, Located] = field(default_factory=dict)
    roles: dict[str, Located] = field(default_factory=dict)
    calendars: dict[str, Located] = field(default_factory=dict)
    messages: dict[str, Located] = field(default_factory=dict)
    plurals: dict[str, Located] = field(default_factory=dict)
    files: dict[str, Any] = field(default_factory=dict)

    def part(self, name: str) -> dict[str, Located]:
        """One part by name."""
        part: dict[str, Located] = getattr(self, name)
        return part


def gather(documents: Mapping[str, Any], checks: Checks) -> tuple[Definitions, list[Finding]]:
    """Sorts definition files by kind.

    Args:
        documents: path (`schemas/<folder>/<name>.json`) → document.
        checks: for the meta schemas.
    Returns:
        The definitions, and what is wrong with single files; where that is anything, definitions may be missing.
    """
    definitions = Definitions()
    findings: list[Finding] = []
    for path, document in sorted(documents.items()):
        wrong = list(_wrong_file(path, document, checks))
        findings += wrong
        if not wrong:
            definitions.files[path] = document
            findings += _take(definitions, Place(path), document)
    return definitions, findings


def _wrong_file(path: str, document: Any, checks: Checks) -> Iterator[Finding]:
    place = Place(path)
    known = PATH.fullmatch(path)
    if known is None or known[1] not in FOLDERS.values():
        yield place.finding(
            "file", f"a definition is schemas/<folder>/<name>.json; folders: {sorted(FOLDERS.values())}"
        )
        return
    kind = document.get("kind") if isinstance(document, Mapping) else None
    if not isinstance(kind, str) or FOLDERS.get(kind) != known[1]:
        expected = next(kind for kind, folder in FOLDERS.items() if folder == known[1])
        yield (place / "kind").finding("schema", f"the kind of a file in this folder is {expected!r}, not {kind!r}")
        return
    if _too_deep(document):
        yield place.finding("schema", f"nested more than {DEEPEST} levels deep")
        return
    for pointer, message in checks.meta(kind, document):
        yield place.inside(pointer).finding("schema", message)


def _too_deep(document: Any) -> bool:
    level = [document]
    for _ in range(DEEPEST):
        inner: list[Any] = []
        for one in level:
            if isinstance(one, Mapping):
                inner.extend(one.values())
            elif isinstance(one, list):
                inner.extend(one)
        if not inner:
            return False
        level = inner
    return True


def _take(definitions: Definitions, place: Place, document: Any) -> Iterator[Finding]:
    kind = document["kind"]
    if kind in SINGLE:
        if PurePosixPath(place.file).stem != document["id"]:
            yield (place / "id").finding("reference", f"the file of {document['id']!r} is named {document['id']}.json")
        yield from _put(definitions.part(SINGLE[kind][1]), document["id"], Located(document, place))
        return
    for key, part in MANY[kind][1].items():
        inside = document.get(key, {})
        named = inside.items() if isinstance(inside, Mapping) else ((one["id"], one) for one in inside)
        for at, (id, raw) in enumerate(named):
            where = place / key / (id if isinstance(inside, Mapping) else at)
            yield from _put(definitions.part(part), id, Located(raw, where))


def _put(part: dict[str, Located], id: str, located: Located) -> Iterator[Finding]:
    if id in part:
        other = part[id].place
        yield located.place.finding("reference", f"{id!r} is defined in {other.file} {other.pointer or '/'} already")
    else:
        part[id] = located


def texts(place: Place, value: Any) -> Iterator[tuple[Place, Mapping[str, str]]]:
    """Every text (an object of languages) inside a definition; what applicants fill in (`examples`) has none."""
    if isinstance(value, Mapping):
        if value and value.keys() <= {"ru", "tt", "en"} and all(isinstance(one, str) for one in value.values()):
            yield place, value
            return
        for key, inner in value.items():
            if key not in ("examples", "schema"):
                yield from texts(place / key, inner)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from texts(place / at, inner)
