"""Intake: the checklist of a Task, what its answers come to, and the defects that an applicant is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chalicelib.domain import papers
from chalicelib.domain.applications import Application, Content
from chalicelib.domain.cases import Case, Status
from chalicelib.domain.definition_people import Check
from chalicelib.domain.definitions import Bundle, Service
from chalicelib.domain.errors import FieldError, NotFound
from chalicelib.domain.intake import IntakeOutcome, asked_checks, outcome_of
from chalicelib.domain.languages import pick
from chalicelib.domain.notes import Note
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.domain.returning import checks_of_round
from chalicelib.domain.values import Scope
from chalicelib.domain.work import Task
from chalicelib.usecases import catalogue, disputes

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.cases import CaseFile
    from chalicelib.bootstrap import Stores
    from chalicelib.usecases.completions import Completion

TYPED = "typed-equals-scan"
"""The check that every paper application has, and the code of its ground."""


def checks_of(stores: Stores, case: Case, service: Service) -> tuple[Check, ...]:
    """The questions that the case's intake specialist answers now."""
    application = stores.cases.application(case.application)
    content = stores.accounts.content(application)
    asked = asked_checks(service, Scope(content.answers), application.files)
    asked = (*_disputes(stores, case, service, content), *asked)
    if case.channel == "paper":
        asked = (_typed(stores), *asked)
    return checks_of_round(case, asked)


def _disputes(stores: Stores, case: Case, service: Service, content: Content) -> tuple[Check, ...]:
    if not case.disputed:
        return ()
    bundle = catalogue.by_hash(stores, case.bundle)
    return disputes.checks_of(stores, bundle, service.raw, content.answers, content.sources)


def _known_by_id(stores: Stores, service: Service, ids: Iterable[str]) -> dict[str, Check]:
    """The checks with these ids: the service's own, and those that come with an application."""
    every = [_typed(stores), *service.checklist]
    every += [disputes.check_of(stores, name) for id in ids if (name := disputes.question_of(id)) is not None]
    return {one.id: one for one in every}


def _typed(stores: Stores) -> Check:
    words = stores.intake_texts[TYPED]
    return Check(TYPED, None, None, (), words["question"], words["right"], words["wrong"], TYPED, "return")


def wrong_with(stores: Stores, task: Task, file: CaseFile, service: Service, said: Completion) -> list[FieldError]:
    """Name everything that is wrong with a filled-in checklist: each check asked, no other; an outcome that follows."""
    checks = checks_of(stores, file.case, service)
    given = (said.more or {}).get("checklist", {})
    if not checks:
        return _without_checks(service, said, given)
    known = {one.id for one in checks}
    wrong = [FieldError(f"/checklist/{id}", "unknown") for id in given if id not in known]
    wrong += [FieldError(f"/checklist/{one.id}", "required") for one in checks if one.id not in given]
    if wrong:
        return wrong
    found = outcome_of(checks, {id: answer["yes"] for id, answer in given.items()})
    if said.outcome is not None and said.outcome != found.outcome:
        wrong.append(FieldError("/outcome", "disagrees", {"wanted": found.outcome}))
    if said.grounds and set(said.grounds) != set(found.grounds):
        wrong.append(FieldError("/grounds", "disagrees", {"wanted": ", ".join(found.grounds) or "–"}))
    return wrong


def _without_checks(service: Service, said: Completion, given: Mapping[str, Any]) -> list[FieldError]:
    """Where nothing is asked, the specialist says the outcome; a refusal names the service's grounds."""
    known = service.grounds
    wrong = [FieldError(f"/checklist/{id}", "unknown") for id in given]
    if said.outcome not in ("accept", "refuse"):
        wrong.append(FieldError("/outcome", "enum", {"options": ["accept", "refuse"]}))
    for at, code in enumerate(said.grounds):
        if code not in known:
            wrong.append(FieldError(f"/grounds/{at}", "enum", {"options": sorted(known)}))
    if said.outcome == "refuse" and not said.grounds:
        wrong.append(FieldError("/grounds", "minItems", {"limit": 1}))
    if said.outcome != "refuse" and said.grounds:
        wrong.append(FieldError("/grounds", "maxItems", {"limit": 0}))
    return wrong


def conclude(stores: Stores, file: CaseFile, service: Service, said: Completion) -> tuple[Completion, dict[str, Any]]:
    """Give what follows from the answers: the completion with its outcome and grounds, and what the Task keeps."""
    given = (said.more or {}).get("checklist")
    if not given:
        return said, {}
    checks = checks_of(stores, file.case, service)
    found = outcome_of(checks, {id: answer["yes"] for id, answer in given.items()})
    return replace(said, outcome=found.outcome, grounds=found.grounds), {"checklist": dict(given)}


def found_by(stores: Stores, case: Case, service: Service, task: Task) -> tuple[IntakeOutcome, tuple[Check, ...]]:
    """Give what a finished checklist came to, with the checks that were answered "no"."""
    given = task.checklist or {}
    checks = tuple(one for one in checks_of(stores, case, service) if one.id in given)
    wrong = tuple(one for one in checks if not given[one.id]["yes"])
    return outcome_of(checks, {id: answer["yes"] for id, answer in given.items()}), wrong


def ground_of(service: Service, check: Check) -> dict[str, Any]:
    """Give the ground that a "no" selects: code, text and clause."""
    if check.ground in (TYPED, disputes.DISPUTE):
        source = service.raw["registration"]["term"].get("source", {})
        return {
            "code": check.ground,
            "clause": source.get("clause") or source.get("note", ""),
            "text": dict(check.wrong),
        }
    ground = service.grounds[check.ground]
    return {"code": ground.code, "clause": ground.clause, "text": dict(ground.text)}


