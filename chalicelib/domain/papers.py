"""Papers: the documents that no definition names, since every service may have them.

The scan of a paper application is compared with what was typed; a representative's authority is a document with a term.
Both are files like any other: announced, checked, attached once, returned when they are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.domain.cases import Case
from chalicelib.domain.definition_people import Document
from chalicelib.domain.definition_views import Service

SCAN, AUTHORITY = "scan", "authority"
RESERVED = (SCAN, AUTHORITY)
"""Ids of documents that a definition can't use."""
Files = Mapping[str, tuple[str, ...]]
"""Document → ids of its files."""
TYPES = ("application/pdf", "image/jpeg", "image/png")
MEGABYTES = 20


def known_to(service: Service, *, staff: bool) -> dict[str, Document]:
    """The papers that somebody may send for a service: scans are made by staff, an authority needs who is represented.

    They have no title here; the words are in `texts/intake.json`.
    """
    ids = [SCAN] if staff else []
    if "representative" in service.applicants:
        ids.append(AUTHORITY)
    return {one: Document(one, {}, (), False, TYPES, MEGABYTES, 1, {}) for one in ids}


def correctable(case: Case, *, staff: bool) -> tuple[str, ...]:
    """The papers that a correction may bring: those that were named; for staff also the paper with the new answers."""
    named = (case.returned or {}).get("fields", ())
    found = [one for one in RESERVED if f"/documents/{one}" in named]
    if SCAN not in found and is_typed_anew(case, named, staff=staff):
        found.append(SCAN)
    return tuple(found)


def is_typed_anew(case: Case, touched: Iterable[str], *, staff: bool) -> bool:
    """Tell whether staff type corrected answers in from a paper, so that somebody has to compare them again."""
    return staff and case.channel == "paper" and any(f"{one}/".startswith("/answers/") for one in touched)


def without_secret(applicant: Mapping[str, Any]) -> dict[str, Any]:
    """Who applies, as it is kept: the authority's file by its id, without the secret that let somebody attach it."""
    representative = applicant.get("representative", {})
    authority = representative.get("authority", {})
    if "file" not in authority:
        return dict(applicant)
    kept = {**authority, "file": authority["file"].partition(".")[0]}
    return {**applicant, "representative": {**representative, "authority": kept}}


def of_all(given: Files) -> dict[str, tuple[str, ...]]:
    """Of files that one case of a plan has got, those for all its cases: a further scan is of what was typed there."""
    return {document: ids for document, ids in given.items() if document != SCAN}


def joined(before: Files, given: Files, refused: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The files of an application after a correction: a further scan stands beside those that weren't `refused`."""
    after = {**before, **given}
    if SCAN in given:
        gone = set(refused)
        after[SCAN] = (*(one for one in before.get(SCAN, ()) if one not in gone), *given[SCAN])
    return after
