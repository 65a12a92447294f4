"""Components of the OpenAPI document about the channels that people are told through."""

from __future__ import annotations

from chalicelib.domain.consultations import PLACE_KINDS
from chalicelib.entrypoints.http.components_files import HANDLE
from chalicelib.entrypoints.http.shapes import (
    ANY_TEXT,
    CODE,
    EMAIL,
    FREE,
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

KEY: Schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{10,120}={0,2}$"}

DRAFT_CODE: Schema = {"type": "string", "minLength": 16, "maxLength": 40, "pattern": "^[A-Za-z2-7 -]+$"}
ANSWERS: Schema = {"type": "object", "description": "So far; questions of the service only."}
KEPT_APPLICANT: Schema = {
    "type": "object",
    "description": "Who applies, as the page's own fields hold it.",
    "maxProperties": 20,
    "propertyNames": {"pattern": "^[a-z_]{1,60}$"},
    "additionalProperties": {"type": "string", "maxLength": 500},
}
KEPT_DOCUMENTS: Schema = {
    "type": "object",
    "description": "Document → its files, as they lie in storage; what nobody attaches is hidden in time.",
    "maxProperties": 50,
    "propertyNames": CODE,
    "additionalProperties": {
        "type": "array",
        "maxItems": 20,
        "items": closed({"file": HANDLE, "name": {"type": "string", "maxLength": 255}}),
    },
}
KEPT_DISPUTES: Schema = {
    "type": "object",
    "description": "Question → what a register says and the applicant denies; the right value is among the answers.",
    "maxProperties": 100,
    "additionalProperties": closed(
        {
            "value": {"description": "What the register says."},
            "title": ref("Text"),
            "as_of": INSTANT,
            "why": {"type": "string", "maxLength": 500},
        },
        optional=("why",),
    ),
}
SAID: Schema = {"type": "string", "maxLength": 4000}

CHANNELS: dict[str, Schema] = {
    "PushKey": open_({"key": {"type": "string", "description": "P-256, uncompressed, base64url (RFC 8292)."}}),
    "NewSubscription": {
        **closed(
            {
                "endpoint": {"type": "string", "minLength": 12, "maxLength": 1024, "description": "From the browser."},
                "expirationTime": {"type": ["number", "null"]},
                "keys": closed({"p256dh": KEY, "auth": KEY}),
            },
            optional=("expirationTime",),
        ),
        "description": "PushSubscription.toJSON() as the browser gives it.",
    },
    "NewDraft": closed(
        {
            "service": CODE,
            "answers": ANSWERS,
            "language": LANGUAGE,
            "contact": ref("Contact"),
            "applicant": KEPT_APPLICANT,
            "documents": KEPT_DOCUMENTS,
            "disputed": KEPT_DISPUTES,
        },
        optional=("contact", "applicant", "documents", "disputed"),
    ),
    "Draft": open_(
        {
            "service": ANY_TEXT,
            "answers": FREE,
            "language": LANGUAGE,
            "contact": FREE,
            "applicant": KEPT_APPLICANT,
            "documents": KEPT_DOCUMENTS,
            "disputed": KEPT_DISPUTES,
            "expires_at": INSTANT,
        }
    ),
    "DraftCode": open_({"code": DRAFT_CODE, "expires_at": INSTANT, "links": FREE}),
    "NewConsultation": closed(
        {
            "department": CODE,
            "service": CODE,
            "topic": {**CODE, "description": "What it was about, as a code of the department: documents, terms, …"},
            "channel": {"type": "string", "enum": ["counter", "phone", "online", "email", "letter"]},
            "minutes": {"type": "integer", "minimum": 0, "maximum": 600},
            "question": SAID,
            "answer": {**SAID, "minLength": 1},
            "applicant": closed(
                {"name": {"type": "string", "minLength": 1, "maxLength": 200}, "phone": PHONE, "email": EMAIL},
                optional=("name", "phone", "email"),
            ),
            "place": {
                **closed({"type": {"enum": list(PLACE_KINDS)}, "coordinates": {"type": "array"}}),
                "description": "What it was about: GeoJSON, WGS 84, within the municipality; kept sealed.",
            },
        },
        optional=("service", "question", "applicant", "place"),
    ),
    "Consultation": open_(
        {
            "id": ID,
            "department": ANY_TEXT,
            "service": nullable(ANY_TEXT),
            "topic": ANY_TEXT,
            "channel": ANY_TEXT,
            "minutes": {"type": "integer"},
            "at": INSTANT,
            "by": ANY_TEXT,
            "has_applicant": {"type": "boolean"},
            "application": nullable(ANY_TEXT),
        }
    ),
    "NewPrefilling": closed(
        {"service": CODE, "answers": ANSWERS, "language": LANGUAGE}, optional=("service", "answers", "language")
    ),
    "Subscriptions": open_(
        {"subscriptions": {"type": "array", "items": open_({"id": ID, "service": ANY_TEXT, "at": INSTANT})}}
    ),
}
