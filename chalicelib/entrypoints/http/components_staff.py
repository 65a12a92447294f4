"""Components of the OpenAPI document about staff: who works where, and what stands beside a case for them."""

from __future__ import annotations

from chalicelib.entrypoints.http.shapes import (
    ANY_TEXT,
    DAY,
    FREE,
    INSTANT,
    ROLE,
    ROLES,
    Schema,
    closed,
    nullable,
    open_,
    ref,
)

NAMED: Schema = {"kind": ANY_TEXT, "id": ANY_TEXT, "path": ANY_TEXT, "title": nullable(ref("Text"))}
STAFF: dict[str, Schema] = {
    "Colleague": open_({"person": ANY_TEXT, "name": nullable(ANY_TEXT), "roles": {"type": "array", "items": ROLE}}),
    "Member": open_(
        {
            "person": ANY_TEXT,
            "name": nullable(ANY_TEXT),
            "department": ANY_TEXT,
            "roles": {"type": "array", "items": ROLE},
            "since": nullable(ANY_TEXT),
            "until": nullable(ANY_TEXT),
            "delegated_by": nullable(ANY_TEXT),
        }
    ),
    "NewMember": closed(
        {
            "roles": {"type": "array", "items": ROLE, "minItems": 1, "uniqueItems": True},
            "until": DAY,
            "name": {"type": "string", "minLength": 1, "maxLength": 200, "description": "What colleagues read."},
        },
        optional=("until", "name"),
    ),
    "NewDelegation": closed({"roles": ROLES, "from": DAY, "until": DAY}),
    "Definitions": open_({"bundle": ANY_TEXT, "items": {"type": "array", "items": ref("NamedDefinition")}}),
    "NamedDefinition": open_(NAMED),
    "Definition": open_({"bundle": ANY_TEXT, **NAMED, "definition": FREE}),
    "Review": open_(
        {
            "bundle": ANY_TEXT,
            "on": DAY,
            "findings": {
                "type": "array",
                "items": open_({"file": ANY_TEXT, "pointer": ANY_TEXT, "check": ANY_TEXT, "text": ANY_TEXT}),
            },
            "services": {"type": "array", "items": FREE},
            "situations": {"type": "array", "items": FREE},
        }
    ),
    "Standing": {
        **open_(
            {
                "clock": {"type": "string", "enum": ["applicant", "municipality", "nobody"]},
                "holders": {
                    "type": "array",
                    "items": open_(
                        {
                            "who": ANY_TEXT,
                            "department": nullable(ANY_TEXT),
                            "what": nullable(ANY_TEXT),
                            "since": INSTANT,
                            "due_on": nullable(DAY),
                        }
                    ),
                },
                "departments": {"type": "object", "additionalProperties": ref("Text")},
                "next": nullable(FREE),
                "today": DAY,
                "late": {"type": "boolean", "description": "The term has passed, and the municipality has the case."},
                "reasons": {
                    "type": "array",
                    "description": "For which the service lets its term be suspended.",
                    "items": open_(
                        {
                            "code": ANY_TEXT,
                            "text": ref("Text"),
                            "clause": ANY_TEXT,
                            "days": {"type": "integer"},
                            "unit": ANY_TEXT,
                            "note": ANY_TEXT,
                        }
                    ),
                },
            }
        ),
        "description": "On whose clock the case is, who has to do something since when, and what may hold it.",
    },
    "DoneCheck": {
        **open_(
            {
                "id": ANY_TEXT,
                "question": ref("Text"),
                "right": ref("Text"),
                "wrong": ref("Text"),
                "about": open_({"field": ANY_TEXT, "document": ANY_TEXT}, optional=("field", "document")),
                "yes": {"type": "boolean"},
                "note": nullable(ANY_TEXT),
                "by": ANY_TEXT,
                "at": INSTANT,
            }
        ),
        "description": "What an intake specialist looked at, and found.",
    },
}
