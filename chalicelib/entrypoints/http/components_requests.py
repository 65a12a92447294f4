"""Components of the OpenAPI document about Requests that people answer."""

from __future__ import annotations

from chalicelib.entrypoints.http.components_work import VERSION
from chalicelib.entrypoints.http.shapes import ANY_TEXT, DAY, INSTANT, Schema, closed, nullable, open_

ANSWER: Schema = {
    "type": "object",
    "maxProperties": 100,
    "description": "Checked against the Standard Request's form.",
}
ANYTHING: Schema = {"type": "object"}
_QUESTION: Schema = {
    "state": {"type": "string", "enum": ["open", "answered"]},
    "due_on": DAY,
    "standard": ANY_TEXT,
    "title": ANYTHING,
    "inputs": nullable(ANYTHING),
    "form": {"type": "object", "description": "JSON Schema 2020-12 of the answer."},
    "labels": ANYTHING,
    "input_form": ANYTHING,
}

REQUESTS: dict[str, Schema] = {
    "Question": open_(_QUESTION),
    "Request": open_(
        {
            **_QUESTION,
            "request": ANY_TEXT,
            "key": ANY_TEXT,
            "department": ANY_TEXT,
            "version": {"type": "integer"},
            "answer": nullable(ANYTHING),
            "answered_at": nullable(INSTANT),
            "answered_by": nullable(ANY_TEXT),
            "why": nullable(ANY_TEXT),
            "silent": {"type": "boolean"},
            "late": {"type": "boolean"},
            "reminded": {"type": "integer"},
            "escalated_at": nullable(INSTANT),
            "link": nullable(ANYTHING),
            "history": {"type": "array", "items": ANYTHING},
        },
        optional=("history",),
    ),
    "Escalation": open_(
        {
            "kind": {"type": "string", "enum": ["request", "case"]},
            "case": ANY_TEXT,
            "task": nullable({"type": "string", "description": "A Request's Task, which is its id, too."}),
            "request": nullable(ANY_TEXT),
            "department": ANY_TEXT,
            "number": ANY_TEXT,
            "service": ANY_TEXT,
            "assignee": nullable(ANY_TEXT),
            "reminded_at": nullable(INSTANT),
            "due_on": DAY,
            "escalated_at": {**INSTANT, "description": "Since when the head knows."},
            "days_late": {"type": "integer", "description": "Calendar days since the last one of the term."},
        }
    ),
    "SubstituteAnswer": closed(
        {"version": VERSION, "answer": ANSWER, "why": {"type": "string", "minLength": 1, "maxLength": 2000}}
    ),
    "LinkAnswer": closed({"answer": ANSWER}),
    "Link": open_({"link": ANY_TEXT, "expires": INSTANT}),
    "Exchanges": open_(
        {
            "items": {
                "type": "array",
                "items": open_(
                    {
                        "request": ANY_TEXT,
                        "standard": ANY_TEXT,
                        "question": ANY_TEXT,
                        "asked_by": ANY_TEXT,
                        "asked_at": INSTANT,
                        "answered_by": ANY_TEXT,
                        "answered_as": {"type": "string", "enum": ["register", "account", "substitute", "link"]},
                        "answered_at": INSTANT,
                        "answer": ANY_TEXT,
                        "signature": ANY_TEXT,
                        "valid": {"type": "boolean"},
                    }
                ),
            }
        }
    ),
}
