"""Filing: an application is validated, kept, numbered and its case opened; nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain import applicants, cases, files, papers, parties
from chalicelib.domain.applications import Application, Content
from chalicelib.domain.cases import Case, Status
from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.definitions import Service
from chalicelib.domain.errors import InvalidAnswers, InvalidConfirmation, KeyReused, StaleVersion, TransientError
from chalicelib.domain.known_answers import now_disputed, without_repetition
from chalicelib.domain.numbers import make_number
from chalicelib.domain.parties import Party
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.domain.plans import Plan
from chalicelib.usecases import (
    applying,
    attaching,
    catalogue,
    confirming,
    drafts,
    first_plans,
    known_answers,
    machine_checks,
)
from chalicelib.usecases.applying import FIRST_LOOK_MINUTES, KEY_DAYS
from chalicelib.usecases.calendars import expected_due
from chalicelib.usecases.context import of_case
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


@dataclass(frozen=True, slots=True)
class FilingRequest:
    """What is filed. `key` is the idempotency key, `body_hash` the SHA-256 of the body it came with.

    `contact` has "phone" and/or "email"; `confirmation` and `code` prove it when nobody is signed in; `draft` is the
    code of the draft that goes with it.
    """

    service: str
    answers: Mapping[str, Any]
    contact: Mapping[str, str]
    language: str
    channel: str
    key: str
    body_hash: str
    confirmation: str | None = None
    code: str | None = None
    portal: str | None = None
    draft: str | None = None
    applicant: Mapping[str, Any] = field(default_factory=dict)
    collect: str = "account"
    counter: str | None = None
    """The department at whose counter staff file it; None where applicants file themselves."""
    intake: Mapping[str, Any] = field(default_factory=dict)
    """At the counter: {"identity"?, "scan"?: {"file", "sha256"?}}."""
    documents: attaching.Documents = field(default_factory=dict)
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Question → what the applicant says to what its register knows; see `known_answers.take`."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What the applicant takes away: the application, its case or its plan, and the secret to follow it with."""

    application: Application
    case: Case | None
    secret: str
    repeated: bool
    plan: Plan | None = None

    @property
    def due_on(self) -> str:
        """The day on which all of it is expected to be decided."""
        if self.case is not None:
            return self.case.due_on
        return str(((self.plan and self.plan.forecast) or {}).get("ends"))


def file(stores: Stores, actor: Actor, request: FilingRequest) -> Filed:
    """File an application; the same key with the same body gives the first filing again.

    Raises:
        UnknownService: no such service is published today.
        InvalidAnswers: the answers break the published form, or a register doesn't say what was confirmed.
        InvalidConfirmation: nobody is signed in and the contact isn't confirmed.
        KeyReused: the key was used with another body.
        InvalidInput: the draft is unknown, or another service's.
        CalendarEnds: the term runs past the last calendar year.
    """
    require(actor, Verb.FILE_APPLICATION, Subject(applicant=actor.id))
    return take(stores, actor, request)


def take(stores: Stores, actor: Actor, request: FilingRequest) -> Filed:
    """Take an application from who may file it; see `file`."""
    return persistently(stores, lambda: _file(stores, actor, request))


