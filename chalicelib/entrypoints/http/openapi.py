"""OpenAPI 3.1 from the table of routes: what isn't declared isn't served, and what is served is here."""

from __future__ import annotations

import re
from typing import Any

from chalicelib.entrypoints.http.components import COMPONENTS
from chalicelib.entrypoints.http.operations import JSON, OPERATIONS, Access, Operation
from chalicelib.entrypoints.http.shapes import ref

NAME = re.compile(r"\{(\w+)\}")
MEANINGS = {
    400: "The request has errors; each wrong place is named",
    401: "No token, or one that is expired, forged or foreign",
    403: "The role or department doesn't allow it",
    404: "Nothing there, or no key to it",
    409: "The thing has moved on",
    410: "It was there, and its time is over",
    413: "The body is too large",
    415: "The body is of another kind",
    422: "The content breaks its rules; each wrong place is named",
    429: "Too many attempts; Retry-After says when to try again",
    500: "Our fault; tell the incident's number",
    503: "Try again in a moment; nothing is lost",
}
GOOD = {200: "Done", 201: "Made", 202: "Taken, and worked on", 204: "Done; nothing to say"}


def document(title: str, site: str) -> dict[str, Any]:
    """Give the OpenAPI document of every operation that was declared.

    `title` names the municipality, `site` is the address that stands before `/v1`.
    """
    paths: dict[str, Any] = {}
    for operation in sorted(OPERATIONS, key=lambda one: (one.path, one.method)):
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": "1",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": "Errors are problem documents (RFC 9457) in the language of Accept-Language: ru, tt or en.",
        },
        "servers": [{"url": site or "/"}],
        "tags": [{"name": name} for name in dict.fromkeys(operation.tag for operation in OPERATIONS)],
        "paths": paths,
        "components": {
            "schemas": COMPONENTS,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "secret": {"type": "apiKey", "in": "header", "name": "Tracking-Secret"},
            },
        },
    }


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [operation.tag],
        "parameters": _parameters(operation),
        "responses": _responses(operation),
    }
    if operation.access is Access.SIGNED:
        described["security"] = [{"token": []}]
    elif operation.access is Access.OPTIONAL:
        secret: list[dict[str, Any]] = [{"secret": []}] if "Tracking-Secret" in operation.headers else []
        described["security"] = [{}, {"token": []}, *secret]
    else:
        described["security"] = []
    if operation.body is not None or operation.takes != (JSON,):
        described["requestBody"] = {"required": True, "content": _content(operation)}
    return described


def _content(operation: Operation) -> dict[str, Any]:
    examples = {
        example.name: {"value": example.body}
        for example in operation.examples
        if example.body is not None and example.status < 400
    }
    content: dict[str, Any] = {}
    for kind in operation.takes:
        content[kind] = {"schema": dict(operation.body or {"type": "string"})}
        if examples and kind == JSON:
            content[kind]["examples"] = examples
    return content


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1, "maxLength": 200}}
        for name in NAME.findall(operation.path)
    ]
    for where, schemas in (("query", operation.query), ("header", operation.headers)):
        for name, schema in schemas.items():
            if name == "Tracking-Secret":
                continue  # a security scheme
            required = bool(schema.get("x-required")) if where == "query" else not schema.get("x-optional")
            parameter: dict[str, Any] = {"name": name, "in": where, "required": required}
            parameter["schema"] = {key: value for key, value in schema.items() if not key.startswith("x-")}
            if described := parameter["schema"].pop("description", None):
                parameter["description"] = described
            parameters.append(parameter)
    for parameter in parameters:
        examples = {
            example.name: {"value": given[parameter["name"]]}
            for example in operation.examples
            if parameter["name"] in (given := {**example.path, **example.query, **example.headers})
        }
        if examples:
            parameter["examples"] = examples
    return parameters


def _responses(operation: Operation) -> dict[str, Any]:
    good: dict[str, Any] = {"description": GOOD[operation.status]}
    if operation.answer is not None:
        good["content"] = {JSON: {"schema": dict(operation.answer)}}
    responses = {str(operation.status): good}
    for status in operation.problems:
        responses[str(status)] = {
            "description": MEANINGS[status],
            "content": {"application/problem+json": {"schema": ref("Problem")}},
        }
    return responses
