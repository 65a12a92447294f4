"""Components of the OpenAPI document about the Personal Account: what was granted, and who looked."""

from __future__ import annotations

from chalicelib.domain.looks import Shown
from chalicelib.entrypoints.http.shapes import ANY_TEXT, DAY, FREE, INSTANT, Schema, closed, nullable, open_, ref

OWN: dict[str, Schema] = {
    "OwnRecord": open_(
        {
            "register": ANY_TEXT,
            "record": ANY_TEXT,
            "title": ref("Text"),
            "version": {"type": "integer"},
            "state": ANY_TEXT,
            "valid_from": nullable(ANY_TEXT),
            "valid_until": nullable(ANY_TEXT),
            "recorded_at": INSTANT,
            "fields": FREE,
            "facts": {
                "type": "array",
                "description": "The fields as a person reads them; a code that no word stands for is left out.",
                "items": open_(
                    {
                        "field": ANY_TEXT,
                        "title": ref("Text"),
                        "value": {},
                        "words": nullable(ref("Text")),
                    }
                ),
            },
        },
        optional=("fields",),
    ),
    "NewErasure": closed({"understood": {"const": True, "description": "That nothing brings the data back."}}),
    "OwnErasure": open_(
        {
            "asked_at": {**nullable(INSTANT), "description": "Since when it is wished; null where it isn't."},
            "until": {**nullable(DAY), "description": "The day by which it is done."},
            "under_way": {
                "type": "array",
                "items": ANY_TEXT,
                "description": "Numbers of what has to end first.",
            },
        }
    ),
    "OwnDrafts": open_(
        {
            "items": {
                "type": "array",
                "items": open_(
                    {
                        "id": {"type": "string", "description": "Names it in this account; it isn't the code."},
                        "service": ANY_TEXT,
                        "title": ref("Text"),
                        "code": {"type": "string", "description": "Opens it, on any device."},
                        "kept_at": INSTANT,
                        "expires_at": INSTANT,
                    }
                ),
            }
        }
    ),
    "OwnLook": open_(
        {
            "at": {**INSTANT, "description": "The last time within that hour."},
            "what": {"type": "string", "enum": [str(one) for one in Shown]},
            "department": open_({"id": ANY_TEXT, "title": ref("Text")}),
            "roles": {"type": "array", "items": ANY_TEXT, "description": "Which whoever looked holds there."},
            "number": {"type": "string", "description": "The application that it was about."},
            "case": nullable(ANY_TEXT),
            "document": nullable(ANY_TEXT),
            "by_link": {"type": "boolean", "description": "Through a link that opens one Request alone."},
        }
    ),
}
