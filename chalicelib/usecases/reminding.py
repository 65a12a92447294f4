"""Reminders of Requests, and what follows when a term has passed: the head is told, and the case may go on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain import exchanges
from chalicelib.domain.clock import stamp
from chalicelib.usecases import asking, catalogue
from chalicelib.usecases.context import of_case
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.dues import Due
    from chalicelib.bootstrap import Stores


def attend(stores: Stores, due: Due) -> None:
    """Remind the responder, or note that the Request's term has passed; nothing when it was answered meanwhile."""
    persistently(stores, lambda: _attend(stores, due))


def _attend(stores: Stores, due: Due) -> None:
    case = stores.cases.case(due.values["case"])
    # A case that asks anew has two Requests of one name: each has its own terms.
    request = next((one for one in stores.cases.requests(case.asked_in) if one.aggregate == due.subject), None)
    task = stores.cases.task(request.task) if request is not None and request.task is not None else None
    now = stores.now()
    write = stores.begin(by="sweep", at=stamp(now))
    if request is None or task is None or task.state != "open":
        stores.dues.remove(due)
        return
    bundle = catalogue.by_hash(stores, case.bundle)
    standard = bundle.standard_request(request.standard)
    if due.kind == asking.REMIND:
        after, facts = exchanges.remind(request)
        told = replace(task, reminded_at=stamp(now))
        if not asking.set_reminder(stores, write, standard, after):
            write.not_due(request.aggregate, due.kind)
    else:
        goes_on = bundle.service(case.service).request(request.key).goes_on
        after, facts = exchanges.pass_term(request, goes_on=goes_on, at=now)
        told = replace(task, escalated_at=stamp(now))
        write.not_due(request.aggregate, due.kind)
    write.task(told, after=task.version, before=task)
    write.change(request, after, facts, context=of_case(case, request=request.key, task=task.id))
    write.commit()
