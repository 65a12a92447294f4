"""Who may do what with the plan of a life situation: its applicant, and staff of every department that takes part."""

from __future__ import annotations

from tests.stack.callers import OWNER, SECRET, TASK_WORKERS, TRANSPORT, Row, public

OTHERS = ("other intake", "other expert", "other decision_maker", "other responder", "other head")
TAKE_PART = (*TASK_WORKERS, *OTHERS)
"""Staff of the two departments of the table whose services belong to the plan."""
PLAN = {"number": "{plan number}"}
FORBIDDEN = dict.fromkeys(TAKE_PART, 403)

PLANS: tuple[Row, ...] = (
    public("POST", "/v1/life-situations/{situation}/choice", path={"situation": "move-house"}, body={"answers": {}}),
    Row("GET", "/v1/plans", TASK_WORKERS, query={"department": TRANSPORT}),
    Row("GET", "/v1/plans/{number}", (OWNER, *TAKE_PART), path=PLAN, no=404),
    Row("GET", "/v1/plans/{number}/verification", ("administrator",), path=PLAN),
    Row("GET", "/v1/applications/{number}", (SECRET, OWNER, *TAKE_PART), path=PLAN, no=404, token_needed=False),
    # The milestone isn't awaited: whoever may report it is told so.
    Row(
        "POST",
        "/v1/applications/{number}/milestones/{milestone}",
        (SECRET, OWNER, "other intake"),
        path={**PLAN, "milestone": "moved-in"},
        body={},
        yes=(409,),
        no=404,
        otherwise={name: 403 for name in TAKE_PART if name != "other intake"},
        token_needed=False,
    ),
    Row(
        "POST",
        "/v1/applications/{number}/changes",
        (SECRET, OWNER),
        path=PLAN,
        headers={"Idempotency-Key": "who-may-{caller}"},
        body={"answers": {"no_such_question": 1}},
        yes=(409, 422),
        no=404,
        otherwise=FORBIDDEN,
        token_needed=False,
    ),
    Row(
        "POST",
        "/v1/applications/{number}/withdrawal",
        (SECRET, OWNER),
        path=PLAN,
        no=404,
        otherwise=FORBIDDEN,
        token_needed=False,
    ),
)
