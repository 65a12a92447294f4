"""Every error as one shape: RFC 9457 problem documents, in the reader's language, naming each wrong field."""

from __future__ import annotations

import traceback
import uuid
from typing import Any

from chalicelib.adapters.logs import log
from chalicelib.domain import errors
from chalicelib.entrypoints.http import texts
from chalicelib.entrypoints.http.parsing import TooLarge, UnsupportedMediaType

MEDIA_TYPE = "application/problem+json"

STATUSES: dict[type[errors.OknoError], int] = {
    TooLarge: 413,
    UnsupportedMediaType: 415,
    errors.InvalidCatalogue: 422,
    errors.InvalidImport: 422,
    errors.InvalidAnswers: 422,
    errors.InvalidInput: 400,
    errors.PersonErased: 410,
    errors.NotFound: 404,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.LinkExpired: 410,
    errors.LimitReached: 429,
    errors.SourceUnavailable: 503,
    errors.CalendarEnds: 422,
    errors.TransientError: 503,
}
RETRY_SECONDS = 1
THROTTLED = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "Throttling",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "TransactionConflictException",
        "TransactionInProgressException",
        "InternalServerError",
        "ServiceUnavailable",
        "SlowDown",
        "KMSInternalException",
        "LimitExceededException",
    }
)
UNREACHABLE = ("EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ConnectionClosedError")


def status_of(error: errors.OknoError) -> int:
    """The HTTP status of a domain error: its own or its nearest ancestor's."""
    for kind in type(error).__mro__:
        if kind in STATUSES:
            return STATUSES[kind]
    return 500


def describe(error: errors.OknoError, language: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Give status, problem document and headers of a domain error."""
    status = status_of(error)
    if status == 500:
        return _incident(error, language)
    document: dict[str, Any] = {
        "type": f"urn:okno:problem:{error.code}",
        "title": texts.title(error.code, language),
        "status": status,
    }
    if detail := texts.detail(error.code, language, error.params):
        document["detail"] = detail
    if isinstance(error, errors.InvalidInput) and error.errors:
        document["errors"] = [place(wrong, language) for wrong in error.errors]
    headers: dict[str, str] = {}
    if isinstance(error, errors.LimitReached):
        headers["Retry-After"] = str(error.retry_after)
    elif status == 503:
        headers["Retry-After"] = str(RETRY_SECONDS)
    elif isinstance(error, errors.Unauthenticated):
        shown = error.params.get("reason") not in (None, "missing")
        headers["WWW-Authenticate"] = 'Bearer realm="okno"' + (', error="invalid_token"' if shown else "")
    return status, document, headers


def describe_unexpected(error: Exception, language: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Give the answer to an exception that no rule foresaw; throttling and lost connections are worth repeating."""
    if is_passing(error):
        return describe(errors.TransientError(), language)
    return _incident(error, language)


def is_passing(error: Exception) -> bool:
    """Tell whether a cloud service asked for patience or couldn't be reached."""
    response = getattr(error, "response", None)
    if not isinstance(response, dict):
        return type(error).__name__ in UNREACHABLE
    if response.get("Error", {}).get("Code") in THROTTLED:
        return True
    reasons = response.get("CancellationReasons") or []
    codes = {reason.get("Code") for reason in reasons} - {"None", None}
    return bool(codes) and codes <= {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}


def place(wrong: errors.FieldError, language: str) -> dict[str, Any]:
    """Show one wrong place with its reason in the reader's language."""
    shown: dict[str, Any] = {
        "pointer": wrong.pointer,
        "reason": wrong.reason,
        "detail": texts.reason(wrong, language),
    }
    params = {name: value for name, value in wrong.params.items() if name != "text"}
    if params:
        shown["params"] = params
    return shown


def _incident(error: Exception, language: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Answer 500 with a number to tell us; the log has the number, the kind and the lines, and no message."""
    incident = uuid.uuid4().hex[:12]
    frames = [
        f"{frame.filename.rsplit('/', 3)[-1]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-8:]
    ]
    cause = getattr(error, "response", None)
    code = cause.get("Error", {}).get("Code") if isinstance(cause, dict) else None
    log("incident", level="error", incident=incident, error=type(error).__name__, code=code, frames=frames)
    document = {
        "type": "urn:okno:problem:internal",
        "title": texts.title("internal", language),
        "status": 500,
        "detail": texts.detail("internal", language, {"incident": incident}),
        "instance": f"urn:okno:incident:{incident}",
    }
    return 500, document, {}
