"""An applicant reads who was shown what they submitted: when, which department, in which role; never who it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.domain.errors import Forbidden
from chalicelib.domain.permissions import Actor, Membership
from chalicelib.usecases import files, looks, tracking
from tests.support.municipality import Municipality, municipality
from tests.unit.test_files_are_part_of_an_application import APPLICANT, documents, file_it


@pytest.fixture
def place() -> Iterator[Municipality]:
    with municipality() as made:
        yield made


def test_each_look_is_told_once_an_hour(place: Municipality) -> None:
    given = documents(place)
    filed = file_it(place, given)
    [file_id] = given["plan"]
    files.examine(place.stores, file_id)
    staff = Actor("staff", "s", (Membership(filed.case.department, ("head", "intake")),))
    elsewhere = Actor("staff", "e", (Membership("transport-committee", ("intake",)),))

    assert looks.own(place.stores, APPLICANT, None, 10) == ([], None)
    files.read(place.stores, APPLICANT, file_id, None)
    assert looks.own(place.stores, APPLICANT, None, 10) == ([], None), "whose own it is isn't told of themself"

    tracking.view_case(place.stores, staff, filed.case.id)
    place.clock.at += timedelta(minutes=1)
    tracking.view_case(place.stores, staff, filed.case.id)
    with pytest.raises(Forbidden):
        tracking.view_case(place.stores, elsewhere, filed.case.id)
    place.clock.at += timedelta(hours=1)
    files.read(place.stores, staff, file_id, None)

    found, position = looks.own(place.stores, APPLICANT, None, 10)
    assert [(one.what, one.department, one.roles) for one in found] == [
        ("file", filed.case.department, ("head", "intake")),
        ("case", filed.case.department, ("head", "intake")),
    ]
    assert (found[0].document, found[0].number) == ("plan", filed.case.number)
    assert position is None
    with pytest.raises(Forbidden):
        looks.own(place.stores, staff, None, 10)
