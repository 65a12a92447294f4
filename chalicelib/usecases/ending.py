"""Ending: an applicant withdraws a whole life situation; each live case is withdrawn in its own write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain import plans
from chalicelib.domain.applications import Application
from chalicelib.domain.cases import Fact
from chalicelib.domain.clock import local_day
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.domain.plans import Plan
from chalicelib.usecases import applying, planning, tracking
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def withdraw_plan(stores: Stores, actor: Actor, application: Application, secret: str | None) -> Plan:
    """End a plan at the applicant's wish: what hasn't begun never will, what is under way is withdrawn.

    What is decided stays decided; a second withdrawal changes nothing. Raises Forbidden or AuthorityEnded.
    """
    proved = tracking.proves(stores, application, secret)
    subject = Subject(application.department, applicant=application.person, secret_proved=proved)
    require(actor, Verb.WITHDRAW_APPLICATION, subject)
    applying.require_authority(application, on=local_day(stores.now(), stores.municipality.zone))
    return end_plan(stores, application.id, by=application.person)


def end_plan(stores: Stores, plan_id: str, *, by: str) -> Plan:
    """End a plan that nobody needs any more; a second time changes nothing."""

    def attempt() -> Plan:
        plan = stores.cases.plan(plan_id)
        on = local_day(stores.now(), stores.municipality.zone).isoformat()
        ended, facts, live = plans.withdraw(plan, on=on)
        if not facts:
            return plan
        dropped: tuple[Fact, ...] = ()
        if live:
            dropped = ({"fact": "CasesDropped", "cases": list(live), "reason": "applicant"},)
        return planning.finish(stores, planning.begin(stores, by=by), plan, ended, (*facts, *dropped))

    return persistently(stores, attempt)