def checklist_of(stores: Stores, actor: Actor, task: Task) -> list[dict[str, Any]]:
    """Give the checklist of an intake Task: each question with right, wrong and ground, what it is about, the answer.

    Raises:
        Forbidden: the actor may not read the case.
    """
    require(actor, Verb.READ_CASE, Subject(task.department))
    case = stores.cases.case(task.case)
    service = catalogue.by_hash(stores, case.bundle).service(case.service)
    application = stores.cases.application(case.application)
    try:
        content = stores.accounts.content(application)
    except NotFound:
        return []
    given = task.checklist or {}
    if task.state == "open":
        checks = checks_of(stores, case, service)
    else:
        known = _known_by_id(stores, service, given)
        known |= {one.id: one for one in _disputes(stores, case, service, content)}
        checks = tuple(one for one in known.values() if one.id in given)
    return [
        _shown(one, service, application, content.answers, given.get(one.id))
        | _register(stores, case, one, content.sources)
        for one in checks
    ]


def _register(stores: Stores, case: Case, check: Check, sources: Mapping[str, Any]) -> dict[str, Any]:
    """Show what a register says, beside the check of an answer that disputes it."""
    source = sources.get(disputes.question_of(check.id) or "")
    return {"register": disputes.shown(catalogue.by_hash(stores, case.bundle), source)} if source else {}


def _shown(
    check: Check,
    service: Service,
    application: Application,
    answers: Mapping[str, Any],
    given: Mapping[str, Any] | None,
) -> dict[str, Any]:
    about: dict[str, Any] = {"pointer": check.pointer}
    if check.document:
        about |= {"document": check.document, "files": list(application.files.get(check.document, ()))}
    elif check.field:
        about |= {"field": check.field, "answer": answers.get(check.field)}
    else:
        scans = list(application.files.get(papers.SCAN, ()))
        about |= {"answers": dict(answers), "document": papers.SCAN, "files": scans}
    return {
        "id": check.id,
        "question": dict(check.question),
        "right": dict(check.right),
        "wrong": dict(check.wrong),
        "ground": ground_of(service, check),
        "outcome": check.outcome,
        "about": about,
        "yes": given["yes"] if given else None,
        "note": given.get("note") if given else None,
    }


def defects_of(stores: Stores, service: Service, task_id: str, ids: list[str]) -> list[dict[str, Any]]:
    """Give the defects that a return named: place, what to put right, ground, and the specialist's own words.

    The words are sealed with the Task; an erased applicant's are gone.
    """
    task = stores.cases.task(task_id)
    given = task.checklist or {}
    by_id = _known_by_id(stores, service, ids)
    return [
        {
            "pointer": by_id[id].pointer,
            "wrong": dict(by_id[id].wrong),
            "ground": ground_of(service, by_id[id]),
            "note": given.get(id, {}).get("note"),
        }
        for id in ids
        if id in by_id
    ]


def defects_of_files(stores: Stores, service: Service, refused: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give the defects that refused files ({"document", "file", "reason"}) are: document, and why, in all languages."""
    rule = service.registration.returned
    ground = service.grounds.get(rule.ground) if rule else None
    found = []
    for one in refused:
        known = stores.files.read_all([one["file"]])
        limit = str(known[0].bytes) if known else "–"
        words = stores.file_texts.get(one["reason"], stores.file_texts["other"])
        found.append(
            {
                "pointer": f"/documents/{one['document']}",
                "document": dict(title_of(stores, service, one["document"])),
                "file": one["file"],
                "reason": one["reason"],
                "wrong": {language: text.replace("{limit}", limit) for language, text in words.items()},
                "ground": {"code": ground.code, "clause": ground.clause, "text": dict(ground.text)} if ground else None,
                "note": None,
            }
        )
    return found


def defects_in_words(stores: Stores, note: Note, language: str) -> str | None:
    """Write what a return named, for its applicant: place, what is wrong, the specialist's words, ground, clause.

    None where the message is about something else, or what was said can't be read any more.
    """
    task, ids, refused = (note.params.get(name) for name in ("task", "checks", "files"))
    if note.status != Status.RETURNED or not (refused or (task and ids)):
        return None
    bundle = catalogue.by_hash(stores, note.bundle)
    service = bundle.service(note.service)
    lines = []
    found = defects_of(stores, service, task, list(ids)) if task and ids else []
    for one in (*found, *defects_of_files(stores, service, refused or ())):
        place, ground = _place(stores, bundle, service, one["pointer"]), one["ground"]
        words = f" «{one['note']}»" if one["note"] else ""
        text = f" {pick(ground['text'], language).rstrip('.')} ({ground['clause']})." if ground else ""
        lines.append(f"— {pick(place, language)}: {pick(one['wrong'], language)}{words}{text}")
    return "\n".join(lines)


def title_of(stores: Stores, service: Service, document: str) -> Mapping[str, str]:
    """The title of a document: one of the service's, or a paper that every service has."""
    words: Mapping[str, str] = stores.intake_texts["papers"].get(document, service.title)
    return next((one.title for one in service.documents if one.id == document), words)


def _place(stores: Stores, bundle: Bundle, service: Service, pointer: str) -> Mapping[str, str]:
    """The title of a document or question that a pointer leads to; the service's where it leads to the whole."""
    _, kind, *rest = pointer.split("/")
    if kind == "documents":
        return title_of(stores, service, rest[0])
    question = service.raw.get("form", {}).get("properties", {}).get(rest[0], {}) if rest else {}
    title: Mapping[str, str] = bundle.vocabulary.get(question.get("term", ""), {}).get("title", service.title)
    return title
