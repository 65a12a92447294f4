"""Letters: the office that filed prints them, sends or hands them over once, and every print is noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.domain.deliveries import Channel, Delivery
from chalicelib.domain.errors import AlreadyDone, Forbidden, InvalidInput, NotFound
from chalicelib.domain.permissions import Actor
from chalicelib.entrypoints.http import printed
from chalicelib.usecases import filing, letters
from tests.support.municipality import PHONE, Municipality, municipality
from tests.unit.test_people_apply_at_the_counter import CENTRE, DEPARTMENT, HEAD, INTAKE, VERA, at_counter

ADDRESS = {"address": "Казань, <Баумана>, 1"}
OFFICES = [(VERA, CENTRE, INTAKE, DEPARTMENT), (INTAKE, DEPARTMENT, VERA, CENTRE)]
"""Who files and where, and who has nothing to print then."""


@pytest.fixture
def town() -> Iterator[Municipality]:
    with municipality() as made:
        yield made


def owed(town: Municipality, who: Actor, where: str) -> dict[str, Delivery]:
    return {one.status: one for one in letters.to_print(town.stores, who, where, None, 10)[0]}


def filed_at(town: Municipality, who: Actor) -> tuple[filing.Filed, str]:
    """File as somebody; give the letter of the grant."""
    filed = at_counter(town, who, contact=ADDRESS)
    found = town.stores.notes.deliveries(filed.case.person, filed.case.id, Channel.LETTER)
    return filed, next(one.note for one in found if one.status == "granted")


@pytest.mark.parametrize(("who", "where", "other", "elsewhere"), OFFICES)
def test_the_office_that_filed_prints_and_nobody_else(
    town: Municipality, who: Actor, where: str, other: Actor, elsewhere: str
) -> None:
    filed, granted = filed_at(town, who)
    assert sorted(owed(town, who, where)) == ["granted", "registered"]
    assert {one.number for one in owed(town, who, where).values()} == {filed.application.number}
    assert owed(town, other, elsewhere) == {}
    page = printed.letter(town.stores.municipality, town.stores.words, letters.read(town.stores, who, granted))
    for there in ("Казань, &lt;Баумана&gt;, 1", filed.application.number, "Гөлнара Сафина", 'lang="tt"', "A4"):
        assert there in page
    assert "http://" not in page
    for stranger in (other, HEAD, Actor("applicant", filed.case.person)):
        with pytest.raises(Forbidden):
            letters.to_print(town.stores, stranger, where, None, 10)
        with pytest.raises(Forbidden):
            letters.read(town.stores, stranger, granted)
        with pytest.raises(Forbidden):
            letters.settle(town.stores, stranger, granted, "posted_on", "2026-11-23")
        with pytest.raises(Forbidden):
            letters.read(town.stores, stranger, f"{filed.case.id}.0000000009.9")
    with pytest.raises(NotFound):
        letters.read(town.stores, who, f"{filed.case.id}.0000000009.9")


def test_every_print_is_noted_and_a_refused_one_is_none(town: Municipality) -> None:
    filed, granted = filed_at(town, VERA)
    with pytest.raises(Forbidden):
        letters.read(town.stores, INTAKE, granted)
    assert town.stores.notes.prints(filed.case.person, granted) == []
    for _ in range(2):
        town.clock.advance(seconds=1)
        letters.read(town.stores, VERA, granted)
    assert [one["by"] for one in town.stores.notes.prints(filed.case.person, granted)] == ["vera", "vera"]


@pytest.mark.parametrize("how", ["posted_on", "handed_over_on"])
def test_a_letter_leaves_the_office_once(town: Municipality, how: str) -> None:
    _, granted = filed_at(town, VERA)
    for day, reason in (("2026-11-30", "future"), ("2026-11-22", "too-early")):
        with pytest.raises(InvalidInput) as wrong:
            letters.settle(town.stores, VERA, granted, how, day)
        assert [(one.pointer, one.reason) for one in wrong.value.errors] == [(f"/{how}", reason)]
    done = letters.settle(town.stores, VERA, granted, how, "2026-11-23")
    assert (done.state, getattr(done, how), done.posted_on is None) == ("sent", "2026-11-23", how != "posted_on")
    assert done.reason == f"{how.removesuffix('_on').replace('_', ' ')} by vera"
    with pytest.raises(AlreadyDone):
        letters.settle(town.stores, VERA, granted, "posted_on", "2026-11-23")
    assert sorted(owed(town, VERA, CENTRE)) == ["registered"]


def test_a_letter_that_an_earlier_release_owed_stays_where_it_was(town: Municipality) -> None:
    filed, granted = filed_at(town, VERA)
    found = owed(town, VERA, CENTRE)["granted"]
    town.stores.notes.move(found, replace(found, department=DEPARTMENT, version=found.version + 1))
    assert sorted(owed(town, INTAKE, DEPARTMENT)) == ["granted"]
    assert letters.read(town.stores, INTAKE, granted).number == filed.application.number
    with pytest.raises(Forbidden):
        letters.read(town.stores, VERA, granted)


def test_who_has_a_phone_gets_no_letter(town: Municipality) -> None:
    filed = at_counter(town, contact={"phone": PHONE})
    assert owed(town, VERA, CENTRE) == {}
    assert town.stores.notes.deliveries(filed.case.person, filed.case.id, Channel.SMS)
