"""What routes take and give, by name: the components of the OpenAPI document."""

from __future__ import annotations

from chalicelib.entrypoints.http.components_channels import CHANNELS
from chalicelib.entrypoints.http.components_files import FILES
from chalicelib.entrypoints.http.components_known import KNOWN
from chalicelib.entrypoints.http.components_own import OWN
from chalicelib.entrypoints.http.components_people import CODE_GIVEN, PEOPLE
from chalicelib.entrypoints.http.components_plans import PLANS
from chalicelib.entrypoints.http.components_registers import REGISTERS
from chalicelib.entrypoints.http.components_remarks import REMARKS
from chalicelib.entrypoints.http.components_requests import REQUESTS
from chalicelib.entrypoints.http.components_staff import STAFF
from chalicelib.entrypoints.http.components_tracking import TRACKING
from chalicelib.entrypoints.http.components_work import WORK
from chalicelib.entrypoints.http.shapes import (
    ANY_TEXT,
    CHANNEL,
    DAY,
    EMAIL,
    FREE,
    ID,
    INSTANT,
    LANGUAGE,
    PERSON,
    PHONE,
    STATUS,
    Schema,
    closed,
    nullable,
    open_,
    ref,
)

COMPONENTS: dict[str, Schema] = {
    "Text": {
        "type": "object",
        "description": "A text in the languages of the municipality.",
        "properties": {"ru": ANY_TEXT, "tt": ANY_TEXT, "en": ANY_TEXT},
    },
    "FieldProblem": open_(
        {
            "pointer": {"type": "string", "description": "JSON Pointer (RFC 6901); /query and /headers lead outside."},
            "reason": {"type": "string", "description": "Machine-readable: required, unknown, pattern, …"},
            "detail": {"type": "string", "description": "The same in the reader's language."},
            "params": FREE,
        },
        optional=("params",),
    ),
    "Problem": open_(
        {
            "type": {"type": "string", "format": "uri"},
            "title": ANY_TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": ANY_TEXT,
            "instance": ANY_TEXT,
            "errors": {"type": "array", "items": ref("FieldProblem")},
        },
        optional=("detail", "instance", "errors"),
    ),
    "Contact": {
        **closed({"phone": PHONE, "email": EMAIL}, optional=("phone", "email")),
        "minProperties": 1,
        "description": "Where to write to the applicant.",
    },
    "NewConfirmation": {
        **closed(
            {
                "channel": CHANNEL,
                "address": ANY_TEXT,
                "language": LANGUAGE,
            },
            optional=("language",),
        ),
        "if": {"properties": {"channel": {"const": "sms"}}, "required": ["channel"]},
        "then": {"properties": {"address": PHONE}},
        "else": {"properties": {"address": EMAIL}},
    },
    "Confirmation": open_({"id": ID, "expires_at": INSTANT}),
    "Filed": open_(
        {
            "number": ANY_TEXT,
            "secret": {"type": "string", "description": "Shown once; with the number it follows the application."},
            "application": ID,
            "status": STATUS,
            "filed_at": INSTANT,
            "due_on": DAY,
            "links": {"type": "object", "additionalProperties": ANY_TEXT},
        }
    ),
    "Ground": open_(
        {"code": ANY_TEXT, "text": ref("Text"), "clause": ANY_TEXT, "appeal": nullable(ref("Text"))},
        optional=("appeal",),
    ),
    "Profile": open_(
        {
            "id": PERSON,
            "contact": FREE,
            "language": nullable(ANY_TEXT),
            "version": {"type": "integer"},
            "memberships": {
                "type": "array",
                "description": "Of staff: where they work, and as what; nobody else has any.",
                "items": open_(
                    {
                        "department": ANY_TEXT,
                        "title": ref("Text"),
                        "roles": {"type": "array", "items": ANY_TEXT},
                    }
                ),
            },
        }
    ),
    "NewProfile": closed(
        {
            "contact": ref("Contact"),
            "language": LANGUAGE,
            "version": {"type": "integer", "minimum": 0},
            "codes": {
                **closed({"phone": CODE_GIVEN, "email": CODE_GIVEN}, optional=("phone", "email")),
                "description": "Of an applicant's new addresses: the confirmation's id and the code that came there.",
            },
        },
        optional=("codes",),
    ),
    "OwnNotification": open_(
        {
            "id": ANY_TEXT,
            "at": INSTANT,
            "title": ANY_TEXT,
            "body": ANY_TEXT,
            "read": {"type": "boolean"},
            "case": {"type": "string", "description": "To staff: the case that it is about."},
            "task": nullable({"type": "string", "description": "To staff: the Request's Task."}),
        },
        optional=("case", "task"),
    ),
    "ServiceSummary": open_(
        {"id": ANY_TEXT, "title": ref("Text"), "summary": ref("Text"), "department": ANY_TEXT, "term": FREE}
    ),
    "Catalogue": open_(
        {
            "bundle": ANY_TEXT,
            "services": {"type": "array", "items": ref("ServiceSummary")},
            "life_situations": {"type": "array", "items": ref("SituationSummary")},
            "departments": {"type": "object", "additionalProperties": ref("Text"), "description": "Their titles."},
            "map": {**nullable(ref("Map")), "description": "What places are shown on."},
            "offices": {
                "type": "array",
                "items": ANY_TEXT,
                "description": "Departments at whose counter every service is filed.",
            },
        }
    ),
    "Service": open_(
        {
            "bundle": ANY_TEXT,
            "id": ANY_TEXT,
            "title": ref("Text"),
            "summary": ref("Text"),
            "department": ANY_TEXT,
            "term": FREE,
            "life_situation": {
                "type": "boolean",
                "description": "Several services by one application, each with its term.",
            },
            "form": {"type": "object", "description": "JSON Schema 2020-12 of the answers."},
            "ui": {"type": "object", "description": "Pages and their fields, in order."},
            "fields": {"type": "object", "description": "Title, help and labels of values for each question."},
            "applicants": {"type": "array", "items": ref("AskedApplicant")},
            "documents": {"type": "array", "items": ref("AskedDocument")},
            "refusal_grounds": {"type": "array", "items": ref("Ground")},
            "result": FREE,
            "map": nullable(ref("Map")),
        }
    ),
    "Publication": open_({"bundle": ANY_TEXT, "valid_from": INSTANT, "published_at": INSTANT}),
    "NewPublication": closed(
        {
            "base": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "The bundle it was made from."},
            "changes": {
                "type": "object",
                "description": "Path, as schemas/services/parking.json → the definition; null takes the file out.",
                "additionalProperties": {"type": ["object", "null"]},
                "minProperties": 1,
                "maxProperties": 200,
                "propertyNames": {"pattern": "^schemas/[a-z_]+/[a-z0-9_-]{1,80}\\.json$"},
            },
            "valid_from": INSTANT,
        },
        optional=("valid_from",),
    ),
    "CaseSummary": open_(
        {
            "case": ANY_TEXT,
            "number": ANY_TEXT,
            "service": ANY_TEXT,
            "department": ANY_TEXT,
            "status": STATUS,
            "filed_at": INSTANT,
            "due_on": DAY,
        }
    ),
    "Case": open_(
        {
            "case": ANY_TEXT,
            "number": ANY_TEXT,
            "service": ANY_TEXT,
            "department": ANY_TEXT,
            "bundle": ANY_TEXT,
            "status": STATUS,
            "filed_at": INSTANT,
            "due_on": DAY,
            "outcome": nullable(ANY_TEXT),
            "version": {"type": "integer"},
            "applicant": {**nullable(FREE), "description": "A firm, or whoever acts for the applicant; else empty."},
            "timeline": {"type": "array", "items": ref("TimelineEntry")},
            "sub_services": {"type": "array", "items": FREE},
            "requests": {"type": "array", "items": FREE},
            "tasks": {"type": "array", "items": FREE},
            "filing": ref("Filing"),
            "sources": ref("Sources"),
            "files": {"type": "array", "items": ref("CaseFile")},
            "standing": ref("Standing"),
            "checks": {"type": "array", "items": ref("DoneCheck")},
            "clashes": {"type": "array", "items": ref("Clash")},
        }
    ),
    "Verification": open_(
        {
            "whole": {"type": "boolean"},
            "chains": {"type": "integer"},
            "facts": {"type": "integer"},
            "flaw": nullable(FREE),
        }
    ),
    "Delivery": open_({"channel": ANY_TEXT, "state": ANY_TEXT, "at": INSTANT}),
    "CaseDeliveries": open_(
        {
            "items": {
                "type": "array",
                "items": open_(
                    {
                        "channel": ANY_TEXT,
                        "status": {**ANY_TEXT, "description": "Of what it tells."},
                        "at": {**INSTANT, "description": "When there was something to tell."},
                        "number": {**ANY_TEXT, "description": "The message's, which stands in its text."},
                        "state": ANY_TEXT,
                        "next_at": {**INSTANT, "description": "Of what isn't sent: the earliest next attempt."},
                        "attempts": {"type": "integer"},
                        "repeats": {"type": "integer"},
                        "reason": nullable(ANY_TEXT),
                        "settled_at": nullable(INSTANT),
                        "department": nullable({**ANY_TEXT, "description": "Who prints it, where it is a letter."}),
                        "posted_on": nullable(DAY),
                        "handed_over_on": nullable(DAY),
                    }
                ),
            }
        }
    ),
    "Statistics": open_(
        {
            "from": DAY,
            "until": DAY,
            "at": INSTANT,
            "totals": {"type": "object", "additionalProperties": {"type": "integer"}},
            "rows": {
                "type": "array",
                "items": open_(
                    {"measure": ANY_TEXT, "service": ANY_TEXT, "dimension": ANY_TEXT, "count": {"type": "integer"}}
                ),
            },
            "days": {"type": "array", "items": open_({"day": DAY, "counts": FREE})},
        }
    ),
    **WORK,
    **STAFF,
    **REQUESTS,
    **CHANNELS,
    **OWN,
    **PEOPLE,
    **FILES,
    **PLANS,
    **REMARKS,
    **TRACKING,
    **REGISTERS,
    **KNOWN,
}
