"""Each mistake in a definition is named with its file, its place and the reason; a right catalogue has no findings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.definition_checks import DefinitionChecks
from chalicelib.domain.analysis import Analysis, analyse
from tests.unit.catalogue_samples import sample
from tests.unit.mistakes import (
    claims,
    decisions,
    examples,
    files_and_texts,
    forms,
    people,
    registers,
    services,
    situations,
)
from tests.unit.mistakes.changes import CALENDAR, SERVICE
from tests.unit.situated_sample import situated
from tests.unit.staffed_sample import staffed

MISTAKES = {
    **files_and_texts.MISTAKES,
    **forms.MISTAKES,
    **services.MISTAKES,
    **people.MISTAKES,
    **registers.MISTAKES,
    **decisions.MISTAKES,
    **examples.MISTAKES,
    **situations.MISTAKES,
    **claims.MISTAKES,
}
CHECKS = DefinitionChecks()


def _analyse(documents: dict[str, Any], on: date = date(2026, 3, 2)) -> Analysis:
    return analyse(documents, CHECKS, on)


def test_a_right_catalogue_has_no_findings() -> None:
    analysis = _analyse(sample())
    assert analysis.findings == ()
    assert analysis.bundle is not None and analysis.bundle["services"].keys() == {"bench-permit"}


def test_a_right_service_that_people_decide_has_no_findings() -> None:
    documents = sample()
    staffed(documents)
    assert _analyse(documents).findings == ()


def test_a_right_situation_has_no_findings() -> None:
    documents = sample()
    situated(documents)
    analysis = _analyse(documents)
    assert analysis.findings == ()
    assert analysis.bundle is not None and analysis.bundle["life_situations"].keys() == {"sit-in-the-park"}


@pytest.mark.parametrize("mistake", list(MISTAKES))
def test_a_mistake_is_named_with_its_place(mistake: str) -> None:
    change, file, pointer, check, message = MISTAKES[mistake]
    documents = sample()
    change(documents)
    analysis = _analyse(documents)
    assert analysis.bundle is None
    found = [(one.file, one.pointer, one.check) for one in analysis.findings]
    assert (file, pointer, check) in found, "\n".join(map(str, analysis.findings))
    assert any(message in one.message for one in analysis.findings if one.check == check), analysis.findings


def test_a_year_without_a_calendar_is_named() -> None:
    findings = _analyse(sample(), on=date(2028, 1, 1)).findings
    assert [(one.file, one.pointer, one.check) for one in findings] == [(CALENDAR, "/until", "term")]


def test_a_term_near_the_end_of_the_calendar_is_named() -> None:
    findings = _analyse(sample(), on=date(2027, 12, 28)).findings
    assert {(one.file, one.pointer) for one in findings} == {(SERVICE, "/term")}


def test_a_finding_reads_as_file_place_and_reason() -> None:
    documents = sample()
    documents[SERVICE]["department"] = "x"
    (finding,) = _analyse(documents).findings
    assert str(finding) == f"{SERVICE} /department: there is no department 'x' [reference]"
