"""A case: the handling of one service under one application. Its status changes only through facts.

::

    filed → verification → registered → in consideration ⇄ suspended → granted | refused → delivered → closed
            ├→ returned → verification | refused registration
            └→ refused registration                    withdrawn: at any time before the decision
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from chalicelib.domain.chain import GENESIS
from chalicelib.domain.clock import stamp
from chalicelib.domain.errors import AlreadyDone
from chalicelib.domain.layout import LAYOUT

Fact = dict[str, Any]
"""Something that happened: {"fact": name, …}; holds ids and codes only, never personal data."""


class Status(StrEnum):
    FILED = "filed"
    VERIFICATION = "verification"
    RETURNED = "returned"
    REFUSED_REGISTRATION = "refused_registration"
    REGISTERED = "registered"
    IN_CONSIDERATION = "in_consideration"
    SUSPENDED = "suspended"
    GRANTED = "granted"
    REFUSED = "refused"
    DELIVERED = "delivered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


STATUS_OF_FACT = {
    "ApplicationFiled": Status.FILED,
    "VerificationStarted": Status.VERIFICATION,
    "CaseReturned": Status.RETURNED,
    "RegistrationRefused": Status.REFUSED_REGISTRATION,
    "CaseRegistered": Status.REGISTERED,
    "ConsiderationStarted": Status.IN_CONSIDERATION,
    "CaseSuspended": Status.SUSPENDED,
    "CaseResumed": Status.IN_CONSIDERATION,
    "CaseGranted": Status.GRANTED,
    "CaseRefused": Status.REFUSED,
    "ResultDelivered": Status.DELIVERED,
    "CaseClosed": Status.CLOSED,
    "CaseWithdrawn": Status.WITHDRAWN,
}

_UNDECIDED = frozenset({Status.FILED, Status.VERIFICATION, Status.RETURNED, Status.REGISTERED})
_FOLLOWS: dict[Status, frozenset[Status]] = {
    Status.VERIFICATION: frozenset({Status.FILED, Status.RETURNED}),
    Status.RETURNED: frozenset({Status.VERIFICATION}),
    Status.REFUSED_REGISTRATION: frozenset({Status.FILED, Status.VERIFICATION, Status.RETURNED}),
    Status.REGISTERED: frozenset({Status.FILED, Status.VERIFICATION}),
    Status.IN_CONSIDERATION: frozenset({Status.REGISTERED, Status.SUSPENDED}),
    Status.SUSPENDED: frozenset({Status.IN_CONSIDERATION}),
    Status.GRANTED: frozenset({Status.IN_CONSIDERATION}),
    Status.REFUSED: frozenset({Status.IN_CONSIDERATION}),
    Status.DELIVERED: frozenset({Status.GRANTED, Status.REFUSED}),
    Status.CLOSED: frozenset({Status.DELIVERED}),
    Status.WITHDRAWN: _UNDECIDED | {Status.IN_CONSIDERATION, Status.SUSPENDED},
}
ENDED = frozenset({Status.CLOSED, Status.WITHDRAWN, Status.REFUSED_REGISTRATION})
"""Statuses in which nothing more is owed by the municipality."""
_UNREGISTERED = frozenset({Status.FILED, Status.VERIFICATION, Status.RETURNED, Status.REFUSED_REGISTRATION})
PAST_VERIFICATION = frozenset(Status) - _UNREGISTERED
DECIDED = frozenset({Status.GRANTED, Status.REFUSED, Status.DELIVERED, Status.CLOSED})


@dataclass(frozen=True, slots=True)
class Case:
    """The state of a case; `version` and `chain` are its chain's last position and hash.

    `timeline` lists {"status", "at"}; `clock` is the ledger of the term, each entry with its clause;
    `n` counts the executions asked for; days are ISO dates in the municipality's zone.
    """

    id: str
    application: str
    number: str
    service: str
    department: str
    bundle: str
    person: str
    language: str
    status: Status
    filed_at: str
    due_on: str
    version: int = 0
    chain: str = GENESIS
    n: int = 0
    registered_on: str | None = None
    outcome: str | None = None
    grounds: tuple[dict[str, Any], ...] = ()
    decided_by: str | None = None
    record: dict[str, Any] | None = None
    task: str | None = None
    reassessments: int = 0
    sub_services: tuple[str, ...] = ()
    timeline: tuple[dict[str, str], ...] = ()
    clock: tuple[dict[str, Any], ...] = ()
    round: int = 1
    """How often the application was checked: 1, and one more for each correction."""
    returned: dict[str, Any] | None = None
    """What the applicant has to correct: {"fields": [pointers], "grounds": [...], "until": day, "by", "on", "task",
    "checks": [ids of what was answered "no"], "touched": [pointers], once it is corrected, "files": refused ones,
    "kept": what a specialist still looks at after a return because of files}."""
    suspended: dict[str, Any] | None = None
    """Why and until when the term stands still: {"code", "clause", "on", "until", "by"}."""
    signature: dict[str, Any] | None = None
    """The decision maker's signature: {"key", "algorithm", "digest", "value", "at", "by"}."""
    attachment: str | None = None
    """The file that the decision maker attached as the result."""
    channel: str = "portal"
    collect: str = "account"
    """How the result reaches the applicant: account, counter or post."""
    counter: str | None = None
    """The department at whose counter it was filed."""
    escalated_at: str | None = None
    """When the heads of the department were told that a term has passed."""
    late_since: str | None = None
    """The last day (ISO) of the term that they were told of: of registration, until it is registered."""
    notes: tuple[dict[str, Any], ...] = ()
    """What staff noted at a suspension: {"at", "by", "code", "text"}; known once the case is opened."""
    sealed: bytes | None = field(default=None, repr=False)
    """What only its readers may know, as it is stored; None once it is opened."""
    plan: str | None = None
    """The application of the life situation that this case belongs to; None where it stands alone."""
    node: str | None = None
    """The node of that plan."""
    disputed: tuple[str, ...] = ()
    """Questions whose answer is another one than a register's: a specialist looks at each."""
    erased_at: str | None = None
    """When its applicant was erased."""
    claims: tuple[dict[str, Any], ...] = ()
    """The places and days that it asks for while it is open: {"rule", "place", "from", "until", "own"?}, digests."""
    clashes: tuple[dict[str, Any], ...] = ()
    """Other cases that ask, or asked, for the same; see `claims`."""
    renewal: dict[str, Any] | None = None
    """What was offered before its result ends: {"service", "until", "offered_at"}."""
    layout: int = field(default=LAYOUT)

    @property
    def asked_in(self) -> str:
        """The application inside which its Requests are asked: shared by all cases of a plan."""
        return self.plan or self.application

    @property
    def result_file(self) -> str | None:
        """The file that the decision maker attached, once it is decided: the applicant's to read."""
        return self.attachment if self.status in DECIDED else None

    @property
    def aggregate(self) -> str:
        """The name of the case's chain."""
        return f"CASE#{self.id}"

    @property
    def escalated(self) -> bool:
        """Whether its term has passed and it still isn't decided."""
        return self.escalated_at is not None and self.outcome is None and not self.ended

    @property
    def ended(self) -> bool:
        return self.status in ENDED


