"""Intake: which documents and checks an application has, and what the answers to its checklist come to.

Pure functions of a definition: the intake specialist's Task, the machine's checks and the analyser use the same ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from chalicelib.domain.definition_people import Check, Document
from chalicelib.domain.definition_views import Service
from chalicelib.domain.values import Scope, holds


@dataclass(frozen=True)
class IntakeOutcome:
    """What the answers to a checklist come to.

    Args:
        outcome: `accept`, `return` (the applicant corrects `fields`) or `refuse` (one "no" can't be corrected).
        grounds: codes of the grounds of every "no", in the order of the checklist, so that all is told at once.
        fields: places in the application, as `/answers/x` and `/documents/y`, of every "no".
    """

    outcome: str
    grounds: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


def asked_documents(service: Service, scope: Scope) -> tuple[Document, ...]:
    """The documents that these answers call for, whether or not they may be missing."""
    return tuple(one for one in service.documents if holds(one.when, scope))


def missing_documents(service: Service, scope: Scope, given: Collection[str]) -> tuple[str, ...]:
    """Ids of the documents that must be attached and aren't among `given`."""
    return tuple(one.id for one in asked_documents(service, scope) if one.required and one.id not in given)


def unasked_documents(service: Service, scope: Scope, given: Iterable[str]) -> tuple[str, ...]:
    """Those of `given` that these answers don't call for, in order of id."""
    asked = {one.id for one in asked_documents(service, scope)}
    return tuple(sorted(set(given) - asked))


def asked_checks(service: Service, scope: Scope, given: Collection[str]) -> tuple[Check, ...]:
    """The checks that a person makes: of what the applicant has answered or attached, and where `when` holds."""
    asked = {one.id for one in asked_documents(service, scope)} & set(given)
    return tuple(
        one
        for one in service.checklist
        if holds(one.when, scope) and (one.document in asked if one.document else one.field in scope.answers)
    )


def outcome_of(checks: Iterable[Check], answers: Mapping[str, bool]) -> IntakeOutcome:
    """What a checklist comes to.

    Args:
        checks: those that are asked.
        answers: id of a check → whether all is right there.
    Raises:
        KeyError: a check that is asked has no answer.
    """
    wrong = [one for one in checks if not answers[one.id]]
    if not wrong:
        return IntakeOutcome("accept")
    outcome = "refuse" if any(one.outcome == "refuse" for one in wrong) else "return"
    grounds, fields = (one.ground for one in wrong), (one.pointer for one in wrong)
    return IntakeOutcome(outcome, tuple(dict.fromkeys(grounds)), tuple(dict.fromkeys(fields)))
