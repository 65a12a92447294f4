"""Following applications and cases: what applicants and staff see of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from chalicelib.domain import returning
from chalicelib.domain.applications import Application, Content
from chalicelib.domain.cases import Case, Status
from chalicelib.domain.clock import local_day
from chalicelib.domain.definitions import Bundle, Service
from chalicelib.domain.errors import NotFound
from chalicelib.domain.files import File
from chalicelib.domain.looks import Shown
from chalicelib.domain.numbers import is_number
from chalicelib.domain.permissions import Actor, Subject, Verb, may, require
from chalicelib.domain.plans import Plan
from chalicelib.domain.work import RequestWork, SubServiceWork, Task, TaskKind
from chalicelib.usecases import applying, catalogue, first_plans, intake, looks, renewing, stating

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


@dataclass(frozen=True, slots=True)
class Followed:
    """An application with its case and the definitions that it runs under."""

    application: Application
    case: Case
    bundle: Bundle
    service: Service
    today: date
    defects: tuple[dict[str, Any], ...] = ()
    """What has to be corrected, while the application is returned."""
    answers: Mapping[str, Any] = field(default_factory=dict)
    """Of what has to be corrected, what was answered: for who applied alone."""
    disputes: tuple[Mapping[str, Any], ...] = ()
    """What is denied of what registers say, and how far that is: for who applied alone."""
    renewal: Mapping[str, Any] | None = None
    """What is offered before the result ends, with the answers that are known already: for who applied alone."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with everything that was done in it, and every file that its application has."""

    followed: Followed
    sub_services: tuple[SubServiceWork, ...]
    requests: tuple[RequestWork, ...]
    tasks: tuple[Task, ...]
    files: tuple[File, ...] = ()


def follow(
    stores: Stores, actor: Actor, number: str, secret: str | None = None, case_id: str | None = None
) -> Followed:
    """Follow an application by its number, as its applicant, with its secret, or as staff of its department.

    Of a life situation `case_id` says which of its cases. An unknown number, another application's case and a wrong
    secret answer alike: NotFound.
    """
    application = _application(stores, number)
    proved = proves(stores, application, secret)
    case = _case(stores, application, case_id) if application else None
    if application is None or case is None:
        raise NotFound("no such application, or its secret is wrong")
    if not may(actor, Verb.READ_APPLICATION, _subject(case, proved)):
        raise NotFound("no such application, or its secret is wrong")
    part = stores.cases.application(case.application) if case.plan else application
    followed = _followed(stores, part, case)
    if not (proved or actor.id == case.person):
        return followed
    stated = stating.disputes_of(stores, followed.bundle, part, case)
    renewal = renewing.filled_in(stores, case, part)
    return replace(followed, answers=_answered(stores, followed), disputes=tuple(stated), renewal=renewal)


def _answered(stores: Stores, followed: Followed) -> dict[str, Any]:
    """Give the answers that a return names, so that they can be corrected where they stand; erased ones are gone."""
    case = followed.case
    if case.status is not Status.RETURNED or case.returned is None:
        return {}
    try:
        answers = stores.accounts.content(followed.application).answers
    except NotFound:
        return {}
    named = set(case.returned["fields"])
    return {name: value for name, value in answers.items() if named & {f"{returning.WHOLE}/{name}", returning.WHOLE}}


def _case(stores: Stores, application: Application, case_id: str | None) -> Case | None:
    wanted = case_id or application.case
    if not wanted or not wanted.startswith(application.id):
        return None
    return stores.cases.case(wanted, opened=True)


def filed_application(stores: Stores, actor: Actor, number: str, secret: str | None) -> Application:
    """Give what somebody may follow by its number, whether it has one case or a plan of them. Raises NotFound."""
    application = _application(stores, number)
    proved = proves(stores, application, secret)
    if application is None:
        raise NotFound("no such application, or its secret is wrong")
    if application.is_plan:
        places = departments_of(stores, stores.cases.plan(application.id))
    else:
        places = (stores.cases.case(application.case).department,)
    subjects = [Subject(place, applicant=application.person, secret_proved=proved) for place in places]
    verb = Verb.READ_PLAN if application.is_plan else Verb.READ_APPLICATION
    if not any(may(actor, verb, subject) for subject in subjects):
        raise NotFound("no such application, or its secret is wrong")
    return application


def departments_of(stores: Stores, plan: Plan) -> tuple[str, ...]:
    """Name every department that takes part in a plan as it is now."""
    bundle = catalogue.by_hash(stores, plan.bundle)
    situation = bundle.situation(plan.situation)
    return first_plans.departments(plan, bundle, situation) if situation is not None else (plan.department,)


def proves(stores: Stores, application: Application | None, secret: str | None) -> bool:
    """Say whether a tracking secret is the application's; takes as long when there is no application."""
    right = stores.secrets.is_tracking_secret(application.root if application else "none", secret or "")
    return right and application is not None


def application_of(stores: Stores, number: str) -> Application:
    """Give the application with a number. Raises NotFound."""
    application = _application(stores, number)
    if application is None:
        raise NotFound("no such application, or its secret is wrong")
    return application


