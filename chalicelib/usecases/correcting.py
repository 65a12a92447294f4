"""Correcting: exactly what a return named is corrected, and the application keeps its number and its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain import cases, papers, returning
from chalicelib.domain.applications import Application, Content
from chalicelib.domain.cases import Case, Status
from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.definitions import Bundle, Service
from chalicelib.domain.errors import AlreadyDone, FieldError, InvalidAnswers, KeyReused, StaleVersion
from chalicelib.domain.files import attachment_fact
from chalicelib.domain.intake import asked_documents
from chalicelib.domain.known_answers import after_change, now_disputed
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.domain.values import Scope
from chalicelib.usecases import attaching, catalogue, changing, files, machine_checks, parts, tracking
from chalicelib.usecases.applying import FIRST_LOOK_MINUTES, KEY_DAYS
from chalicelib.usecases.calendars import calendar, last_day
from chalicelib.usecases.context import of_case
from chalicelib.usecases.deciding import grounds_of
from chalicelib.usecases.machine_checks import Submission
from chalicelib.usecases.retrying import persistently
from chalicelib.usecases.rounds import next_round

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


PAPERS = tuple(f"/documents/{one}" for one in papers.RESERVED)


@dataclass(frozen=True, slots=True)
class Correction:
    """What is corrected: answers by name (null takes one out), documents as {document: file ids}.

    What was right after all is sent again as it is. `key` is the idempotency key, `body_hash` the SHA-256 of its body.
    `shared` are documents by their files' ids that the whole application of a life situation has already.
    """

    answers: Mapping[str, Any]
    documents: Mapping[str, tuple[str, ...]]
    key: str
    body_hash: str
    shared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def correct(
    stores: Stores, actor: Actor, number: str, secret: str | None, given: Correction, case_id: str | None = None
) -> None:
    """Take the correction of a returned application, and let its verification begin again.

    The same key with the same body changes nothing a second time.

    Raises:
        NotFound: no such application, or a wrong secret.
        Forbidden: somebody else's application.
        AlreadyDone: it isn't waiting for a correction.
        InvalidAnswers: a field that wasn't named, a named one left out, or answers that break the form.
        KeyReused: the key was used with another body.
    """
    followed = tracking.follow(stores, actor, number, secret, case_id)
    application = followed.application
    typed_by = frozenset({application.typed_by} if application.typed_by else ())
    proved = tracking.proves(stores, application, secret)
    subject = Subject(application.department, application.person, secret_proved=proved, prepared_by=typed_by)
    require(actor, Verb.CORRECT_APPLICATION, subject)
    by = str(actor.id) if actor.kind == "staff" else application.person
    persistently(stores, lambda: write_correction(stores, actor, by, application.id, given))


def write_correction(stores: Stores, actor: Actor, by: str, application_id: str, given: Correction) -> None:
    """Check a correction and write it; see `correct`, which lets through only who may."""
    if _repeated(stores, application_id, given):
        return
    application = stores.cases.application(application_id)
    case = stores.cases.case(application.case)
    if case.status is not Status.RETURNED or case.returned is None:
        raise AlreadyDone("the application isn't waiting for a correction", status=str(case.status))
    now = stores.now()
    today = local_day(now, stores.municipality.zone)
    if case.returned["until"] < today.isoformat():
        raise AlreadyDone("the term for the correction has passed", status=str(case.status))
    bundle = catalogue.by_hash(stores, case.bundle)
    service = bundle.service(case.service)
    before = stores.accounts.content(application)
    answers = returning.merged(before.answers, given.answers)
    sources = after_change(service, before.sources, before.answers, answers)
    content = replace(before, answers=answers, sources=sources)
    staff = actor.kind == "staff"
    may_bring = papers.correctable(case, staff=staff)
    kept = {**application.files, **given.shared}
    attached = attaching.gather(
        stores, actor, service, content.answers, given.documents, at=now, kept=kept, also=may_bring
    )
    refused = [one["file"] for one in files.files_defects(stores, application)]
    whole = papers.joined(kept, attached.by_document, refused)
    follow = _follow_up(stores, bundle, service, case, before, given)
    wrong = _wrong(case, service, application, content, given, may_bring, follow)
    wrong += machine_checks.findings(stores, Submission(bundle, service, content.answers, whole, content.applicant))
    wrong += attached.errors
    if wrong:
        raise InvalidAnswers(wrong)

    after = next_round(stores, application, content, files=whole)
    touched = _touched(case, given, staff=staff)
    corrected, facts = _clock(stores, bundle, service, application, case, after.content_hash, touched, today)
    corrected, more = now_disputed(corrected, sources)
    facts = (*facts, *more)
    if attached.files:
        facts = (*facts, attachment_fact(attached.files))
    write = stores.begin(by=by, at=stamp(now))
    write.extend(attached.actions(stores, application=application.id, case=case.id, whole=case.plan))
    expires = int((now + timedelta(days=KEY_DAYS)).timestamp())
    write.put_key(application.id, given.key, body=given.body_hash, application=application.id, ttl=expires)
    write.corrected(application, after)
    write.change(case, corrected, facts, context=of_case(case))
    write.not_due(case.aggregate, "correction")
    write.due(case.aggregate, "driver", stamp(now + timedelta(minutes=FIRST_LOOK_MINUTES)), case=case.id)
    try:
        if case.plan is not None:
            changing.finish_correction(stores, write, case, given.answers, papers.of_all(attached.by_document))
        else:
            write.commit()
    except StaleVersion:
        if not _repeated(stores, application.id, given):
            raise


def _repeated(stores: Stores, application_id: str, given: Correction) -> bool:
    used = stores.cases.filing_of_key(application_id, given.key)
    if used is not None and used["body"] != given.body_hash:
        raise KeyReused("the key was used with another body")
    return used is not None


def _pointers(given: Correction) -> list[str]:
    return [f"/answers/{name}" for name in given.answers] + [
        f"/documents/{name}" for name in (*given.documents, *given.shared)
    ]


def _wrong(
    case: Case,
    service: Service,
    application: Application,
    content: Content,
    given: Correction,
    may_bring: tuple[str, ...],
    follow: frozenset[str],
) -> list[FieldError]:
    """Name what was sent without being named, and what was named and isn't sent."""
    returned = case.returned or {}
    asked = {f"/documents/{one.id}" for one in asked_documents(service, Scope(content.answers))}
    called_for = asked - {f"/documents/{name}" for name in application.files}
    called_for |= {f"/documents/{name}" for name in may_bring}
    called_for |= {f"/answers/{name}" for name in follow}
    called_for |= {*returned.get("taken", ())}
    sent = _pointers(given)
    wrong = [FieldError(one, "not-named") for one in returning.not_named(returned["fields"], sent, called_for)]
    left_out = [one for one in returned["fields"] if one != returning.WHOLE and one not in sent]
    # A document that the corrected answers don't call for any more needs no correction.
    for one in left_out:
        if one.startswith("/answers/") or one in asked or one in PAPERS:
            wrong.append(FieldError(one, "not-corrected"))
    return wrong


