"""Claiming: an open case says which place and days it asks for, and finds whoever asks for the same.

A claim, the findings of both cases, and the place's version are one write. So of two cases that arrive at once the
later one reads again and finds the earlier, and neither is decided by somebody who hasn't been told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chalicelib.domain import claims
from chalicelib.domain.cases import Case, Fact
from chalicelib.domain.chain import Flaw
from chalicelib.domain.claims import Claim
from chalicelib.domain.clock import stamp
from chalicelib.domain.errors import NotFound
from chalicelib.domain.work import TaskKind
from chalicelib.usecases import catalogue
from chalicelib.usecases.context import of_case
from chalicelib.usecases.knowing import answered
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.unit import UnitOfWork
    from chalicelib.bootstrap import Stores

Asked = dict[str, Any]
ROOM_FOR_ONE = 14
"""Actions that one other case with its Task, the case itself and its places may take; the rest is the next write's."""


def bring_up_to_date(stores: Stores, case: Case) -> Case:
    """Let a case claim what its answers ask for now, and compare it with the others; give it as it is then."""
    service = catalogue.by_hash(stores, case.bundle).service(case.service)
    if not service.claims and not case.claims:
        return case
    while persistently(stores, lambda: _bring(stores, case.id)):
        pass
    return stores.cases.case(case.id)


def release(stores: Stores, case_id: str) -> None:
    """Take back what a case claimed that is decided or has ended; the others are told what became of it."""
    while persistently(stores, lambda: not claims.is_open(stores.cases.case(case_id)) and _bring(stores, case_id)):
        pass


def _bring(stores: Stores, case_id: str) -> bool:
    """Take one step; False where there is nothing to do any more."""
    case = stores.cases.case(case_id)
    wanted = _wanted(stores, case) if claims.is_open(case) else {}
    held: dict[str, Asked] = {str(one["rule"]): one for one in case.claims}
    return any(_step(stores, case, rule, held.get(rule), wanted.get(rule)) for rule in sorted({*wanted, *held}))


def _wanted(stores: Stores, case: Case) -> dict[str, Asked]:
    """Give what a case's answers ask for, by rule; nothing of somebody who was erased."""
    service = catalogue.by_hash(stores, case.bundle).service(case.service)
    scope = answered(stores, case, stores.cases.application(case.application))
    if scope is None:
        return {}
    asked = (claims.asked_by(rule, scope, stores.secrets.digest) for rule in service.claims)
    return {str(one["rule"]): one for one in asked if one is not None}


def _step(stores: Stores, case: Case, rule: str, held: Asked | None, asked: Asked | None) -> bool:
    """Write what one rule asks for: the claim, and as many of the findings as one write takes."""
    at = stamp(stores.now())
    write = stores.begin(by="claim", at=at)
    after: Case = case
    facts: tuple[Fact, ...] = ()
    here = stores.claims.read(rule, str((asked or held or {})["place"]))
    mine = claims.claim_of(case, asked) if asked else None
    met = {id for id, other in here.claims.items() if id != case.id and mine is not None and claims.meet(mine, other)}
    known = {str(one["case"]) for one in case.clashes if one["rule"] == rule and claims.holds(one)}
    whole = True
    for id in sorted(met | known):
        other = _case(stores, id)
        if other is None:
            continue
        if write.room < ROOM_FOR_ONE:
            whole = False
            break
        if claims.is_open(case):
            there = here.claims.get(id) if claims.is_open(other) else None
            after, more = claims.see(after, rule, mine, id, there, gone=_gone(other), at=at)
            facts = (*facts, *more)
        if claims.is_open(other):
            theirs = next((one for one in other.claims if one["rule"] == rule), None)
            beside = mine if theirs is not None and theirs["place"] == here.place else None
            own = claims.claim_of(other, theirs) if theirs is not None else None
            told, more = claims.see(other, rule, own, case.id, beside, gone=_gone(case), at=at)
            _change(stores, write, other, told, more)
    if held != asked and (asked is not None or whole):
        # What is given up is given up last: until then it leads to who is still to be told.
        after, more = claims.claim(after, rule, asked)
        facts = (*facts, *more)
    _change(stores, write, case, after, facts)
    if not write.actions and here.claims.get(case.id) == mine:
        return False
    write.extend(stores.claims.change(here, case.id, mine if asked or whole else here.claims.get(case.id)))
    if held and asked and held["place"] != asked["place"]:
        write.extend(stores.claims.change(stores.claims.read(rule, held["place"]), case.id, None))
    write.commit()
    return True


def _gone(case: Case) -> str:
    """Say why a case isn't at a place any more."""
    return claims.MOVED if claims.is_open(case) else claims.became_of(case)


def _change(stores: Stores, write: UnitOfWork, before: Case, after: Case, facts: tuple[Fact, ...]) -> None:
    """Add what a case finds to a write; whoever is deciding it has to read it again before they can answer."""
    if not facts:
        return
    write.change(before, after, facts, context=of_case(before))
    found = next((fact for fact in facts if fact["fact"] == "ClashFound"), None)
    if found is None or before.task is None:
        return
    task = stores.cases.task(before.task, opened=False)
    if task.kind == TaskKind.DECISION and task.state == "open":
        seen = replace(task, version=task.version + 1, reason=f"clash:{found['rule']}")
        write.task(seen, after=task.version, before=task)


def _case(stores: Stores, case_id: str) -> Case | None:
    try:
        return stores.cases.case(case_id)
    except NotFound:
        return None


def flaw_of(stores: Stores, case: Case) -> Flaw | None:
    """Find a claim of an open case that isn't at its place, or says something else there."""
    for one in case.claims if claims.is_open(case) else ():
        stored: Claim | None = stores.claims.read(one["rule"], one["place"]).claims.get(case.id)
        if stored != claims.claim_of(case, one):
            return Flaw(f"CLAIM#{one['rule']}#{one['place']}", case.version, f"isn't what {case.aggregate} claims")
    return None
