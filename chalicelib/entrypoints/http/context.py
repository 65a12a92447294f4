"""What routes need from the composition root; opened on first use, so that importing the door costs nothing."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from chalicelib import bootstrap, settings
from chalicelib.domain.permissions import Actor
from chalicelib.entrypoints.http import cursors
from chalicelib.entrypoints.http.operations import Call
from chalicelib.usecases import members

DEFAULT_PAGE = 20


def stores() -> bootstrap.Stores:
    """The stores that use cases take."""
    return bootstrap.stores()


def wall() -> datetime:
    """The wall's present instant: for limits, which the domain's clock doesn't move."""
    return datetime.now(UTC)


def actor(token: str) -> Actor:
    """Who shows `token`, with what they hold today."""
    return members.who_is(stores(), stores().now(), stores().tokens.verify(token))


def default_language() -> str:
    """The municipality's first language."""
    return settings.municipality().languages[0]


def allowed_origin(origin: str | None) -> str:
    """The Origin that may read the answer: the caller's when the municipality lists it, else the first listed."""
    listed = settings.municipality().origins
    if origin in listed and origin is not None:
        return origin
    return "*" if "*" in listed else listed[0] if listed else "null"


def opened_cursor(call: Call) -> Any:
    """Where the asked page begins, or None for the first."""
    given = call.query.get("cursor")
    return None if given is None else cursors.unseal(stores().secrets.mac, _bound(call), given)


def page(call: Call, items: list[Any], position: Any) -> dict[str, Any]:
    """A page of a list: its items, and the cursor of the next page where `position` isn't None."""
    following = None if position is None else cursors.seal(stores().secrets.mac, _bound(call), position)
    return {"items": items, "next": following}


def page_size(call: Call) -> int:
    """How many items the caller wants."""
    return int(call.query.get("limit", DEFAULT_PAGE))


def _bound(call: Call) -> str:
    """Bind a cursor to the route, what it was asked and who asked, so that it opens no other list."""
    asked = sorted((name, str(value)) for name, value in call.query.items() if name not in ("cursor", "limit"))
    whole = repr((call.operation.id, sorted(call.path.items()), asked, call.actor.kind, call.actor.id))
    return hashlib.sha256(whole.encode()).hexdigest()
