"""Components of the OpenAPI document about who applies, the counter, the hand-over and letters."""

from __future__ import annotations

from chalicelib.entrypoints.http.components_channels import DRAFT_CODE
from chalicelib.entrypoints.http.components_files import DOCUMENTS, HANDLE
from chalicelib.entrypoints.http.components_known import KNOWN_ANSWERS
from chalicelib.entrypoints.http.shapes import (
    ANY_TEXT,
    CODE,
    DAY,
    EMAIL,
    ID,
    INSTANT,
    LANGUAGE,
    PHONE,
    Schema,
    closed,
    nullable,
    open_,
    ref,
)

NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 500}
NUMBER: Schema = {"type": "string", "minLength": 1, "maxLength": 100}
IDENTIFIER: Schema = {"type": "string", "minLength": 1, "maxLength": 20}
CODE_GIVEN: Schema = closed({"id": ID, "code": {"type": "string", "pattern": "^[0-9]{6}$"}})
SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
COLLECT: Schema = {"type": "string", "enum": ["account", "counter", "post"]}

PEOPLE: dict[str, Schema] = {
    "FilingContact": {
        **closed(
            {"phone": PHONE, "email": EMAIL, "address": NAME},
            optional=("phone", "email", "address"),
        ),
        "description": "Where to write to the applicant; `address` is for the post.",
    },
    "Applicant": closed(
        {
            "kind": {"type": "string", "enum": ["person", "sole_trader", "organisation"]},
            "name": NAME,
            "snils": IDENTIFIER,
            "inn": IDENTIFIER,
            "ogrn": IDENTIFIER,
            "ogrnip": IDENTIFIER,
            "kpp": IDENTIFIER,
            "representative": closed(
                {
                    "name": NAME,
                    "snils": IDENTIFIER,
                    "authority": closed(
                        {"kind": CODE, "number": NUMBER, "issued_on": DAY, "valid_until": DAY, "file": HANDLE},
                        optional=("file",),
                    ),
                },
                optional=("snils",),
            ),
        },
        optional=("snils", "inn", "ogrn", "ogrnip", "kpp", "representative"),
    ),
    "AskedApplicant": open_(
        {
            "kind": {"type": "string", "enum": ["person", "sole_trader", "organisation"]},
            "needs": {"type": "array", "items": ANY_TEXT, "description": "Identifiers that no question asks for."},
            "named_by": {"type": "array", "items": ANY_TEXT, "description": "Questions that hold a person's name."},
            "representative": {"type": "boolean", "description": "Whether somebody else may act for the applicant."},
        }
    ),
    "NewApplication": closed(
        {
            "service": CODE,
            "answers": {"type": "object", "description": "Checked against the service's published form."},
            "known": KNOWN_ANSWERS,
            "documents": DOCUMENTS,
            "language": LANGUAGE,
            "contact": ref("FilingContact"),
            "applicant": ref("Applicant"),
            "collect": COLLECT,
            "confirmation": CODE_GIVEN,
            "channel": {"type": "string", "enum": ["portal"]},
            "portal": {"type": "string", "minLength": 1, "maxLength": 200},
            "draft": DRAFT_CODE,
        },
        optional=(
            "documents",
            "confirmation",
            "channel",
            "portal",
            "contact",
            "draft",
            "applicant",
            "collect",
            "known",
        ),
    ),
    "NewCounterApplication": closed(
        {
            "service": CODE,
            "answers": {"type": "object", "description": "Checked against the service's published form."},
            "known": KNOWN_ANSWERS,
            "documents": DOCUMENTS,
            "language": LANGUAGE,
            "contact": ref("FilingContact"),
            "applicant": ref("Applicant"),
            "collect": {"type": "string", "enum": ["counter", "post"]},
            "channel": {"type": "string", "enum": ["counter", "paper"]},
            "identity": closed({"document": NAME, "number": NUMBER, "seen_on": DAY}),
            "scan": {
                **closed({"file": ID, "sha256": SHA256}, optional=("sha256",)),
                "description": "A file announced for the document `scan`; `sha256`: what it has to turn out to be.",
            },
            "draft": DRAFT_CODE,
        },
        optional=("contact", "scan", "documents", "known", "draft"),
        **{
            "if": {"properties": {"channel": {"const": "paper"}}},
            "then": {"required": ["scan"]},
        },
    ),
    "Letter": open_(
        {
            "letter": ANY_TEXT,
            "number": ANY_TEXT,
            "status": ANY_TEXT,
            "at": INSTANT,
            "state": ANY_TEXT,
            "posted_on": nullable(DAY),
            "handed_over_on": nullable(DAY),
        },
    ),
    "NewPosting": {
        **closed({"posted_on": DAY, "handed_over_on": DAY}, optional=("posted_on", "handed_over_on")),
        "minProperties": 1,
        "maxProperties": 1,
        "description": "Posted, or handed over at the counter.",
    },
}
