"""Who may: the rows of channels that people are told through, and of advice."""

from __future__ import annotations

from tests.stack.callers import APPLICANTS, CASE_WORKERS, OWNER, SECRET, TRANSPORT, Row, public

SUBSCRIPTION = {
    "endpoint": "https://intranet.example.org/metadata",
    "keys": {"p256dh": "0123456789abcdef", "auth": "0123456789abcdef"},
}

ROWS: tuple[Row, ...] = (
    public("GET", "/v1/push/key"),
    Row("GET", "/v1/me/push", APPLICANTS),
    Row("DELETE", "/v1/me/push", APPLICANTS, yes=(204,)),
    Row("PUT", "/v1/me/push", APPLICANTS, body=SUBSCRIPTION, yes=(400,)),
    Row(
        "PUT",
        "/v1/applications/{number}/push",
        (SECRET, OWNER),
        path={"number": "{number}"},
        body=SUBSCRIPTION,
        yes=(400,),
        no=404,
        otherwise=dict.fromkeys(CASE_WORKERS, 403),
        token_needed=False,
    ),
    public(
        "POST",
        "/v1/remarks",
        body={
            "service": "no-such-service",
            "bundle": "0" * 64,
            "pointer": "/answers/none",
            "text": "Which?",
            "language": "en",
        },
        yes=(404,),
    ),
    Row("GET", "/v1/remarks", ("methodologist",)),
    Row("POST", "/v1/remarks/{remark}/dealt-with", ("methodologist",), path={"remark": "0" * 28}, yes=(404,)),
    public("POST", "/v1/drafts", body={"service": "no-such-service", "answers": {}, "language": "en"}, yes=(404,)),
    public("GET", "/v1/drafts/{code}", path={"code": "aaaa-aaaa-aaaa-aaaa"}, yes=(404,)),
    public(
        "PUT",
        "/v1/drafts/{code}",
        path={"code": "aaaa-aaaa-aaaa-aaaa"},
        body={"service": "no-such-service", "answers": {}, "language": "en"},
        yes=(404,),
    ),
    Row("GET", "/v1/me/erasure", APPLICANTS),
    # The owner's application goes on; of the stranger nothing is under way.
    Row(
        "PUT",
        "/v1/me/erasure",
        APPLICANTS,
        body={"understood": True},
        yes=(200, 409),
    ),
    Row("DELETE", "/v1/me/erasure", APPLICANTS, yes=(204,)),
    Row("GET", "/v1/me/drafts", APPLICANTS),
    Row("DELETE", "/v1/me/drafts/{draft}", APPLICANTS, path={"draft": "0" * 64}, yes=(204,)),
    Row(
        "POST",
        "/v1/consultations",
        CASE_WORKERS,
        body={
            "department": TRANSPORT,
            "service": "no-such-service",
            "topic": "documents",
            "channel": "phone",
            "minutes": 5,
            "answer": "x",
        },
        yes=(404,),
    ),
    Row("GET", "/v1/consultations", CASE_WORKERS, query={"department": TRANSPORT}),
    Row("GET", "/v1/consultations/{consultation}", CASE_WORKERS, path={"consultation": "{consultation}"}),
    Row(
        "POST",
        "/v1/consultations/{consultation}/application",
        CASE_WORKERS,
        path={"consultation": "{consultation}"},
        body={},
        yes=(400,),
    ),
)
