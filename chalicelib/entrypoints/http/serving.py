"""From a gateway's request to an answer: read, authenticate, call the handler, render what it or an error says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chalice import Blueprint, Response

from chalicelib.adapters.schemas import check
from chalicelib.domain import errors
from chalicelib.domain.languages import LANGUAGES, negotiate
from chalicelib.domain.permissions import ANONYMOUS, Actor
from chalicelib.entrypoints.http import context, parsing, problems
from chalicelib.entrypoints.http.components import COMPONENTS
from chalicelib.entrypoints.http.operations import JSON, Access, Answer, Call, Operation

SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "Vary": "Accept-Language, Authorization, Origin",
}


def view_of(operation: Operation, routes: Blueprint) -> Callable[..., Response]:
    """Make the view that Chalice calls for `operation`."""

    def view(**path: str) -> Response:
        http_request = routes.current_request
        headers: Mapping[str, str] = http_request.headers
        language = LANGUAGES[0]
        try:
            language = negotiate(headers.get("accept-language"), LANGUAGES, context.default_language())
            call = _read(operation, http_request, headers, path, language)
            call.actor = _authenticate(operation, headers)
            return _render(operation, operation.handler(call), headers, language)
        except errors.OknoError as error:
            status, document, more = problems.describe(error, language)
        except Exception as error:  # noqa: BLE001  # the last resort: an incident, never a stack trace
            status, document, more = problems.describe_unexpected(error, language)
        return _respond(document, status, {"Content-Type": problems.MEDIA_TYPE, **more}, headers, language)

    view.__name__ = operation.id
    return view


def _read(
    operation: Operation, http_request: Any, headers: Mapping[str, str], path: Mapping[str, str], language: str
) -> Call:
    event = http_request.to_original_event()
    query = parsing.read_query(event.get("multiValueQueryStringParameters"), operation.query)
    raw, body = b"", None
    if operation.body is not None or operation.takes != (JSON,):
        raw = http_request.raw_body or b""
        if isinstance(raw, str):
            raw = raw.encode("utf-8", "surrogatepass")
        parsing.check_size(raw, operation.limit)
        kind = parsing.media_type(headers)
        if kind not in operation.takes:
            raise parsing.UnsupportedMediaType(accepted=", ".join(operation.takes))
        if kind == JSON and operation.body is not None:
            body = parsing.read_json(raw)
    _check(operation, query, headers, body)
    origin = headers.get("origin")
    return Call(
        operation=operation,
        actor=ANONYMOUS,
        path=path,
        query=query,
        headers=headers,
        body=body,
        raw=raw,
        language=language,
        client=(event.get("requestContext", {}).get("identity") or {}).get("sourceIp") or "unknown",
        portal=origin[:200] if origin else None,
    )


def _check(operation: Operation, query: Mapping[str, Any], headers: Mapping[str, str], body: Any) -> None:
    """Check query, headers and body against the operation's schemas, and name every wrong place of all three."""
    wrong: list[errors.FieldError] = []
    if query:
        declared: dict[str, Any] = {"type": "object", "properties": operation.query}
        wrong += check(declared, dict(query), key=f"query {operation.id}", at="/query")
    for name, schema in operation.query.items():
        if schema.get("x-required") and name not in query:
            wrong.append(errors.FieldError(f"/query/{name}", "required"))
    for name, schema in operation.headers.items():
        given = headers.get(name.lower())
        if given is not None:
            wrong += check(schema, given, key=f"header {name}", at=f"/headers/{name}")
        elif not schema.get("x-optional"):
            wrong.append(errors.FieldError(f"/headers/{name}", "required"))
    if operation.body is not None and (body is not None or operation.takes == (JSON,)):
        whole = {"components": {"schemas": COMPONENTS}, **operation.body}
        wrong += check(whole, body, key=f"body {operation.id}")
    if wrong:
        raise errors.InvalidInput(wrong)


def _authenticate(operation: Operation, headers: Mapping[str, str]) -> Actor:
    if operation.access is Access.PUBLIC:
        return ANONYMOUS
    shown = headers.get("authorization")
    if shown is None:
        if operation.access is Access.SIGNED:
            raise errors.Unauthenticated(reason="missing")
        return ANONYMOUS
    scheme, _, token = shown.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise errors.Unauthenticated(reason="malformed")
    return context.actor(token.strip())


def _render(operation: Operation, given: Any, asked: Mapping[str, str], language: str) -> Response:
    answer = given if isinstance(given, Answer) else Answer(given)
    status = answer.status or operation.status
    headers = {"Cache-Control": operation.cache, **answer.headers}
    if status == 204:
        return _respond(None, status, headers, asked, language)
    body = answer.body if "Content-Type" in answer.headers else dumps(answer.body)
    if operation.method == "GET" and operation.cache != "no-store":
        tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
        headers["ETag"] = tag
        if tag in [offered.strip().removeprefix("W/") for offered in asked.get("if-none-match", "").split(",")]:
            return _respond(None, 304, headers, asked, language)
    return _respond(body, status, {"Content-Type": JSON, **headers}, asked, language)


def _respond(body: Any, status: int, headers: Mapping[str, str], asked: Mapping[str, str], language: str) -> Response:
    text = "" if body is None else body if isinstance(body, str) else dumps(body)
    whole = {
        "Cache-Control": "no-store",
        **SAFE_HEADERS,
        "Content-Language": language,
        "Access-Control-Allow-Origin": context.allowed_origin(asked.get("origin")),
        **headers,
    }
    return Response(body=text, status_code=status, headers=whole)


def dumps(value: Any) -> str:
    """Write JSON; instants and days as ISO 8601, whole decimals as integers."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value)
    raise TypeError(type(value).__name__)
