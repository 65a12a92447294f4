"""The API's own description."""

from __future__ import annotations

import functools
from typing import Any

from chalice import Blueprint

from chalicelib import settings
from chalicelib.domain.languages import pick
from chalicelib.entrypoints.http import openapi
from chalicelib.entrypoints.http.operations import Access, Call, Example, operation

routes = Blueprint(__name__)


@operation(
    routes,
    "GET",
    "/v1/openapi.json",
    summary="Read this description",
    tag="about",
    access=Access.PUBLIC,
    answer={"type": "object", "required": ["openapi", "paths"]},
    cache="public, max-age=300",
    examples=(Example("whole", 200),),
)
def read_openapi(call: Call) -> Any:
    """Give the OpenAPI 3.1 document, made once a process."""
    return _document()


@functools.cache
def _document() -> dict[str, Any]:
    municipality = settings.municipality()
    return openapi.document(f"{pick(municipality.name, 'en')}: Okno", municipality.site)
