"""Many different residents to whom a permit is granted, from the demonstration registers."""

from __future__ import annotations

from typing import Any

from infra.commands import demo_registers


def many_residents(count: int) -> list[dict[str, Any]]:
    """Give the answers of `count` residents, each with a dwelling and a vehicle of their own."""
    return [sample["answers"] for sample in demo_registers.grantable(count)]