def _file(stores: Stores, actor: Actor, request: FilingRequest) -> Filed:
    now = stores.now()
    bundle = catalogue.current(stores, now)
    service = bundle.offered(request.service)
    situation = bundle.situation(request.service)
    caller = actor.id or request.confirmation
    taken = known_answers.take(stores, bundle, service, request.answers, request.known)
    if taken.errors and caller is not None and (before := _filed_before(stores, request, caller)) is not None:
        # The register may say something else by now: what was filed stays filed.
        return before
    request = replace(request, answers=taken.answers)
    wrong = machine_checks.findings(
        stores, machine_checks.Submission(bundle, service, request.answers, applicant=request.applicant)
    )
    wrong = without_repetition(taken, wrong)
    wrong += applying.findings(service, request, on=local_day(now, stores.municipality.zone))
    if wrong:
        raise InvalidAnswers(wrong)
    if caller is None:
        raise InvalidConfirmation(message="a contact has to be confirmed first")
    apart = attaching.apart(request.applicant, request.intake)
    attachments = attaching.gather(stores, actor, service, request.answers, request.documents, at=now, apart=apart)
    if attachments.errors:
        # Its own files are used by the first filing, when it is repeated.
        if (before := _filed_before(stores, request, caller)) is not None:
            return before
        raise InvalidAnswers(attachments.errors)

    filed_on = local_day(now, stores.municipality.zone)
    account = None if request.counter else actor.id
    typed_by = actor.id if request.counter else None
    person = account or stores.new_id()
    known = stores.accounts.current_key(person) if account else None
    wrapped, key_action = known or stores.accounts.new_key(person)
    identity = stores.new_id()
    applicant = papers.without_secret(request.applicant)
    content = Content(dict(request.answers), dict(request.contact), applicant, dict(request.intake), taken.sources)
    collect = applying.collected(service, request)
    sealed, content_hash = stores.accounts.seal_content(person, wrapped, identity, content)
    number = make_number(filed_on, stores.random())
    application = Application(
        id=identity,
        number=number,
        service=service.id,
        department=service.department,
        bundle=bundle.hash,
        person=person,
        case="" if situation else f"{identity}-1",
        filed_at=stamp(now),
        filed_on=filed_on.isoformat(),
        language=request.language,
        channel=request.channel,
        sealed=sealed,
        content_hash=content_hash,
        portal=request.portal,
        files=attachments.by_document,
        parties=parties.digests(_parties(service, request), stores.secrets.digest),
        typed_by=typed_by,
        collect=collect,
        authority_until=applicants.authority_until(request.applicant),
    )
    attached = (files.attachment_fact(attachments.files),) if attachments.files else ()

    write = stores.begin(by=typed_by or person, at=stamp(now))
    expires = int((now + timedelta(days=KEY_DAYS)).timestamp())
    claim = write.put_key(caller, request.key, body=request.body_hash, application=identity, ttl=expires)
    spent = range(0)
    if actor.id is None:
        spent = write.extend(
            confirming.spend(stores, request.confirmation, request.code, contact=request.contact, now=now)
        )
    case, plan = None, None
    if situation is not None:
        plan = first_plans.write_first(stores, write, application, situation, request, attached)
    else:
        due_on = expected_due(stores, bundle, service, filed_on).isoformat()
        filed, facts = cases.file(_case(application, request, due_on), content_hash=content_hash, at=now)
        filed, more = now_disputed(filed, taken.sources)
        case = write.change(None, filed, (*facts, *attached, *more), context=of_case(filed))
        write.due(case.aggregate, "driver", stamp(now + timedelta(minutes=FIRST_LOOK_MINUTES)), case=case.id)
    write.application(application)
    write.extend(attachments.actions(stores, application=identity, case=application.case or None))
    write.extend([key_action, stores.accounts.own_application(application)])
    if request.draft is not None:
        write.extend(drafts.spend(stores, request.draft, service.id, identity, caller=caller, key=request.key))
    try:
        write.commit()
    except StaleVersion as refused:
        stores.accounts.forget_key(person)
        return _after_refusal(stores, request, caller, refused, claim, spent)
    return Filed(application, case, stores.secrets.tracking_secret(identity), repeated=False, plan=plan)


def _case(application: Application, request: FilingRequest, due_on: str) -> Case:
    """The case of an application for one service, about to be filed."""
    return Case(
        id=application.case,
        application=application.id,
        number=application.number,
        service=application.service,
        department=application.department,
        bundle=application.bundle,
        person=application.person,
        language=application.language,
        status=Status.FILED,
        filed_at=application.filed_at,
        due_on=due_on,
        channel=request.channel,
        collect=application.collect,
        counter=request.counter,
    )


def _parties(service: Service, request: FilingRequest) -> list[Party]:
    """Name by what the applicant can be recognised: contacts, and identifiers among the answers."""
    asked = [(kind, request.answers.get(field)) for kind, field in service.applicant_fields.items()]
    known = [*request.contact.items(), *asked, *applicants.parties_of(request.applicant)]
    return [(kind, str(value)) for kind, value in known if kind in parties.KINDS and value]


def _filed_before(stores: Stores, request: FilingRequest, caller: str) -> Filed | None:
    """Give the filing that the idempotency key was used for, if it was. Raises KeyReused."""
    before = stores.cases.filing_of_key(caller, request.key)
    if before is None:
        return None
    if before["body"] != request.body_hash:
        raise KeyReused("the key was used with another body")
    application = stores.cases.application(before["application"])
    return of_filed(stores, application)


def of_filed(stores: Stores, application: Application) -> Filed:
    """Give again what the applicant of a filed application takes away."""
    secret = stores.secrets.tracking_secret(application.id)
    if application.is_plan:
        return Filed(application, None, secret, repeated=True, plan=stores.cases.plan(application.id))
    return Filed(application, stores.cases.case(application.case), secret, repeated=True)


def _after_refusal(
    stores: Stores,
    request: FilingRequest,
    caller: str,
    refused: StaleVersion,
    claim: int,
    spent: range,
) -> Filed:
    """Find out why the filing was refused: repeated, another body, a spent code, or a race on a new person."""
    before = _filed_before(stores, request, caller)
    if before is not None:
        return before
    if any(position in spent for position in refused.failed):
        confirming.count_failure(stores, request.confirmation)
        raise InvalidConfirmation(message="the code is wrong, used or expired")
    if claim in refused.failed:
        raise KeyReused("the key was used a moment ago")
    raise TransientError("somebody wrote the same person or number a moment ago")
