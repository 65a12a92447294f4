"""Components of the OpenAPI document about files."""

from __future__ import annotations

from chalicelib.entrypoints.http.shapes import ANY_TEXT, CODE, ID, INSTANT, Schema, closed, nullable, open_, ref

HANDLE: Schema = {
    "type": "string",
    "pattern": "^[0-9a-f]{32}(\\.[0-9a-f]{32})?$",
    "description": "The id of a file; where nobody is signed in, with its secret after a dot.",
}
DOCUMENTS: Schema = {
    "type": "object",
    "description": "Document of the service → its files.",
    "maxProperties": 50,
    "propertyNames": {"pattern": "^[a-z0-9][a-z0-9_.-]{0,79}$"},
    "additionalProperties": {"type": "array", "items": HANDLE, "maxItems": 20, "uniqueItems": True},
}

FILES: dict[str, Schema] = {
    "NewFile": {
        **closed(
            {
                "service": CODE,
                "document": {**CODE, "description": "One of the service's documents, `scan` or `authority`."},
                "task": {**ID, "description": "For staff: the Task that the file belongs to."},
                "name": {"type": "string", "maxLength": 255, "description": "Not kept: it may hold a person's name."},
                "type": {"type": "string", "maxLength": 100},
                "bytes": {"type": "integer", "minimum": 1},
            },
            optional=("service", "document", "task", "name"),
        ),
        "if": {"required": ["task"]},
        "then": {"properties": {"service": False, "document": False}},
        "else": {"required": ["service", "document"]},
    },
    "Upload": open_(
        {
            "file": ID,
            "secret": nullable({"type": "string", "description": "For who isn't signed in; shown once."}),
            "url": {"type": "string", "description": "Where the form goes, by POST as multipart/form-data."},
            "fields": {
                "type": "object",
                "description": "Fields of the form, all of them, before the last one, `file`.",
                "additionalProperties": ANY_TEXT,
            },
            "announced_at": INSTANT,
        }
    ),
    "AskedDocument": open_(
        {
            "id": ANY_TEXT,
            "title": ref("Text"),
            "help": nullable(ref("Text")),
            "when": {"type": "array", "description": "Asked for only when all of these conditions on answers hold."},
            "required": {"type": "boolean", "description": "Whether it may be missing when it is asked for."},
            "types": {"type": "array", "items": ANY_TEXT, "description": "Media types that are taken."},
            "max_megabytes": {"type": "integer"},
            "max_files": {"type": "integer"},
        }
    ),
    "Filing": open_(
        {
            "channel": ANY_TEXT,
            "office": nullable({"type": "string", "description": "The department at whose counter it was filed."}),
            "typed_by": nullable(ANY_TEXT),
            "identity": nullable({"type": "object", "description": "What the counter saw: document, number, day."}),
            "compared_by": nullable({"type": "string", "description": "Who compared a paper with its scan."}),
            "compared_at": nullable(INSTANT),
        }
    ),
    "CaseFile": open_(
        {
            "file": ID,
            "document": ANY_TEXT,
            "state": {"type": "string", "enum": ["expected", "released", "refused", "forgotten", "erased"]},
            "reason": nullable(ANY_TEXT),
            "sha256": nullable(ANY_TEXT),
            "declared": nullable({"type": "string", "description": "The SHA-256 that it was said to have."}),
        }
    ),
    "Download": open_(
        {
            "file": ID,
            "document": ANY_TEXT,
            "type": ANY_TEXT,
            "sha256": nullable(ANY_TEXT),
            "url": {"type": "string", "description": "Gives the file as a download; good for two minutes."},
        }
    ),
}
