"""The ids that a commit carries for its reactions."""

from __future__ import annotations

from typing import Any

from chalicelib.domain.cases import Case


def of_case(case: Case, **more: Any) -> dict[str, Any]:
    """Give the context of a commit inside a case: ids and codes only."""
    return {
        "application": case.application,
        "case": case.id,
        "number": case.number,
        "service": case.service,
        "bundle": case.bundle,
        "person": case.person,
        "language": case.language,
        "department": case.department,
        "channel": case.channel,
        **more,
    }
