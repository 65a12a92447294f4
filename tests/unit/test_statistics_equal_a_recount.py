"""What is counted as it happens equals what the facts say when they are counted again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from chalicelib.adapters.dynamodb.client import aws
from chalicelib.adapters.dynamodb.items import from_item
from chalicelib.domain import statistics
from chalicelib.domain.errors import InvalidInput, TransientError
from chalicelib.domain.permissions import SYSTEM
from chalicelib.usecases import closing, counting, projecting, sweeping
from tests.support.municipality import Municipality, municipality

Counted = dict[tuple[str, str], int]


@pytest.fixture
def town() -> Iterator[Municipality]:
    with municipality() as made:
        yield made


def counted(town: Municipality) -> Counted:
    _, _, rows = counting.between(town.stores, None, None)
    return {(row.measure, row.dimension): row.count for row in rows}


def recounted(town: Municipality) -> Counted:
    found: Counter[tuple[str, str]] = Counter()
    for item in map(from_item, aws("dynamodb").scan(TableName="cases")["Items"]):
        if item["pk"].startswith("LOG#"):
            for (measure, _, dimension), number in statistics.counts_of(
                json.loads(item["facts"]), item["context"]
            ).items():
                found[measure, dimension] += number
    return dict(found)


def test_every_kind_of_end_is_counted_once(town: Municipality) -> None:
    granted = town.file(town.world("granted-registered").answers)
    town.file(town.world("expert-two-registrations").answers)
    withdrawn = town.file(town.world("granted-registered").answers)
    closing.withdraw(town.stores, SYSTEM, withdrawn.case.id, secret_proved=True)
    town.machines.settle()
    found = counted(town)
    assert found == recounted(town)
    assert found["received", "portal"] == 3
    assert found["withdrawn", "portal"] == 1
    assert found["granted", "portal"] == found["decided_by_table", "portal"] == 1
    assert found["records", "parking-permits"] == 1
    assert found["requests", "residence"] == 2
    totals = statistics.totals(counting.between(town.stores, None, None)[2])
    assert (totals["received"], totals["refused"]) == (3, 0)
    assert granted.case.status == "filed"


def test_what_comes_again_is_counted_once(town: Municipality) -> None:
    town.file(town.world("granted-registered").answers)
    town.machines.settle()
    before = counted(town)
    for item in aws("dynamodb").scan(TableName="cases")["Items"]:
        if item["pk"]["S"].startswith("LOG#"):
            commit = town.stores.commits.read(item["pk"]["S"], item["sk"]["S"])
            counting.count(town.stores, commit)
            counting.count(town.stores, commit)
    assert counted(town) == before == recounted(town)


def test_a_write_is_told_by_one_of_its_commits(town: Municipality) -> None:
    town.file(town.world("granted-registered").answers)
    town.machines.settle()
    telling = Counter(
        item["at"]["S"] + item["by"]["S"]
        for item in aws("dynamodb").scan(TableName="cases")["Items"]
        if item["pk"]["S"].startswith("LOG#") and "counts" in item
    )
    assert set(telling.values()) == {1}


def test_a_conflict_on_the_way_loses_nothing(town: Municipality) -> None:
    filed = town.file(town.world("granted-registered").answers)
    (commit,) = list(town.stores.commits.chain(filed.case.aggregate))[:1]

    def conflict() -> None:
        raise TransientError("TransactionConflict")

    town.stores.fault = conflict
    with pytest.raises(TransientError):
        projecting.react(town.stores, commit)
    town.stores.fault = None
    town.clock.advance(minutes=2)
    sweeping.sweep(town.stores)
    assert counted(town)["received", "portal"] == 1
    assert counted(town) == recounted(town)


def test_a_day_is_the_municipalitys_own() -> None:
    assert statistics.day_of("2026-11-23T21:30:00.000Z", "Europe/Moscow") == "2026-11-24"


def test_periods_have_an_order_and_an_end() -> None:
    assert statistics.months(date(2026, 11, 30), date(2027, 1, 1)) == ["2026-11", "2026-12", "2027-01"]
    with pytest.raises(InvalidInput):
        statistics.months(date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(InvalidInput):
        statistics.months(date(2026, 1, 1), date(2027, 6, 1))
