"""Components of the OpenAPI document about applications that somebody follows, and what a return asks of them."""

from __future__ import annotations

from chalicelib.domain.known_answers import DisputeState
from chalicelib.entrypoints.http.shapes import ANY_TEXT, DAY, FREE, ID, INSTANT, STATUS, Schema, nullable, open_, ref

AT_A_GLANCE: Schema = {
    "number": ANY_TEXT,
    "service": ANY_TEXT,
    "title": ref("Text"),
    "status": STATUS,
    "filed_at": INSTANT,
    "due_on": DAY,
    "outcome": nullable(ANY_TEXT),
}
"""What every list and page of applications begins with."""

TRACKING: dict[str, Schema] = {
    "TimelineEntry": open_(
        {
            "status": STATUS,
            "at": INSTANT,
            "reason": {**ref("Ground"), "description": "Why the case was suspended."},
            "note": {"type": "string", "description": "What staff added to that; to staff, or as the service says."},
        },
        optional=("reason", "note"),
    ),
    "Tracking": open_(
        {
            **AT_A_GLANCE,
            "grounds": {"type": "array", "items": ref("Ground")},
            "record": nullable(FREE),
            "result": {
                **nullable(open_({"file": ID})),
                "description": "The decision's result as a file, to be read through /v1/files/{file}.",
            },
            "timeline": {"type": "array", "items": ref("TimelineEntry")},
            "holding": {**ref("Holding"), "description": "Whose turn it is; of a life situation its plan says it."},
            "returned": nullable(ref("Returned")),
            "renewal": {
                **nullable(open_({"service": ANY_TEXT, "until": DAY, "answers": FREE})),
                "description": "What ends soon, and what the application for its renewal has already; to who applied.",
            },
            "plan": {**ref("Plan"), "description": "Of a life situation: all of its cases."},
            "disputes": {
                "type": "array",
                "items": ref("StatedDispute"),
                "description": "What the applicant denies of what registers say; shown to who applied alone.",
            },
        },
        optional=("holding", "renewal", "plan", "disputes"),
    ),
    "StatedDispute": open_(
        {
            "question": ANY_TEXT,
            "title": ref("Text"),
            "register": {**ref("Text"), "description": "Its title; empty where it left the catalogue."},
            "as_of": INSTANT,
            "registered": ref("ToldValue"),
            "answer": ref("ToldValue"),
            "why": {**nullable(ANY_TEXT), "description": "The applicant's own words."},
            "state": {"type": "string", "enum": [str(one) for one in DisputeState]},
            "note": {**nullable(ANY_TEXT), "description": "The specialist's own words."},
            "at": {**nullable(INSTANT), "description": "When a specialist took it, or didn't."},
        }
    ),
    "ToldValue": open_({"value": {}, "words": {**nullable(ref("Text")), "description": "Of a code."}}),
    "Returned": open_(
        {
            "until": DAY,
            "fields": {"type": "array", "items": ANY_TEXT, "description": "The places to correct, as JSON Pointers."},
            "defects": {"type": "array", "items": ref("Defect")},
            "answers": {"type": "object", "description": "What was answered there; shown to who applied alone."},
            "service": ANY_TEXT,
            "bundle": {**ANY_TEXT, "description": "Its form is that of the service in this bundle."},
        }
    ),
    "Defect": open_(
        {
            "pointer": ANY_TEXT,
            "wrong": ref("Text"),
            "ground": nullable(ref("Ground")),
            "note": {**nullable(ANY_TEXT), "description": "The specialist's own words."},
            "file": {**ID, "description": "The file that was refused."},
        },
        optional=("file",),
    ),
    "OwnApplication": open_(AT_A_GLANCE),
}
