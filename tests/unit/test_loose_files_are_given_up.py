"""A file that nobody attaches is given up after a fortnight; one that is attached in time stays, whoever is first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.adapters.file_storage import released_key
from chalicelib.domain.errors import InvalidAnswers, NotFound
from chalicelib.domain.permissions import Actor
from chalicelib.usecases import files, loose_files, sweeping
from tests.support import papers
from tests.support.municipality import Municipality, municipality
from tests.unit import intake_world as trees

OWNER = Actor("applicant", "gulnara")


@pytest.fixture
def town() -> Iterator[Municipality]:
    with municipality() as made:
        yield made


def sent(town: Municipality) -> str:
    file = papers.send(town.stores, OWNER, trees.SERVICE, "plan")
    assert files.examine(town.stores, file) == "released"
    return file


def lies_there(town: Municipality, file: str) -> bool:
    found = town.stores.file_storage._s3.list_objects_v2(Bucket="files", Prefix=released_key(file))
    return bool(found["KeyCount"])


def test_what_nobody_attaches_is_given_up_after_a_fortnight(town: Municipality) -> None:
    file = sent(town)
    town.clock.advance(days=13, hours=23)
    assert not files.examine_overdue(town.stores) and loose_files.give_up(town.stores) == 0
    town.clock.advance(hours=2)
    assert sweeping.sweep(town.stores)["files given up"] == 1
    assert (town.stores.files.read(file).state, lies_there(town, file)) == ("forgotten", False)
    assert loose_files.give_up(town.stores) == 0
    given = {"plan": [file]}
    with pytest.raises(InvalidAnswers) as wrong:
        trees.file_with(town, given)
    assert ("/documents/plan/0", "file-not-yours") in {(one.pointer, one.reason) for one in wrong.value.errors}
    with pytest.raises(NotFound):
        files.read(town.stores, OWNER, file, None)


def test_what_was_attached_stays(town: Municipality) -> None:
    filed = trees.file(town)
    town.clock.advance(days=400)
    assert loose_files.give_up(town.stores) == 0
    assert all(lies_there(town, one) for ids in filed.application.files.values() for one in ids)


def test_who_attaches_at_the_last_moment_wins(town: Municipality) -> None:
    town.clock.advance(days=1)
    before, filed = town.stores.files.loose, []

    def loose(at: str) -> list[str]:
        found: list[str] = before(at)
        filed.append(trees.file_with(town, {"plan": [file]}))
        return found

    file = sent(town)
    town.clock.advance(days=15)
    town.stores.files.loose = loose
    assert loose_files.give_up(town.stores) == 0
    assert town.stores.files.read(file).application == filed[0].application.id
    assert lies_there(town, file)


def test_a_crash_on_the_way_is_repeated(town: Municipality) -> None:
    file = sent(town)
    town.clock.advance(days=15)
    give_up = town.stores.file_storage.give_up

    def broken(_: str) -> None:
        raise ConnectionError

    town.stores.file_storage.give_up = broken
    with pytest.raises(ConnectionError):
        loose_files.give_up(town.stores)
    assert lies_there(town, file)
    town.stores.file_storage.give_up = give_up
    town.clock.advance(seconds=1)
    loose_files.give_up(town.stores)
    assert not lies_there(town, file)
    assert town.stores.files.loose("9999") == []
