"""Confirmation codes for tests in one process: what somebody would read on their phone."""

from __future__ import annotations

import uuid
from typing import Any

from chalicelib.domain.confirmations import SECONDS_VALID, Confirmation, Message

CODE = "040506"
CHANNELS = {"phone": "sms", "email": "email"}


def codes_for(stores: Any, **contact: str) -> dict[str, dict[str, str]]:
    """Let a code come to each address; give them as a caller shows them."""
    shown = {}
    for name, address in contact.items():
        made = Confirmation(uuid.uuid4().hex, int(stores.now().timestamp()) + SECONDS_VALID)
        stores.confirmations.put(made, Message(CHANNELS[name], address, CODE, "ru"))
        shown[name] = {"id": made.id, "code": CODE}
    return shown
