"""Components of the OpenAPI document about what isn't clear to who fills a form in."""

from __future__ import annotations

from chalicelib.domain.remarks import LONGEST, SHORTEST
from chalicelib.entrypoints.http.shapes import ANY_TEXT, CODE, INSTANT, LANGUAGE, Schema, closed, nullable, open_, ref

BUNDLE: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}

REMARKS: dict[str, Schema] = {
    "NewRemark": closed(
        {
            "service": CODE,
            "bundle": {**BUNDLE, "description": "The bundle that the form was read from."},
            "pointer": {
                "type": "string",
                "maxLength": 120,
                "pattern": "^/(answers|documents)/[^/]+$",
                "description": "The question or document, as JSON Pointer.",
            },
            "text": {
                "type": "string",
                "minLength": SHORTEST,
                "maxLength": LONGEST,
                "description": "What isn't clear; it should name nobody.",
            },
            "language": LANGUAGE,
        }
    ),
    "RemarkTaken": open_({"remark": ANY_TEXT}),
    "Remark": open_(
        {
            "remark": ANY_TEXT,
            "service": ANY_TEXT,
            "title": ref("Text"),
            "pointer": ANY_TEXT,
            "question": ref("Text"),
            "bundle": ANY_TEXT,
            "text": ANY_TEXT,
            "language": LANGUAGE,
            "at": INSTANT,
            "dealt_with": nullable(INSTANT),
        }
    ),
}
