"""The plan that is drawn where a municipality has no base map: straight streets with their names, and parcels.

Nothing is surveyed. Each street of the demonstration is one straight line of a grid over the city, and its parcels
stand on both sides of it, in the order of their numbers. `outlines()` gives the same outlines to the register.

Usage: python -m infra.commands.demo_map   (writes web/src/map/plan.json)
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from infra.commands.demo_people import CLOSED_ZONE, STREETS

PLAN = Path(__file__).parents[2] / "web" / "src" / "map" / "plan.json"
CORNER = (49.085, 55.785)
"""Where the grid begins, in its south-west: longitude, latitude."""
METRE = (1 / (111_320 * math.cos(math.radians(55.8))), 1 / 111_320)
"""Degrees in a metre, along and across."""
WIDTH, DEPTH, VERGE = 40, 60, 8
"""Of a parcel: along its street and away from it; and from the middle of the street to the parcel. Metres."""
BETWEEN, COLUMN, COLUMNS = 180, 560, 6
"""From street to street, and from column to column of streets, in metres; how many columns there are."""
LONG = "ул. Декабристов"
"""The street of the plots that one may build on: two hundred of them, so it has a row of its own, the northernmost."""
SHORTEST = 480

Geometry = dict[str, Any]


def _streets() -> list[str]:
    return [*(street for _, streets in (*STREETS, CLOSED_ZONE) for street in streets if street != LONG), LONG]


def _point(east: float, north: float) -> list[float]:
    """The place so many metres from the grid's corner."""
    return [round(CORNER[0] + east * METRE[0], 6), round(CORNER[1] + north * METRE[1], 6)]


def _origin(street: str) -> tuple[float, float]:
    at = _streets().index(street)
    if street == LONG:
        return 0, (at // COLUMNS + 1) * BETWEEN
    return (at % COLUMNS) * COLUMN, (at // COLUMNS) * BETWEEN


def outlines(plots: Iterable[dict[str, Any]]) -> dict[str, Geometry]:
    """Give where each plot lies: along the street of its address, odd ones on its south side.

    Args:
        plots: records of the register of plots; those of a street that the grid doesn't have are left out.
    """
    met: dict[str, int] = {}
    found: dict[str, Geometry] = {}
    for plot in plots:
        street = next((one for one in _streets() if f", {one}, " in plot["address"]), None)
        if street is None:
            continue
        at = met[street] = met.get(street, -1) + 1
        (east, north), side = _origin(street), 1 if at % 2 else -1
        west, near = east + at // 2 * WIDTH, north + side * VERGE
        far = near + side * DEPTH
        corners = [(west, near), (west + WIDTH, near), (west + WIDTH, far), (west, far)]
        ring = [_point(*corner) for corner in (corners if side > 0 else reversed(corners))]
        found[plot["cadastral_number"]] = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return found


def plan(plots: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Give the plan as one GeoJSON FeatureCollection: streets with a `name`, parcels with a `number`."""
    features: list[dict[str, Any]] = []
    parcels = list(plots)
    for street in _streets():
        east, north = _origin(street)
        number = sum(f", {street}, " in plot["address"] for plot in parcels)
        line = [_point(east, north), _point(east + max(SHORTEST, (number + 1) // 2 * WIDTH), north)]
        geometry = {"type": "LineString", "coordinates": line}
        features.append({"type": "Feature", "properties": {"name": street}, "geometry": geometry})
    for cadastral, outline in outlines(parcels).items():
        features.append({"type": "Feature", "properties": {"number": cadastral}, "geometry": outline})
    return {"type": "FeatureCollection", "features": features}


def shown() -> dict[str, Any]:
    """Give the plan of the demonstration's plots, flats left out: they have no land of their own."""
    from infra.commands import demo_registers

    plots = demo_registers.registers()["plots"]
    return plan(plot for plot in plots if plot["kind"] != "dwelling")


def main() -> None:
    """Write the plan that ships with the pages, a feature a line."""
    lines = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in shown()["features"])
    PLAN.parent.mkdir(exist_ok=True)
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    PLAN.write_text(text, encoding="utf-8")
    print(f"  {PLAN.name}: {len(text) / 1024:.0f} KB")


if __name__ == "__main__":
    main()
