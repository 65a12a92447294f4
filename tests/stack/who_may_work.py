"""Who may, the rows about the work of staff: cases, Requests, Tasks and queues."""

from __future__ import annotations

from tests.stack.callers import (
    ANY_STAFF,
    APPLICANTS,
    CALLERS,
    CASE_WORKERS,
    PLACE,
    STAFF,
    TASK_WORKERS,
    TRANSPORT,
    Row,
)

WORK: tuple[Row, ...] = (
    Row("GET", "/v1/cases", CASE_WORKERS, query={"department": TRANSPORT}),
    Row("GET", "/v1/cases", CASE_WORKERS, query={"department": TRANSPORT, "number": "000000-00000000-00"}),
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
    Row("GET", "/v1/cases/{case}/deliveries", CASE_WORKERS, path={"case": "{case}"}),
    Row("GET", "/v1/cases/{case}/exchanges", CASE_WORKERS, path={"case": "{case}"}),
    Row("GET", "/v1/requests", TASK_WORKERS, query={"department": TRANSPORT}),
    Row("GET", "/v1/escalations", ("head", "administrator"), query={"department": TRANSPORT}),
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
    Row("GET", "/v1/requests/{request}", TASK_WORKERS, path={"request": "{request task}"}),
    # A link whose secret is wrong opens nothing to anybody.
    Row("GET", "/v1/answers/{link}", (), path={"link": "{request task}" + "a" * 26}, no=404, token_needed=False),
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
    # A checklist shows the application itself, which a responder has no part in.
    Row("GET", "/v1/tasks/{task}", CASE_WORKERS, path={"task": "{intake task}"}),
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
)