def _follow_up(
    stores: Stores, bundle: Bundle, service: Service, case: Case, before: Content, given: Correction
) -> frozenset[str]:
    """Name the questions that nobody could name yet: the form asks them only under the answers that were named."""
    named = {one.removeprefix("/answers/") for one in (case.returned or {})["fields"] if one.startswith("/answers/")}
    followed: frozenset[str] = frozenset()
    while True:
        taken = {name: value for name, value in given.answers.items() if name in named | followed}
        more = parts.required(stores, bundle, service, returning.merged(before.answers, taken)) - named - followed
        if not more:
            return followed
        followed |= more


def _touched(case: Case, given: Correction, *, staff: bool) -> list[str]:
    """The places that a correction touches; all of what was typed is compared anew where staff type from a paper."""
    sent = _pointers(given)
    anew = papers.is_typed_anew(case, sent, staff=staff)
    whole = returning.WHOLE in (case.returned or {})["fields"] or anew
    return [*sent, *((returning.WHOLE,) if whole else ())]


def _clock(
    stores: Stores,
    bundle: Bundle,
    service: Service,
    application: Application,
    case: Case,
    content_hash: str,
    touched: list[str],
    today: date,
) -> cases.Change:
    """Take the correction on the case, the term of registration started again or gone on with."""
    term, rule, days = service.registration.term, service.registration.returned, calendar(stores, bundle)
    clock = rule.clock if rule else "restart"
    before = returning.register_by(case, days, term, date.fromisoformat(application.filed_on))
    register_by = returning.register_by_after(case, days, term, clock, before=before, on=today)
    return returning.correct(
        case,
        round=application.round + 1,
        content_hash=content_hash,
        touched=touched,
        on=today,
        register_by=register_by,
        due_on=last_day(stores, bundle, register_by, service.term),
        clock=clock,
        clause=returning.clause_of_return(service),
        at=stores.now(),
    )


def refuse_uncorrected(stores: Stores, case_id: str) -> None:
    """Refuse registration where nobody corrected the application within the term, on the declared ground."""

    def attempt() -> None:
        case = stores.cases.case(case_id)
        now = stores.now()
        today = local_day(now, stores.municipality.zone).isoformat()
        if case.status is not Status.RETURNED or case.returned is None or case.returned["until"] >= today:
            return
        service = catalogue.by_hash(stores, case.bundle).service(case.service)
        rule = service.registration.returned
        codes = (rule.ground,) if rule else tuple(one["code"] for one in case.returned["grounds"])
        grounds = grounds_of(service, tuple(code for code in codes if code in service.grounds))
        refused, facts = cases.refuse_registration(case, grounds=grounds, by="sweep", at=now)
        write = stores.begin(by="sweep", at=stamp(now))
        write.change(case, refused, facts, context=of_case(case))
        write.not_due(case.aggregate, "correction")
        write.commit()

    persistently(stores, attempt)
