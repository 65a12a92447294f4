"""Consulting: advice is recorded, found again, and turned into an application that is already filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from chalicelib.domain import geometry
from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.consultations import MOST_MONTHS, PLACE_KINDS, Advice, Consultation
from chalicelib.domain.drafts import Draft
from chalicelib.domain.errors import FieldError, InvalidInput
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.usecases import catalogue, drafts

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

CONTACTS = ("phone", "email")


def record(
    stores: Stores,
    actor: Actor,
    *,
    department: str,
    service: str | None,
    topic: str,
    channel: str,
    minutes: int,
    advice: Advice,
) -> Consultation:
    """Record a consultation that the actor gave just now.

    Raises:
        UnknownService: it is about one that isn't published.
        InvalidInput: its place isn't one, or lies outside the municipality.
    """
    require(actor, Verb.CONSULT, Subject(department))
    if advice.place is not None:
        wrong = geometry.wrong(advice.place, PLACE_KINDS, stores.municipality.bounds, "/place")
        if wrong:
            raise InvalidInput(wrong)
    if service is not None:
        catalogue.current(stores, stores.now()).service(service)
    made = Consultation(
        id=stores.new_id(),
        department=department,
        topic=topic,
        channel=channel,
        minutes=minutes,
        at=stamp(stores.now()),
        by=str(actor.id),
        service=service,
        has_applicant=bool(advice.applicant),
    )
    stores.consultations.put(made, advice)
    return made


def search(
    stores: Stores,
    actor: Actor,
    *,
    department: str,
    service: str | None = None,
    topic: str | None = None,
    since: str | None = None,
    until: str | None = None,
    after: str | None = None,
    limit: int = 20,
) -> tuple[list[Consultation], str | None]:
    """List one page of a department's consultations, newest first, with where to go on.

    `since` and `until` are days of the municipality's zone, both inclusive; a year up to today unless they say
    otherwise. Raises InvalidInput when they lie more than two years apart, or in the wrong order.
    """
    require(actor, Verb.CONSULT, Subject(department))
    zone = stores.municipality.zone
    last = date.fromisoformat(until) if until else local_day(stores.now(), zone)
    first = date.fromisoformat(since) if since else last - timedelta(days=365)
    earliest = last - timedelta(days=30 * MOST_MONTHS)
    if not earliest <= first:
        raise InvalidInput([FieldError("/query/from", "minimum", {"limit": earliest.isoformat()})])
    if first > last:
        raise InvalidInput([FieldError("/query/from", "maximum", {"limit": last.isoformat()})])
    return stores.consultations.page(
        department,
        service,
        topic,
        _midnight(first, zone),
        _midnight(last + timedelta(days=1), zone),
        after,
        limit,
    )


def read(stores: Stores, actor: Actor, id: str) -> tuple[Consultation, Advice]:
    """Give a consultation with what was said. Raises NotFound or Forbidden."""
    found, said = stores.consultations.read(id)
    require(actor, Verb.CONSULT, Subject(found.department))
    return found, said()


def apply(
    stores: Stores, actor: Actor, id: str, *, service: str | None, answers: Mapping[str, Any], language: str
) -> tuple[str, int]:
    """Make a draft out of a consultation; give the code that the person goes on with, and when it goes.

    Raises:
        NotFound, Forbidden: no such consultation, or another department's.
        InvalidInput: neither the consultation nor the caller names a service.
        InvalidAnswers: an answer to what the service doesn't ask.
    """
    found, advice = read(stores, actor, id)
    wanted = service or found.service
    if wanted is None:
        raise InvalidInput([FieldError("/service", "required")])
    contact = {name: advice.applicant[name] for name in CONTACTS if advice.applicant.get(name)}
    return drafts.save(stores, Draft(wanted, dict(answers), language, contact, consultation=id))


def _midnight(day: date, zone: str) -> str:
    return stamp(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))
