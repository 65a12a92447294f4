"""What a case is made of while it is assessed: sub-services, Requests and Tasks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.domain.cases import Fact
from chalicelib.domain.chain import GENESIS
from chalicelib.domain.clock import stamp
from chalicelib.domain.errors import AlreadyDone

Grounds = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubServiceWork:
    """One sub-service of a case. `state`: open (not decided yet), expert (with a person), decided.

    `row` and `clause` explain a table's decision; `inputs` are the codes the table saw; `by` is
    "table" or the deciding person's id; `reason` says why a person had to decide.
    """

    case: str
    id: str
    state: str = "open"
    n: int = 0
    version: int = 0
    chain: str = GENESIS
    outcome: str | None = None
    grounds: Grounds = ()
    outputs: dict[str, Any] | None = None
    row: str | None = None
    clause: str | None = None
    by: str | None = None
    reason: str | None = None
    task: str | None = None
    decided_at: str | None = None
    requests: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    """Ids of all its experts' Tasks, referrals among them, in the order they were opened."""
    opinions: tuple[dict[str, Any], ...] = ()
    """What each expert said: {"by", "outcome", "grounds", "task", "at"}; dissent stays."""
    dissent: tuple[str, ...] = ()
    """Tasks of the experts who said otherwise than the outcome."""
    seen: str | None = None
    """In a plan: the digest of the inputs that it was decided on, or that experts were asked about."""
    reopened: bool = False
    """Its outcome was taken back, and it has no execution of its own since."""
    sealed: bytes | None = field(default=None, repr=False)
    """What only its readers may know, as it is stored; None once it is opened."""

    @property
    def aggregate(self) -> str:
        return f"SUB#{self.case}#{self.id}"

    @property
    def expert_tasks(self) -> tuple[str, ...]:
        """Ids of its experts' Tasks; layout 1 knew one."""
        return self.tasks or ((self.task,) if self.task else ())


