"""Structured logs: one JSON line an event; ids and codes only, never personal data."""

from __future__ import annotations

import functools
from typing import Any


@functools.cache
def _logger() -> Any:
    from aws_lambda_powertools import Logger

    return Logger(service="okno", log_uncaught_exceptions=False)


def log(event: str, *, level: str = "info", **values: Any) -> None:
    """Write one event with its values at a level: info, warning or error."""
    getattr(_logger(), level)(event, extra=values)
