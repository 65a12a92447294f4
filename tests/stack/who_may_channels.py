"""Who may: the rows of channels that people are told through, and of advice."""

from __future__ import annotations

from tests.stack.who_may import APPLICANTS, CASE_WORKERS, OWNER, SECRET, Row, public

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
)
