"""Somebody asks in their account to be erased, not while anything is under way; until then they may think again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.errors import Forbidden, PersonErased, StillLive
from chalicelib.domain.permissions import SYSTEM, Actor, Membership
from chalicelib.usecases import accounts, erasing, erasure_wishes
from infra.commands import erase, stack
from tests.support.codes import codes_for
from tests.support.municipality import Municipality, municipality
from tests.support.shed_town import shed_town
from tests.unit import intake_world as trees

PERSON = "gulnara"
OWNER = Actor("applicant", PERSON)
CLERK = Actor("staff", "clerk", (Membership("external-improvement", ("intake",)),))
TARGET = stack.Stack({"CasesTable": "cases", "ApplicantPool": "pool"}, "eu-central-1")


@pytest.fixture
def town() -> Iterator[Municipality]:
    with municipality() as made:
        yield made


def known(town: Municipality) -> None:
    """Somebody of whom something is kept."""
    contact = {"phone": "+79170000001"}
    codes = codes_for(town.stores, **contact)
    accounts.write_profile(town.stores, OWNER, contact=contact, language="tt", version=0, codes=codes)


def test_the_first_wish_stays_and_is_taken_back(town: Municipality) -> None:
    known(town)
    assert erasure_wishes.read(town.stores, OWNER) == erasure_wishes.Standing(None, None, ())
    first = erasure_wishes.ask(town.stores, OWNER)
    town.clock.advance(days=3)
    assert erasure_wishes.ask(town.stores, OWNER) == first == erasure_wishes.read(town.stores, OWNER)
    assert first.wish is not None and first.until is not None
    assert (first.until.isoformat()[:10] > first.wish.at[:10]) and erasing.wished(town.stores, SYSTEM) == [PERSON]
    erasure_wishes.take_back(town.stores, OWNER)
    erasure_wishes.take_back(town.stores, OWNER)
    assert erasing.wished(town.stores, SYSTEM) == []


def test_what_is_under_way_has_to_end_first(town: Municipality) -> None:
    filed = trees.file(town, PERSON)
    with pytest.raises(StillLive) as live:
        erasure_wishes.ask(town.stores, OWNER)
    assert live.value.params["numbers"] == filed.application.number
    assert erasure_wishes.read(town.stores, OWNER).live == (filed.application.number,)
    erasing._end(town.stores, erase.belongings(TARGET, PERSON))
    assert erasure_wishes.read(town.stores, OWNER).live == ()
    assert erasure_wishes.ask(town.stores, OWNER).wish


def test_a_life_situation_has_to_end_too() -> None:
    with shed_town() as town:
        plan = town.file()
        owner = Actor("applicant", plan.person)
        live = erasure_wishes.read(town.stores, owner).live
        assert live == (() if plan.ended else (plan.number,))
        erasing._end(town.stores, erase.belongings(TARGET, plan.person))
        assert erasure_wishes.read(town.stores, owner).live == ()


def test_what_is_done_is_off_the_list(town: Municipality) -> None:
    known(town)
    erasure_wishes.ask(town.stores, OWNER)
    erasure = erasing.begin(town.stores, SYSTEM, PERSON, erase.belongings(TARGET, PERSON))
    erasing.finish(town.stores, SYSTEM, erasure, erase.belongings(TARGET, PERSON))
    assert erasing.wished(town.stores, SYSTEM) == []
    with pytest.raises(PersonErased):
        erasure_wishes.ask(town.stores, OWNER)


@pytest.mark.parametrize("way", [erasure_wishes.read, erasure_wishes.ask, erasure_wishes.take_back])
def test_staff_have_no_account_to_erase(town: Municipality, way: Any) -> None:
    with pytest.raises(Forbidden):
        way(town.stores, CLERK)
