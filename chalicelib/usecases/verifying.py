"""Verification: is the history of a case or plan whole and unaltered, from its first fact to what is stored now?"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.domain import claims, plans_told
from chalicelib.domain.cases import STATUS_OF_FACT, Case, Status
from chalicelib.domain.chain import Flaw, check_chain, digest, sha256
from chalicelib.domain.errors import NotFound
from chalicelib.domain.numbers import is_number
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.domain.plans import Plan
from chalicelib.domain.queues import draw
from chalicelib.domain.registers import version_hash
from chalicelib.domain.work import RequestWork, SubServiceWork
from chalicelib.usecases import claiming, decision_making, exchanging

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.cases import CaseFile
    from chalicelib.adapters.dynamodb.commits import Commit
    from chalicelib.bootstrap import Stores

Things = tuple[RequestWork | SubServiceWork | Case | Plan, ...]
Chains = dict[str, "list[Commit]"]
Check = Callable[[Chains], Flaw | None]
"""What more must be true of what was walked."""
FOLLOWED = ("NodeMoved", "NodeEnded")
"""Facts of a plan that a case of its own was seen."""
READINGS = 5
"""How often a case that is written to meanwhile is read anew before a flaw is believed."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found: how many chains and facts it walked, and the first flaw, if any."""

    chains: int
    facts: int
    flaw: Flaw | None


def verify(stores: Stores, actor: Actor, case_id: str) -> Verified:
    """Walk every chain of a case: its own, its sub-services', its Requests', and the register record it wrote.

    Raises NotFound or Forbidden.
    """
    file = stores.cases.file(case_id)
    require(actor, Verb.VERIFY_CASE, Subject(file.case.department, applicant=file.case.person))

    def of_case(chains: Chains) -> Flaw | None:
        case = file.case
        return (
            decision_making.flaw_of(stores, chains[case.aggregate], case)
            or _content(stores, chains[case.aggregate], case.application)
            or (_content(stores, chains[f"PLAN#{case.plan}"], case.plan) if case.plan else None)
            or _record(stores, chains[case.aggregate])
            or claiming.flaw_of(stores, stores.cases.case(case_id))
        )

    return _settled(stores, lambda: _things(stores, stores.cases.file(case_id)), file.case.person, of_case)


def verify_plan(stores: Stores, actor: Actor, plan_id: str) -> Verified:
    """Walk the chain of a plan and those of its Requests; its cases, each walked by `verify`, must be there.

    Raises NotFound or Forbidden.
    """
    plan = stores.cases.plan(plan_id)
    require(actor, Verb.VERIFY_CASE, Subject(plan.department, applicant=plan.person))

    def things() -> Things:
        return (stores.cases.plan(plan_id), *stores.cases.requests(plan_id))

    def of_plan(chains: Chains) -> Flaw | None:
        return _content(stores, chains[plan.aggregate], plan_id) or _cases(
            stores, plan.aggregate, chains[plan.aggregate]
        )

    return _settled(stores, things, plan.person, of_plan)


def verify_numbered(stores: Stores, actor: Actor, number: str) -> Verified:
    """Verify the plan of an application by its number. Raises NotFound, also where it is no plan's, or Forbidden."""
    application = stores.cases.application_of_number(number) if is_number(number) else None
    if application is None:
        raise NotFound("no such plan")
    return verify_plan(stores, actor, application)


def _settled(stores: Stores, read: Callable[[], Things], person: str, more: Check) -> Verified:
    """Walk what is read, and read it anew where it was written to meanwhile."""
    things = read()
    for _ in range(READINGS):
        found = _walk(stores, things, person, more)
        again = read()
        if found.flaw is None or _versions(again) == _versions(things):
            break
        things = again
    return found


def _things(stores: Stores, file: CaseFile) -> Things:
    if file.case.plan:
        # Answers are signed together and used by several cases: their chains prove each other.
        plan = stores.cases.plan(file.case.plan)
        return (plan, *stores.cases.requests(file.case.asked_in), *file.sub_services.values(), file.case)
    return (*stores.cases.requests_of(file.case).values(), *file.sub_services.values(), file.case)


