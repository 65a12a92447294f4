"""Asking: a register answers a Request at once; a department gets a Task, reminders and a term."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain import exchanges
from chalicelib.domain.cases import Fact
from chalicelib.domain.chain import digest
from chalicelib.domain.clock import local_day, passes_at, stamp
from chalicelib.domain.definitions import RequestUse, StandardRequest
from chalicelib.domain.errors import SourceUnavailable
from chalicelib.domain.values import Scope, evaluate
from chalicelib.domain.work import RequestWork, Task, TaskKind
from chalicelib.usecases import sharing
from chalicelib.usecases.calendars import last_day
from chalicelib.usecases.context import of_case

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.unit import UnitOfWork
    from chalicelib.bootstrap import Stores
    from chalicelib.usecases.knowing import Known

AGAIN_MINUTES = (1, 2, 5, 15, 30, 60)
"""After how many minutes a source that didn't answer is asked again; the last repeats."""
REMIND, TERM = "remind", "request-term"
"""Kinds of due dates of a Request that a person answers."""

Asked = tuple[RequestWork | None, RequestWork, tuple[Fact, ...]]
"""A Request as it was, as it is now, and what happened."""


def asked_inputs(use: RequestUse, scope: Scope) -> dict[str, Any]:
    """Give what a Request asks with; inputs without a value are left out."""
    values = {name: evaluate(value, scope) for name, value in use.input.items()}
    return {name: value for name, value in values.items() if value is not None}


def ask(stores: Stores, write: UnitOfWork, known: Known, use: RequestUse, asked: RequestWork | None) -> Asked | None:
    """Ask one Standard Request; nothing where a person has been asked already.

    An answer is taken, a register that is down leaves the Request open and due again.
    """
    now, case, inputs = stores.now(), known.case, asked_inputs(use, known.scope)
    standard = known.bundle.standard_request(use.standard)
    if asked is not None and standard.register is None:
        return None
    if asked is None and case.plan is not None:
        joined = sharing.join(stores, known, use, standard, inputs)
        if joined is not None:
            return joined
    today = local_day(now, stores.municipality.zone)
    request = asked or RequestWork(
        application=case.asked_in,
        key=use.id,
        standard=use.standard,
        input_hash=sharing.input_hash(stores, known, use, inputs),
        question_name=sharing.name_of(stores, use, inputs) if case.plan else None,
        due_on=last_day(stores, known.bundle, today, standard.term).isoformat(),
        opened_at=stamp(now),
        case=case.id,
        person=case.person,
        department=standard.department,
    )
    facts: tuple[Fact, ...] = ()
    if asked is None:
        facts = ({"fact": "RequestOpened", "request": use.id, "standard": use.standard, "due_on": request.due_on},)
    if standard.register is None:
        return _ask_people(stores, write, known, standard, replace(request, question=inputs), facts)
    after, more = _ask_register(stores, write, known, standard, request, inputs, today)
    if asked is not None and after.state == "answered":
        write.not_due(request.aggregate, "ask")
    known.requests[use.id] = after
    return asked, after, (*facts, *more)


def is_answered_now(facts: tuple[Fact, ...]) -> bool:
    """Tell whether these facts bring an answer, rather than the use of one that was there."""
    return any(fact["fact"] == "RequestAnswered" for fact in facts)


def _ask_register(
    stores: Stores,
    write: UnitOfWork,
    known: Known,
    standard: StandardRequest,
    request: RequestWork,
    inputs: dict[str, Any],
    today: date,
) -> exchanges.Change:
    now = stores.now()
    try:
        given = stores.registers.lookup(known.bundle, standard, inputs, today)
    except SourceUnavailable as error:
        again = now + timedelta(minutes=AGAIN_MINUTES[min(request.attempts, len(AGAIN_MINUTES) - 1)])
        write.due(request.aggregate, "ask", stamp(again), case=known.case.id, request=request.key)
        return exchanges.postpone(request, reason=error.code)
    source = f"register:{standard.register.register}" if standard.register else "register"
    known.scope = replace(known.scope, requests={**known.scope.requests, request.key: given})
    return exchanges.answer(request, given, given_hash=stores.secrets.digest(digest(given)), by=source, at=now)


def _ask_people(
    stores: Stores,
    write: UnitOfWork,
    known: Known,
    standard: StandardRequest,
    request: RequestWork,
    facts: tuple[Fact, ...],
) -> Asked:
    """Open the responder's Task, in their department, with a term of its own."""
    case = known.case
    task = Task(
        id=stores.new_id(),
        kind=TaskKind.REQUEST,
        department=standard.department,
        role=standard.role,
        case=case.id,
        application=case.application,
        number=case.number,
        service=case.service,
        opened_at=request.opened_at,
        due_on=request.due_on,
        request=request.key,
    )
    write.task(task, after=None)
    request = replace(request, task=task.id)
    set_reminder(stores, write, standard, request)
    passes = passes_at(request.due_on, stores.municipality.zone)
    write.due(request.aggregate, TERM, passes, case=request.case, request=request.key)
    known.requests[request.key] = request
    fact: Fact = {"fact": "TaskOpened", "task": task.id, "kind": task.kind, "department": task.department}
    return None, request, (*facts, fact)


def set_reminder(stores: Stores, write: UnitOfWork, standard: StandardRequest, request: RequestWork) -> bool:
    """Set when the responder is reminded next; False when there is no day left for that."""
    now = stamp(stores.now())
    days = exchanges.instants(request.due_on, standard.reminders, stores.municipality.zone)
    coming = next((at for at in days if at > now), None)
    if coming is not None:
        write.due(request.aggregate, REMIND, coming, case=request.case, request=request.key)
    return coming is not None


def write_asked(
    stores: Stores, write: UnitOfWork, known: Known, asked: list[Asked], witness: dict[str, str] | None = None
) -> None:
    """Write what was asked; the exchanges of answers that came at once are signed together."""
    department = known.case.department
    answered = [after for _, after, facts in asked if is_answered_now(facts)]
    signed = iter(sign(stores, answered, department, "register"))
    for before, after, facts in asked:
        told = (*facts, next(signed)) if is_answered_now(facts) else facts
        owes = None if before is not None and is_answered_now(facts) else frozenset[str]()
        stored = write.change(before, after, told, context=of_case(known.case, request=after.key), owes=owes)
        known.requests[after.key] = stored
        if witness is not None:
            witness[stored.aggregate] = stored.chain


def sign(stores: Stores, answered: list[RequestWork], department: str, answered_as: str) -> list[Fact]:
    """Give the fact of each exchange: its record, and the signature of all that are written together."""
    if not answered:
        return []
    records = [exchanges.record_of(one, asked_by=department, answered_as=answered_as) for one in answered]
    signature = stores.signing.sign(exchanges.signed_text(records))
    return [
        {"fact": "ExchangeSigned", "exchange": record, "signature": signature, "place": at}
        for at, record in enumerate(records)
    ]
