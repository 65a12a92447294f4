"""Who may, searches a register and reads its records; reads of personal data leave a trace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.domain.errors import Forbidden, InvalidInput, NotFound
from chalicelib.domain.registers import Draft, natural_number
from chalicelib.usecases import registers

from .registers_table import register, residents
from .registers_world import EXPERT, NEWCOMER, OTHER, REGISTRAR, world

PERMITS = register()
TODAY = date(2026, 11, 23)


@pytest.fixture
def stores() -> Iterator[Any]:
    with world(PERMITS, residents(number=["snils"], personal=[])) as made:
        for number in range(3):
            draft = Draft(f"P-{number}", {"plate": f"А00{number}АА16", "zone": "1"}, {"case": "c"}, new=True)
            made.registers.write(made.registers.prepare(PERMITS, draft, at="2026-11-23T08:00:00.000Z", on=TODAY))
        yield made


def traces(stores: Any) -> list[Any]:
    items = stores.registers.client.scan(TableName=stores.registers.table)["Items"]
    return [item for item in items if "#READS#" in item["pk"]["S"]]


def test_an_expert_of_the_department_searches_and_reads(stores: Any) -> None:
    found, following = registers.search(stores, EXPERT, "permits", "plate", "а001аа16")
    assert ([record.number for record in found], following) == (["P-1"], None)
    record = registers.get(stores, EXPERT, "permits", "P-1")
    assert record.versions == (record.version,)
    first, cursor = registers.search(stores, EXPERT, "permits", limit=2)
    rest, end = registers.search(stores, EXPERT, "permits", cursor=cursor, limit=2)
    assert (len(first), len(rest), end) == (2, 1, None)


def test_reads_of_personal_data_are_recorded(stores: Any) -> None:
    registers.search(stores, EXPERT, "permits", "plate", "А001АА16")
    registers.get(stores, EXPERT, "permits", "P-2")
    assert [(item["by"]["S"], item["records"]["L"][0]["S"]) for item in traces(stores)] == [
        ("expert", "P-1"),
        ("expert", "P-2"),
    ]


def test_reads_of_nothing_personal_leave_no_trace(stores: Any) -> None:
    registers.search(stores, EXPERT, "permits", "plate", "А999АА16")
    registers.search(stores, EXPERT, "residents")
    assert traces(stores) == []


@pytest.mark.parametrize("actor", [OTHER, NEWCOMER])
def test_nobody_else_reads(stores: Any, actor: Any) -> None:
    for refused in (
        lambda: registers.search(stores, actor, "permits"),
        lambda: registers.get(stores, actor, "permits", "P-1"),
        lambda: registers.set_availability(stores, actor, "permits", False, "x"),
    ):
        with pytest.raises(Forbidden):
            refused()
    assert traces(stores) == []


def test_an_applicant_does_not_see_the_list_of_registers(stores: Any) -> None:
    with pytest.raises(Forbidden):
        registers.listing(stores, NEWCOMER)
    assert [definition.id for definition, _ in registers.listing(stores, OTHER)] == ["permits", "residents"]


@pytest.mark.parametrize("number", ["P-9", "U#plate+zone#x", "", "x" * 100, "../P-1", "LIST#0"])
def test_an_unknown_record_is_not_found(stores: Any, number: str) -> None:
    with pytest.raises(NotFound):
        registers.get(stores, EXPERT, "permits", number)
    with pytest.raises(NotFound):
        registers.get(stores, EXPERT, "nothing", number)


def test_the_item_of_a_limited_place_is_no_record(stores: Any) -> None:
    keys = [item["pk"]["S"] for item in stores.registers.client.scan(TableName=stores.registers.table)["Items"]]
    place = next(key for key in keys if "#U#" in key).removeprefix("REG#permits#")
    with pytest.raises(NotFound):
        registers.get(stores, EXPERT, "permits", place)


def test_a_record_is_read_as_of_an_instant(stores: Any) -> None:
    with pytest.raises(NotFound):
        registers.get(stores, EXPERT, "permits", "P-1", datetime(2026, 11, 22, tzinfo=UTC))
    assert registers.get(stores, EXPERT, "permits", "P-1", datetime(2026, 11, 24, tzinfo=UTC)).version.version == 1


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [("zone", "1", "/query/field"), ("plate", None, "/query/value"), (None, "1", "/query/field")],
)
def test_only_search_fields_are_searched(stores: Any, field: Any, value: Any, pointer: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        registers.search(stores, EXPERT, "permits", field, value)
    assert [error.pointer for error in refused.value.errors] == [pointer]


def test_a_natural_key_is_found_without_an_item_of_its_own(stores: Any) -> None:
    definition = stores.bundle.register("residents")
    content = {"snils": "999-000-001 15", "surname": "А", "dwelling": "1"}
    number = natural_number(definition, content, stores.registers.digest) or ""
    draft = Draft(number, content, {"import": "i", "line": 1})
    prepared = stores.registers.prepare(definition, draft, at="2026-11-23T08:00:00.000Z", on=TODAY)
    assert sum("#BY#" in action["Put"]["Item"]["pk"]["S"] for action in prepared.actions) == 1
    stores.registers.write(prepared)
    found, _ = registers.search(stores, REGISTRAR, "residents", "snils", "999-000-001 15")
    assert [record.fields for record in found] == [content]


def test_the_registrar_says_that_a_register_does_not_answer(stores: Any) -> None:
    with pytest.raises(Forbidden):
        registers.set_availability(stores, EXPERT, "permits", False, "x")
    marked = registers.set_availability(stores, REGISTRAR, "permits", False, "техническое обслуживание")
    assert (marked.available, marked.reason, marked.marked_by) == (False, "техническое обслуживание", "registrar")
    assert marked.since == "2026-11-23T09:00:00.000Z"
    again = registers.set_availability(stores, REGISTRAR, "permits", True, "ignored")
    assert (again.available, again.reason) == (True, None)
