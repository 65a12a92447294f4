"""The analyser: everything that must be true of a catalogue before anybody may apply under it.

It works in rounds, so that one mistake isn't reported ten times: single files against the meta schemas; texts, forms
and references; what definitions mean (tables, domains, reachability, terms); worked examples.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from chalicelib.domain.analysis import (
    claims,
    decisions,
    examples,
    forms,
    people,
    references,
    renewals,
    services,
    situations,
    terms,
    texts,
)
from chalicelib.domain.analysis.compilation import compile_bundle
from chalicelib.domain.analysis.findings import Checks, Finding
from chalicelib.domain.analysis.gathering import Definitions, gather
from chalicelib.domain.definitions import Bundle

UNNAMED = "unpublished"


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
    definitions, wrong_files = gather(documents, checks)
    findings: list[Finding] = wrong_files
    for found in () if wrong_files else _rounds(definitions, checks, on):
        findings = sorted(set(found))
        if findings:
            break
    if findings:
        return Analysis(tuple(sorted(findings)), None)
    return Analysis((), compile_bundle(definitions))


def _rounds(definitions: Definitions, checks: Checks, on: date) -> Iterator[Iterable[Finding]]:
    """Each round is looked at only where the rounds before it found nothing."""
    yield chain(
        texts.check(definitions),
        references.check(definitions),
        people.check_responders(definitions),
        forms.check(definitions, checks),
    )
    yield chain(services.check(definitions), people.check(definitions))
    yield chain(
        decisions.check(definitions),
        terms.check(definitions, on),
        claims.check(definitions),
        renewals.check(definitions),
        situations.check(definitions, checks),
    )
    yield examples.check(definitions, Bundle.parse(UNNAMED, compile_bundle(definitions)), checks)
