"""A record is a chain of versions; its limits hold however many write at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.client import WriteRefused
from chalicelib.adapters.dynamodb.registers import RegisterStore
from chalicelib.domain.errors import RecordNotUnique
from chalicelib.domain.registers import Draft, RecordState, check_versions

from .registers_table import register, registers_table, residents

TODAY = date(2026, 11, 23)
AT = "2026-11-23T10:00:00.000Z"
PERMITS = register()


@pytest.fixture
def store() -> Iterator[RegisterStore]:
    with registers_table() as table:
        yield table


def permit(number: str, *, new: bool = True, **fields: Any) -> Draft:
    content = {"plate": number, "zone": "1", "valid_from": "2026-11-23", "valid_until": "2027-11-22", **fields}
    return Draft(number, content, {"case": f"case-{number}"}, new=new)


def write(store: RegisterStore, draft: Draft, at: str = AT, on: date = TODAY) -> None:
    store.write(store.prepare(PERMITS, draft, at=at, on=on))


def test_a_new_record_is_found_by_number_by_field_and_in_the_list(store: RegisterStore) -> None:
    write(store, permit("А001АА16"))
    head = store.head("permits", "А001АА16")
    assert head is not None
    assert (head.version, head.valid_until, head.basis) == (1, "2027-11-22", {"case": "case-А001АА16"})
    assert store.find(PERMITS, "plate", " а001аа16 ")[0] == [head]
    assert store.page("permits") == ([head], None)
    assert store.find(PERMITS, "plate", "А002АА16") == ([], None)


def test_values_never_stand_in_keys(store: RegisterStore) -> None:
    write(store, permit("1", plate="А777АА16", dwelling="Баумана 1-1"))
    for item in store.client.scan(TableName=store.table)["Items"]:
        assert "777" not in item["pk"]["S"] + item["sk"]["S"]
        assert "аумана" not in (item["pk"]["S"] + item["sk"]["S"]).casefold()


def test_a_changed_record_keeps_its_earlier_version(store: RegisterStore) -> None:
    write(store, permit("1", plate="А001АА16"))
    write(store, permit("1", plate="А002АА16", new=False), at="2026-11-24T10:00:00.000Z")
    first, second = store.versions("permits", "1")
    assert (first.fields["plate"], second.fields["plate"]) == ("А001АА16", "А002АА16")
    assert second.previous == first.hash
    assert check_versions([first, second]) is None
    assert store.find(PERMITS, "plate", "А001АА16") == ([], None)
    assert store.find(PERMITS, "plate", "А002АА16") == ([second], None)
    assert store.as_of("permits", "1", "2026-11-23T12:00:00.000Z") == first
    assert store.as_of("permits", "1", "2026-11-24T12:00:00.000Z") == second
    assert store.as_of("permits", "1", "2026-11-22T12:00:00.000Z") is None


def test_the_same_content_is_not_written_again(store: RegisterStore) -> None:
    write(store, permit("1"))
    again = store.prepare(PERMITS, permit("1", new=False), at=AT, on=TODAY)
    assert again.actions == ()
    assert [version.number for version in again.unchanged] == ["1"]


def test_a_new_record_does_not_overwrite_one_with_its_number(store: RegisterStore) -> None:
    write(store, permit("1"))
    with pytest.raises(RecordNotUnique):
        write(store, permit("1"))


def test_a_second_permit_for_the_plate_is_refused(store: RegisterStore) -> None:
    write(store, permit("1", plate="А001АА16"))
    with pytest.raises(RecordNotUnique) as refused:
        write(store, permit("2", plate="а001аа16"))
    assert (refused.value.register, refused.value.fields) == ("permits", ("plate", "zone"))


def test_a_permit_may_follow_one_that_ends_before(store: RegisterStore) -> None:
    write(store, permit("1", plate="А001АА16"))
    write(store, permit("2", plate="А001АА16", valid_from="2027-11-23", valid_until="2028-11-22"))
    with pytest.raises(RecordNotUnique):
        write(store, permit("3", plate="А001АА16", valid_from="2027-11-20", valid_until="2027-11-24"))


def test_holders_whose_last_day_is_past_are_forgotten(store: RegisterStore) -> None:
    write(store, permit("1", plate="А001АА16"))
    write(store, permit("2", plate="А001АА16", valid_until="2028-11-22"), on=date(2027, 11, 23))


def test_an_ended_record_gives_its_place_up_the_day_after(store: RegisterStore) -> None:
    write(store, permit("1", plate="А001АА16"))
    write(store, Draft("1", None, {"case": "withdrawn"}))
    head = store.head("permits", "1")
    assert head is not None
    assert (head.state, head.valid_until) == (RecordState.ENDED, "2026-11-23")
    with pytest.raises(RecordNotUnique):
        write(store, permit("2", plate="А001АА16"))
    write(store, permit("2", plate="А001АА16"), on=date(2026, 11, 24))


def test_a_record_that_moves_gives_its_place_up(store: RegisterStore) -> None:
    write(store, permit("1", plate="А001АА16"))
    write(store, permit("1", plate="А002АА16", new=False))
    write(store, permit("2", plate="А001АА16"))


def test_who_loses_a_race_writes_nothing_and_is_refused_when_preparing_again(store: RegisterStore) -> None:
    mine = store.prepare(PERMITS, permit("1", plate="А001АА16"), at=AT, on=TODAY)
    write(store, permit("2", plate="А001АА16"))
    with pytest.raises(WriteRefused):
        store.write(mine)
    assert store.head("permits", "1") is None
    with pytest.raises(RecordNotUnique):
        write(store, permit("1", plate="А001АА16"))


@pytest.mark.usefixtures("atomic")
def test_ten_at_once_get_two_permits_for_one_dwelling(store: RegisterStore) -> None:
    start, outcomes = threading.Barrier(10), []

    def grant(number: int) -> None:
        start.wait()
        for _ in range(20):
            try:
                write(store, permit(f"{number}", dwelling="Баумана 1-1"))
            except WriteRefused:
                continue
            except RecordNotUnique as refused:
                outcomes.append(refused.fields)
                return
            outcomes.append(("granted",))
            return

    threads = [threading.Thread(target=grant, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [("dwelling",)] * 8 + [("granted",)] * 2
    assert len(store.find(PERMITS, "dwelling", "Баумана 1-1")[0]) == 2


def test_records_of_one_dwelling_share_one_action(store: RegisterStore) -> None:
    prepared = store.prepare_all(PERMITS, [permit("1", dwelling="x"), permit("2", dwelling="x")], at=AT, on=TODAY)
    assert sum("#U#dwelling#" in action["Put"]["Item"]["pk"]["S"] for action in prepared.actions) == 1
    store.write(prepared)
    with pytest.raises(RecordNotUnique):
        write(store, permit("3", dwelling="x"))


def test_an_altered_version_is_named(store: RegisterStore) -> None:
    for day, plate in enumerate(["А001АА16", "А002АА16", "А003АА16"], start=20):
        write(store, permit("1", plate=plate, new=False), at=f"2026-11-{day}T10:00:00.000Z")
    versions = store.versions("permits", "1")
    assert check_versions(versions) is None
    for position in range(2):
        assert check_versions(versions[:position] + versions[position + 1 :]) == position + 1
    import dataclasses

    altered = dataclasses.replace(versions[1], valid_until="2030-01-01")
    assert check_versions([versions[0], altered, versions[2]]) == 2


def test_pages_hold_every_record_once_and_cost_the_same(store: RegisterStore) -> None:
    definition = residents(unique=[])
    drafts = [
        Draft(f"{number:04}", {"snils": f"{number}", "surname": "А", "dwelling": "1"}, {"import": "x"})
        for number in range(60)
    ]
    for start in range(0, 60, 10):
        store.write(store.prepare_all(definition, drafts[start : start + 10], at=AT, on=TODAY))
    seen, cursor, costs = [], None, set()
    while True:
        store.client.calls.clear()
        page, cursor = store.page("residents", cursor=cursor, limit=7)
        seen += [record.number for record in page]
        costs.add(tuple(store.client.calls))
        assert len(page) <= 7
        if cursor is None:
            break
        assert len(page) == 7
    assert sorted(seen) == [draft.number for draft in drafts]
    assert all(len(calls) <= 5 for calls in costs)
    found, cursor = store.find(definition, "dwelling", "1", limit=40)
    more, end = store.find(definition, "dwelling", "1", cursor=cursor, limit=40)
    assert (len(found), len(more), end) == (40, 20, None)
