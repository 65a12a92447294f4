"""A permit that will end is offered for renewal in time: its holder is told once, and finds the form filled in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from chalicelib.domain.cases import Case
from chalicelib.domain.clock import stamp
from chalicelib.domain.permissions import SYSTEM
from chalicelib.domain.registers import Draft
from chalicelib.usecases import catalogue, filing, tracking, verifying
from tests.support import plan_sample
from tests.support.filed import asked
from tests.support.municipality import EMAIL
from tests.support.plan_sample import EVERYTHING, NAME
from tests.support.shed_town import Town, bundle_of, shed_town

DIG, REGISTER = "shed-dig", "shed-dig-records"
UNTIL, OFFERED = "2027-06-14", datetime(2027, 5, 31, 9, 0, tzinfo=UTC)
DAY = {"type": "string", "format": "date", "maxLength": 10}


@cache
def renewed() -> dict[str, Any]:
    """The sample services, of which one gives a record with a last day, and offers its renewal a fortnight before."""
    documents = plan_sample.documents()
    register, service = documents[f"schemas/registers/{REGISTER}.json"], documents[f"schemas/services/{DIG}.json"]
    days = ("works_from", "works_until")
    register["record"]["properties"] |= dict.fromkeys(days, DAY) | {
        "state": {"type": "string", "enum": ["open", "closed"]}
    }
    register["titles"] |= dict.fromkeys((*days, "state"), NAME)
    register["validity"] = {"from": "works_from", "until": "works_until"}
    result = service["result"]
    result["record"] |= {name: {"answer": f"/{name}"} for name in days} | {"state": {"const": "open"}}
    result["renewal"] = {
        "days_before": 14,
        "service": DIG,
        "answers": {
            "site_plot": {"answer": "/site_plot"},
            "works_from": {"derive": "days_after", "of": [{"answer": "/works_until"}, {"const": 1}]},
        },
        "only_while": {"state": "open"},
    }
    return bundle_of(documents)


@pytest.fixture
def town() -> Iterator[Town]:
    with shed_town(renewed()) as made:
        yield made


def granted(town: Town, **changed: Any) -> Case:
    answers = {name: EVERYTHING[name] for name in renewed()["services"][DIG]["form"]["properties"]} | changed
    request = asked(DIG, answers, {"email": EMAIL})
    case = filing.file(town.stores, town.applicant, request).case
    assert case is not None
    town.settle()
    found: Case = town.stores.cases.case(case.id)
    assert found.outcome == "granted"
    return found


def at(town: Town, when: datetime) -> None:
    town.place.clock.at = when
    town.sweep()


def told(town: Town) -> list[str]:
    """What the holder was told of the end, each with its last day."""
    entries, _ = town.stores.notes.page(str(town.applicant.id), None, 100)
    return [str(note.params["valid_until"]) for note, _ in entries if note.message == "case.renewal"]


def record(town: Town, case: Case, **fields: Any) -> None:
    """Let the registrar write the record anew."""
    definition = catalogue.current(town.stores, town.place.clock()).register(REGISTER)
    head = town.stores.registers.head(REGISTER, case.number)
    draft = Draft(case.number, {**head.fields, **fields}, {"import": "tests", "line": 1}, new=False)
    now = town.place.clock()
    town.stores.registers.write(town.stores.registers.prepare(definition, draft, at=stamp(now), on=town.place.today))


def test_the_holder_is_told_once_in_time_and_the_form_is_filled_in(town: Town) -> None:
    case = granted(town)
    at(town, datetime(2027, 5, 30, 20, 0, tzinfo=UTC))
    assert told(town) == []
    at(town, OFFERED)
    at(town, datetime(2027, 6, 3, 9, 0, tzinfo=UTC))
    assert told(town) == [UNTIL]
    seen = tracking.follow(town.stores, town.applicant, case.number)
    assert seen.renewal == {
        "service": DIG,
        "until": UNTIL,
        "answers": {"site_plot": plan_sample.PLOT, "works_from": "2027-06-15"},
    }
    # Staff read the case; what the applicant answered isn't put before them in this way.
    assert tracking.follow(town.stores, SYSTEM, case.number).renewal is None
    flaw = verifying.verify(town.stores, SYSTEM, case.id).flaw
    assert flaw is None, flaw


def test_what_was_closed_meanwhile_is_not_offered(town: Town) -> None:
    case = granted(town)
    record(town, case, state="closed")
    at(town, OFFERED)
    assert told(town) == []


def test_what_lasts_longer_meanwhile_is_offered_later(town: Town) -> None:
    case = granted(town)
    record(town, case, works_until="2027-07-14")
    at(town, OFFERED)
    assert told(town) == []
    at(town, datetime(2027, 6, 30, 9, 0, tzinfo=UTC))
    assert told(town) == ["2027-07-14"]


def test_what_ends_too_soon_to_be_renewed_in_time_is_not_offered(town: Town) -> None:
    granted(town, works_from="2026-11-24", works_until="2026-12-04")
    at(town, datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    assert told(town) == []
