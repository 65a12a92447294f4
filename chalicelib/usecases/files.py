"""Files: announced, checked, attached to an application, read."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain import files, papers
from chalicelib.domain.clock import parse_stamp, stamp
from chalicelib.domain.errors import (
    AlreadyDone,
    FieldError,
    InvalidAnswers,
    NotFound,
    OknoError,
    PersonErased,
    TaskClaimed,
    TransientError,
)
from chalicelib.domain.files import File, FileState, Refusal, Verdict
from chalicelib.domain.looks import Shown
from chalicelib.domain.permissions import Actor, Subject, Verb, may, require
from chalicelib.usecases import catalogue, conflicts, looks, separation, tracking
from chalicelib.usecases.context import of_case, of_plan
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.adapters.file_storage import Upload
    from chalicelib.adapters.malware import Scan
    from chalicelib.bootstrap import Stores
    from chalicelib.domain.applications import Application
    from chalicelib.domain.cases import Case
    from chalicelib.domain.work import Task

MEGABYTE = 1024 * 1024
LOOK_MINUTES = 10
"""A file that isn't checked this long after it was announced is looked at by the schedule."""
MISSING_HOURS = 24
"""A file that hasn't come by then won't: its policy is long past."""
TASK_TYPES = ("application/pdf", "image/jpeg", "image/png")
TASK_MEGABYTES = 20


@dataclass(frozen=True, slots=True)
class Announced:
    """A file that may now be sent; `secret` is for who isn't signed in."""

    file: File
    upload: Upload
    secret: str | None


def announce(stores: Stores, actor: Actor, service_id: str, document_id: str, media_type: str, size: int) -> Announced:
    """Take note of a file for a document of a service, and say how to send it.

    Staff do it for an applicant only where they may file for one at the counter; the scan of a paper is theirs alone.

    Raises:
        Forbidden: the actor may file neither for themselves nor at the counter.
        UnknownService: no such service is published today.
        InvalidAnswers: the service has no such document, or doesn't take such a type or size.
    """
    bundle = catalogue.current(stores, stores.now())
    service = bundle.offered(service_id)
    verb = Verb.FILE_AT_COUNTER if actor.kind == "staff" else Verb.FILE_APPLICATION
    require(actor, verb, Subject(service.department, applicant=actor.id, offices=catalogue.front_offices(bundle)))
    known = {one.id: one for one in service.documents} | papers.known_to(service, staff=actor.kind == "staff")
    document = known.get(document_id)
    if document is None:
        raise InvalidAnswers([FieldError("/document", "enum", {"options": list(known)})])
    _require_fitting(media_type, size, document.types, document.max_megabytes)
    return _announce(stores, actor, File("", service.id, document.id, media_type, size, ""))


def announce_for_task(stores: Stores, actor: Actor, task_id: str, media_type: str, size: int) -> Announced:
    """Take note of a file that a member of staff adds to a Task that they may complete.

    Raises Forbidden (FourEyes, ConflictOfInterest), AlreadyDone, TaskClaimed, InvalidAnswers.
    """
    task = stores.cases.task(task_id)
    subject = Subject(task.department, roles=(task.role,), prepared_by=frozenset(task.prepared_by))
    require(actor, Verb.COMPLETE_TASK, subject)
    conflicts.require_no_conflict(stores, actor, task.application)
    if task.state != "open":
        raise AlreadyDone("this Task is done or not needed any more", task=task.id)
    if task.assignee not in (None, actor.id):
        raise TaskClaimed("somebody else has claimed this Task", task=task.id)
    work = stores.cases.file(task.case)
    separation.require_separate(actor, task, work, catalogue.by_hash(stores, work.case.bundle).service(task.service))
    _require_fitting(media_type, size, TASK_TYPES, TASK_MEGABYTES)
    draft = File("", task.service, task.kind, media_type, size, "", task=task.id)
    return _announce(stores, actor, files.attached(draft, application=task.application, case=task.case))


def _require_fitting(media_type: str, size: int, types: tuple[str, ...], megabytes: int) -> None:
    wrong = []
    if media_type not in types:
        wrong.append(FieldError("/type", "enum", {"options": list(types)}))
    if size > megabytes * MEGABYTE:
        wrong.append(FieldError("/bytes", "maximum", {"limit": megabytes * MEGABYTE}))
    if wrong:
        raise InvalidAnswers(wrong)


def _announce(stores: Stores, actor: Actor, draft: File) -> Announced:
    now = stores.now()
    file = replace(draft, id=stores.new_id(), announced_at=stamp(now), owner=actor.id, version=1)
    write = stores.begin(by=actor.id or "anonymous", at=stamp(now))
    write.extend([stores.files.new(file, stamp(now + timedelta(minutes=LOOK_MINUTES)))])
    write.commit()
    secret = None if actor.id else secret_of(stores, file.id)
    return Announced(file, stores.file_storage.upload(file), secret)


def secret_of(stores: Stores, file_id: str) -> str:
    """Give the secret with which somebody who isn't signed in attaches a file."""
    return stores.secrets.mac("file", file_id).hex()