def _versions(things: Things) -> dict[str, int]:
    return {thing.aggregate: thing.version for thing in things}


def _walk(stores: Stores, things: Things, person: str, more: Check) -> Verified:
    chains: Chains = {}
    for thing in things:
        commits = list(stores.commits.chain(thing.aggregate))
        chains[thing.aggregate] = commits
        flaw = check_chain(thing.aggregate, [_plain(commit) for commit in commits], thing.version, thing.chain)
        if flaw is not None:
            return _verified(chains, flaw)
    flaw = (
        _witnesses(chains)
        or _signatures(stores, chains)
        or _unopened(stores, things, person)
        or _states(stores, things, chains)
        or _draws(chains)
        or more(chains)
    )
    return _verified(chains, flaw)


def _verified(chains: Chains, flaw: Flaw | None) -> Verified:
    return Verified(len(chains), sum(len(commit.facts) for chain in chains.values() for commit in chain), flaw)


def _plain(commit: Commit) -> dict[str, Any]:
    plain = dataclasses.asdict(commit)
    return plain | {"facts": list(commit.facts)}


def _witnesses(chains: Chains) -> Flaw | None:
    """Find a commit that used an outcome which its chain doesn't know any more."""
    for aggregate, commits in chains.items():
        for commit in commits:
            for witness, head in commit.witness.items():
                if head not in {one.hash for one in chains.get(witness, ())}:
                    return Flaw(witness, len(chains.get(witness, ())), f"is not what {aggregate}@{commit.seq} used")
    return None


def _signatures(stores: Stores, chains: Chains) -> Flaw | None:
    """Find an exchange that the stack didn't sign, or that tells of another answer than its commit."""
    found = []
    for aggregate, commits in chains.items():
        for commit in commits:
            answers = [fact["answer"] for fact in commit.facts if fact["fact"] == "RequestAnswered"]
            for fact in commit.facts:
                if fact["fact"] == "ExchangeSigned":
                    found.append((aggregate, commit.seq, fact))
                    if [fact["exchange"]["answer"]] != answers:
                        return Flaw(aggregate, commit.seq, "tells of an exchange with another answer")
    groups = exchanging.grouped([fact for _, _, fact in found])
    for aggregate, seq, fact in found:
        if not exchanging.fits(stores, fact["signature"], groups[fact["signature"]]):
            return Flaw(aggregate, seq, "isn't what the stack signed")
    return None


def _unopened(stores: Stores, things: Things, person: str) -> Flaw | None:
    """Find what is sealed and doesn't open, although the applicant's key is there."""
    for thing in things:
        sealed = None if isinstance(thing, Plan) else thing.sealed
        if sealed is not None and stores.accounts.known_key(person) is not None:
            return Flaw(thing.aggregate, thing.version, "holds something else than what was sealed")
    return None


def _states(stores: Stores, things: Things, chains: Chains) -> Flaw | None:
    """Find a stored state that says something else than its facts."""
    for thing in things:
        facts = [(commit.seq, fact) for commit in chains[thing.aggregate] for fact in commit.facts]
        for seq, told, stored in _told(stores, thing, facts):
            if told != stored:
                return Flaw(thing.aggregate, seq, f"says {told}, but what is stored says {stored}")
    return None


