"""Whatever a landed release wrote can be read by this one, and this one writes every kind that is kept."""

from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.cases import Status
from chalicelib.domain.layout import LAYOUT
from tests.unit import golden_items, inprocess

RELEASES = sorted(golden_items.FOLDER.glob("layout-*.json"))


def test_this_layout_is_kept() -> None:
    assert golden_items.FOLDER / f"layout-{LAYOUT}.json" in RELEASES


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)
def test_an_earlier_releases_items_are_read(path: Path) -> None:
    from chalicelib.adapters.dynamodb.client import aws

    kept = golden_items.from_json(path.read_text(encoding="utf-8"))
    with inprocess.stack() as stores:
        for kind, item in kept.items():
            aws("dynamodb").put_item(TableName=kind.split()[0], Item=item)
        application = stores.cases.application(_after(kept, "cases APP HEAD"))
        file = stores.cases.file(application.case, opened=False)
        assert file.case.status is Status.IN_CONSIDERATION
        assert file.case.number == application.number
        (sub,) = file.sub_services.values()
        assert sub.case == file.case.id
        (request,) = stores.cases.requests(application.id, opened=False)
        assert request.state == "answered"
        task = stores.cases.task(_after(kept, "cases TASK HEAD"), opened=False)
        assert (task.kind, task.state) == ("expert", "open")
        log = kept["cases LOG each"]
        assert stores.commits.read(log["pk"]["S"], log["sk"]["S"]).facts
        waits = kept["cases WAIT each"]
        waiter = stores.waiters.read(waits["pk"]["S"], waits["sk"]["S"])
        assert waiter.token == "token"
        assert stores.cases.application_of_number(application.number) == application.id
        assert stores.accounts.key_of(application.person)


def test_this_release_writes_the_kinds_that_are_kept() -> None:
    kept = golden_items.from_json((golden_items.FOLDER / f"layout-{LAYOUT}.json").read_text(encoding="utf-8"))
    assert _shapes(golden_items.written()) == _shapes(kept)


def _shapes(items: dict[str, Any]) -> dict[str, list[str]]:
    """The attributes of each kind, but those that only some items of a kind have."""
    passing = ("due_", "list_", "owes_")
    return {kind: sorted(name for name in item if not name.startswith(passing)) for kind, item in items.items()}


def _after(kept: dict[str, Any], kind: str) -> str:
    return str(kept[kind]["pk"]["S"].partition("#")[2])
