"""Where a parcel lies is told by its number, as its register shows it to everybody; nothing else of it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.domain.errors import NotFound, SourceUnavailable
from chalicelib.usecases import parcels
from infra.commands import demo_map
from tests.support.municipality import Municipality, municipality

PLOT, BARE = "16:50:990301:1004", "16:50:990301:1005"
RECORD = {"cadastral_number": PLOT, "address": "Казань, ул. Декабристов, 89", "kind": "plot", "area": 2400}
OUTLINE = demo_map.outlines([RECORD])[PLOT]


@pytest.fixture
def town() -> Iterator[Municipality]:
    with municipality() as made:
        made.fill({"plots": [{**RECORD, "outline": OUTLINE}, {**RECORD, "cadastral_number": BARE}]})
        yield made


def test_a_parcels_outline_is_what_the_register_was_given(town: Municipality) -> None:
    found = parcels.read(town.stores, PLOT)
    assert (found.number, dict(found.outline)) == (PLOT, OUTLINE)


@pytest.mark.parametrize("number", [BARE, "16:50:000000:1", "../plots", "", "16:50:990301:1004 "])
def test_a_parcel_that_lies_nowhere_is_not_found(town: Municipality, number: str) -> None:
    with pytest.raises(NotFound):
        parcels.read(town.stores, number)


def test_a_register_that_doesnt_answer_is_said_to_be_silent(town: Municipality) -> None:
    town.available("plots", available=False)
    with pytest.raises(SourceUnavailable):
        parcels.read(town.stores, PLOT)
