"""What a sub-service's own execution does: gather its answers, decide it, record what the expert said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain import assessment, work
from chalicelib.domain.clock import stamp
from chalicelib.domain.work import SubServiceWork
from chalicelib.usecases import asking, contradicting, opinions
from chalicelib.usecases.context import of_case
from chalicelib.usecases.knowing import Known, know, seen
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def gather(stores: Stores, case_id: str, sub_id: str, n: int) -> str:
    """Ask what is still open: "ready" when every answer is there, "wait" otherwise, "ended" when not needed."""
    return persistently(stores, lambda: _gather(stores, case_id, sub_id, n))


def _gather(stores: Stores, case_id: str, sub_id: str, n: int) -> str:
    known, sub = _load(stores, case_id, sub_id)
    if known.case.ended or sub.n > n or sub.state == "decided":
        return "ended"
    write = stores.begin(by="gather", at=stamp(stores.now()))
    waiting = False
    done: list[asking.Asked] = []
    for key in sub.requests:
        asked = known.requests.get(key)
        if asked is None or asked.settled:
            continue
        told = asking.ask(stores, write, known, known.service.request(key), asked)
        if told is not None:
            done.append(told)
        waiting = waiting or not known.requests[key].settled
    asking.write_asked(stores, write, known, done)
    if write.actions:
        write.commit()
    return "wait" if waiting else "ready"


def ask_again(stores: Stores, case_id: str, key: str) -> bool:
    """Ask one open Request again; True when it is answered now or nobody needs it any more."""
    return persistently(stores, lambda: _ask_again(stores, case_id, key))


def _ask_again(stores: Stores, case_id: str, key: str) -> bool:
    file = stores.cases.file(case_id)
    if file.case.ended:
        return True
    known = know(stores, file.case, file.sub_services)
    asked = known.requests.get(key)
    if asked is None or asked.settled:
        return True
    write = stores.begin(by="sweep", at=stamp(stores.now()))
    told = asking.ask(stores, write, known, known.service.request(key), asked)
    if told is None:
        return True
    asking.write_asked(stores, write, known, [told])
    write.commit()
    return known.requests[key].state == "answered"


def decide_sub_service(stores: Stores, case_id: str, sub_id: str, n: int) -> str:
    """Decide by the table, or open the expert's Task: "outcome", "expert" or "ended"."""
    return persistently(stores, lambda: _decide_sub_service(stores, case_id, sub_id, n))


def _decide_sub_service(stores: Stores, case_id: str, sub_id: str, n: int) -> str:
    known, sub = _load(stores, case_id, sub_id)
    if known.case.ended or sub.n > n:
        return "ended"
    if sub.state == "decided":
        return "outcome"
    if sub.state == "expert":
        return "expert" if opinions.open_tasks(stores, sub) else "outcome"
    definition = known.service.sub_service(sub_id)
    outcome = assessment.decide_sub_service(definition, known.scope)
    now = stores.now()
    witness = {
        known.requests[key].aggregate: known.requests[key].chain for key in sub.requests if key in known.requests
    }
    write = stores.begin(by="decide_sub_service", at=stamp(now))
    if outcome.outcome == "expert":
        reason = str(outcome.row if outcome.reason == "rule" else outcome.reason)
        after, facts = opinions.ask(stores, write, known, sub, definition, reason)
    else:
        after, facts = work.decide(
            sub,
            outcome=outcome.outcome,
            by="table",
            at=now,
            grounds=outcome.grounds,
            outputs=dict(outcome.outputs),
            row=outcome.row,
            clause=outcome.clause,
        )
    after = replace(after, seen=seen(known, sub_id))
    write.change(sub, after, facts, context=of_case(known.case, sub_service=sub_id), witness=witness)
    write.commit()
    return "expert" if outcome.outcome == "expert" else "outcome"


def record_outcome(stores: Stores, case_id: str, sub_id: str, n: int) -> str:
    """Record what the expert decided: "done", or "ended" when the case doesn't need it any more."""
    outcome = persistently(stores, lambda: _record_outcome(stores, case_id, sub_id, n))
    contradicting.compare(stores, case_id)
    return outcome


def _record_outcome(stores: Stores, case_id: str, sub_id: str, n: int) -> str:
    known, sub = _load(stores, case_id, sub_id)
    if known.case.ended or sub.n > n:
        return "ended"
    if sub.state != "expert":
        return "done"
    if opinions.open_tasks(stores, sub):
        return "expert"
    now = stores.now()
    definition = known.service.sub_service(sub_id)
    said, by = opinions.combined(stores, sub, definition)
    clause = next((known.service.grounds[code].clause for code in said.grounds), None)
    after, facts = work.decide(
        sub,
        outcome=said.outcome,
        by=by,
        at=now,
        grounds=said.grounds,
        outputs=said.answers,
        row=None,
        clause=clause or definition.raw.get("source", {}).get("clause"),
        policy=definition.opinions.policy,
        dissent=said.dissent,
    )
    write = stores.begin(by=by, at=stamp(now))
    write.change(sub, after, facts, context=of_case(known.case, sub_service=sub_id))
    write.commit()
    return "done"


def _load(stores: Stores, case_id: str, sub_id: str) -> tuple[Known, SubServiceWork]:
    file = stores.cases.file(case_id)
    return know(stores, file.case, file.sub_services), file.sub_services[sub_id]
