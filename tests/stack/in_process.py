"""The deployed application's code in this process, on the deployed tables: what the gateway does is done here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from tests.stack.deployed import Answer


class Context:
    """What Lambda tells a function about its call."""

    function_name = "api"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-central-1:000000000000:function:api"
    aws_request_id = "in-process"


def call(
    app: Any,
    method: str,
    route: str,
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    body: Any = None,
    client: str = "127.0.0.1",
) -> Answer:
    """Call a Chalice app as API Gateway would; `route` has braces, `path` fills them, `client` is the address."""
    sent = {name.lower(): value for name, value in (headers or {}).items()}
    text = body.decode() if isinstance(body, bytes) else None if body is None else json.dumps(body)
    if text is not None:
        sent.setdefault("content-type", "application/json")
    event = {
        "resource": route,
        "path": route.format(**(path or {})),
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": dict(query) if query else None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
        "pathParameters": dict(path) if path else None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": route,
            "httpMethod": method,
            "identity": {"sourceIp": client},
            "path": f"{route}?{urlencode(query or {})}",
        },
        "body": text,
        "isBase64Encoded": False,
    }
    answered = app(event, Context())
    content = answered.get("body") or ""
    try:
        read = json.loads(content) if content else None
    except ValueError:
        read = content
    return Answer(answered["statusCode"], {name.lower(): value for name, value in answered["headers"].items()}, read)
