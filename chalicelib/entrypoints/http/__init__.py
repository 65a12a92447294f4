"""The HTTP door: every route is declared with `operation` in the module of its noun, and listed here."""

from __future__ import annotations

from chalicelib.entrypoints.http import (
    applications,
    cases,
    catalogue,
    confirmations,
    consultations,
    corrections,
    deliveries,
    documentation,
    drafts,
    me,
    members,
    push,
    queues,
    referrals,
    registers,
    requests,
    statistics,
    suspensions,
    tasks,
)

DOORS = (
    documentation.routes,
    catalogue.routes,
    confirmations.routes,
    applications.routes,
    corrections.routes,
    me.routes,
    push.routes,
    drafts.routes,
    consultations.routes,
    cases.routes,
    tasks.routes,
    queues.routes,
    referrals.routes,
    suspensions.routes,
    registers.routes,
    requests.routes,
    deliveries.routes,
    statistics.routes,
    members.routes,
)
