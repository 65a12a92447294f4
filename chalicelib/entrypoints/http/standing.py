"""How a case stands: who has to do something since when, on whose clock; for staff also what may hold it."""

from __future__ import annotations

from typing import Any

from chalicelib.domain.holding import MUNICIPALITY, clock_of, what_next
from chalicelib.domain.permissions import Actor
from chalicelib.domain.work import TaskKind
from chalicelib.entrypoints.http import context
from chalicelib.usecases import holding, intake, tracking


def held(followed: tracking.Followed) -> dict[str, Any]:
    """Show who has a case now, on whose clock, and what comes next."""
    case, found = holding.read(context.stores(), followed.case.id)
    names = {one.department for one in found if one.department is not None}
    return {
        "holders": [one.shown() for one in found],
        "departments": {name: followed.bundle.title("departments", name) for name in sorted(names)},
        "clock": clock_of(case),
        "next": what_next(case),
    }


def for_staff(view: tracking.CaseView) -> dict[str, Any]:
    """Show the same to staff, whether the term has passed, and for which reasons it may be suspended."""
    followed = view.followed
    shown = held(followed)
    late = shown["clock"] == MUNICIPALITY and followed.case.due_on < followed.today.isoformat()
    reasons = [
        {
            "code": one.code,
            "text": dict(one.text),
            "clause": one.clause,
            "days": one.days,
            "unit": one.unit,
            "note": one.note,
        }
        for one in followed.service.suspensions.values()
    ]
    return {**shown, "today": followed.today.isoformat(), "late": late, "reasons": reasons}


def checks(actor: Actor, view: tracking.CaseView) -> list[dict[str, Any]]:
    """Show what intake specialists looked at in a case, the last look at each thing, by whom and when."""
    done = [one for one in view.tasks if one.kind == TaskKind.INTAKE and one.state == "done" and one.checklist]
    found: dict[str, dict[str, Any]] = {}
    for task in sorted(done, key=lambda one: str(one.done_at)):
        for one in intake.checklist_of(context.stores(), actor, task):
            about = {part: one["about"][part] for part in ("field", "document") if part in one["about"]}
            shown = {part: one[part] for part in ("id", "question", "right", "wrong", "yes", "note")}
            found[one["id"]] = shown | {"about": about, "by": task.done_by, "at": task.done_at}
    return list(found.values())
