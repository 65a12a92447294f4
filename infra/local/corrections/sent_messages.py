"""SES: the e-mails that would have been sent are kept over a restart, as ministack does with text messages."""

from __future__ import annotations

import copy
from typing import Any

from ministack.services import ses

_stock_get_state = ses.get_state
_stock_restore = ses._restore_state


def get_state() -> dict[str, Any]:
    """SES's state with the e-mails; replaces `get_state`."""
    return {**_stock_get_state(), "_sent_emails": copy.deepcopy(ses._sent_emails)}


def restore_state(data: dict[str, Any]) -> None:
    """Bring the state back; replaces `_restore_state`."""
    _stock_restore(data)
    if data.get("_sent_emails"):
        ses._sent_emails.update(data["_sent_emails"])


def apply() -> None:
    """Replace saving and restoring."""
    ses.get_state = get_state
    ses._restore_state = restore_state
