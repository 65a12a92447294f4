"""Task tokens that name their execution, so that a stale one is told from a foreign one without keeping a list."""

from __future__ import annotations

import base64
import json
import uuid
from typing import NamedTuple


class Token(NamedTuple):
    """What a token names: the execution, by account, region and ARN, and one attempt of one task in it."""

    account: str
    region: str
    execution: str
    attempt: str


def issue(account: str, region: str, execution: str) -> str:
    """A new token for one attempt of a task of `execution`."""
    value = json.dumps([account, region, execution, uuid.uuid4().hex]).encode()
    return base64.urlsafe_b64encode(value).decode()


def read(token: object) -> Token | None:
    """What `token` names, or None when it isn't one of ours."""
    try:
        account, region, execution, attempt = json.loads(base64.urlsafe_b64decode(str(token)))
    except ValueError:
        return None
    return Token(account, region, execution, attempt)
