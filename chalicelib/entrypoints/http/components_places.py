"""Components about places: the base map, parcels."""

from __future__ import annotations

from chalicelib.entrypoints.http.shapes import ANY_TEXT, Schema, open_, ref

PLACES: dict[str, Schema] = {
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
        },
        optional=("tiles", "attribution"),
    ),
    "Parcel": open_({"number": ANY_TEXT, "outline": {"type": "object", "description": "A GeoJSON geometry, WGS 84."}}),
}
