"""An application that nobody looks at in time is known to the head: told once, listed until it is dealt with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.domain.permissions import Actor, Membership
from chalicelib.usecases import escalating, filing, notifying
from chalicelib.usecases.escalating import Escalation
from tests.support.municipality import Municipality, municipality
from tests.unit.intake_world import CLERK, DEPARTMENT, answered, case_of, complete, file, open_task
from tests.unit.requests_world import let_days_pass

HEAD = Actor("staff", "head", (Membership(DEPARTMENT, ("head",)),))


@pytest.fixture
def town() -> Iterator[Municipality]:
    with municipality() as made:
        for actor in (HEAD, CLERK):
            for held in actor.memberships:
                made.stores.members.put(str(actor.id), held, by="tests", at="2026-01-01T00:00:00.000Z")
        yield made


def late(town: Municipality) -> list[Escalation]:
    return escalating.list_late(town.stores, HEAD, DEPARTMENT, "case", None, 100)[0]


def told(town: Municipality) -> list[notifying.Notification]:
    found, _ = notifying.list_notifications(town.stores, HEAD, language="en", limit=100)
    return [one for one in found if one.status == "registration_overdue"]


def waiting(town: Municipality) -> tuple[filing.Filed, str]:
    filed = file(town)
    return filed, open_task(town, filed).due_on


def test_the_head_is_told_once_when_the_term_of_registration_has_passed(town: Municipality) -> None:
    filed, due_on = waiting(town)
    assert told(town) == [] == late(town)
    let_days_pass(town, 4)
    (entry,) = told(town)
    assert (entry.case, entry.number) == (filed.case.id, filed.case.number)
    assert "Not registered since" in entry.title
    (row,) = late(town)
    assert (row.kind, row.what.id, row.days > 0) == ("case", filed.case.id, True)
    assert case_of(town, filed).late_since == due_on
    let_days_pass(town, 1)
    assert len(told(town)) == 1


def test_what_is_registered_leaves_the_list(town: Municipality) -> None:
    filed, _ = waiting(town)
    let_days_pass(town, 4)
    complete(town, open_task(town, filed), answered())
    case = case_of(town, filed)
    assert (case.registered_on is not None, case.escalated_at, case.late_since) == (True, None, None)
    assert late(town) == []


def test_what_is_returned_leaves_the_list_and_its_correction_has_a_term_of_its_own(town: Municipality) -> None:
    filed, _ = waiting(town)
    let_days_pass(town, 4)
    complete(town, open_task(town, filed), answered("place-can-be-found", note="Напишите, где дерево"))
    assert case_of(town, filed).status == "returned"
    assert late(town) == []


def test_what_is_checked_in_time_is_told_to_nobody(town: Municipality) -> None:
    filed, _ = waiting(town)
    complete(town, open_task(town, filed), answered())
    let_days_pass(town, 3)
    assert told(town) == [] == late(town)
