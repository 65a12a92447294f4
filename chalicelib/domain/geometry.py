"""Places: what a question or a record may say of where something is, as one value.

A schema marks it with `x-geometry`, the kinds that are allowed: GeoJSON geometries (RFC 7946) in WGS 84, longitude
first, or `Parcel` for a text that is a parcel's number. No part of such a value has a meaning of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.domain.errors import FieldError
from chalicelib.domain.values import as_pointer

KEYWORD = "x-geometry"
PARCEL = "Parcel"
MOST_POINTS = 2000
LEAST = {"Point": 1, "MultiPoint": 1, "LineString": 2, "Polygon": 4}
"""Kind → its least number of points; an outline's first one stands at its end again (RFC 7946, 3.1.6)."""

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
WORLD: Bounds = (-180, -90, 180, 90)

Path = tuple[str, ...]
EACH = "*"
"""In a path, each item of a list."""


def places(schema: Mapping[str, Any]) -> tuple[tuple[Path, tuple[str, ...]], ...]:
    """Where an instance of a schema has geometries, and which kinds each may be: ((path, kinds), …)."""
    return tuple(_places(schema, ()))


def _places(schema: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    kinds = schema.get(KEYWORD)
    if kinds and PARCEL not in kinds:
        yield path, tuple(kinds)
        return
    for name, inner in schema.get("properties", {}).items():
        if isinstance(inner, Mapping):
            yield from _places(inner, (*path, name))
    if isinstance(schema.get("items"), Mapping):
        yield from _places(schema["items"], (*path, EACH))


def found(instance: object, path: Path, at: str = "") -> Iterator[tuple[str, object]]:
    """What an instance has at a path: (JSON Pointer, value); nothing where it isn't that deep."""
    if not path:
        yield at, instance
    elif path[0] == EACH and isinstance(instance, list):
        for number, one in enumerate(instance):
            yield from found(one, path[1:], f"{at}/{number}")
    elif isinstance(instance, Mapping) and path[0] in instance:
        yield from found(instance[path[0]], path[1:], at + as_pointer(path[:1]))


def wrong(value: object, kinds: Sequence[str], bounds: Bounds = WORLD, at: str = "") -> tuple[FieldError, ...]:
    """What is wrong with one geometry, the first thing only; empty when it may stay.

    Args:
        value: what was sent.
        kinds: the kinds that are allowed here.
        bounds: every point lies inside them.
        at: the JSON Pointer of `value`.
    """
    if not isinstance(value, Mapping):
        return (FieldError(at, "geometry"),)
    for name in value:
        if name not in ("type", "coordinates"):
            return (FieldError(at + as_pointer((name,)), "unknown"),)
    kind = value.get("type")
    if kind not in kinds:
        return (FieldError(f"{at}/type", "geometry-kind", {"kinds": ", ".join(kinds)}),)
    parts = _parts(str(kind), value.get("coordinates"))
    if parts is None:
        return (FieldError(f"{at}/coordinates", "geometry-shape"),)
    if sum(len(part) for _, part in parts) > MOST_POINTS:
        return (FieldError(f"{at}/coordinates", "geometry-points", {"limit": MOST_POINTS}),)
    for place, points in parts:
        error = _wrong_part(str(kind), points, bounds, f"{at}/coordinates{place}")
        if error is not None:
            return (error,)
    return ()


def _parts(kind: str, coordinates: object) -> list[tuple[str, list[Any]]] | None:
    """The points of each part, and where that part stands in the coordinates; None where they have another shape."""
    if not isinstance(coordinates, list):
        return None
    if kind == "Point":
        return [("", [coordinates])]
    if kind != "Polygon":
        return [("", coordinates)]
    if not coordinates or not all(isinstance(ring, list) for ring in coordinates):
        return None
    return [(f"/{number}", ring) for number, ring in enumerate(coordinates)]


def _wrong_part(kind: str, points: list[Any], bounds: Bounds, at: str) -> FieldError | None:
    if len(points) < LEAST[kind]:
        return FieldError(at, "geometry-few", {"limit": LEAST[kind] - (kind == "Polygon")})
    west, south, east, north = bounds
    for number, point in enumerate(points):
        place = at if kind == "Point" else f"{at}/{number}"
        if not (isinstance(point, list) and len(point) == 2 and all(_is_number(one) for one in point)):
            return FieldError(place, "geometry-shape")
        if not (west <= point[0] <= east and south <= point[1] <= north):
            return FieldError(place, "geometry-outside")
    if kind == "Polygon" and points[0] != points[-1]:
        return FieldError(at, "geometry-open")
    if kind != "MultiPoint" and len({tuple(point) for point in points}) < LEAST[kind] - (kind == "Polygon"):
        return FieldError(at, "geometry-few", {"limit": LEAST[kind] - (kind == "Polygon")})
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