def own_applications(
    stores: Stores, actor: Actor, after: str | None, limit: int
) -> tuple[list[Followed | Plan], str | None]:
    """List one page of the actor's own applications, newest first, with where to go on."""
    require(actor, Verb.READ_OWN, Subject(applicant=actor.id))
    rows, following = stores.accounts.own(str(actor.id), stores.accounts.APPLICATIONS, after, limit)
    alone = [(row["application"], row["case"]) for row in rows if row["case"]]
    cases = {application.id: (application, case) for application, case in stores.cases.pairs(alone)}
    planned = {row["application"] for row in rows if not row["case"]}
    found: list[Followed | Plan] = []
    for row in rows:
        if row["application"] in planned:
            found.append(stores.cases.plan(row["application"]))
        elif row["application"] in cases:
            found.append(_followed(stores, *cases[row["application"]]))
    return found, following


def own_records(stores: Stores, actor: Actor, after: str | None, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    """List one page of the register records granted to the actor, newest first: register, record, fields, validity."""
    require(actor, Verb.READ_OWN, Subject(applicant=actor.id))
    rows, following = stores.accounts.own(str(actor.id), stores.accounts.RECORDS, after, limit)
    found = []
    for row in rows:
        version = stores.registers.head(row["register"], row["record"])
        if version is not None:
            found.append(
                {
                    "register": version.register,
                    "record": version.number,
                    "version": version.version,
                    "state": str(version.state),
                    "fields": dict(version.fields),
                    "valid_from": version.valid_from,
                    "valid_until": version.valid_until,
                    "recorded_at": version.recorded_at,
                }
            )
    return found, following


def live_cases(
    stores: Stores, actor: Actor, department: str, after: dict[str, Any] | None, limit: int
) -> tuple[list[Case], dict[str, Any] | None]:
    """List one page of a department's live cases, the soonest due first, with where to go on."""
    require(actor, Verb.LIST_CASES, Subject(department))
    rows, following = stores.cases.page(stores.cases.case_shards(department), after, limit)
    return [case for case in stores.cases.cases_of(rows) if not case.ended], following


def cases_by_number(stores: Stores, actor: Actor, department: str, number: str) -> list[Case]:
    """Give the cases of a department under an application's number, ended ones too; nothing for an unknown number."""
    require(actor, Verb.LIST_CASES, Subject(department))
    application = _application(stores, number)
    if application is None:
        return []
    cases = [application.case]
    if application.is_plan:
        cases = [node["case"] for node in stores.cases.plan(application.id).nodes if node["case"]]
    return [case for one in cases if (case := stores.cases.case(one)).department == department]


def view_case(stores: Stores, actor: Actor, case_id: str) -> CaseView:
    """Give a case with its sub-services, Requests and Tasks; the look is noted. Raises NotFound or Forbidden."""
    stores.accounts.forget_keys()
    file = stores.cases.file(case_id)
    require(actor, Verb.READ_CASE, _subject(file.case, proved=False))
    application = stores.cases.application(file.case.application)
    looks.note(
        stores,
        actor,
        Shown.CASE,
        person=file.case.person,
        departments=(file.case.department,),
        number=file.case.number,
        case=case_id,
        subject=case_id,
    )
    requests = stores.cases.requests_of(file.case).values()
    return CaseView(
        _followed(stores, application, file.case),
        tuple(file.sub_services.values()),
        tuple(requests),
        tuple(stores.cases.task(task) for task in file.tasks),
        tuple(stores.files.read_all(id for ids in application.files.values() for id in ids)),
    )


def content_of(stores: Stores, view: CaseView) -> Content | None:
    """Give what was submitted in a case that the caller was allowed to see; nothing when the applicant was erased."""
    try:
        return stores.accounts.content(view.followed.application)
    except NotFound:
        return None


def compared(view: CaseView) -> Task | None:
    """The last Task in which somebody compared a paper application with its scan."""
    done = [one for one in view.tasks if one.kind == TaskKind.INTAKE and one.state == "done" and one.prepared_by]
    return max(done, key=lambda one: str(one.done_at), default=None)


def waits_for_collection(case: Case) -> bool:
    """Tell whether the decision lies ready at the counter, or for the post."""
    return case.collect in applying.COLLECTED and case.status in (Status.GRANTED, Status.REFUSED)


def _application(stores: Stores, number: str) -> Application | None:
    identity = stores.cases.application_of_number(number) if is_number(number) else None
    return stores.cases.application(identity) if identity else None


def _subject(case: Case, proved: bool) -> Subject:
    return Subject(case.department, applicant=case.person, secret_proved=proved)


def _followed(stores: Stores, application: Application, case: Case) -> Followed:
    bundle = catalogue.by_hash(stores, case.bundle)
    today = local_day(stores.now(), stores.municipality.zone)
    service = bundle.service(case.service)
    defects: list[dict[str, Any]] = []
    if case.status is Status.RETURNED and case.returned is not None:
        if case.returned["task"] is not None:
            defects = intake.defects_of(stores, service, case.returned["task"], case.returned["checks"])
        defects += intake.defects_of_files(stores, service, case.returned.get("files", ()))
    return Followed(application, case, bundle, service, today, tuple(defects))