@dataclass(frozen=True, slots=True)
class RequestWork:
    """A question from the case to a register or department, under one application.

    `key` is the Request's id in the service's definition, `input_hash` the digest of what was asked;
    `state`: open (no answer yet) or answered; `waiting` lists the sub-services of cases that want it.
    """

    application: str
    key: str
    standard: str
    input_hash: str
    due_on: str
    opened_at: str
    case: str
    state: str = "open"
    version: int = 0
    chain: str = GENESIS
    answer: dict[str, Any] | None = None
    answered_at: str | None = None
    answered_by: str | None = None
    attempts: int = 0
    reason: str | None = None
    person: str | None = None
    """The applicant, under whose key the answer is sealed."""
    department: str | None = None
    """Who has to answer."""
    task: str | None = None
    silent: bool = False
    """The term has passed without an answer, and the case goes on without it."""
    question: dict[str, Any] | None = None
    """What was asked, by input; kept where a person answers."""
    late: bool = False
    """The answer came after the case had gone on without it: it is shown, and decides nothing."""
    why: str | None = None
    """Why somebody else answered in the responder's place."""
    link: dict[str, Any] | None = None
    """The link with which an outside body answers: {"serial", "expires", "by"}."""
    reminded: int = 0
    escalated_at: str | None = None
    uses: tuple[dict[str, str], ...] = ()
    """Who else in the plan of a life situation wants the answer: {"case", "key", "at"}."""
    question_name: str | None = None
    """In a plan: the name under which the same question is found."""
    left: tuple[str, ...] = ()
    """Cases that have asked something else since: their applicant's answers changed."""
    answer_hash: str | None = None
    """The keyed hash of the answer, by which it is known even when the applicant was erased."""
    sealed: bytes | None = field(default=None, repr=False)
    """What only its readers may know, as it is stored; None once it is opened."""

    def key_in(self, case: str) -> str | None:
        """Give what the Request is called in a case's definition; nothing where that case doesn't use it."""
        if case in self.left:
            return None
        if self.case == case:
            return self.key
        return next((one["key"] for one in self.uses if one["case"] == case), None)

    @property
    def cases(self) -> tuple[str, ...]:
        """Every case that uses the answer, first who asked."""
        every = (self.case, *(one["case"] for one in self.uses))
        return tuple(one for one in every if one not in self.left)

    @property
    def settled(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self.state == "answered" or self.silent

    @property
    def aggregate(self) -> str:
        return f"REQ#{self.application}#{self.standard}#{self.input_hash}"


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work for a person. `kind` is a TaskKind; `state`: open, done or cancelled.

    `prepared_by` names who worked on what is now decided; they may not do this Task (four eyes). `assignee` is who has
    claimed it or was given it; `request` is the key of the Request that it answers; `parent` is the Task whose expert
    referred the `question`; `checklist` keeps the answers of an intake checklist by check.
    """

    id: str
    kind: str
    department: str
    role: str
    case: str
    application: str
    number: str
    service: str
    opened_at: str
    due_on: str
    sub_service: str | None = None
    reason: str | None = None
    prepared_by: tuple[str, ...] = ()
    state: str = "open"
    version: int = 1
    outcome: str | None = None
    grounds: Grounds = ()
    outputs: dict[str, Any] | None = None
    note: str | None = None
    done_by: str | None = None
    done_at: str | None = None
    assignee: str | None = None
    assigned_at: str | None = None
    assigned_by: str | None = None
    request: str | None = None
    parent: str | None = None
    question: str | None = None
    attachment: str | None = None
    round: int = 1
    checklist: dict[str, Any] | None = None
    reminded_at: str | None = None
    escalated_at: str | None = None
    """When the head of the department was told that the term has passed."""
    sealed: bytes | None = field(default=None, repr=False)
    """What only its readers may know, as it is stored; None once it is opened."""

    @property
    def escalated(self) -> bool:
        """Whether its term has passed and it still isn't done."""
        return self.escalated_at is not None and self.state == "open"


class TaskKind(StrEnum):
    """What a Task asks a person to do."""

    INTAKE = "intake"
    EXPERT = "expert"
    DECISION = "decision"
    REQUEST = "request"
    HANDOVER = "handover"


def decide(
    sub: SubServiceWork,
    *,
    outcome: str,
    by: str,
    at: datetime,
    grounds: Grounds = (),
    outputs: dict[str, Any] | None = None,
    row: str | None = None,
    clause: str | None = None,
    policy: str | None = None,
    dissent: tuple[str, ...] = (),
) -> tuple[SubServiceWork, tuple[Fact, ...]]:
    """Record the outcome of a sub-service: "pass", "refuse" or "divided", with what explains it.

    Where experts gave opinions, `policy` combined them, and `dissent` names the Tasks of those who said otherwise.
    """
    if sub.state == "decided":
        raise AlreadyDone("the sub-service is decided already")
    fact: Fact = {
        "fact": "SubServiceDecided",
        "sub_service": sub.id,
        "outcome": outcome,
        "row": row,
        "clause": clause,
        "grounds": list(grounds),
        "by": by,
        **({"policy": policy, "dissent": list(dissent)} if policy else {}),
    }
    decided = replace(
        sub,
        state="decided",
        outcome=outcome,
        grounds=grounds,
        outputs=outputs,
        row=row,
        clause=clause,
        by=by,
        task=None if by == "table" else sub.task,
        dissent=dissent,
        decided_at=stamp(at),
    )
    return decided, (fact,)


def open_for_waiting(sub: SubServiceWork) -> tuple[SubServiceWork, tuple[Fact, ...]]:
    """Give the sub-service an execution of its own, because something has to be waited for."""
    fact: Fact = {"fact": "SubServiceOpened", "sub_service": sub.id, "n": sub.n + 1}
    return replace(sub, n=sub.n + 1, reopened=False), (fact,)


def reopen(sub: SubServiceWork) -> tuple[SubServiceWork, tuple[Fact, ...]]:
    """Take back an outcome, or a question to experts, because what it rests on has changed."""
    fact: Fact = {"fact": "SubServiceReopened", "sub_service": sub.id}
    opened = replace(sub, state="open", outcome=None, grounds=(), outputs=None, row=None, clause=None, by=None)
    return replace(opened, task=None, tasks=(), opinions=(), dissent=(), reason=None, seen=None, reopened=True), (fact,)


def finish(
    task: Task,
    *,
    outcome: str,
    grounds: Grounds,
    note: str | None,
    outputs: dict[str, Any] | None,
    by: str,
    at: datetime,
) -> tuple[Task, tuple[Fact, ...]]:
    """Complete a Task with its answer; whoever is second gets AlreadyDone."""
    if task.state == "done":
        raise AlreadyDone("the Task is done already", task=task.id)
    fact: Fact = {"fact": "TaskDone", "task": task.id, "kind": task.kind, "outcome": outcome, "by": by}
    done = replace(
        task,
        state="done",
        version=task.version + 1,
        outcome=outcome,
        grounds=grounds,
        note=note,
        outputs=outputs,
        done_by=by,
        done_at=stamp(at),
    )
    return done, (fact,)
