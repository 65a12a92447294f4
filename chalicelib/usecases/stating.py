"""Stating: what an applicant denies of what registers say, and how far each dispute is, as they follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalicelib.domain import known_answers
from chalicelib.domain.applications import Application
from chalicelib.domain.cases import Case
from chalicelib.domain.definitions import Bundle
from chalicelib.domain.errors import NotFound
from chalicelib.domain.known_answers import DisputeState
from chalicelib.domain.work import TaskKind
from chalicelib.usecases import disputes, intake

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def disputes_of(stores: Stores, bundle: Bundle, application: Application, case: Case) -> list[dict[str, Any]]:
    """Give what an applicant denies of what registers say, with both values in words, and how far it is.

    Each is {"question", "title", "register", "as_of", "registered", "answer", "why", "state", "note", "at"}; empty
    where nothing is denied, or the applicant was erased.
    """
    if not case.disputed and application.round == 1:
        return []  # nothing is opened for the many who deny nothing
    try:
        content = stores.accounts.content(application)
    except NotFound:
        return []
    stated = {name: source for name, source in sorted(content.sources.items()) if known_answers.was_disputed(source)}
    if not stated:
        return []
    service = bundle.service(case.service)
    done = [stores.cases.task(task) for task in stores.cases.file(case.id).tasks]
    looks = sorted((one for one in done if one.kind == TaskKind.INTAKE), key=lambda one: str(one.done_at))
    is_open = any(one.state == "open" for one in looks)
    asked = {one.id for one in intake.checks_of(stores, case, service)} if is_open else set()
    found = []
    for name, source in stated.items():
        check = disputes.PREFIX + name
        seen = [(one, given[check]) for one in looks if check in (given := one.checklist or {})]
        task, look = seen[-1] if seen else (None, None)
        state = known_answers.state_of(source, case, asked=check in asked, look=look)
        settled = state in (DisputeState.ACCEPTED, DisputeState.REJECTED)
        found.append(
            disputes.stated(bundle, service.raw, name, source, content.answers.get(name))
            | {"state": state, "note": (look or {}).get("note") if settled else None}
            | {"at": task.done_at if task and settled else None}
        )
    return found