Change = tuple[Case, tuple[Fact, ...]]


def move(case: Case, fact: Fact, at: datetime) -> Case:
    """Give a case the status that a fact leads to; raises AlreadyDone where it can't have it now."""
    status = STATUS_OF_FACT[fact["fact"]]
    if case.status not in _FOLLOWS[status]:
        raise AlreadyDone(f"a case that is {case.status} can't become {status}", status=str(case.status))
    return replace(case, status=status, timeline=(*case.timeline, {"status": str(status), "at": stamp(at)}))


def file(case: Case, *, content_hash: str, at: datetime) -> Change:
    """Start a new case: it is filed, and its first execution is asked for."""
    filed = replace(case, status=Status.FILED, n=1, timeline=({"status": str(Status.FILED), "at": stamp(at)},))
    return filed, (
        {
            "fact": "ApplicationFiled",
            "application": case.application,
            "service": case.service,
            "bundle": case.bundle,
            "content": content_hash,
        },
        {"fact": "ExecutionRequested", "n": 1},
    )


def request_execution(case: Case) -> Change:
    """Ask for a new execution of the case's machine; the earlier one is not needed any more."""
    return replace(case, n=case.n + 1), ({"fact": "ExecutionRequested", "n": case.n + 1},)


def register(case: Case, *, on: date, due_on: date, clause: str | None, at: datetime) -> Change:
    """Register a verified application: the term starts, its last day is known, and the intake's Task is over."""
    fact = {"fact": "CaseRegistered", "on": on.isoformat(), "due_on": due_on.isoformat()}
    entry = {"event": "started", "on": on.isoformat(), "due_on": due_on.isoformat(), "clause": clause}
    moved = move(case, fact, at)
    clock = (*case.clock, entry)
    moved = replace(moved, clock=clock, task=None, escalated_at=None, late_since=None)
    return replace(moved, registered_on=fact["on"], due_on=fact["due_on"]), (fact,)


