"""Who may: every route × every kind of caller, declared once.

A row names a route, a call that would work, and who may make it; everybody else is refused. The table is run against
the deployed stack; a route of the OpenAPI document that isn't here fails, and so does a permission check in a use case
that no row would miss.
"""

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

TABLE: tuple[Row, ...] = (
    public("GET", "/v1/openapi.json"),
    public("GET", "/v1/catalogue"),
    public("GET", "/v1/catalogue/services/{service}", path={"service": "resident-parking-permit"}),
    public("GET", "/v1/statistics"),
    public("POST", "/v1/confirmations", body={"channel": "sms", "address": "{fresh number}"}, yes=(202,)),
    Row(
        "POST",
        "/v1/applications",
        ("anonymous", SECRET, *APPLICANTS),
        headers={"Idempotency-Key": "who-may-{caller}"},
        body=WRONG_ANSWERS,
        yes=(400, 422),
        token_needed=False,
    ),
    Row("GET", "/v1/applications", APPLICANTS),
    Row(
        "GET",
        "/v1/applications/{number}",
        (SECRET, OWNER, *CASE_WORKERS),
        path={"number": "{number}"},
        no=404,
        token_needed=False,
    ),
    # Who may read it is told that they may not withdraw it; to others it doesn't exist.
    Row(
        "POST",
        "/v1/applications/{number}/withdrawal",
        (SECRET, OWNER),
        path={"number": "{number}"},
        yes=(200, 409),
        no=404,
        otherwise=dict.fromkeys(CASE_WORKERS, 403),
        token_needed=False,
    ),
    # The application isn't returned: whoever may correct it is told so.
    Row(
        "POST",
        "/v1/applications/{number}/correction",
        (SECRET, OWNER),
        path={"number": "{number}"},
        headers={"Idempotency-Key": "who-may-{caller}"},
        body={"answers": {}},
        yes=(409,),
        no=404,
        otherwise=dict.fromkeys(CASE_WORKERS, 403),
        token_needed=False,
    ),
    Row(
        "POST",
        "/v1/applications/check",
        CALLERS,
        body={"service": "time-travel-permit", "answers": {}},
        yes=(404,),
        token_needed=False,
    ),
    Row("GET", "/v1/me", APPLICANTS),
    Row(
        "PUT",
        "/v1/me",
        APPLICANTS,
        body={"contact": {"phone": "+79170000009"}, "language": "tt", "version": 4000000},
        yes=(409,),
    ),
    Row("GET", "/v1/me/notifications", APPLICANTS),
    Row(
        "PUT",
        "/v1/me/notifications/{notification}/read",
        APPLICANTS,
        path={"notification": "unknown"},
        yes=(404,),
    ),
    Row("GET", "/v1/me/records", APPLICANTS),
    Row("GET", "/v1/cases", CASE_WORKERS, query={"department": TRANSPORT}),
    Row("GET", "/v1/cases/{case}", CASE_WORKERS, path={"case": "{case}"}),
    *(
        Row(
            "POST",
            f"/v1/cases/{{case}}/{action}",
            ("expert", "decision_maker", "preparer", "delegate"),
            path={"case": "{case}"},
            body=body,
            yes=yes,
        )
        for action, body, yes in (("suspension", {"code": "no-such-reason"}, (400, 422)), ("resumption", None, (409,)))
    ),
    Row("GET", "/v1/cases/{case}/verification", (*CASE_WORKERS, "administrator"), path={"case": "{case}"}),
    Row("GET", "/v1/cases/{case}/exchanges", CASE_WORKERS, path={"case": "{case}"}),
    Row("GET", "/v1/requests", TASK_WORKERS, query={"department": TRANSPORT}),
    Row("GET", "/v1/requests/{request}", TASK_WORKERS, path={"request": "{expert task}"}, yes=(404,)),
    Row(
        "POST",
        "/v1/requests/{request}/answer",
        ("head",),
        path={"request": "{expert task}"},
        body={"version": 1, "answer": {}, "why": "away"},
        yes=(404,),
    ),
    Row("POST", "/v1/requests/{request}/link", CASE_WORKERS, path={"request": "{expert task}"}, yes=(404,)),
    Row("GET", "/v1/answers/{link}", CALLERS, path={"link": "0" * 32 + "a" * 26}, yes=(404,), token_needed=False),
    Row(
        "POST",
        "/v1/answers/{link}",
        CALLERS,
        path={"link": "0" * 32 + "a" * 26},
        body={"answer": {}},
        yes=(404,),
        token_needed=False,
    ),
    Row("GET", "/v1/tasks", TASK_WORKERS, query={"department": TRANSPORT, "kind": "expert"}),
    Row("GET", "/v1/tasks/{task}", TASK_WORKERS, path={"task": "{expert task}"}),
    Row(
        "POST",
        "/v1/tasks/{task}/completion",
        ("expert", "preparer", "delegate"),
        path={"task": "{expert task}"},
        body={"version": 99, "outcome": "pass"},
        yes=(409,),
    ),
    *(
        Row(
            "POST",
            f"/v1/tasks/{{task}}/{action}",
            ("expert", "preparer", "delegate"),
            path={"task": "{expert task}"},
            body={"version": 99},
            yes=(409,),
        )
        for action in ("claim", "takeover")
    ),
    Row(
        "POST",
        "/v1/tasks/{task}/referrals",
        ("expert", "preparer", "delegate"),
        path={"task": "{expert task}"},
        body={"version": 99, "to": [{"department": TRANSPORT, "role": "expert"}], "question": "?"},
        yes=(409,),
    ),
    Row(
        "POST",
        "/v1/tasks/{task}/release",
        ("head",),
        path={"task": "{expert task}"},
        body={"version": 1},
        yes=(200, 409),
    ),
    Row(
        "POST",
        "/v1/tasks/{task}/assignment",
        ("head",),
        path={"task": "{expert task}"},
        body={"version": 1, "person": "{somebody}"},
        yes=(400,),
    ),
    # Each Task is answered by itself: who may not is told so item by item.
    Row(
        "POST",
        "/v1/tasks/actions",
        (*APPLICANTS, *STAFF),
        body={"action": "claim", "tasks": [{"task": "0" * 32, "version": 1}]},
    ),
    Row("GET", "/v1/me/tasks", ANY_STAFF),
    Row("GET", "/v1/me/interests", ANY_STAFF),
    Row("PUT", "/v1/me/interests", ANY_STAFF, body={"interests": []}),
    *(
        Row(
            method,
            "/v1/departments/{department}/members/{person}/absence",
            ("head",),
            path=PLACE,
            body={"from": "2026-01-12", "until": "2026-01-16"} if method == "PUT" else None,
            yes=(204,),
        )
        for method in ("PUT", "DELETE")
    ),
    # Who prepared a decision doesn't make it.
    Row(
        "POST",
        "/v1/tasks/{task}/completion",
        ("decision_maker",),
        path={"task": "{decision task}"},
        body={"version": 99, "outcome": "grant"},
        yes=(409,),
    ),
    Row("GET", "/v1/deliveries", ("administrator",), query={"channel": "sms", "state": "sent"}),
    Row("GET", "/v1/departments/{department}/members", ("head", "administrator"), path={"department": TRANSPORT}),
    Row(
        "PUT",
        "/v1/departments/{department}/members/{person}",
        ("administrator",),
        path=PLACE,
        body={"roles": ["expert"]},
    ),
    Row("DELETE", "/v1/departments/{department}/members/{person}", ("administrator",), path=PLACE, yes=(204,)),
    Row(
        "PUT",
        "/v1/departments/{department}/delegations/{person}",
        ("head", "administrator"),
        path=PLACE,
        body={"roles": ["expert"], "from": "2026-01-12", "until": "2026-01-16"},
    ),
    # Nobody hands on what makes a head or an administrator.
    Row(
        "PUT",
        "/v1/departments/{department}/delegations/{person}",
        (),
        path=PLACE,
        body={"roles": ["administrator"], "from": "2026-01-12", "until": "2026-01-16"},
    ),
    Row(
        "DELETE",
        "/v1/departments/{department}/delegations/{person}",
        ("head", "administrator"),
        path=PLACE,
        yes=(204,),
    ),
    Row("GET", "/v1/catalogue/publications", ANY_STAFF),
    Row(
        "POST",
        "/v1/catalogue/publications",
        ("methodologist",),
        body={"base": "0" * 64, "changes": {"schemas/services/time-travel-permit.json": None}},
        yes=(409,),
    ),
    Row("GET", "/v1/registers", ANY_STAFF),
    Row("GET", "/v1/registers/{register}/records", REGISTER_READERS, path=PERMITS),
    Row(
        "GET",
        "/v1/registers/{register}/records/{record}",
        REGISTER_READERS,
        path={**PERMITS, "record": "unknown"},
        yes=(404,),
    ),
    Row(
        "POST",
        "/v1/registers/{register}/imports",
        REGISTRARS,
        path=PERMITS,
        headers={"Content-Type": "application/x-ndjson"},
        body=b'{"no such field": 1}\n',
        yes=(422,),
    ),
    Row(
        "GET",
        "/v1/registers/{register}/imports/{import}",
        REGISTRARS,
        path={**PERMITS, "import": "0" * 32},
        yes=(404,),
    ),
    Row(
        "PUT",
        "/v1/registers/{register}/availability",
        REGISTRARS,
        path=PERMITS,
        body={"available": True},
    ),
)
