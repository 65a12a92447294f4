"""A case goes from status to status in one order only, and every change is told by a fact."""

from datetime import UTC, date, datetime

import pytest

from chalicelib.domain import cases
from chalicelib.domain.cases import STATUS_OF_FACT, Case, Status
from chalicelib.domain.errors import AlreadyDone

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
GROUND = {"code": "arrears", "clause": "2.8", "text": {"ru": "", "tt": "", "en": ""}}


def filed() -> Case:
    draft = Case(
        id="a-1",
        application="a",
        number="1",
        service="s",
        department="d",
        bundle="b",
        person="p",
        language="ru",
        status=Status.FILED,
        filed_at="2026-11-23T12:00:00.000Z",
        due_on="2026-11-30",
    )
    return cases.file(draft, content_hash="0", at=AT)[0]


def registered() -> Case:
    return cases.register(filed(), on=date(2026, 11, 23), due_on=date(2026, 11, 30), clause="2.4", at=AT)[0]


def considered() -> Case:
    return cases.consider(registered(), at=AT)[0]


def test_a_granted_case_passes_every_status_and_tells_each() -> None:
    case = considered()
    granted, facts = cases.grant(case, record={"register": "r", "record": "1"}, by="table", at=AT)
    closed, more = cases.deliver_and_close(granted, at=AT)
    passed = [entry["status"] for entry in closed.timeline]
    assert passed == ["filed", "registered", "in_consideration", "granted", "delivered", "closed"]
    assert [fact["fact"] for fact in (*facts, *more)] == [
        "CaseGranted",
        "RecordWritten",
        "ResultDelivered",
        "CaseClosed",
    ]
    assert closed.ended


def test_a_refusal_keeps_its_grounds_with_their_clauses() -> None:
    refused, (fact,) = cases.refuse(considered(), grounds=(GROUND,), by="table", at=AT)
    assert refused.outcome == "refused"
    assert fact["grounds"] == [{"code": "arrears", "clause": "2.8"}]


def test_the_clock_starts_with_registration_and_cites_its_clause() -> None:
    case = registered()
    assert case.clock == ({"event": "started", "on": "2026-11-23", "due_on": "2026-11-30", "clause": "2.4"},)
    assert case.due_on == "2026-11-30"


@pytest.mark.parametrize("status", [Status.GRANTED, Status.REFUSED, Status.DELIVERED, Status.CLOSED, Status.WITHDRAWN])
def test_nobody_withdraws_what_is_decided(status: Status) -> None:
    import dataclasses

    with pytest.raises(AlreadyDone):
        cases.withdraw(dataclasses.replace(considered(), status=status), at=AT)


@pytest.mark.parametrize("status", [Status.FILED, Status.REGISTERED, Status.IN_CONSIDERATION, Status.RETURNED])
def test_an_undecided_case_may_be_withdrawn(status: Status) -> None:
    import dataclasses

    withdrawn, _ = cases.withdraw(dataclasses.replace(considered(), status=status), at=AT)
    assert withdrawn.ended


def test_no_case_is_decided_before_it_is_considered() -> None:
    with pytest.raises(AlreadyDone):
        cases.grant(registered(), record=None, by="table", at=AT)
    with pytest.raises(AlreadyDone):
        cases.refuse(filed(), grounds=(GROUND,), by="table", at=AT)


def test_every_status_has_a_fact_that_leads_to_it() -> None:
    assert set(STATUS_OF_FACT.values()) == set(Status)


def test_what_the_intake_said_is_no_decision() -> None:
    """`Case.task` is whose decision is awaited: the intake's Task, done with "accept", must not be read as one."""
    checked = cases.start_verification(filed(), task="intake", at=AT)[0]
    after = cases.register(checked, on=date(2026, 11, 23), due_on=date(2026, 11, 30), clause="2.4", at=AT)[0]
    assert (checked.task, after.task) == ("intake", None)
