"""What a register answers to a Standard Request: found, not found, ambiguous or contradicting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from chalicelib.domain.definitions import RegisterLookup
from chalicelib.domain.registers import Fields, RecordVersion, counts_on, key_text

LOOKUP_CAP = 99
"""More records than this with one value are ambiguous without being read."""


class Outcome(StrEnum):
    """What a register says to a Standard Request."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    CONTRADICTING = "contradicting"


def judge(
    records: Sequence[RecordVersion],
    lookup: RegisterLookup,
    inputs: Fields,
    on: date,
    *,
    more: bool = False,
) -> dict[str, Any]:
    """Answer a Standard Request from the records that its keys lead to.

    `records` hold the value of at least one key; `inputs` is the Request's input; `more` says that
    there are further records that were not read. Gives `outcome`, `count`, `record` (declared
    fields only) and `contradictions` (register fields that disagree with the input).
    """
    matching = [
        record
        for record in records
        if all(_agrees(record.fields.get(name), inputs.get(key)) for name, key in lookup.match.items())
        and (not lookup.valid_on_day or counts_on(record, on))
    ]
    contradictions = sorted(
        name
        for name, key in lookup.compare.items()
        if inputs.get(key) is not None and not all(_agrees(r.fields.get(name), inputs[key]) for r in matching)
    )
    outcome = Outcome.FOUND
    if more:
        outcome, contradictions = Outcome.AMBIGUOUS, []
    elif not matching:
        outcome = Outcome.NOT_FOUND
    elif contradictions:
        outcome = Outcome.CONTRADICTING
    elif len(matching) > 1:
        outcome = Outcome.AMBIGUOUS
    record = None
    if len(matching) == 1 and not more:
        record = {name: matching[0].fields[name] for name in lookup.fields if name in matching[0].fields}
    return {"outcome": outcome.value, "count": len(matching), "record": record, "contradictions": contradictions}


def _agrees(recorded: object, given: object) -> bool:
    return recorded is not None and given is not None and key_text(recorded) == key_text(given)
