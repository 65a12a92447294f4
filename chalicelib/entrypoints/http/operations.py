"""The table of routes: each is declared once, and serving, OpenAPI and the tests of who may read the same table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from chalice import Blueprint, CORSConfig

from chalicelib.domain.permissions import Actor


class Access(StrEnum):
    """What must be shown at the door; what one may do inside is asked by use cases."""

    PUBLIC = "public"
    """Nothing; a token is not looked at."""
    OPTIONAL = "optional"
    """A token where one has it."""
    SIGNED = "signed"
    """A token."""


@dataclass(frozen=True, slots=True)
class Example:
    """One worked call: what is sent, the `status` that comes back, and who signs in: `sign_in` is a role or None.

    `body` is an object, or text for a route that takes files.
    """

    name: str
    status: int
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    sign_in: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """A route: `method` and `path` (Chalice's braces), what it takes and what it answers (JSON Schemas)."""

    id: str
    method: str
    path: str
    summary: str
    tag: str
    access: Access
    handler: Callable[[Call], Any]
    body: Mapping[str, Any] | None
    takes: tuple[str, ...]
    limit: int
    query: Mapping[str, Mapping[str, Any]]
    headers: Mapping[str, Mapping[str, Any]]
    status: int
    answer: Mapping[str, Any] | None
    problems: tuple[int, ...]
    examples: tuple[Example, ...]
    cache: str


@dataclass(slots=True)
class Call:
    """One request, read and authenticated.

    `client` is the caller's network address, `portal` the Origin or the declared portal, `language` the reader's.
    """

    operation: Operation
    actor: Actor
    path: Mapping[str, str]
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    body: Any
    raw: bytes
    language: str
    client: str
    portal: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler gives back when a body alone won't do."""

    body: Any
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


OPERATIONS: list[Operation] = []

JSON = "application/json"
BODY_LIMIT = 256 * 1024
CORS = CORSConfig(
    allow_origin="*",  # a constant of the gateway; the answer itself names the one origin that may read it
    allow_headers=[
        "Authorization",
        "Content-Type",
        "Accept-Language",
        "Idempotency-Key",
        "Tracking-Secret",
        "If-None-Match",
    ],
    expose_headers=["Content-Language", "ETag", "Location", "Retry-After"],
    max_age=3600,
)
COMMON_PROBLEMS = (400, 429, 500, 503)

Handler = Callable[[Call], Any]


def operation(
    routes: Blueprint,
    method: str,
    path: str,
    *,
    summary: str,
    tag: str,
    access: Access,
    body: Mapping[str, Any] | None = None,
    takes: tuple[str, ...] = (JSON,),
    limit: int = BODY_LIMIT,
    query: Mapping[str, Mapping[str, Any]] | None = None,
    headers: Mapping[str, Mapping[str, Any]] | None = None,
    status: int = 200,
    answer: Mapping[str, Any] | None = None,
    problems: tuple[int, ...] = (),
    examples: tuple[Example, ...] = (),
    cache: str = "no-store",
) -> Callable[[Handler], Handler]:
    """Declare a route on the Blueprint `routes`; the function takes a Call and gives a body or an Answer.

    `body`, `query`, `headers` and `answer` are JSON Schemas; a header is required unless it says `"x-optional"`.
    `problems` adds to the statuses that any route may answer.
    """

    def declare(handler: Handler) -> Handler:
        from chalicelib.entrypoints.http.serving import view_of

        declared = Operation(
            id=handler.__name__,
            method=method,
            path=path,
            summary=summary,
            tag=tag,
            access=access,
            handler=handler,
            body=body,
            takes=takes,
            limit=limit,
            query=query or {},
            headers=headers or {},
            status=status,
            answer=answer,
            problems=_problems(access, path, body is not None or takes != (JSON,), problems),
            examples=examples,
            cache=cache,
        )
        OPERATIONS.append(declared)
        view = view_of(declared, routes)
        routes.route(path, methods=[method], name=handler.__name__, content_types=[], cors=CORS)(view)
        return handler

    return declare


def _problems(access: Access, path: str, has_body: bool, more: tuple[int, ...]) -> tuple[int, ...]:
    found = {*COMMON_PROBLEMS, *more}
    if access is not Access.PUBLIC:
        found |= {401, 403}
    if "{" in path:
        found.add(404)
    if has_body:
        found |= {413, 415}
    return tuple(sorted(found))
