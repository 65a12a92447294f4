"""Limiting: so many codes and filings per number, address, person, client and portal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.errors import LimitReached
from chalicelib.domain.limits import limit_of

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def require(stores: Stores, kind: str, subject: str, now: datetime) -> None:
    """Take one permit of `kind` for `subject`; `now` is wall time. Raises LimitReached when none is left."""
    limit = limit_of(kind, stores.municipality.raw.get("limits", {}))
    at = int(now.timestamp())
    if not stores.limits.take(kind, subject, limit, at):
        raise LimitReached(limit.retry_after(at), limit=kind)
