"""Parts: what of a life situation's application one case is about, with what earlier cases and milestones fill in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chalicelib.domain import papers
from chalicelib.domain.applications import Application, Content
from chalicelib.domain.definitions import Bundle, Service
from chalicelib.domain.errors import FieldError
from chalicelib.domain.intake import missing_documents
from chalicelib.domain.plans import PASSED, Plan
from chalicelib.domain.situations import NUMBER, Node
from chalicelib.domain.values import Scope
from chalicelib.usecases import machine_checks
from chalicelib.usecases.machine_checks import Submission

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

FORBIDDEN, REQUIRED = "unknown", "required"
"""How a form says that a question isn't asked under these answers, or has to be answered."""


def answers_of(
    stores: Stores, plan: Plan, node: Node, bundle: Bundle, service: Service, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Give the answers of one service: the applicant's, and what other nodes of the plan fill in.

    What the service's own form doesn't ask under these answers is left out.
    """
    questions = service.raw["form"]["properties"]
    found = {name: answers[name] for name in questions if name in answers}
    for name, filled in node.filled.items():
        value = _filled(stores, plan, filled, answers)
        if name in questions and value is not None:
            found[name] = value
    for error in _wrong(stores, bundle, service, found):
        name = error.pointer.removeprefix("/answers/")
        if error.reason == FORBIDDEN:
            found.pop(name, None)
    return found


def _filled(stores: Stores, plan: Plan, filled: Mapping[str, Any], answers: Mapping[str, Any]) -> Any:
    if "milestone" in filled:
        return answers.get(filled["answer"])
    node = plan.node(filled["service"])
    record = node.get("record")
    if node["state"] not in PASSED or record is None:
        return None
    if filled["record"] == NUMBER:
        return record["record"]
    version = stores.registers.head(record["register"], record["record"])
    return None if version is None else version.fields.get(filled["record"])


def _wrong(stores: Stores, bundle: Bundle, service: Service, answers: Mapping[str, Any]) -> list[FieldError]:
    key = f"{bundle.hash}/{service.id}"
    return list(stores.check(bundle.form(service.id), answers, key=key, at="/answers"))


def required(stores: Stores, bundle: Bundle, service: Service, answers: Mapping[str, Any]) -> frozenset[str]:
    """Name the questions that a service's form asks under these answers and that they leave open."""
    wrong = _wrong(stores, bundle, service, answers)
    return frozenset(one.pointer.removeprefix("/answers/") for one in wrong if one.reason == REQUIRED)


def lacking(stores: Stores, bundle: Bundle, service: Service, application: Application) -> tuple[str, ...]:
    """Name what the service asks and the part doesn't hold, or holds wrongly: the pointers of what has to be answered.

    An older application may not know a question of today, and some questions are asked only when their case begins.
    """
    content = stores.accounts.content(application)
    wrong = machine_checks.findings(stores, Submission(bundle, service, content.answers, {}, content.applicant))
    pointers = [error.pointer for error in wrong if error.pointer.startswith("/answers/")]
    given = [name for name, ids in application.files.items() if ids]
    pointers += [f"/documents/{one}" for one in missing_documents(service, Scope(content.answers), given)]
    return tuple(dict.fromkeys(pointers))


def part_of(whole: Application, content: Content, case: str, service: Service, bundle: Bundle) -> Application:
    """Give the part of an application that a case is about, without its content."""
    wanted = {*papers.RESERVED, *(one.id for one in service.documents)}
    return replace(
        whole,
        id=case,
        plan=whole.id,
        case=case,
        service=service.id,
        department=service.department,
        bundle=bundle.hash,
        round=1,
        files={name: ids for name, ids in whole.files.items() if name in wanted},
        sealed=b"",
        content_hash="",
    )
