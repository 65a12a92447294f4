"""Renewing: before what was granted ends, its holder is told, and finds the application for its renewal filled in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from chalicelib.domain import renewals
from chalicelib.domain.applications import Application
from chalicelib.domain.cases import Case
from chalicelib.domain.clock import begins_at, local_day, stamp
from chalicelib.domain.definition_views import Service
from chalicelib.usecases import catalogue
from chalicelib.usecases.context import of_case
from chalicelib.usecases.knowing import answered
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.dues import Due
    from chalicelib.adapters.dynamodb.unit import UnitOfWork
    from chalicelib.bootstrap import Stores

DUE = "renewal"
"""The kind of the due item at which a renewal is offered."""


def watch(stores: Stores, write: UnitOfWork, case: Case, service: Service, until: str | None, *, today: date) -> None:
    """Set the day of the offer, with the grant; nothing where what is granted ends before that day."""
    renewal = service.result.renewal
    if renewal is None or until is None:
        return
    on = renewals.offered_on(renewal, until)
    if on > today:
        write.due(case.aggregate, DUE, begins_at(on, stores.municipality.zone), case=case.id)


def attend(stores: Stores, due: Due) -> bool:
    """Offer the renewal whose day has come; False where there is nothing to renew, or not yet."""
    return persistently(stores, lambda: _attend(stores, due))


def _attend(stores: Stores, due: Due) -> bool:
    case = stores.cases.case(str(due.values["case"]))
    renewal = catalogue.by_hash(stores, case.bundle).service(case.service).result.renewal
    written = case.record or {}
    record = stores.registers.head(written["register"], written["record"]) if written else None
    if renewal is None or record is None or not renewals.is_wanted(renewal, case, record):
        stores.dues.remove(due)
        return False
    now, until = stores.now(), str(record.valid_until)
    on = renewals.offered_on(renewal, until)
    if on > local_day(now, stores.municipality.zone):
        # Somebody has let it last longer since.
        stores.dues.move(due, begins_at(on, stores.municipality.zone))
        return False
    write = stores.begin(by="sweep", at=stamp(now))
    offered, facts = renewals.offer(case, renewal, until=until, at=now)
    write.change(case, offered, facts, context=of_case(case))
    write.not_due(case.aggregate, DUE)
    write.commit()
    return True


def filled_in(stores: Stores, case: Case, application: Application) -> dict[str, Any] | None:
    """Give what was offered, with the answers that the next application has already; nothing of who was erased."""
    renewal = catalogue.by_hash(stores, case.bundle).service(case.service).result.renewal
    if case.renewal is None or renewal is None:
        return None
    scope = answered(stores, case, application)
    if scope is None:
        return None
    return {
        "service": case.renewal["service"],
        "until": case.renewal["until"],
        "answers": renewals.filled_in(renewal, scope),
    }
