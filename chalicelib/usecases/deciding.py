"""`Decide`: grant with the register record, refuse with every ground, or hand the case to a decision maker."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chalicelib.domain import assessment, cases, claims, work
from chalicelib.domain.assessment import SubServiceOutcome
from chalicelib.domain.cases import DECIDED, Case, Status
from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.definitions import Service
from chalicelib.domain.errors import RecordNotUnique
from chalicelib.domain.registers import Draft
from chalicelib.domain.work import SubServiceWork, Task
from chalicelib.usecases import contradicting, queues, renewing, separation
from chalicelib.usecases.context import of_case
from chalicelib.usecases.knowing import Known, know
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.cases import CaseFile
    from chalicelib.bootstrap import Stores

REASSESSMENTS = 3
"""How often a case goes back to assessment by itself because a register has moved on; then a person decides."""


def decide(stores: Stores, case_id: str) -> str:
    """Decide a case whose sub-services are all settled.

    Gives "decided", "person" (a decision maker's Task is open), "again" (back to assessment) or "ended".
    """
    return persistently(stores, lambda: _decide(stores, case_id))


def _decide(stores: Stores, case_id: str) -> str:
    file = stores.cases.file(case_id)
    case = file.case
    if case.ended:
        return "ended"
    if case.status in DECIDED:
        return "decided"
    known = know(stores, case, file.sub_services)
    if case.status is Status.SUSPENDED or any(sub.state != "decided" for sub in known.subs.values()):
        return "again"
    outcome, codes = assessment.decision_of(_outcome(sub) for sub in known.subs.values())
    by = "table"
    if case.task is not None:
        task = stores.cases.task(case.task)
        if task.state != "done":
            return "person"
        outcome, codes, by = ("granted" if task.outcome == "grant" else "refused"), task.grounds, str(task.done_by)
    elif broken := contradicting.open_for(stores, case):
        return _ask_decision_maker(stores, known, file, reason=f"contradiction:{broken[0]}")
    elif clashing := claims.open_in(case):
        return _ask_decision_maker(stores, known, file, reason=f"clash:{clashing[0]}")
    elif not _automatic(known):
        return _ask_decision_maker(stores, known, file)
    if outcome == "granted":
        try:
            return _grant(stores, known, by)
        except RecordNotUnique:
            if case.reassessments >= REASSESSMENTS:
                return _ask_decision_maker(stores, known, file, reason="record-not-unique")
            return _assess_again(stores, known)
    write = stores.begin(by=by, at=stamp(now := stores.now()))
    grounds = grounds_of(known.service, codes)
    refused, facts = cases.refuse(case, grounds=grounds, by=by, at=now)
    write.change(case, refused, facts, context=of_case(case), witness=_witness(known))
    write.not_due(case.aggregate, "term")
    write.commit()
    return "decided"


def _grant(stores: Stores, known: Known, by: str) -> str:
    case, service, now = known.case, known.service, stores.now()
    write = stores.begin(by=by, at=stamp(now))
    record: dict[str, Any] | None = None
    if service.result.register is not None:
        definition = known.bundle.register(service.result.register)
        fields = assessment.record_of(service, known.scope)
        basis = {"case": case.id, "application": case.application}
        draft = Draft(case.number, fields, basis, new=not _replaces(stores, case))
        today = local_day(now, stores.municipality.zone)
        prepared = stores.registers.prepare(definition, draft, at=stamp(now), on=today)
        # What is granted again may say the same as before: the record stays as it is.
        (version,) = (*prepared.versions, *prepared.unchanged)
        write.extend(prepared.actions)
        record = {
            "register": definition.id,
            "record": version.number,
            "version": version.version,
            "hash": version.hash,
            "valid_until": version.valid_until,
        }
        write.extend([stores.accounts.own_record(case.person, stamp(now), definition.id, version.number)])
        renewing.watch(stores, write, case, service, version.valid_until, today=today)
    granted, facts = cases.grant(case, record=record, by=by, at=now)
    write.change(case, granted, facts, context=of_case(case), witness=_witness(known))
    write.not_due(case.aggregate, "term")
    write.commit()
    return "decided"


def _replaces(stores: Stores, case: Case) -> bool:
    """Tell whether a case of a plan takes the place of an earlier grant: its record is that one's next version."""
    if case.plan is None:
        return False
    before = stores.cases.plan(case.plan).node(str(case.node)).get("before")
    return before is not None and stores.cases.case(str(before)).record is not None


def _assess_again(stores: Stores, known: Known) -> str:
    """Take back what tables decided from the registers as they were, and ask them again."""
    case = known.case
    write = stores.begin(by="decide", at=stamp(stores.now()))
    for request in known.requests.values():
        if request.answered_by is not None and request.answered_by.startswith("register:"):
            opened = replace(request, state="open", answer=None, answer_hash=None, answered_at=None, answered_by=None)
            fact = {"fact": "RequestReopened", "request": request.key}
            write.change(request, opened, (fact,), context=of_case(case, request=request.key))
    for sub in known.subs.values():
        if sub.by == "table":
            reopened, facts = work.reopen(sub)
            write.change(sub, reopened, facts, context=of_case(case, sub_service=sub.id))
    again, facts = cases.assess_again(case, reason="record-not-unique")
    write.change(case, again, facts, context=of_case(case), owes=frozenset())
    write.commit()
    return "again"


def _ask_decision_maker(stores: Stores, known: Known, file: CaseFile, reason: str | None = None) -> str:
    case, service, now = known.case, known.service, stores.now()
    task = Task(
        id=stores.new_id(),
        kind="decision",
        department=service.decision.department,
        role=service.decision.role,
        case=case.id,
        application=case.application,
        number=case.number,
        service=case.service,
        opened_at=stamp(now),
        due_on=case.due_on,
        reason=reason,
        prepared_by=tuple(sorted(_preparers(known) | separation.barred(file, service, "decision"))),
    )
    lot: tuple[cases.Fact, ...] = ()
    if service.decision.random:
        task, lot = queues.by_lot(stores, task, case, case.chain)
    asked, facts = cases.ask_decision_maker(case, task=task.id)
    write = stores.begin(by="decide", at=stamp(now))
    write.change(case, asked, (*facts, *lot), context=of_case(case), witness=_witness(known))
    write.task(task, after=None)
    write.commit()
    return "person"


def grounds_of(service: Service, codes: tuple[str, ...]) -> tuple[dict[str, Any], ...]:
    """Give grounds as a decision keeps them: code, clause, and the text in every language."""
    found = (service.grounds[code] for code in codes)
    return tuple(
        {
            "code": ground.code,
            "clause": ground.clause,
            "text": dict(ground.text),
            **({"appeal": dict(appeal)} if (appeal := ground.appeal or service.appeal) else {}),
        }
        for ground in found
    )


def _preparers(known: Known) -> frozenset[str]:
    """Name everybody whose opinion the decision rests on."""
    asked = {str(one["by"]) for sub in known.subs.values() for one in sub.opinions}
    return frozenset(asked | {str(sub.by) for sub in known.subs.values() if sub.by not in (None, "table", "experts")})


def _automatic(known: Known) -> bool:
    return known.service.decision.automatic and all(sub.by == "table" for sub in known.subs.values())


def _outcome(sub: SubServiceWork) -> SubServiceOutcome:
    return SubServiceOutcome(str(sub.outcome), grounds=sub.grounds)


def _witness(known: Known) -> dict[str, str]:
    return {sub.aggregate: sub.chain for sub in known.subs.values()}
