"""Whatever bytes are sent as a register file, they are read or refused by line; CSV and JSON Lines agree."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.schemas import check
from chalicelib.domain.errors import InvalidImport
from chalicelib.domain.imports import CSV, JSON_LINES, parse
from chalicelib.domain.registers import Draft, natural_number, next_version

from .registers_table import digest, residents

RESIDENTS = residents()
SCHEMA = RESIDENTS.record
WORDS = ["snils", "surname", ",", ";", '"', '""', "{", "}", "[", ":", "1", "1e999", "\\ud800", "ё", "null"]
PIECES = st.sampled_from([*WORDS, '{"snils":', "\n", "\r\n", "\x00"])


@settings(max_examples=400, deadline=None)
@given(content=st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=30).map("".join).map(str.encode)))
@pytest.mark.parametrize("kind", [CSV, JSON_LINES])
def test_any_bytes_are_read_or_refused(kind: str, content: bytes) -> None:
    try:
        lines, wrong = parse(content, kind, SCHEMA)
    except InvalidImport as refused:
        assert refused.errors
        return
    assert all(isinstance(error.params["line"], int) for error in wrong)
    for line in lines:
        if not check(SCHEMA, line.content, key="any"):
            number = natural_number(RESIDENTS, line.content, digest) or ""
            draft = Draft(number, line.content, {"import": "i", "line": line.number})
            assert next_version(RESIDENTS, number, draft.fields or {}, current=None, basis={}, at="2026").hash


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).map(str.strip).filter(bool)
RECORDS = st.lists(
    st.fixed_dictionaries({"snils": TEXT, "surname": TEXT, "dwelling": TEXT}, optional={"rooms": st.integers(1, 99)}),
    min_size=1,
    max_size=5,
)


@settings(max_examples=200, deadline=None)
@given(records=RECORDS, delimiter=st.sampled_from(",;"))
def test_both_formats_give_the_same_records(records: list[dict[str, Any]], delimiter: str) -> None:
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, ["snils", "surname", "dwelling", "rooms"], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(records)
    table, wrong = parse(sheet.getvalue().encode("utf-8-sig"), CSV, SCHEMA)
    text = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    lines, also_wrong = parse(text.encode(), JSON_LINES, SCHEMA)
    assert (wrong, also_wrong) == ([], [])
    assert [line.content for line in table] == [line.content for line in lines] == records


def test_cells_become_what_the_schema_asks_for() -> None:
    schema = {
        "properties": {
            "whole": {"type": "integer"},
            "part": {"type": "number"},
            "truth": {"type": "boolean"},
            "text": {"type": "string"},
            "either": {"type": ["integer", "null"]},
        }
    }
    header = "whole;part;truth;text;either\n"
    lines, wrong = parse(f"{header}7;2,5;TRUE;007;3\nx;-4;maybe;;\n;nan;;;\n".encode(), CSV, schema)
    assert wrong == []
    assert [line.content for line in lines] == [
        {"whole": 7, "part": 2.5, "truth": True, "text": "007", "either": 3},
        {"whole": "x", "part": -4, "truth": "maybe"},
        {"part": "nan"},
    ]
