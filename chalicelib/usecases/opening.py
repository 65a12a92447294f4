"""Opening: the case of a node of a plan begins, as an application of its own part of the answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.domain import cases
from chalicelib.domain.cases import Case, Status
from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.known_answers import now_disputed, of_part
from chalicelib.domain.plans import State
from chalicelib.usecases import applying, catalogue, parts, planning
from chalicelib.usecases.applying import FIRST_LOOK_MINUTES
from chalicelib.usecases.calendars import expected_due
from chalicelib.usecases.context import of_case
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def open_case(stores: Stores, case_id: str) -> bool:
    """Open the case that a node of a plan asks for, once, under the definitions of today.

    False where no plan asks for it (any more). An id that is there already is success.
    """
    return persistently(stores, lambda: _open_case(stores, case_id))


def _open_case(stores: Stores, case_id: str) -> bool:
    plan_id = case_id.rpartition("-")[0]
    try:
        plan = stores.cases.plan(plan_id)
    except NotFound:
        return False
    asked = plan.node_of_case(case_id)
    if asked is None or asked["state"] != State.STARTED:
        return False
    if _exists(stores, case_id):
        return True
    node_id = str(asked["id"])
    now = stores.now()
    today = local_day(now, stores.municipality.zone)
    pinned, situation = planning.situation_of(stores, plan)
    node = situation.node(node_id)
    bundle = catalogue.current(stores, now)
    if node is None or node.id not in bundle.service_ids:
        bundle = pinned
    service = bundle.service(node_id)
    whole = stores.cases.application(plan_id)
    content = stores.accounts.content(whole)
    if node is not None:
        given = parts.answers_of(stores, plan, node, bundle, service, content.answers)
        sources = of_part(content.sources, content.answers, given)
        content = replace(content, answers=given, sources=sources)
    part = parts.part_of(whole, content, case_id, service, bundle)
    wrapped = stores.accounts.key_of(whole.person) or b""
    sealed, content_hash = stores.accounts.seal_content(whole.person, wrapped, part.id, content)
    part = replace(part, sealed=sealed, content_hash=content_hash, filed_at=stamp(now), filed_on=today.isoformat())
    collect = plan.collect if plan.collect in (*service.delivery, *applying.COLLECTED) else "account"
    if service.paper_original and collect == "account":
        collect = "counter"
    draft = Case(
        id=case_id,
        application=part.id,
        number=plan.number,
        service=service.id,
        department=service.department,
        bundle=bundle.hash,
        person=plan.person,
        language=plan.language,
        status=Status.FILED,
        filed_at=stamp(now),
        due_on=expected_due(stores, bundle, service, today).isoformat(),
        channel=plan.channel,
        collect=collect,
        counter=plan.counter,
        plan=plan.application,
        node=node_id,
    )
    case, facts = cases.file(draft, content_hash=content_hash, at=now)
    case, more = now_disputed(case, content.sources)
    write = stores.begin(by="plan", at=stamp(now))
    write.change(None, case, (*facts, *more), context=of_case(case), witness={plan.aggregate: plan.chain})
    write.part(part)
    write.due(case.aggregate, "driver", stamp(now + timedelta(minutes=FIRST_LOOK_MINUTES)), case=case.id)
    try:
        write.commit()
    except StaleVersion:
        if not _exists(stores, case_id):
            raise
    return True


def _exists(stores: Stores, case_id: str) -> bool:
    try:
        stores.cases.case(case_id)
    except NotFound:
        return False
    return True
