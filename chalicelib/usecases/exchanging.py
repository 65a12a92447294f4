"""What staff and outside bodies see of Requests that people answer: lists, links, who came through them, exchanges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.domain import exchanges
from chalicelib.domain.cases import Case, Fact
from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.definitions import StandardRequest
from chalicelib.domain.errors import AlreadyDone, Forbidden, LinkExpired, NotFound
from chalicelib.domain.looks import Shown
from chalicelib.domain.permissions import Actor, Subject, Verb, may, require
from chalicelib.domain.work import RequestWork, Task, TaskKind
from chalicelib.usecases import catalogue, limiting, looks
from chalicelib.usecases.context import of_case
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

TASK_DIGITS = 32
ANYBODY = Actor("anonymous")


@dataclass(frozen=True, slots=True)
class Question:
    """A Request as those who answer see it: what is asked and in which form, and nothing else of the case."""

    task: Task
    request: RequestWork
    standard: StandardRequest


def question_of(stores: Stores, task: Task) -> Question:
    """Give the question that a Task of kind request asks. Raises NotFound."""
    if task.kind != TaskKind.REQUEST:
        raise NotFound("no such Request")
    case = stores.cases.case(task.case)
    request = next(
        (one for one in stores.cases.requests(case.asked_in) if one.task == task.id),
        None,
    )
    if request is None:
        raise NotFound("no such Request")
    return Question(task, request, standard_of(stores, case, request))


def words_of(stores: Stores, task: Task) -> dict[str, dict[str, Any]]:
    """Give the words for what is told with a question: input → title and labels of the answer that it comes from."""
    bundle = catalogue.by_hash(stores, stores.cases.case(task.case).bundle)
    service = bundle.service(task.service)
    use = next((one for one in service.requests if one.id == task.request), None)
    found: dict[str, dict[str, Any]] = {}
    for name, source in (use.input if use else {}).items():
        asked = service.raw["form"]["properties"].get(str(source.get("answer", ""))[1:])
        if asked is not None:
            whole = {**bundle.vocabulary.get(asked.get("term", ""), {}), **asked}
            found[name] = {part: whole[part] for part in ("title", "values") if part in whole}
    return found


def standard_of(stores: Stores, case: Case, request: RequestWork) -> StandardRequest:
    """Give the Standard Request that a Request asks, as its case's bundle has it."""
    return catalogue.by_hash(stores, case.bundle).standard_request(request.standard)


def seen(stores: Stores, actor: Actor, task: Task, verb: Verb) -> Question:
    """Give a Request to somebody who may do `verb` to it. Raises NotFound or Forbidden."""
    if task.kind != TaskKind.REQUEST:
        require(actor, verb, Subject(task.department, roles=(task.role,), asked_by=task.department))
        raise NotFound("no such Request")
    question = question_of(stores, task)
    asked_by = stores.cases.case(task.case).department
    places = tuple((one["department"], one["role"]) for one in question.standard.substitutes)
    require(actor, verb, Subject(task.department, roles=(task.role,), asked_by=asked_by, substitutes=places))
    return question


def read(stores: Stores, actor: Actor, task_id: str) -> tuple[Question, list[dict[str, Any]]]:
    """Give a Request with its history: {"fact", "at", "by", …}. Raises NotFound or Forbidden."""
    question = seen(stores, actor, stores.cases.task(task_id), Verb.READ_REQUEST)
    task = question.task
    answers = (task.department, *(one["department"] for one in question.standard.substitutes))
    asks = stores.cases.case(task.case).department
    looks.note_task(stores, actor, task, Shown.REQUEST, (*answers, asks))
    commits = stores.commits.chain(question.request.aggregate)
    return question, [
        {**fact, "at": commit.at, "by": fact.get("by", commit.by)} for commit in commits for fact in commit.facts
    ]


def overdue(
    stores: Stores, actor: Actor, department: str, after: dict[str, Any] | None, limit: int, *, past: bool
) -> tuple[list[Task], dict[str, Any] | None]:
    """List one page of the open Requests to a department, the soonest due first; `past`: whose term has passed.

    Open Tasks are kept in order of their terms, so a page of those that are late costs what any page costs.
    """
    require(actor, Verb.LIST_REQUESTS, Subject(department))
    shards = stores.cases.task_shards(department, TaskKind.REQUEST)
    rows, following = stores.cases.page(shards, after, limit)
    found = [task for task in stores.cases.tasks_of(rows) if task.state == "open"]
    if not past:
        return found, following
    today = local_day(stores.now(), stores.municipality.zone).isoformat()
    late = [task for task in found if task.due_on < today]
    return late, following if len(late) == len(found) else None


