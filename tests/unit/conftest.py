"""What unit tests share."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.support import quick_moto

quick_moto.apply()


@pytest.fixture
def atomic(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let moto answer one request at a time: its writes aren't atomic between threads, the table's are."""
    from botocore.client import BaseClient

    lock, call = threading.Lock(), BaseClient._make_api_call

    def one_at_a_time(self: Any, name: str, arguments: dict[str, Any]) -> Any:
        with lock:
            return call(self, name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", one_at_a_time)
