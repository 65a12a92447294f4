"""A register answers a Standard Request: found, not found, ambiguous, contradicting, or not now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.registers import RegisterStore
from chalicelib.domain.definitions import Bundle
from chalicelib.domain.errors import SourceUnavailable, TransientError
from chalicelib.domain.registers import Draft, natural_number

from .registers_table import registers_table, residence, residents

TODAY = date(2026, 11, 23)
AT = "2026-11-23T10:00:00.000Z"
RESIDENTS = residents()
BUNDLE = Bundle.parse("x" * 64, {"registers": {"residents": RESIDENTS.raw}, "standard_requests": {}})
ASKED = {"snils": "001-001-001 00", "surname": "Королёва"}


@pytest.fixture
def store() -> Iterator[RegisterStore]:
    with registers_table() as table:
        yield table


def enter(store: RegisterStore, number: str, *, on: date = TODAY, **fields: Any) -> None:
    content = {"snils": "001-001-001 00", "surname": "Королёва", "dwelling": "Баумана 1", "basis": "owner", **fields}
    store.write(store.prepare(RESIDENTS, Draft(number, content, {"import": "i", "line": 1}), at=AT, on=on))


def ask(store: RegisterStore, on: date = TODAY, standard: Any = None, **inputs: Any) -> dict[str, Any]:
    return store.lookup(BUNDLE, standard or residence(), {**ASKED, **inputs}, on)


def test_one_record_is_found_and_gives_its_declared_fields_alone(store: RegisterStore) -> None:
    enter(store, "1")
    record = {"dwelling": "Баумана 1", "basis": "owner"}
    assert ask(store) == {"outcome": "found", "count": 1, "record": record, "contradictions": []}


def test_nobody_is_not_found(store: RegisterStore) -> None:
    enter(store, "1")
    nothing = {"outcome": "not_found", "count": 0, "record": None, "contradictions": []}
    assert ask(store, snils="001-001-002 00") == nothing
    assert ask(store, snils=None) == nothing


def test_two_records_are_ambiguous(store: RegisterStore) -> None:
    enter(store, "1")
    enter(store, "2", dwelling="Баумана 2")
    assert ask(store) == {"outcome": "ambiguous", "count": 2, "record": None, "contradictions": []}


def test_another_surname_contradicts(store: RegisterStore) -> None:
    enter(store, "1", surname="Иванова")
    answer = ask(store)
    assert (answer["outcome"], answer["contradictions"]) == ("contradicting", ["surname"])


def test_one_of_two_records_with_another_surname_contradicts(store: RegisterStore) -> None:
    enter(store, "1")
    enter(store, "2", surname="Иванова")
    answer = ask(store)
    assert (answer["outcome"], answer["count"], answer["record"]) == ("contradicting", 2, None)


@pytest.mark.parametrize("surname", ["королева", " КОРОЛЁВА  ", "Королева"])
def test_case_spaces_and_yo_are_no_contradiction(store: RegisterStore, surname: str) -> None:
    enter(store, "1")
    assert ask(store, surname=surname)["outcome"] == "found"


def test_what_was_not_given_is_not_compared(store: RegisterStore) -> None:
    enter(store, "1")
    assert ask(store, surname=None)["outcome"] == "found"


def test_a_record_counts_from_its_first_to_its_last_day(store: RegisterStore) -> None:
    enter(store, "1", valid_from="2026-11-01", valid_until="2026-11-23")
    outcomes = [
        ask(store, on=date(2026, month, day))["outcome"] for month, day in [(10, 31), (11, 1), (11, 23), (11, 24)]
    ]
    assert outcomes == ["not_found", "found", "found", "not_found"]
    any_day = residence(valid_on_day=False)
    assert ask(store, on=date(2027, 1, 1), standard=any_day)["outcome"] == "found"


def test_an_ended_record_counts_until_its_end(store: RegisterStore) -> None:
    enter(store, "1")
    store.write(store.prepare(RESIDENTS, Draft("1", None, {"case": "c"}), at=AT, on=TODAY))
    assert ask(store)["outcome"] == "found"
    assert ask(store, on=date(2026, 11, 24))["outcome"] == "not_found"


def test_all_keys_must_agree(store: RegisterStore) -> None:
    enter(store, "1")
    enter(store, "2", dwelling="Баумана 2")
    both = residence(match={"dwelling": "dwelling", "snils": "snils"})
    assert ask(store, standard=both, dwelling="баумана 2")["outcome"] == "found"
    assert ask(store, standard=both, dwelling="баумана 2", snils="001-001-002 00")["outcome"] == "not_found"


def test_more_records_than_are_read_are_ambiguous(store: RegisterStore) -> None:
    drafts = [
        Draft(f"{number}", {**ASKED, "dwelling": f"{number}"}, {"import": "i", "line": number}) for number in range(101)
    ]
    for start in range(0, 101, 10):
        store.write(store.prepare_all(RESIDENTS, drafts[start : start + 10], at=AT, on=TODAY))
    assert ask(store)["outcome"] == "ambiguous"


def test_a_register_that_is_marked_unavailable_does_not_answer(store: RegisterStore) -> None:
    enter(store, "1")
    store.set_available("residents", False, "maintenance", AT, "registrar")
    with pytest.raises(SourceUnavailable):
        ask(store)
    store.set_available("residents", True, None, AT, "registrar")
    assert ask(store)["outcome"] == "found"


def test_a_register_that_is_being_imported_neither_answers_nor_takes_records(store: RegisterStore) -> None:
    store.client.put_item(
        TableName=store.table,
        Item={"pk": {"S": "REG#residents"}, "sk": {"S": "STATE"}, "importing": {"S": "i"}, "epoch": {"N": "1"}},
    )
    with pytest.raises(SourceUnavailable):
        ask(store)
    with pytest.raises(TransientError):
        enter(store, "1")
    draft = Draft("1", {**ASKED, "dwelling": "1"}, {"import": "i", "line": 1})
    assert store.prepare_all(RESIDENTS, [draft], at=AT, on=TODAY, during="i").versions


@pytest.mark.parametrize("call", ["query", "transact_get_items"])
def test_an_import_that_begins_and_ends_while_the_register_is_read_is_noticed(store: RegisterStore, call: str) -> None:
    enter(store, "1")

    class Meddling:
        """A client before one of whose calls the register changes."""

        def __getattr__(self, name: str) -> Any:
            if name == call:
                store.set_available("residents", True, None, AT, "registrar")
            return getattr(store.client, name)

    with pytest.raises(SourceUnavailable):
        ask(replace(store, client=Meddling()))


def test_a_natural_key_is_answered_from_one_instant(store: RegisterStore) -> None:
    known = residents(number=["snils"])
    bundle = Bundle.parse("y" * 64, {"registers": {"residents": known.raw}, "standard_requests": {}})
    content = {**ASKED, "dwelling": "Баумана 1", "basis": "owner"}
    number = natural_number(known, content, store.digest) or ""
    store.write(store.prepare(known, Draft(number, content, {"import": "i", "line": 1}), at=AT, on=TODAY))
    store.client.calls.clear()
    assert store.lookup(bundle, residence(), ASKED, TODAY)["outcome"] == "found"
    assert store.client.calls == ["transact_get_items"]
    assert store.lookup(bundle, residence(), {**ASKED, "snils": "2"}, TODAY)["outcome"] == "not_found"
    store.set_available("residents", False, "x", AT, "registrar")
    with pytest.raises(SourceUnavailable):
        store.lookup(bundle, residence(), ASKED, TODAY)
