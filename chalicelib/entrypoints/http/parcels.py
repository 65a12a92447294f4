"""Parcels, as the register of parcels shows them to everybody."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.entrypoints.http import context
from chalicelib.entrypoints.http.operations import Access, Call, Example, operation
from chalicelib.entrypoints.http.shapes import ref
from chalicelib.usecases import limiting, parcels

routes = Blueprint(__name__)


@operation(
    routes,
    "GET",
    "/v1/parcels/{parcel}",
    summary="Where a parcel lies, by its number",
    tag="registers",
    access=Access.PUBLIC,
    answer=ref("Parcel"),
    examples=(Example("unknown", 404, path={"parcel": "16:50:000000:1"}),),
)
def read_parcel(call: Call) -> Any:
    """Give the outline of one parcel: GeoJSON, WGS 84."""
    stores = context.stores()
    limiting.require(stores, "known-client", call.client, context.wall())
    found = parcels.read(stores, call.path["parcel"])
    return {"number": found.number, "outline": found.outline}
