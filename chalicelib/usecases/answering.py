"""Answering: a responder, somebody in their place, or an outside body with a link answers a Request."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.domain import exchanges, work
from chalicelib.domain.cases import Case, Fact
from chalicelib.domain.chain import digest
from chalicelib.domain.clock import stamp
from chalicelib.domain.definitions import StandardRequest
from chalicelib.domain.errors import AlreadyDone, Conflict, FieldError, InvalidAnswers
from chalicelib.domain.permissions import Actor, Verb
from chalicelib.domain.work import RequestWork, Task
from chalicelib.usecases import asking, conflicts, exchanging
from chalicelib.usecases.context import of_case
from chalicelib.usecases.exchanging import Question
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.cases import CaseFile
    from chalicelib.adapters.dynamodb.unit import UnitOfWork
    from chalicelib.bootstrap import Stores
    from chalicelib.domain.definitions import Service
    from chalicelib.usecases.completions import Completion


def check(stores: Stores, task: Task, file: CaseFile, service: Service, said: Completion) -> list[FieldError]:
    """Name what is wrong with the answer of a responder."""
    given = dict(said.more or {})
    if "answer" not in given:
        return [FieldError("/answer", "required")]
    standard = exchanging.question_of(stores, task).standard
    return list(wrong_with(stores, file.case, standard, given["answer"]))


def wrong_with(stores: Stores, case: Case, standard: StandardRequest, given: object) -> tuple[FieldError, ...]:
    """Name every place where an answer breaks the Standard Request's form."""
    return stores.check(standard.answer, given, key=f"{case.bundle}/answer/{standard.id}", at="/answer")


def record(stores: Stores, write: UnitOfWork, task: Task, file: CaseFile, facts: tuple[Fact, ...]) -> None:
    """Write the responder's own answer, which completed their Task."""
    take(
        stores, write, file.case, exchanging.question_of(stores, task), task.outputs or {}, facts, answered_as="account"
    )


def take(
    stores: Stores,
    write: UnitOfWork,
    case: Case,
    question: Question,
    given: dict[str, Any],
    facts: tuple[Fact, ...],
    *,
    answered_as: str,
    why: str | None = None,
) -> RequestWork:
    """Add the answer and its signed exchange to a write; the case goes on by itself."""
    request = question.request
    kept = stores.secrets.digest(digest(given))
    after, more = exchanges.answer(replace(request, why=why), given, given_hash=kept, by=write.by, at=stores.now())
    signed = asking.sign(stores, [after], case.department, answered_as)
    for kind in (asking.REMIND, asking.TERM):
        write.not_due(request.aggregate, kind)
    return write.change(request, after, (*facts, *more, *signed), context=of_case(case, request=request.key))


def answer_for(
    stores: Stores, actor: Actor, task_id: str, *, version: int, given: dict[str, Any], why: str
) -> Question:
    """Answer in the responder's place, as a declared substitute or the head of their department.

    Raises NotFound, Forbidden, InvalidAnswers, Conflict (the Task has changed), AlreadyDone.
    """

    def attempt() -> Question:
        task = stores.cases.task(task_id)
        question = exchanging.seen(stores, actor, task, Verb.ANSWER_FOR)
        conflicts.require_no_conflict(stores, actor, task.application)
        if task.state == "open" and task.version != version:
            raise Conflict("the Task has changed since it was read", task=task.id, version=task.version)
        return _answer(stores, question, given, by=str(actor.id), answered_as="substitute", why=why)

    return persistently(stores, attempt)


def answer_by_link(stores: Stores, link: str, given: dict[str, Any], *, wall: datetime) -> Question:
    """Answer through a link; `wall` is what limits count by.

    Raises NotFound (no such link), LimitReached, LinkExpired, AlreadyDone, InvalidAnswers.
    """

    def attempt() -> Question:
        question, opened = exchanging.through(stores, link, wanted="answer", wall=wall)
        by = f"link:{(question.request.link or {})['serial']}"
        return _answer(stores, question, given, by=by, answered_as="link", facts=opened)

    return persistently(stores, attempt)


def _answer(
    stores: Stores,
    question: Question,
    given: dict[str, Any],
    *,
    by: str,
    answered_as: str,
    why: str | None = None,
    facts: tuple[Fact, ...] = (),
) -> Question:
    task = question.task
    if task.state != "open":
        raise AlreadyDone("this Request is answered or not needed any more", task=task.id)
    case = stores.cases.case(task.case)
    wrong = wrong_with(stores, case, question.standard, given)
    if wrong:
        raise InvalidAnswers(wrong)
    now = stores.now()
    done, told = work.finish(task, outcome="answer", grounds=(), note=None, outputs=given, by=by, at=now)
    write = stores.begin(by=by, at=stamp(now))
    write.task(done, after=task.version, before=task)
    request = take(stores, write, case, question, given, (*facts, *told), answered_as=answered_as, why=why)
    write.commit()
    return replace(question, task=done, request=request)
