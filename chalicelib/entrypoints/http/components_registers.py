"""Components about registers, and about what they show of places."""

from __future__ import annotations

from chalicelib.entrypoints.http.shapes import ANY_TEXT, FREE, Schema, closed, nullable, open_, ref

REGISTERS: dict[str, Schema] = {
    "Map": open_(
        {
            "bounds": {
                "type": "array",
                "items": {"type": "number"},
                "minItems": 4,
                "maxItems": 4,
                "description": "West, south, east, north in degrees: every place lies inside.",
            },
            "tiles": {"type": "string", "description": "The base map's address with {z}, {x} and {y}, if it has one."},
            "attribution": ref("Text"),
            "plan": {"type": "string", "description": "Where a GeoJSON file of the streets and parcels is, if any."},
        },
        optional=("tiles", "attribution", "plan"),
    ),
    "Parcel": open_({"number": ANY_TEXT, "outline": {"type": "object", "description": "A GeoJSON geometry, WGS 84."}}),
    "Register": open_(
        {
            "id": ANY_TEXT,
            "title": ref("Text"),
            "department": ANY_TEXT,
            "search": {"type": "array", "items": ANY_TEXT},
            "titles": {"type": "object", "additionalProperties": ref("Text"), "description": "Those of the fields."},
            "availability": ref("Availability"),
        }
    ),
    "Record": open_({"number": ANY_TEXT, "version": {"type": "integer"}, "fields": FREE, "state": ANY_TEXT}),
    "Import": open_({"id": ANY_TEXT, "state": ANY_TEXT}),
    "NewAvailability": closed(
        {"available": {"type": "boolean"}, "reason": {"type": "string", "maxLength": 500}}, optional=("reason",)
    ),
    "Availability": open_({"available": {"type": "boolean"}, "reason": nullable(ANY_TEXT)}),
}