def give_link(stores: Stores, actor: Actor, task_id: str) -> tuple[str, dict[str, Any]]:
    """Make the link with which an outside body answers one Request; give its secret part, told only now.

    Raises NotFound, Forbidden (also where the definition has no links), AlreadyDone.
    """

    def attempt() -> tuple[str, dict[str, Any]]:
        task = stores.cases.task(task_id)
        question = seen(stores, actor, task, Verb.GIVE_LINK)
        if not question.standard.link:
            raise Forbidden("this Standard Request isn't answered through links")
        if task.state != "open":
            raise AlreadyDone("this Request is answered or not needed any more", task=task.id)
        request, by, now = question.request, str(actor.id or actor.kind), stores.now()
        given, facts = exchanges.give_link(request, by=by, at=now)
        write = stores.begin(by=by, at=stamp(now))
        context = of_case(stores.cases.case(task.case), request=request.key)
        write.change(request, given, facts, context=context, owes=frozenset())
        write.commit()
        link = dict(given.link or {})
        return task.id + stores.secrets.link_secret(task.id, link["serial"]), link

    return persistently(stores, attempt)


def open_link(stores: Stores, link: str, *, wall: datetime) -> Question:
    """Show the question behind a link, and record that somebody looked; `wall` is what limits count by.

    Raises NotFound (no such link), LimitReached, LinkExpired, AlreadyDone (answered).
    """

    def attempt() -> Question:
        question, facts = through(stores, link, wanted="read", wall=wall)
        if question.task.state != "open":
            raise AlreadyDone("this Request is answered or not needed any more")
        looks.note_task(stores, ANYBODY, question.task, Shown.REQUEST, (question.task.department,))
        request = question.request
        write = stores.begin(by=f"link:{(request.link or {})['serial']}", at=stamp(stores.now()))
        context = of_case(stores.cases.case(request.case), request=request.key)
        write.change(request, request, facts, context=context, owes=frozenset())
        write.commit()
        return question

    return persistently(stores, attempt)


def through(stores: Stores, link: str, *, wanted: str, wall: datetime) -> tuple[Question, tuple[Fact, ...]]:
    """Find what a link opens, with the fact that it was used. Raises NotFound, LimitReached, LinkExpired.

    Whether the Task exists, is of another kind or the secret is wrong, the answer is alike. Only who has the secret
    uses up the link's own limit, so nobody else can shut it.
    """
    task_id, secret = link[:TASK_DIGITS], link[TASK_DIGITS:]
    question = None
    try:
        question = question_of(stores, stores.cases.task(task_id))
    except NotFound:
        stores.secrets.is_link_secret(task_id, 0, secret)
    given = question.request.link if question else None
    proved = given is not None and stores.secrets.is_link_secret(task_id, given["serial"], secret)
    if question is None or given is None or not may(ANYBODY, Verb.USE_LINK, Subject(secret_proved=proved)):
        raise NotFound("no such link")
    limiting.require(stores, "link", link, wall)
    if given["expires"] <= stamp(stores.now()):
        raise LinkExpired("this link has expired")
    return question, exchanges.open_link(question.request, wanted=wanted)


def signed(stores: Stores, actor: Actor, case_id: str) -> list[dict[str, Any]]:
    """List the signed exchanges of a case, in order: the record, its signature, and whether it still fits.

    Raises NotFound or Forbidden.
    """
    case = stores.cases.case(case_id)
    require(actor, Verb.READ_CASE, Subject(case.department, applicant=case.person))
    every = stores.cases.requests(case.asked_in, opened=False)
    mine = {one.aggregate for one in every if one.key_in(case_id) is not None}
    told = [(one.aggregate, fact) for one in every for fact in signed_facts(stores, one.aggregate)]
    found = [fact for aggregate, fact in told if aggregate in mine]
    groups = grouped([fact for _, fact in told])
    good = {signature for signature, group in groups.items() if fits(stores, signature, group)}
    rows = [{**fact["exchange"], "signature": fact["signature"], "valid": fact["signature"] in good} for fact in found]
    return sorted(rows, key=lambda row: (row["answered_at"], row["request"]))


def signed_facts(stores: Stores, aggregate: str) -> list[Fact]:
    """Give the facts of a Request's exchanges, in order."""
    chain = stores.commits.chain(aggregate)
    return [fact for commit in chain for fact in commit.facts if fact["fact"] == "ExchangeSigned"]


def grouped(facts: list[Fact]) -> dict[str, list[Fact]]:
    """Put facts together that were signed together, each group in its order."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact["signature"], []).append(fact)
    return {signature: sorted(group, key=lambda fact: int(fact["place"])) for signature, group in found.items()}


def fits(stores: Stores, signature: str, group: list[Fact]) -> bool:
    """Tell whether a signature is the stack's, of exactly these exchanges."""
    return stores.signing.is_signed(exchanges.signed_text([fact["exchange"] for fact in group]), signature)
