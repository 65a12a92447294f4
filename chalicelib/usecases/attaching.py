"""Attaching: files become part of an application in the very write that files or corrects it."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.domain import files, intake, papers
from chalicelib.domain.clock import local_day
from chalicelib.domain.definitions import Service
from chalicelib.domain.errors import FieldError
from chalicelib.domain.files import File
from chalicelib.domain.permissions import Actor
from chalicelib.domain.values import Scope
from chalicelib.usecases.files import secret_of

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.client import Action
    from chalicelib.bootstrap import Stores

Documents = Mapping[str, Sequence[str]]
"""Document of the service → ids of files, each with its secret after a dot where nobody is signed in."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper (see domain/papers.py) that stands at a place of its own: its file's handle, and the SHA-256 it is said
    to have.
    """

    document: str
    handle: str
    pointer: str
    declared: str | None = None


@dataclass(frozen=True, slots=True)
class Attachments:
    """What is attached: ids by document, and the files as they will be but for their application."""

    by_document: dict[str, tuple[str, ...]]
    files: tuple[File, ...]
    errors: tuple[FieldError, ...]

    def actions(self, stores: Stores, *, application: str, case: str | None, whole: str | None = None) -> list[Action]:
        """Give the actions that attach the files, each only if nobody has changed it since.

        `whole` is the application of the plan that the case belongs to: what serves all its cases is attached to that.
        """
        shared = papers.of_all(self.by_document) if whole else {}
        found = []
        for one in self.files:
            if whole and one.document in shared:
                after = files.attached(one, application=whole, case=None)
            else:
                after = files.attached(one, application=application, case=case)
            found.append(stores.files.change(replace(one, declared=None), after))
        return found


def apart(applicant: Mapping[str, Any], counter: Mapping[str, Any] | None = None) -> list[Paper]:
    """The papers of a filing: the scan that a `counter` typed in, and the authority of who represents the applicant."""
    found = []
    if scan := (counter or {}).get("scan"):
        found.append(Paper(papers.SCAN, scan["file"], "/scan", scan.get("sha256")))
    authority = applicant.get("representative", {}).get("authority", {})
    if "file" in authority:
        found.append(Paper(papers.AUTHORITY, authority["file"], "/applicant/representative/authority"))
    return found


def gather(
    stores: Stores,
    actor: Actor,
    service: Service,
    answers: Mapping[str, Any],
    given: Documents,
    *,
    at: datetime,
    kept: Mapping[str, Sequence[str]] | None = None,
    apart: Sequence[Paper] = (),
    also: Collection[str] = (),
) -> Attachments:
    """Look at what is to be attached; `errors` name every wrong place, all at once.

    A correction keeps the documents `kept` that it doesn't give anew. Papers stand `apart`; in a correction those that
    may be given (`also`) are documents like the others.
    """
    wrong: list[FieldError] = []
    scope = Scope(answers, filed_on=local_day(at, stores.municipality.zone))
    known = {one.id: one.max_files for one in service.documents} | dict.fromkeys(also, 1)
    found: list[File] = []
    by_document: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for document, handles in given.items():
        if document not in known:
            wrong.append(FieldError(f"/documents/{document}", "unknown-document", {"options": sorted(known)}))
            continue
        if len(handles) > known[document]:
            wrong.append(FieldError(f"/documents/{document}", "maxItems", {"limit": known[document]}))
            continue
        for place, handle in enumerate(handles):
            identity = handle.partition(".")[0]
            file = None if identity in seen else _own(stores, actor, service, document, handle)
            seen.add(identity)
            if file is None:
                wrong.append(FieldError(f"/documents/{document}/{place}", "file-not-yours"))
            else:
                found.append(file)
        by_document[document] = tuple(one.partition(".")[0] for one in handles)
    for paper in apart:
        file = _own(stores, actor, service, paper.document, paper.handle)
        if file is None:
            wrong.append(FieldError(f"{paper.pointer}/file", "file-not-yours"))
            continue
        file = replace(file, declared=paper.declared)
        if files.is_another(file, file.sha256):
            wrong.append(FieldError(f"{paper.pointer}/sha256", "file-other-hash"))
        found.append(file)
        by_document[paper.document] = (file.id,)
    there = {**(kept or {}), **by_document}
    wrong += _missing(service, scope, [name for name, ids in there.items() if ids])
    wrong += [FieldError(f"/documents/{one}", "unasked-document") for one in _unasked(service, scope, by_document)]
    return Attachments(by_document, tuple(found), tuple(wrong))


def _missing(service: Service, scope: Scope, given: list[str]) -> list[FieldError]:
    missing = intake.missing_documents(service, scope, given)
    return [FieldError(f"/documents/{one}", "document-missing") for one in missing]


def _unasked(service: Service, scope: Scope, given: Mapping[str, Any]) -> tuple[str, ...]:
    asked_for = [name for name, ids in given.items() if ids and name not in papers.RESERVED]
    return intake.unasked_documents(service, scope, asked_for)


def _own(stores: Stores, actor: Actor, service: Service, document: str, handle: str) -> File | None:
    """Read a file that the actor may attach here and nobody has attached: its owner, or who holds its secret."""
    identity, _, secret = handle.partition(".")
    found = stores.files.read_all([identity])
    if not found:
        return None
    [file] = found
    proved = hmac.compare_digest(secret_of(stores, identity), secret)
    mine = proved if file.owner is None else file.owner == actor.id
    fits = (file.service, file.document) == (service.id, document) and file.task is None
    return file if mine and fits and file.application is None and file.state not in files.GONE else None