def _told(stores: Stores, thing: object, facts: list[tuple[int, dict[str, Any]]]) -> Iterator[tuple[int, Any, Any]]:
    """Give (position, what the facts tell, what is stored) for what matters most of a state."""
    match thing:
        case Case():
            statuses = [(seq, STATUS_OF_FACT[fact["fact"]]) for seq, fact in facts if fact["fact"] in STATUS_OF_FACT]
            seq, status = statuses[-1]
            yield seq, str(status), str(thing.status)
            decided = [(seq, str(status)) for seq, status in statuses if status in (Status.GRANTED, Status.REFUSED)]
            yield (*decided[-1], thing.outcome) if decided else (seq, None, thing.outcome)
            yield facts[-1][0], claims.told(fact for _, fact in facts), claims.stored(thing)
        case Plan():
            nodes, kept = plans_told.told(fact for _, fact in facts), plans_told.stored(thing)
            for node in sorted({*nodes, *kept}):
                yield facts[-1][0], nodes.get(node), kept.get(node)
        case SubServiceWork():
            last = [(seq, fact) for seq, fact in facts if fact["fact"] in ("SubServiceDecided", "SubServiceReopened")]
            if last:
                seq, fact = last[-1]
                yield seq, fact.get("outcome"), thing.outcome
                yield seq, list(fact.get("grounds", ())), list(thing.grounds)
        case RequestWork():
            last = [(seq, fact) for seq, fact in facts if fact["fact"] in ("RequestAnswered", "RequestReopened")]
            if last:
                seq, fact = last[-1]
                stored = thing.answer_hash if thing.answer is None else stores.secrets.digest(digest(thing.answer))
                yield seq, fact.get("answer"), stored


def _cases(stores: Stores, aggregate: str, commits: list[Commit]) -> Flaw | None:
    """Find a case that a plan has followed and that is gone, or has come to something else than the plan tells."""
    followed = [(commit.seq, fact) for commit in commits for fact in commit.facts if fact["fact"] in FOLLOWED]
    for seq, fact in followed:
        try:
            case = stores.cases.case(fact["case"])
        except NotFound:
            return Flaw(f"CASE#{fact['case']}", 1, "was removed")
        outcome = fact.get("outcome")
        if outcome in (Status.GRANTED, Status.REFUSED) and case.outcome not in (outcome, None):
            return Flaw(aggregate, seq, f"says {outcome}, and the case {case.id} says {case.outcome}")
    return None


def _draws(chains: Chains) -> Flaw | None:
    """Repeat every draw by lot: its seed is the hash of the commit before, and the lot falls on the same person."""
    for aggregate, commits in chains.items():
        for commit in commits:
            for fact in commit.facts:
                if fact["fact"] != "TaskDrawn":
                    continue
                if fact["seed"] != commit.prev or fact["person"] != draw(fact["seed"], fact["candidates"]):
                    return Flaw(aggregate, commit.seq, "tells of a draw that comes out otherwise")
    return None


def _content(stores: Stores, commits: list[Commit], application_id: str) -> Flaw | None:
    """Compare what the applicant submitted, and each correction, with the hash in its fact."""
    application = stores.cases.application(application_id)
    kept = stores.cases.contents(application)
    told = {
        fact.get("round", 1): (commit.seq, fact["content"])
        for commit in commits
        for fact in commit.facts
        if fact["fact"] in ("ApplicationFiled", "ApplicationCorrected", "PartChanged", "SituationFiled", "AnswersGiven")
    }
    if not told or max(told) != application.round:
        return Flaw(f"APP#{application_id}", 1, "is not the content that was filed")
    for round, (seq, content) in sorted(told.items()):
        if round not in kept or sha256(kept[round]) != content:
            return Flaw(f"APP#{application_id}", seq, "is not the content that was filed")
    return None


def _record(stores: Stores, commits: list[Commit]) -> Flaw | None:
    """Compare the register record with the hash in the fact that wrote it."""
    for commit in commits:
        for fact in commit.facts:
            if fact["fact"] == "RecordWritten":
                where = f"REG#{fact['register']}#{fact['record']}"
                versions = {one.version: one for one in stores.registers.versions(fact["register"], fact["record"])}
                version = versions.get(fact["version"])
                if version is None:
                    return Flaw(where, fact["version"], "was removed")
                if version_hash(version) != fact["hash"]:
                    return Flaw(where, fact["version"], "was altered")
    return None
