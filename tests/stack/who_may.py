"""Who may: every route × every kind of caller, declared once.

A row names a route, a call that would work, and who may make it; everybody else is refused. The table is run against
the deployed stack; a route of the OpenAPI document that isn't here fails, and so does a permission check in a use case
that no row would miss.
"""

from __future__ import annotations

from tests.stack.callers import (
    ANY_STAFF,
    APPLICANTS,
    CALLERS,
    CASE_WORKERS,
    OWNER,
    PERMITS,
    PLACE,
    REGISTER_READERS,
    REGISTRARS,
    SECRET,
    TRANSPORT,
    WRONG_ANSWERS,
    Row,
    public,
)
from tests.stack.who_may_plans import PLANS
from tests.stack.who_may_work import WORK

TABLE: tuple[Row, ...] = (
    public("GET", "/v1/openapi.json"),
    public("GET", "/v1/catalogue"),
    public("GET", "/v1/catalogue/services/{service}", path={"service": "resident-parking-permit"}),
    public("GET", "/v1/statistics"),
    public("GET", "/v1/parcels/{parcel}", path={"parcel": "16:50:000000:1"}, yes=(404,)),
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
    Row(
        "POST",
        "/v1/counter/applications",
        ("intake", "centre intake"),
        headers={"Idempotency-Key": "who-may-counter-{caller}"},
        body={
            **WRONG_ANSWERS,
            "applicant": {"kind": "person", "name": "Somebody"},
            "channel": "counter",
            "collect": "counter",
            "identity": {"document": "passport", "number": "9200 000000", "seen_on": "2026-11-24"},
        },
        yes=(422,),
    ),
    # A paper is typed in where one may file at the counter; its scan has to be there.
    Row(
        "POST",
        "/v1/counter/applications",
        ("intake", "centre intake"),
        headers={"Idempotency-Key": "who-may-paper-{caller}"},
        body={
            "service": "resident-parking-permit",
            "answers": {},
            "language": "en",
            "applicant": {"kind": "person", "name": "Somebody"},
            "channel": "paper",
            "collect": "counter",
            "identity": {"document": "passport", "number": "9200 000000", "seen_on": "2026-11-24"},
            "scan": {"file": "0" * 32},
        },
        yes=(422,),
    ),
    # Who filed at the counter prints the receipt again, and nobody else.
    Row("GET", "/v1/counter/applications/{number}/receipt", ("intake",), path={"number": "{counter number}"}),
    # What the owner filed themself has no receipt of a counter.
    Row("GET", "/v1/counter/applications/{number}/receipt", (), path={"number": "{number}"}, no=404),
    Row("GET", "/v1/letters", ("intake",), query={"department": TRANSPORT}),
    Row("GET", "/v1/letters/{letter}", ("intake",), path={"letter": "{case}.0000000001.0"}, yes=(404,)),
    Row(
        "POST",
        "/v1/letters/{letter}/posting",
        ("intake",),
        path={"letter": "{case}.0000000001.0"},
        body={"posted_on": "2026-11-24"},
        yes=(404,),
    ),
    # What a front office filed it prints itself, and nobody else does.
    Row("GET", "/v1/letters", ("centre intake",), query={"department": "multifunctional-centre"}),
    Row("GET", "/v1/letters/{letter}", ("centre intake",), path={"letter": "{centre case}.0000000001.0"}, yes=(404,)),
    Row(
        "POST",
        "/v1/letters/{letter}/posting",
        ("centre intake",),
        path={"letter": "{centre case}.0000000001.0"},
        body={"handed_over_on": "2026-11-24"},
        yes=(404,),
    ),
    # Staff announce where they may file at the counter.
    Row(
        "POST",
        "/v1/files",
        ("anonymous", SECRET, *APPLICANTS, "intake", "centre intake"),
        body={"service": "resident-parking-permit", "document": "no-such", "type": "application/pdf", "bytes": 1},
        yes=(422,),
        token_needed=False,
    ),
    # A scan is made where papers are typed in; to others the document doesn't exist.
    Row(
        "POST",
        "/v1/files",
        ("anonymous", SECRET, *APPLICANTS, "intake", "centre intake"),
        body={"service": "resident-parking-permit", "document": "scan", "type": "text/html", "bytes": 1},
        yes=(422,),
        token_needed=False,
    ),
    # Which department's Task a file is for is asked before anything is said of it.
    Row(
        "POST",
        "/v1/files",
        ("expert", "preparer", "delegate"),
        body={"task": "{expert task}", "type": "text/html", "bytes": 1},
        yes=(409, 422),
        token_needed=False,
    ),
    Row(
        "GET",
        "/v1/files/{file}",
        (SECRET, OWNER, *CASE_WORKERS),
        path={"file": "{file}"},
        no=404,
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
    # What a register shows to everybody is asked by anybody.
    Row(
        "POST",
        "/v1/applications/known",
        CALLERS,
        body={"service": "urban-plan", "answers": {"site_plot": "16:50:990301:1001"}},
        yes=(200,),
        token_needed=False,
    ),
    *PLANS,
    # Staff have contacts and notifications of their own, too: what they are told about terms.
    Row("GET", "/v1/me", (*APPLICANTS, *ANY_STAFF)),
    Row(
        "PUT",
        "/v1/me",
        (*APPLICANTS, *ANY_STAFF),
        body={"contact": {"phone": "+79170000009"}, "language": "tt", "version": 4000000},
        yes=(409,),
    ),
    Row("GET", "/v1/me/notifications", (*APPLICANTS, *ANY_STAFF)),
    Row(
        "PUT",
        "/v1/me/notifications/{notification}/read",
        (*APPLICANTS, *ANY_STAFF),
        path={"notification": "unknown"},
        yes=(404,),
    ),
    Row("GET", "/v1/me/records", APPLICANTS),
    Row("GET", "/v1/me/looks", APPLICANTS),
    *WORK,
    Row("GET", "/v1/deliveries", ("administrator",), query={"channel": "sms", "state": "sent"}),
    Row("GET", "/v1/departments/{department}/members", ("head", "administrator"), path={"department": TRANSPORT}),
    Row("GET", "/v1/departments/{department}/colleagues", ANY_STAFF, path={"department": TRANSPORT}),
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
    Row("GET", "/v1/catalogue/definitions", ANY_STAFF, query={"kind": "roles"}),
    Row(
        "GET", "/v1/catalogue/definitions/{kind}/{definition}", ANY_STAFF, path={"kind": "roles", "definition": "head"}
    ),
    # An unknown bundle, since the analysis of a real one takes seconds for each process that is asked.
    Row("GET", "/v1/catalogue/findings", ANY_STAFF, query={"bundle": "0" * 64}, yes=(404,)),
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
