"""Sent messages: e-mails are kept over a restart as text messages are; text messages tell their time as e-mails do."""

from __future__ import annotations

import copy
import time
from typing import Any

from ministack.services import ses, sns

_stock_sms_log_for = sns._sms_log_for
_stock_get_state = ses.get_state
_stock_restore = ses._restore_state


class TimedLog:
    """The log of a phone number, to which each text message is added with when it was sent (seconds, as SES does)."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        self._records = records

    def append(self, record: dict[str, Any]) -> None:
        """Add a message."""
        self._records.append({**record, "Timestamp": time.time()})


def sms_log_for(phone_number: str) -> TimedLog:
    """Give the log of a number; replaces `_sms_log_for`."""
    return TimedLog(_stock_sms_log_for(phone_number))


def get_state() -> dict[str, Any]:
    """SES's state with the e-mails; replaces `get_state`."""
    return {**_stock_get_state(), "_sent_emails": copy.deepcopy(ses._sent_emails)}


def restore_state(data: dict[str, Any]) -> None:
    """Bring the state back; replaces `_restore_state`."""
    _stock_restore(data)
    if data.get("_sent_emails"):
        ses._sent_emails.update(data["_sent_emails"])


def apply() -> None:
    """Replace adding, saving and restoring."""
    sns._sms_log_for = sms_log_for
    ses.get_state = get_state
    ses._restore_state = restore_state
