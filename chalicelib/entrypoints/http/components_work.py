"""Components of the OpenAPI document about the work of people: Tasks, queues, absences."""

from __future__ import annotations

from chalicelib.entrypoints.http.components_files import DOCUMENTS
from chalicelib.entrypoints.http.components_known import KNOWN_ANSWERS
from chalicelib.entrypoints.http.shapes import (
    ANY_TEXT,
    CODE,
    DAY,
    FREE,
    ID,
    INSTANT,
    NOTE,
    PERSON,
    Schema,
    closed,
    nullable,
    open_,
    ref,
)

VERSION: Schema = {"type": "integer", "minimum": 1, "description": "The version of the Task that was read."}

ANSWERS: Schema = {"type": "object", "description": "Checked against the service's published form."}
RECEIPT: Schema = {"type": "string", "minLength": 1, "maxLength": 100}
IDENTITY: Schema = closed({"document": RECEIPT, "number": RECEIPT})

WORK: dict[str, Schema] = {
    "Task": open_(
        {
            "task": ANY_TEXT,
            "kind": ANY_TEXT,
            "department": ANY_TEXT,
            "role": ANY_TEXT,
            "case": ANY_TEXT,
            "number": ANY_TEXT,
            "service": ANY_TEXT,
            "state": ANY_TEXT,
            "opened_at": INSTANT,
            "due_on": DAY,
            "version": {"type": "integer"},
            "assignee": nullable(ANY_TEXT),
            "assigned_at": nullable(INSTANT),
            "assigned_by": nullable(ANY_TEXT),
            "risk": {
                "type": "string",
                "enum": ["late", "today", "soon", "in_time"],
                "description": "In lists: how it stands to its last day; `soon`: two working days are left.",
            },
            "contradictions": {
                "type": "array",
                "items": FREE,
                "description": "Of an expert or a decision, read alone: the rules that its case breaks now.",
            },
        },
        optional=("risk", "contradictions"),
    ),
    "NewCompletion": closed(
        {
            "version": {"type": "integer", "minimum": 1},
            "outcome": CODE,
            "grounds": {"type": "array", "items": CODE, "maxItems": 50, "uniqueItems": True},
            "outputs": {
                "type": "object",
                "maxProperties": 50,
                "description": "An expert's answers, each checked against its term of the vocabulary.",
                "additionalProperties": {"type": ["string", "integer", "boolean", "array", "object"]},
            },
            "note": NOTE,
            "answer": {"type": "object", "maxProperties": 100, "description": "The answer of a Request."},
            "checklist": {
                "type": "object",
                "description": "Intake: each check's id → whether all is right there. The outcome follows.",
                "maxProperties": 200,
                "additionalProperties": closed({"yes": {"type": "boolean"}, "note": NOTE}, optional=("note",)),
            },
            "attachment": {**ID, "description": "A decision's result: the id of a file."},
            "handed_over_on": DAY,
            "identity": IDENTITY,
            "receipt": {**closed({"number": RECEIPT, "file": ID}, optional=("number", "file")), "minProperties": 1},
            "posted_on": DAY,
            "tracking": RECEIPT,
        },
        optional=(
            "outcome",
            "grounds",
            "outputs",
            "note",
            "answer",
            "checklist",
            "attachment",
            "handed_over_on",
            "identity",
            "receipt",
            "posted_on",
            "tracking",
        ),
    ),
    "NewReferrals": closed(
        {
            "version": VERSION,
            "to": {
                "type": "array",
                "minItems": 1,
                "maxItems": 9,
                "items": closed({"department": CODE, "role": CODE, "person": PERSON}, optional=("person",)),
            },
            "question": {**NOTE, "minLength": 1},
        }
    ),
    "NewSuspension": closed({"code": CODE, "note": {**NOTE, "minLength": 1}}, optional=("note",)),
    "Clock": open_(
        {
            "case": ANY_TEXT,
            "status": ANY_TEXT,
            "due_on": DAY,
            "clock": {"type": "array", "items": {"type": "object"}},
            "version": {"type": "integer"},
        }
    ),
    "Referrals": open_({"items": {"type": "array", "items": ref("Task")}}),
    "NewCorrection": {
        **closed({"answers": ANSWERS, "documents": DOCUMENTS}, optional=("answers", "documents")),
        "minProperties": 1,
        "description": "Exactly what was named; what is right after all is sent as it is, null takes an answer out.",
    },
    "NewCheck": closed(
        {
            "service": CODE,
            "answers": ANSWERS,
            "known": KNOWN_ANSWERS,
            "documents": DOCUMENTS,
            "applicant": ref("Applicant"),
        },
        optional=("documents", "applicant", "known"),
    ),
    "Findings": open_({"findings": {"type": "array", "items": ref("FieldProblem")}}),
    "SeenTask": closed({"version": VERSION}),
    "NewAssignment": closed({"version": VERSION, "person": PERSON}),
    "NewActions": closed(
        {
            "action": {"type": "string", "enum": ["claim", "release", "take_over", "assign"]},
            "person": {**PERSON, "description": "Whom to assign to."},
            "tasks": {
                "type": "array",
                "items": closed({"task": ID, "version": VERSION}),
                "minItems": 1,
                "maxItems": 50,
            },
        },
        optional=("person",),
        **{
            "if": {"properties": {"action": {"const": "assign"}}},
            "then": {"required": ["person"]},
            "else": {"properties": {"person": False}},
        },
    ),
    "Actions": open_(
        {
            "items": {
                "type": "array",
                "items": open_(
                    {
                        "task": ID,
                        "done": {"type": "boolean"},
                        "version": {"type": "integer"},
                        "assignee": nullable(ANY_TEXT),
                        "problem": {"anyOf": [ref("Problem"), {"type": "null"}]},
                    },
                    optional=("version", "assignee"),
                ),
            }
        }
    ),
    "NewAbsence": closed({"from": DAY, "until": DAY}),
    "NewInterests": closed(
        {
            "interests": {
                "type": "array",
                "maxItems": 100,
                "items": closed(
                    {
                        "relation": {"type": "string", "enum": ["self", "relative"]},
                        "kind": {"type": "string", "enum": ["snils", "inn", "ogrn", "ogrnip", "email", "phone"]},
                        "value": {"type": "string", "minLength": 3, "maxLength": 254},
                    }
                ),
            }
        }
    ),
    "Interests": open_({"declared": {"type": "object", "additionalProperties": {"type": "integer"}}}),
}
