"""A register file: JSON Lines or CSV to numbered lines, and what is wrong with lines before any is imported."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain import chain
from chalicelib.domain.errors import FieldError, InvalidImport

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 5000
MOST_REPORTED = 100

CSV = "text/csv"
JSON_LINES = "application/x-ndjson"


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a file: the number of the line that it starts on, and its content."""

    number: int
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did. `added`, `changed` and `unchanged` count records; `lines` those of the file."""

    lines: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: tuple[FieldError, ...] = ()

    def and_also(self, other: Report) -> Report:
        """Add the counts of another part of the same file."""
        return Report(
            self.lines + other.lines,
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.refused + other.refused,
        )


@dataclass(frozen=True, slots=True)
class Import:
    """One import of a register: its id follows from the register, the file and the import before.

    `content` is the file's SHA-256, `bundle` the one whose definition is used, `by` who sent it, `at` and
    `finished_at` stamps; `lease` is until when whoever began it is trusted to be at work.
    """

    register: str
    id: str
    content: str
    kind: str
    bundle: str
    by: str
    at: str
    lease: str
    finished_at: str | None = None
    report: Report | None = None

    @property
    def done(self) -> bool:
        return self.report is not None


def import_id(register: str, content: str, before: str | None) -> str:
    """Name an import of a file (SHA-256) that follows the import `before`."""
    return chain.digest([register, content, before])[:32]


class Refused(Exception):
    """A line that can't be read; it becomes a FieldError with the line's number."""

    def __init__(self, reason: str, pointer: str = "", **params: object) -> None:
        super().__init__(reason)
        self.reason, self.pointer, self.params = reason, pointer, params


def refusal(line: int, reason: str, pointer: str = "", **params: object) -> FieldError:
    """Name a wrong place of a file: `pointer` is that of the wrong value within the line's record."""
    return FieldError(f"/{line}{pointer}", reason, {"line": line, **params})


def refuse(refusals: Iterable[FieldError]) -> None:
    """Raise InvalidImport when anything is refused: the first hundred places and how many there are."""
    wrong = sorted(refusals, key=lambda error: (int(str(error.params["line"])), error.pointer))
    if wrong:
        lines = len({error.params["line"] for error in wrong})
        raise InvalidImport(wrong[:MOST_REPORTED], f"{lines} lines refused", total=len(wrong), lines=lines)


def parse(content: bytes, kind: str, schema: Mapping[str, Any]) -> tuple[list[Line], list[FieldError]]:
    """Read a file of at most 5 MB and 5,000 records; give its records and the lines that can't be read.

    `kind` is a media type; `schema` is the records' JSON Schema, by which a CSV cell becomes a number
    or a truth value. Raises InvalidImport for a file that as a whole can't be taken.
    """
    if len(content) > MOST_BYTES:
        refuse([refusal(1, "file-too-large", limit=MOST_BYTES)])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse([refusal(content.count(b"\n", 0, error.start) + 1, "encoding")])
    readers = {CSV: _csv_lines, JSON_LINES: _json_lines}
    if kind not in readers:
        refuse([refusal(1, "unknown-format", kind=kind)])
    lines: list[Line] = []
    wrong: list[FieldError] = []
    for line in readers[kind](text, schema):
        if isinstance(line, FieldError):
            wrong.append(line)
        else:
            lines.append(line)
        if len(lines) + len(wrong) > MOST_LINES:
            refuse([refusal(MOST_LINES + 1, "too-many-lines", limit=MOST_LINES)])
    if not lines and not wrong:
        refuse([refusal(1, "empty-file")])
    return lines, wrong


def doubles(lines: Iterable[tuple[Line, str]]) -> Iterator[FieldError]:
    """Name the lines whose record number another line before has."""
    first: dict[str, int] = {}
    for line, number in lines:
        if number in first:
            yield refusal(line.number, "double-in-file", first=first[number])
        first.setdefault(number, line.number)


def _json_lines(text: str, schema: Mapping[str, Any]) -> Iterator[Line | FieldError]:
    # Only line feeds end a line: JSON text may hold U+2028 and its like.
    for number, raw in enumerate(text.split("\n"), start=1):
        if not raw.strip():
            continue
        try:
            content = json.loads(raw, object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_finite)
            if "\\u" in raw:
                json.dumps(content, ensure_ascii=False).encode()  # half of a surrogate pair can't be stored
        except UnicodeEncodeError:
            yield refusal(number, "character")
        except (ValueError, RecursionError):
            yield refusal(number, "syntax")
        except Refused as error:
            yield refusal(number, error.reason, error.pointer, **error.params)
        else:
            yield Line(number, content) if isinstance(content, dict) else refusal(number, "not-an-object")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise Refused("duplicate-key")
    return content


def _no_constant(text: str) -> float:
    raise Refused("syntax")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise Refused("syntax")
    return value


def _csv_lines(text: str, schema: Mapping[str, Any]) -> Iterator[Line | FieldError]:
    header = text.split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = _rows(reader)
    _, names = next(rows, (1, []))
    if isinstance(names, str):
        refuse([refusal(1, names)])
    names = [name.strip() for name in names]
    properties = schema.get("properties", {})
    refuse([refusal(1, "unknown-column", name=name) for name in names if name not in properties])
    refuse([refusal(1, "double-column", name=name) for name in set(names) if names.count(name) > 1])
    for number, row in rows:
        if isinstance(row, str):
            yield refusal(number, row)
        elif not any(cell.strip() for cell in row):
            continue
        elif len(row) != len(names):
            yield refusal(number, "wrong-number-of-cells", cells=len(row), columns=len(names))
        else:
            cells = {name: cell.strip() for name, cell in zip(names, row, strict=True)}
            yield Line(number, {n: _typed(cell, properties[n]) for n, cell in cells.items() if cell})


def _rows(reader: Any) -> Iterator[tuple[int, list[str] | str]]:
    """Give each row with the line that it starts on; the reason instead of a row that can't be read."""
    while True:
        start = reader.line_num + 1
        try:
            yield start, next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield start, "not-csv"


def _typed(cell: str, schema: Mapping[str, Any]) -> object:
    """Read a cell as its schema's type; what can't be read so stays text, which the schema refuses."""
    kinds = schema.get("type", "string")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "string" in kinds:
        return cell
    try:
        if "integer" in kinds or "number" in kinds:
            number = (
                float(cell.replace(",", ".")) if "number" in kinds and not cell.lstrip("-").isdigit() else int(cell)
            )
            return number if math.isfinite(number) else cell
    except ValueError:
        return cell
    return {"true": True, "false": False}.get(cell.casefold(), cell) if "boolean" in kinds else cell
