"""A register file is imported whole or not at all, once, and goes on after an interruption."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain import imports as files
from chalicelib.domain.errors import Forbidden, InvalidImport, NotFound, SourceUnavailable, StaleVersion, TransientError
from chalicelib.domain.imports import CSV, JSON_LINES, Import
from chalicelib.usecases import imports

from .registers_table import residence, residents
from .registers_world import EXPERT, NEWCOMER, OTHER, REGISTRAR, world


@pytest.fixture
def stores() -> Iterator[Any]:
    with world() as made:
        yield made


def person(number: int, **fields: Any) -> dict[str, Any]:
    return {"snils": f"001-001-{number:03} 00", "surname": "Королёва", "dwelling": f"Баумана {number}", **fields}


def lines(*records: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()


def start(stores: Any, content: bytes, kind: str = JSON_LINES, register: str = "residents") -> Import:
    return imports.start(stores, REGISTRAR, register, content, kind)


def counts(done: Import) -> tuple[int, int, int, int]:
    assert done.report is not None
    report = done.report
    return report.lines, report.added, report.changed, report.unchanged


def everybody(stores: Any, register: str = "residents") -> list[dict[str, Any]]:
    found, _ = stores.registers.page(register, limit=1000)
    return sorted((dict(record.fields) for record in found), key=lambda fields: json.dumps(fields, sort_keys=True))


def refused(stores: Any, content: bytes, kind: str = JSON_LINES, register: str = "residents") -> list[tuple[Any, ...]]:
    before = stores.registers.client.scan(TableName=stores.registers.table)["Items"]
    with pytest.raises(InvalidImport) as error:
        start(stores, content, kind, register)
    assert stores.registers.client.scan(TableName=stores.registers.table)["Items"] == before
    return [(one.pointer, one.reason) for one in error.value.errors]


def test_json_lines_and_csv_of_the_same_records_are_the_same(stores: Any) -> None:
    done = start(stores, lines(person(1, rooms=3), person(2)))
    assert counts(done) == (2, 2, 0, 0)
    table = "﻿surname;dwelling;snils;rooms\nКоролёва;Баумана 1;001-001-001 00;3\nКоролёва;Баумана 2;001-001-002 00;\n"
    assert counts(start(stores, table.encode(), CSV)) == (2, 0, 0, 2)
    assert everybody(stores) == [person(1, rooms=3), person(2)]


def test_a_second_file_changes_adds_and_leaves_the_rest(stores: Any) -> None:
    start(stores, lines(person(1), person(2), person(3)))
    done = start(stores, lines(person(1), person(2, surname="Иванова"), person(4)))
    assert counts(done) == (3, 1, 1, 1)
    assert [fields["surname"] for fields in everybody(stores)] == ["Королёва", "Иванова", "Королёва", "Королёва"]


def test_the_same_file_again_gives_the_same_report(stores: Any) -> None:
    first = start(stores, lines(person(1)))
    assert start(stores, lines(person(1))) == first


def test_an_older_file_can_be_brought_back(stores: Any) -> None:
    old, new = lines(person(1)), lines(person(1, surname="Иванова"))
    for content in (old, new, old):
        start(stores, content)
    assert everybody(stores) == [person(1)]


def test_every_wrong_line_is_named_and_nothing_is_imported(stores: Any) -> None:
    content = lines(person(1), person(2, rooms=0), {**person(3), "surname": 5, "sex": "f"}) + b"\n{broken\n[1]\n"
    assert refused(stores, content) == [
        ("/2/rooms", "minimum"),
        ("/3/sex", "unknown"),
        ("/3/surname", "type"),
        ("/4", "syntax"),
        ("/5", "not-an-object"),
    ]


@pytest.mark.parametrize(
    ("content", "kind", "found"),
    [
        (b"", JSON_LINES, ("/1", "empty-file")),
        (b"\n\n", CSV, ("/1", "empty-file")),
        (b"snils,surname\n\xff,x", CSV, ("/2", "encoding")),
        (b"{}", "text/plain", ("/1", "unknown-format")),
        (b"snils,colour\n1,2\n", CSV, ("/1", "unknown-column")),
        (b"snils,snils\n1,2\n", CSV, ("/1", "double-column")),
        (b"snils,surname\n1,2,3\n", CSV, ("/2", "wrong-number-of-cells")),
        (b'snils,surname\n"1"x,2\n', CSV, ("/2", "not-csv")),
        (b'{"snils": NaN}', JSON_LINES, ("/1", "syntax")),
        (b'{"snils": 1e999}', JSON_LINES, ("/1", "syntax")),
        (b'{"snils": "1", "snils": "2"}', JSON_LINES, ("/1", "duplicate-key")),
        (b"[" * 100_000, JSON_LINES, ("/1", "syntax")),
        (b"x" * (files.MOST_BYTES + 1), JSON_LINES, ("/1", "file-too-large")),
        (b"{}\n" * 5001, JSON_LINES, ("/5001", "too-many-lines")),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(stores: Any, content: bytes, kind: str, found: tuple[str, str]) -> None:
    assert refused(stores, content, kind)[0] == found


def test_a_lone_surrogate_is_refused(stores: Any) -> None:
    assert refused(stores, b'{"snils":"\\ud800","surname":"x","dwelling":"y"}')


def test_a_quoted_cell_may_hold_the_delimiter_and_line_ends(stores: Any) -> None:
    table = 'snils,surname,dwelling\n1,Ким,"Баумана, 1\nкв. 2"\n2,"x"y,z\n'
    assert refused(stores, table.encode(), CSV) == [("/4", "not-csv")]
    table = 'snils,surname,dwelling\r\n1,Ким,"Баумана, 1\nкв. 2"\r\n2,Ли\u2028,z\r\n'
    assert counts(start(stores, table.encode(), CSV)) == (2, 2, 0, 0)


def test_a_double_in_the_file_is_refused(stores: Any) -> None:
    assert refused(stores, lines(person(1), person(2), person(1, rooms=2))) == [("/3", "double-in-file")]


def test_a_file_that_would_exceed_a_limit_is_refused(stores: Any) -> None:
    permits = [{"plate": f"{number}", "dwelling": "Баумана 1"} for number in range(3)]
    assert refused(stores, lines(*permits), register="permits") == [("/3/dwelling", "not-unique")]
    assert counts(start(stores, lines(*permits[:2]), register="permits")) == (2, 2, 0, 0)
    assert refused(stores, lines(permits[2]), register="permits") == [("/1/dwelling", "not-unique")]


def test_a_hundred_refusals_are_named_and_all_are_counted(stores: Any) -> None:
    with pytest.raises(InvalidImport) as error:
        start(stores, b"{}\n" * 200)
    assert len(error.value.errors) == 100
    assert error.value.params == {"total": 600, "lines": 200}


@pytest.mark.parametrize("actor", [EXPERT, OTHER, NEWCOMER])
def test_only_the_registrar_of_the_department_imports(stores: Any, actor: Any) -> None:
    with pytest.raises(Forbidden):
        imports.start(stores, actor, "residents", lines(person(1)), JSON_LINES)
    done = start(stores, lines(person(1)))
    with pytest.raises(Forbidden):
        imports.read(stores, actor, "residents", done.id)


def test_a_report_is_read_by_the_import_s_id(stores: Any) -> None:
    done = start(stores, lines(person(1)))
    assert imports.read(stores, REGISTRAR, "residents", done.id) == done
    with pytest.raises(NotFound):
        imports.read(stores, REGISTRAR, "residents", "f" * 32)


class Interrupted(Exception):
    """The process was killed."""


class Mortal:
    """A client that dies at its n-th transaction."""

    def __init__(self, client: Any, at: int) -> None:
        self.client, self.left = client, at

    def __getattr__(self, name: str) -> Any:
        if name == "transact_write_items":
            self.left -= 1
            if self.left < 0:
                raise Interrupted
        return getattr(self.client, name)


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_an_interrupted_import_is_never_read_half_and_goes_on_later(stores: Any, at: int) -> None:
    start(stores, lines(person(0, surname="Ким")))
    content = lines(person(0), *(person(number) for number in range(1, 25)))
    healthy, stores.registers = (
        stores.registers,
        replace(stores.registers, client=Mortal(stores.registers.client, at - 1)),
    )
    stores.imports = replace(stores.imports, client=stores.registers.client)
    stores.registers.client.left += 1  # the one that begins the import
    with pytest.raises(Interrupted):
        start(stores, content)
    stores.registers, stores.imports = healthy, replace(stores.imports, client=healthy.client)

    inputs = {"snils": "001-001-001 00", "surname": "Королёва"}
    with pytest.raises(SourceUnavailable):
        stores.registers.lookup(stores.bundle, residence(), inputs, stores.now().date())
    with pytest.raises(StaleVersion):
        start(stores, lines(person(99)))
    assert imports.resume(stores) == 0, "somebody may still be at work"
    stores.at += timedelta(minutes=5)
    assert imports.resume(stores) == 1
    assert imports.resume(stores) == 0
    assert len(everybody(stores)) == 25
    done = start(stores, content)
    assert counts(done) == (25, 24, 1, 0)
    assert stores.registers.lookup(stores.bundle, residence(), inputs, stores.now().date())["outcome"] == "found"


def test_sending_an_interrupted_file_again_finishes_it(stores: Any) -> None:
    healthy = stores.registers
    stores.registers = replace(healthy, client=Mortal(healthy.client, 0))
    with pytest.raises(Interrupted):
        start(stores, lines(person(1), person(2)))
    stores.registers = healthy
    assert counts(start(stores, lines(person(1), person(2)))) == (2, 2, 0, 0)


def test_a_place_that_is_given_up_later_in_the_file_can_be_taken() -> None:
    """The parts of a file are written in no order; those that meet a full place wait for the others."""
    with world(residents(unique=[{"fields": ["basis", "rooms"], "max": 1}])) as stores:
        before = [person(number, basis="owner", rooms=number + 1) for number in range(30)]
        start(stores, lines(*before))
        moved = [{**before[0], "rooms": 100}, *({**one, "rooms": one["rooms"] - 1} for one in before[1:])]
        assert counts(start(stores, lines(*moved))) == (30, 0, 30, 0)


def test_more_records_than_a_transaction_holds_are_imported(stores: Any) -> None:
    assert counts(start(stores, lines(*(person(number) for number in range(30))))) == (30, 30, 0, 0)
    assert len(everybody(stores)) == 30


def test_transaction_conflicts_are_repeated(stores: Any) -> None:
    class Conflicting:
        left = 3

        def __getattr__(self, name: str) -> Any:
            if name == "transact_write_items" and Conflicting.left:
                Conflicting.left -= 1
                raise TransientError("TransactionConflict")
            return getattr(healthy.client, name)

    healthy = stores.registers
    stores.registers = replace(healthy, client=Conflicting())
    assert counts(start(stores, lines(*(person(number) for number in range(10))))) == (10, 10, 0, 0)


def test_of_two_imports_that_begin_together_one_waits(stores: Any) -> None:
    """Both have checked their files before either begins."""
    sources = stores.import_sources

    class Overtaken:
        """Keeps the file, and meanwhile somebody else's import is over, or has only begun."""

        def __init__(self, meanwhile: Any) -> None:
            self.meanwhile = meanwhile

        def keep(self, *arguments: Any) -> None:
            sources.keep(*arguments)
            stores.import_sources = sources
            self.meanwhile()

        read = sources.read

    other = Import("residents", "0" * 32, "x", JSON_LINES, "b" * 64, "other", "2026", "2026")
    stores.import_sources = Overtaken(lambda: stores.imports.begin(other))
    with pytest.raises(StaleVersion):
        start(stores, lines(person(1)))
    assert everybody(stores) == []
    stores.imports.finish(replace(other, report=files.Report()))

    stores.import_sources = Overtaken(lambda: start(stores, lines(person(2))))
    start(stores, lines(person(1), person(2)))
    assert everybody(stores) == [person(1), person(2)]
