"""Knowing: what is known about a case while it is assessed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from chalicelib.domain import assessment
from chalicelib.domain.applications import Application
from chalicelib.domain.cases import Case
from chalicelib.domain.chain import digest
from chalicelib.domain.definitions import Bundle, Service
from chalicelib.domain.errors import NotFound
from chalicelib.domain.values import Scope
from chalicelib.domain.work import RequestWork, SubServiceWork
from chalicelib.usecases import catalogue

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


@dataclass(slots=True)
class Known:
    """What is known about a case while it is assessed."""

    case: Case
    bundle: Bundle
    service: Service
    scope: Scope
    requests: dict[str, RequestWork]
    subs: dict[str, SubServiceWork]
    everything: dict[tuple[str, str], RequestWork] = field(default_factory=dict)
    """In a plan: every Request of all its cases, by standard and name."""


def know(stores: Stores, case: Case, subs: dict[str, SubServiceWork], application: Application | None = None) -> Known:
    """Read what a case's assessment rests on: answers, Requests and outcomes so far.

    `application` is what the case is about, where a newer one than that in the table is about to be written.
    """
    bundle = catalogue.by_hash(stores, case.bundle)
    service = bundle.service(case.service)
    application = application or stores.cases.application(case.application)
    answers = stores.accounts.content(application).answers
    every = stores.cases.requests(case.asked_in)
    requests = {key: one for one in every if (key := one.key_in(case.id)) is not None}
    scope = Scope(
        answers=answers,
        requests={
            key: request.answer for key, request in requests.items() if request.state == "answered" and not request.late
        },
        outputs={name: sub.outputs or {} for name, sub in subs.items() if sub.state == "decided"},
        filed_on=date.fromisoformat(application.filed_on),
        number=case.number,
    )
    everything = {(one.standard, one.input_hash): one for one in every} if case.plan else {}
    return Known(case, bundle, service, scope, requests, dict(subs), everything)


def answered(stores: Stores, case: Case, application: Application) -> Scope | None:
    """Give the answers of a case, as rules read them, with nothing else that is known; None of who was erased."""
    try:
        answers = stores.accounts.content(application).answers
    except NotFound:
        return None
    return Scope(answers=answers, filed_on=date.fromisoformat(application.filed_on), number=case.number)


def seen(known: Known, sub_id: str) -> str | None:
    """Give the digest of what a sub-service sees now; nothing outside a plan, where nothing changes under a case."""
    if known.case.plan is None:
        return None
    return digest(assessment.gather_inputs(known.service.sub_service(sub_id), known.scope))
