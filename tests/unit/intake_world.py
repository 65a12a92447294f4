"""Tree felling as far as intake goes: file, fill a checklist in, be returned, correct; what several tests share."""

from __future__ import annotations

from typing import Any

from chalicelib.domain.cases import Case
from chalicelib.domain.chain import canonical, sha256
from chalicelib.domain.permissions import ANONYMOUS, Actor, Membership
from chalicelib.domain.work import Task
from chalicelib.usecases import catalogue, correcting, filing, tasks
from chalicelib.usecases.completions import Completion
from chalicelib.usecases.correcting import Correction
from tests.support.filed import asked
from tests.support.municipality import EMAIL, Municipality
from tests.support.papers import papers

SERVICE, DEPARTMENT = "tree-felling", "external-improvement"
CLERK = Actor("staff", "clerk", (Membership(DEPARTMENT, ("intake",)),))
CHECKS = (
    "photographs-show-the-tree",
    "plan-shows-the-trees",
    "address-is-the-plots",
    "place-can-be-found",
    "need-is-explained",
)
WORDS = "Напишите, с какой стороны дома растёт дерево"


def answers_of_example(town: Municipality) -> dict[str, Any]:
    service = catalogue.current(town.stores, town.clock()).service(SERVICE)
    return dict(service.examples[0]["answers"])


def file(town: Municipality, person: str = "gulnara") -> filing.Filed:
    return file_with(town, {}, person)


def file_with(town: Municipality, documents: dict[str, list[str]], person: str = "gulnara") -> filing.Filed:
    """File with these documents, and good ones for the rest."""
    answers = answers_of_example(town)
    request = asked(
        SERVICE,
        answers,
        {"email": EMAIL},
        documents={**papers(town.stores, Actor("applicant", person), SERVICE, answers), **documents},
    )
    filed = filing.file(town.stores, Actor("applicant", person), request)
    town.machines.settle()
    return filed


def case_of(town: Municipality, filed: filing.Filed) -> Case:
    return town.view(filed.case.id).followed.case


def open_task(town: Municipality, filed: filing.Filed) -> Task:
    (task,) = (one for one in town.view(filed.case.id).tasks if one.state == "open" and one.kind == "intake")
    return task


def answered(*no: str, checks: tuple[str, ...] = CHECKS, note: str | None = None) -> dict[str, Any]:
    return {one: {"yes": one not in no, **({"note": note} if note and one in no else {})} for one in checks}


def complete(town: Municipality, task: Task, checklist: dict[str, Any], outcome: str | None = None) -> Task:
    said = Completion(outcome, more={"checklist": checklist})
    done = tasks.complete(town.stores, CLERK, task.id, version=task.version, said=said)
    town.machines.settle()
    return done


def returned(town: Municipality, *no: str) -> filing.Filed:
    filed = file(town)
    complete(town, open_task(town, filed), answered(*no, note=WORDS))
    assert case_of(town, filed).status == "returned"
    return filed


def correct(town: Municipality, filed: filing.Filed, key: str = "correction-1", **answers: Any) -> None:
    given = Correction(answers, {}, key, sha256(canonical(answers)))
    correcting.correct(town.stores, ANONYMOUS, filed.application.number, filed.secret, given)
    town.machines.settle()
