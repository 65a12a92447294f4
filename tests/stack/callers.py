"""Who calls in the table of who may: every kind of caller, and what a row of the table says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TRANSPORT = "transport-committee"
IMPROVEMENT = "external-improvement"
TECHNOLOGY = "information-technology"

ANYBODY = ("anonymous",)
OWNER, STRANGER, SECRET = "owner", "stranger", "secret"
APPLICANTS = (OWNER, STRANGER)


@dataclass(frozen=True)
class Member:
    """A member of staff of the table: department, roles, and whether they stand in until yesterday or tomorrow."""

    department: str
    roles: tuple[str, ...]
    stands_in: str | None = None


STAFF: Mapping[str, Member] = {
    "intake": Member(TRANSPORT, ("intake",)),
    "expert": Member(TRANSPORT, ("expert",)),
    "decision_maker": Member(TRANSPORT, ("decision_maker",)),
    "preparer": Member(TRANSPORT, ("decision_maker", "expert")),
    "responder": Member(TRANSPORT, ("responder",)),
    "registrar": Member(TRANSPORT, ("registrar",)),
    "head": Member(TRANSPORT, ("head",)),
    "methodologist": Member(TECHNOLOGY, ("methodologist",)),
    "administrator": Member(TECHNOLOGY, ("administrator",)),
    "other intake": Member(IMPROVEMENT, ("intake",)),
    "other expert": Member(IMPROVEMENT, ("expert",)),
    "other decision_maker": Member(IMPROVEMENT, ("decision_maker",)),
    "other responder": Member(IMPROVEMENT, ("responder",)),
    "other registrar": Member(IMPROVEMENT, ("registrar",)),
    "other head": Member(IMPROVEMENT, ("head",)),
    "centre intake": Member("multifunctional-centre", ("intake",)),
    "delegate": Member(TRANSPORT, ("expert", "registrar"), "until tomorrow"),
    "former delegate": Member(TRANSPORT, ("expert", "registrar"), "until yesterday"),
    "staff without roles": Member(TRANSPORT, ()),
}
CALLERS = ("anonymous", SECRET, *APPLICANTS, *STAFF)

CASE_WORKERS = ("intake", "expert", "decision_maker", "preparer", "head", "delegate")
TASK_WORKERS = (*CASE_WORKERS, "responder")
REGISTER_READERS = (*TASK_WORKERS, "registrar")
REGISTRARS = ("registrar", "delegate")
ANY_STAFF = tuple(name for name in STAFF if name not in ("former delegate", "staff without roles"))


@dataclass(frozen=True)
class Row:
    """One route and who may call it.

    Those in `may` get one of the statuses `yes` (a refusal for another reason than permission is a yes too: it comes
    after the check); others get `no`, or what `otherwise` says of them, and 401 without a token where one is needed.
    `path`, `query`, `headers` and `body` may name things that the test made, in braces.
    """

    method: str
    route: str
    may: tuple[str, ...]
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    yes: tuple[int, ...] = (200,)
    no: int = 403
    otherwise: Mapping[str, int] = field(default_factory=dict)
    token_needed: bool = True

    def expected(self, caller: str) -> tuple[int, ...]:
        """The statuses that `caller` may get."""
        if caller in self.may:
            return self.yes
        if caller in self.otherwise:
            return (self.otherwise[caller],)
        return (401,) if self.token_needed and caller in ("anonymous", SECRET) else (self.no,)


def public(method: str, route: str, **more: Any) -> Row:
    """A route that is the same for everybody."""
    return Row(method, route, CALLERS, token_needed=False, **more)


WRONG_ANSWERS = {"service": "resident-parking-permit", "answers": {"no such question": 1}, "language": "en"}
PLACE = {"department": TRANSPORT, "person": "{somebody}"}
PERMITS = {"register": "parking-permits"}