def start_checking(case: Case, *, at: datetime) -> Change:
    """Begin the verification without a person: what a machine finds comes first."""
    return move(case, fact := {"fact": "VerificationStarted"}, at), (fact,)


def start_verification(case: Case, *, task: str, at: datetime) -> Change:
    """Hand the application to an intake specialist, with the Task that asks for it."""
    moved = move(case, fact := {"fact": "VerificationStarted"}, at)
    return replace(moved, task=task), (fact, {"fact": "TaskOpened", "task": task, "kind": "intake"})


def ask_intake(case: Case, *, task: str) -> Change:
    """Open the Task of the intake specialist for a corrected application."""
    return replace(case, task=task), ({"fact": "TaskOpened", "task": task, "kind": "intake"},)


def refuse_registration(case: Case, *, grounds: tuple[dict[str, Any], ...], by: str, at: datetime) -> Change:
    """End a case whose application can't be registered."""
    fact: Fact = {"fact": "RegistrationRefused", "grounds": [ground["code"] for ground in grounds], "by": by}
    return replace(move(case, fact, at), grounds=grounds, task=None), (fact,)


def consider(case: Case, *, at: datetime) -> Change:
    """Begin the consideration of a registered case."""
    fact = {"fact": "ConsiderationStarted"}
    return move(case, fact, at), (fact,)


def grant(case: Case, *, record: dict[str, Any] | None, by: str, at: datetime) -> Change:
    """Decide in the applicant's favour; `record` names the register record that this writes."""
    fact: Fact = {"fact": "CaseGranted", "by": by}
    facts = (fact,) if record is None else (fact, {"fact": "RecordWritten", **record})
    return replace(move(case, fact, at), outcome="granted", record=record, decided_by=by, task=None), facts


def refuse(case: Case, *, grounds: tuple[dict[str, Any], ...], by: str, at: datetime) -> Change:
    """Decide against the applicant, on grounds that each cite a clause."""
    cited = [{"code": ground["code"], "clause": ground["clause"]} for ground in grounds]
    fact: Fact = {"fact": "CaseRefused", "grounds": cited, "by": by}
    return replace(move(case, fact, at), outcome="refused", grounds=grounds, decided_by=by, task=None), (fact,)


def ask_decision_maker(case: Case, *, task: str) -> Change:
    """Open the Task of the person who decides."""
    return replace(case, task=task), ({"fact": "TaskOpened", "task": task, "kind": "decision"},)


def assess_again(case: Case, *, reason: str) -> Change:
    """Send the case back to assessment, because what it rests on has changed."""
    fact = {"fact": "AssessmentRepeated", "reason": reason}
    again = replace(case, reassessments=case.reassessments + 1, task=None, signature=None, attachment=None)
    return again, (fact,)


def deliver_and_close(case: Case, *, at: datetime) -> Change:
    """Deliver the result and close: the municipality owes nothing more."""
    delivered, closed = {"fact": "ResultDelivered"}, {"fact": "CaseClosed"}
    return move(move(case, delivered, at), closed, at), (delivered, closed)


def open_handover(case: Case, *, task: str, how: str) -> Change:
    """Open the Task of who hands the result over, at the counter or by post; the case closes with it."""
    return replace(case, task=task), ({"fact": "TaskOpened", "task": task, "kind": "handover", "how": how},)


def withdraw(case: Case, *, at: datetime) -> Change:
    """End the case at the applicant's wish; possible until it is decided."""
    fact = {"fact": "CaseWithdrawn"}
    return replace(move(case, fact, at), task=None), (fact,)


def pass_term(case: Case, *, at: datetime) -> Change:
    """Note that the term ran out while the case was still open: the heads of its department are told."""
    late = replace(case, escalated_at=stamp(at), late_since=case.due_on)
    return late, ({"fact": "TermPassed", "due_on": case.due_on},)


def pass_registration(case: Case, *, due_on: str, at: datetime) -> Change:
    """Note that the term of registration ran out while the application was still being looked at."""
    late = replace(case, escalated_at=stamp(at), late_since=due_on)
    return late, ({"fact": "RegistrationTermPassed", "due_on": due_on},)
