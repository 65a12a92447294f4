"""Page cursors: where the next page begins, sealed so that nobody can make one up or use another's."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from typing import Any

from chalicelib.domain.errors import FieldError, InvalidCursor

Mac = Callable[[str, str], bytes]
"""A keyed hash of a text for a purpose, of `MAC_BYTES` bytes."""

MAC_BYTES = 16
LONGEST = 2048


def seal(mac: Mac, bound_to: str, position: Any) -> str:
    """Write `position` (JSON) as a cursor good only for `bound_to` (the route and the caller)."""
    content = json.dumps(position, separators=(",", ":"), sort_keys=True).encode()
    whole = mac("cursor", f"{bound_to}\0{content.decode()}") + content
    return base64.urlsafe_b64encode(whole).decode().rstrip("=")


def unseal(mac: Mac, bound_to: str, cursor: str) -> Any:
    """Read what `seal` wrote; raises InvalidCursor for anything else."""
    refused = InvalidCursor([FieldError("/query/cursor", "cursor")])
    if len(cursor) > LONGEST or not cursor.isascii():
        raise refused
    try:
        whole = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise refused from None
    content = whole[MAC_BYTES:].decode("utf-8", "replace")
    if not hmac.compare_digest(whole[:MAC_BYTES], mac("cursor", f"{bound_to}\0{content}")):
        raise refused
    return json.loads(content)
