"""Views: what the parts of the catalogue are to those who read them, as frozen values; `definitions` makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeVar

from chalicelib.domain.definition_people import Check, Document, Opinions, Suspension
from chalicelib.domain.definition_spans import ClaimRule, Renewal
from chalicelib.domain.errors import NotFound
from chalicelib.domain.tables import Table, compile_table

Text = Mapping[str, str]
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Term:
    """How long something may take: a number of `working` or `calendar` days."""

    days: int
    unit: str

    @classmethod
    def parse(cls, raw: Json) -> Term:
        return cls(raw["days"], raw["unit"])


@dataclass(frozen=True)
class Ground:
    """A ground for refusal: its text in every language, and the clause that it cites."""

    code: str
    text: Text
    clause: str
    appeal: Text | None = None


@dataclass(frozen=True)
class RequestUse:
    """A Standard Request as one service uses it: input name → value, and when it is needed."""

    id: str
    standard: str
    input: Mapping[str, Json]
    when: tuple[Json, ...]
    goes_on: bool = False
    """Whether the case goes on without the answer when its term has passed."""


@dataclass(frozen=True)
class KnownAt:
    """Where a register knows the answer to a question: a use of a Standard Request, and the place in its answer."""

    request: str
    path: str


@dataclass(frozen=True)
class Input:
    """One closed input of a sub-service: where its value comes from, and what stands for a missing one."""

    name: str
    type: str
    source: Json
    absent: Json | None
    raw: Json


@dataclass(frozen=True)
class SubService:
    """The smallest piece of a service: closed inputs, the Requests it needs, one decision table or an expert.

    `department` and `role` say who decides what the table leaves to a person; `raw_table` is None where a person always
    decides.
    """

    id: str
    title: Text
    when: tuple[Json, ...]
    requests: tuple[str, ...]
    inputs: tuple[Input, ...]
    department: str | None
    role: str | None
    raw_table: Json | None
    raw: Json
    opinions: Opinions = field(default_factory=Opinions)
    random: bool = False
    """Whether the expert is drawn by lot."""
    expert_answers: Mapping[str, Json] = field(default_factory=dict)
    expert_term: Term | None = None

    @cached_property
    def table(self) -> Table | None:
        """The compiled decision table; compiled once for each bundle and process."""
        if self.raw_table is None:
            return None
        return compile_table([one.raw for one in self.inputs], self.raw_table)


@dataclass(frozen=True)
class Returned:
    """What follows a return; `clock` is "restart" or "continue"."""

    within: Term
    clock: str
    ground: str

    @classmethod
    def parse(cls, raw: Json) -> Returned:
        return cls(Term.parse(raw["within"]), raw["clock"], raw["ground"])


@dataclass(frozen=True)
class Registration:
    """Whether a clean application is registered at once, and how long registration may take otherwise.

    `returned` says what follows a return: within which term to correct, whether the term of registration starts again
    or goes on, and the ground on which an application that nobody corrects is refused.
    """

    at_once: bool
    term: Term
    returned: Returned | None = None


@dataclass(frozen=True)
class FinalDecision:
    """Whether tables may decide the whole case, and whose Task it is otherwise."""

    automatic: bool
    department: str
    role: str
    random: bool = False
    attachment: str = "allowed"


@dataclass(frozen=True)
class Result:
    """What a grant gives: the register that receives the record, and each field's value."""

    title: Text
    register: str | None
    record: Mapping[str, Json]
    renewal: Renewal | None = None


@dataclass(frozen=True)
class Service:
    """What the municipality offers, as one bundle defines it."""

    id: str
    title: Text
    summary: Text
    department: str
    applicants: tuple[str, ...]
    applicant_fields: Mapping[str, str]
    sub_services: tuple[SubService, ...]
    requests: tuple[RequestUse, ...]
    grounds: Mapping[str, Ground]
    registration: Registration
    term: Term
    decision: FinalDecision
    result: Result
    notifications: Mapping[str, str]
    examples: tuple[Json, ...]
    raw: Json
    documents: tuple[Document, ...] = ()
    checklist: tuple[Check, ...] = ()
    separate: frozenset[str] = frozenset()
    """Jobs (intake, expert, decision) that one person may not do together in one case."""
    suspensions: Mapping[str, Suspension] = field(default_factory=dict)
    appeal: Text | None = None
    delivery: tuple[str, ...] = ("account",)
    paper_original: bool = False
    known: Mapping[str, KnownAt] = field(default_factory=dict)
    """Question → where a register knows its answer: shown instead of asked."""
    claims: tuple[ClaimRule, ...] = ()

    def sub_service(self, id: str) -> SubService:
        """The sub-service with that id; raises NotFound."""
        return _one(self.sub_services, id, "sub_service")

    def request(self, id: str) -> RequestUse:
        """The use of a Standard Request with that id; raises NotFound."""
        return _one(self.requests, id, "request")


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Item = TypeVar("Item", bound=_Named)


def _one(items: tuple[Item, ...], id: str, kind: str) -> Item:
    for item in items:
        if item.id == id:
            return item
    raise NotFound(f"{kind} {id}", kind=kind, id=id)


@dataclass(frozen=True)
class RegisterLookup:
    """How a register answers a Standard Request.

    Args:
        match: register field → input name; records that agree in all of them are candidates.
        compare: register field → input name; a found record that differs there contradicts.
        fields: what of the record the answer carries.
        valid_on_day: whether only records valid on the day of the Request count.
    """

    register: str
    match: Mapping[str, str]
    compare: Mapping[str, str]
    fields: tuple[str, ...]
    valid_on_day: bool


@dataclass(frozen=True)
class StandardRequest:
    """The reusable definition of a question from one department to another, to a register or to an outside body."""

    id: str
    title: Text
    department: str
    term: Term
    input: Json
    answer: Json
    register: RegisterLookup | None
    freshness_days: int
    raw: Json
    role: str = "responder"
    link: bool = False
    """Whether an outside body may answer through a link for one Request."""
    reminders: tuple[int, ...] = ()
    """How many days before the end of the term the responder is reminded."""
    substitutes: tuple[Json, ...] = ()
    """Who may answer in the responder's place: {"department", "role"}."""


@dataclass(frozen=True)
class UniqueRule:
    """At most `max` valid records may agree in all of `fields`."""

    fields: tuple[str, ...]
    max: int


@dataclass(frozen=True)
class Register:
    """A register: the schema of its records, what identifies one, what may be searched and what must be unique."""

    id: str
    title: Text
    department: str
    record: Json
    number: tuple[str, ...]
    search: tuple[str, ...]
    unique: tuple[UniqueRule, ...]
    valid_from: str | None
    valid_until: str | None
    personal: tuple[str, ...]
    public: tuple[str, ...]
    raw: Json
