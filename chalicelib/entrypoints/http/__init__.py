"""The HTTP door: every route is declared with `operation` in the module of its noun, and listed here."""

from __future__ import annotations

from chalicelib.entrypoints.http import (
    catalogue,
    confirmations,
    documentation,
    members,
    tasks,
)

DOORS = (
    documentation.routes,
    catalogue.routes,
    confirmations.routes,
    tasks.routes,
    members.routes,
)
