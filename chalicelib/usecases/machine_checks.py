"""What a machine finds in an application: the same for who asks before filing, for filing and for a correction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chalicelib.domain import applicants
from chalicelib.domain.clock import local_day
from chalicelib.domain.definitions import Bundle, Service
from chalicelib.domain.errors import FieldError
from chalicelib.domain.files import FileState
from chalicelib.domain.known_answers import without_repetition
from chalicelib.domain.permissions import Actor
from chalicelib.usecases import attaching, catalogue, known_answers

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


@dataclass(frozen=True, slots=True)
class Submission:
    """What is submitted: answers, documents ({document: file ids}) and who applies, for a service of a bundle."""

    bundle: Bundle
    service: Service
    answers: Mapping[str, Any]
    documents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    applicant: Mapping[str, Any] = field(default_factory=dict)


def _form(stores: Stores, given: Submission) -> list[FieldError]:
    """The answers against the published form, as a whole."""
    bundle, service = given.bundle, given.service
    return list(stores.check(bundle.form(service.id), given.answers, key=f"{bundle.hash}/{service.id}", at="/answers"))


def _applicant(stores: Stores, given: Submission) -> list[FieldError]:
    """Who applies, themselves or through a representative, as of today."""
    service = given.service
    return applicants.findings(
        given.applicant,
        allowed=service.applicants,
        asked=service.applicant_fields,
        answers=given.answers,
        on=local_day(stores.now(), stores.municipality.zone),
    )


CHECKS: tuple[Callable[[Stores, Submission], list[FieldError]], ...] = (_form, _applicant)
"""Every check, in the order in which findings are told."""


def findings(stores: Stores, given: Submission) -> list[FieldError]:
    """Name everything that a machine finds wrong, all at once; nothing is stored."""
    return [wrong for check in CHECKS for wrong in check(stores, given)]


def try_out(
    stores: Stores,
    actor: Actor,
    service: str,
    answers: Mapping[str, Any],
    *,
    documents: Mapping[str, tuple[str, ...]] | None = None,
    applicant: Mapping[str, Any] | None = None,
    known: known_answers.Told | None = None,
) -> list[FieldError]:
    """Check what somebody is about to file, its documents too, and file nothing; anybody may.

    A file that is refused already is named with its reason: filed with it, the application would come back.
    Raises UnknownService.
    """
    now, who = stores.now(), applicant or {}
    bundle = catalogue.current(stores, now)
    definition = bundle.offered(service)
    taken = known_answers.take(stores, bundle, definition, answers, known or {})
    answers = taken.answers
    found = without_repetition(taken, findings(stores, Submission(bundle, definition, answers, documents or {}, who)))
    attached = attaching.gather(stores, actor, definition, answers, documents or {}, at=now, apart=attaching.apart(who))
    refused = [
        FieldError(f"/documents/{file.document}", str(file.reason), {"limit": file.bytes})
        for file in attached.files
        if file.state == FileState.REFUSED
    ]
    return [*found, *attached.errors, *refused]
