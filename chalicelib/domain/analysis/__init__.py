"""The analyser: everything that must be true of a catalogue before anybody may apply under it.

It works in rounds, so that one mistake isn't reported ten times: single files against the meta schemas; references and
texts; then what definitions mean (tables, reachability, records, worked examples).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.analysis.compilation import compile_bundle
from chalicelib.domain.analysis.findings import Checks, Finding
from chalicelib.domain.analysis.gathering import gather


@dataclass(frozen=True)
class Analysis:
    """What the analyser found; `bundle` is the content to publish, None where there are findings."""

    findings: tuple[Finding, ...]
    bundle: Mapping[str, Any] | None


def analyse(documents: Mapping[str, Any], checks: Checks, on: date) -> Analysis:
    """Analyses the definition files of a publication.

    Args:
        documents: path → document.
        checks: JSON Schema, from an adapter.
        on: the first day that the publication is for; terms that start then must end inside the calendars.
    """
    definitions, findings = gather(documents, checks)
    if findings:
        return Analysis(tuple(sorted(findings)), None)
    return Analysis((), compile_bundle(definitions))