def examine(stores: Stores, file_id: str) -> str:
    """Check what was uploaded: "released", "refused", or "expected" (it isn't there, or not scanned yet)."""
    file = stores.files.read(file_id)
    if file.state != FileState.EXPECTED:
        if file.state in (FileState.RELEASED, *files.GONE):
            stores.file_storage.forget(file)
        return file.state
    uploaded = stores.file_storage.uploaded(file)
    if uploaded is None:
        late = parse_stamp(file.announced_at) + timedelta(hours=MISSING_HOURS) < stores.now()
        return _settle(stores, file_id, Verdict(None, Refusal.MISSING)) if late else file.state
    sha256 = hashlib.sha256(uploaded.content).hexdigest()
    reason = Refusal.TOO_LARGE if len(uploaded.content) > file.bytes else None
    reason = reason or stores.inspect_file(uploaded.content, file.media_type)
    if files.is_another(file, sha256):
        reason = reason or Refusal.OTHER_CONTENT
    scan: Scan = stores.malware.verdict(uploaded.key, uploaded.version, uploaded.content)
    if scan == "infected":
        reason = Refusal.MALWARE
    elif scan == "pending" and reason is None:
        return file.state
    if reason is None:
        stores.file_storage.release(file, uploaded, sha256)
    settled = _settle(stores, file_id, Verdict(sha256, reason))
    if settled == FileState.RELEASED:
        stores.file_storage.forget(file)
    return settled


def _settle(stores: Stores, file_id: str, verdict: Verdict) -> str:
    """Write what the check says; where the file is attached, as a fact of its case, which may go on."""

    def attempt() -> str:
        file = stores.files.read(file_id)
        if file.state != FileState.EXPECTED:
            return file.state
        now = stores.now()
        done, fact = files.checked(file, verdict, at=now)
        write = stores.begin(by="files", at=stamp(now))
        loose_until = stamp(now + timedelta(days=files.LOOSE_DAYS)) if files.is_loose(done) else None
        write.extend([stores.files.change(file, done, loose_until=loose_until)])
        if file.case is not None:
            case = stores.cases.case(file.case)
            write.change(case, case, (fact,), context=of_case(case))
        elif file.application is not None:
            plan = stores.cases.plan(file.application)
            write.change(plan, plan, (fact,), context=of_plan(plan))
        write.commit()
        return done.state

    return persistently(stores, attempt)


def examine_overdue(stores: Stores) -> Counter[str]:
    """Repeat the checks that an event has lost; give how often each came out."""
    done: Counter[str] = Counter()
    now = stores.now()
    for file_id in stores.files.overdue(stamp(now)):
        try:
            state = examine(stores, file_id)
            done[state] += 1
            if state == FileState.EXPECTED:
                stores.files.look_again(stores.files.read(file_id), stamp(now + timedelta(minutes=LOOK_MINUTES)))
        except TransientError:
            done["postponed"] += 1
        except OknoError as error:
            done[f"failed:{error.code}"] += 1
    return done


def of_application(stores: Stores, application: Application) -> list[File]:
    """Read the files of an application's present content."""
    return stores.files.read_all(one for ids in application.files.values() for one in ids)


def wrong_with_task_file(stores: Stores, task: Task, file_id: str, pointer: str) -> list[FieldError]:
    """Say what is wrong with a file that somebody names in a Task: it is added to this very Task, and released."""
    file = next(iter(stores.files.read_all([file_id])), None)
    if file is None or file.task != task.id or file.case != task.case or file.state in files.GONE:
        return [FieldError(pointer, "attachment-elsewhere")]
    if file.state == FileState.EXPECTED:
        return [FieldError(pointer, "attachment-unchecked")]
    if file.state == FileState.REFUSED:
        return [FieldError(pointer, str(file.reason), {"limit": file.bytes})]
    return []


def waits(stores: Stores, case: Case) -> bool:
    """Tell whether a file of the case's application is still unchecked: nothing is registered on it."""
    application = stores.cases.application(case.application)
    return any(file.state == FileState.EXPECTED for file in of_application(stores, application))


def files_defects(stores: Stores, application: Application) -> tuple[dict[str, Any], ...]:
    """Name every refused file of an application: {"document", "file", "reason"}."""
    return files.defects(of_application(stores, application))


def read(stores: Stores, actor: Actor, file_id: str, secret: str | None) -> tuple[File, str]:
    """Give a released file and an address to read it from for two minutes; the reading is noted.

    The applicant, who holds the application's secret and staff of the case's department may; of what staff added to
    Tasks the applicant may read the result alone, once it is decided. Raises NotFound, alike for a file that isn't
    there and one that isn't theirs, and PersonErased.
    """
    file = stores.files.read(file_id)
    if file.application is None:
        raise NotFound("no such file, or it isn't attached")
    application = stores.cases.application(file.application)
    proved = tracking.proves(stores, application, secret)
    if file.case is None:
        places = tracking.departments_of(stores, stores.cases.plan(application.id))
        subjects = [Subject(one, applicant=application.person, secret_proved=proved) for one in places]
    else:
        case = stores.cases.case(file.case)
        theirs = file.task is None or case.result_file == file.id
        mine = case.person if theirs else None
        subjects = [Subject(case.department, applicant=mine, secret_proved=proved and theirs)]
    if not any(may(actor, Verb.READ_FILE, subject) for subject in subjects):
        raise NotFound("no such file, or it isn't yours")
    if file.state == FileState.ERASED:
        raise PersonErased("the file's person was erased")
    if file.state != FileState.RELEASED:
        raise NotFound("the file isn't released")
    now = stamp(stores.now())
    if actor.kind == "staff":
        looks.note(
            stores,
            actor,
            Shown.FILE,
            person=application.person,
            departments=[str(one.department) for one in subjects],
            number=application.number,
            case=file.case,
            subject=file.id,
            document=file.document,
        )
    stores.files.record_read(file.id, read_id=stores.new_id(), by=actor.id or "secret", at=now)
    return file, stores.file_storage.download(file)
