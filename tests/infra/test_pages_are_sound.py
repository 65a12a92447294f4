"""The pages' components fit the API's own types, their words are complete, and their files can be read at a sitting."""

from __future__ import annotations

import json
import re
from pathlib import Path

from infra.commands import pages

MOST_LINES = 300
INLINE = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|\{@html|localStorage|\sstyle=[\"{]"
)
"""What a strict policy forbids, and what would leave something personal on a shared computer."""
EXACT = re.compile(r"\d+\.\d+\.\d+")


def sources() -> list[Path]:
    """Every file that somebody wrote."""
    found = [path for name in ("src", "test") for path in (pages.WEB / name).rglob("*")]
    return [path for path in found if path.suffix in (".svelte", ".ts", ".css") and path.name != "schema.d.ts"]


def test_types_components_and_words() -> None:
    pages.check()


def test_files_can_be_read_at_a_sitting() -> None:
    counts = {path.name: len(path.read_text("utf-8").splitlines()) for path in sources()}
    assert {name: count for name, count in counts.items() if count > MOST_LINES} == {}


def test_nothing_is_inline_and_nothing_is_left_behind() -> None:
    for path in sources():
        assert not INLINE.search(path.read_text("utf-8")), path.name


def test_no_page_knows_a_service_by_name() -> None:
    services = [path.stem for path in (pages.WEB.parent / "schemas" / "services").glob("*.json")]
    for path in (pages.WEB / "src").rglob("*"):
        if path.is_file():
            assert not [one for one in services if f'"{one}"' in path.read_text("utf-8")], path.name


def test_versions_are_pinned_and_licences_named() -> None:
    told = json.loads((pages.WEB / "package.json").read_text())
    wanted = {**told["dependencies"], **told["devDependencies"]}
    assert all(EXACT.fullmatch(version) for version in wanted.values()), wanted
    notices = (pages.WEB.parent / "THIRD_PARTY_NOTICES.md").read_text("utf-8")
    assert not [name for name in told["dependencies"] if f"`{name}`" not in notices]
