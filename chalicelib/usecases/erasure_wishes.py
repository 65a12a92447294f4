"""Wishing to be erased: somebody asks for it in their account; an operator does it, by rights that no function has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from chalicelib.domain.clock import local_day, parse_stamp, stamp
from chalicelib.domain.erasures import DAYS_TO_ERASE, Wish
from chalicelib.domain.errors import StillLive
from chalicelib.domain.permissions import Actor, Subject, Verb, require

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

PAGE = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody wants to be erased, until which day it is done, and the numbers of what stands in the way."""

    wish: Wish | None
    until: date | None
    live: tuple[str, ...]


def read(stores: Stores, actor: Actor) -> Standing:
    """Give how the erasure of the actor's own data stands."""
    require(actor, Verb.READ_OWN, Subject(applicant=actor.id))
    wish = stores.accounts.erasure_wish(str(actor.id))
    return Standing(wish, _until(stores, wish), live_of(stores, str(actor.id)))


def ask(stores: Stores, actor: Actor) -> Standing:
    """Note that the actor wants to be erased; a second time the first wish stays.

    Raises:
        StillLive: something of theirs is under way: it has to end first.
        PersonErased: it is done already.
    """
    require(actor, Verb.WRITE_OWN, Subject(applicant=actor.id))
    person = str(actor.id)
    stores.accounts.key_of(person)
    live = live_of(stores, person)
    if live:
        raise StillLive("something of theirs is under way", numbers=", ".join(live))
    wish = stores.accounts.wish_erasure(Wish(person, stamp(stores.now())))
    return Standing(wish, _until(stores, wish), ())


def take_back(stores: Stores, actor: Actor) -> None:
    """Let everything stay, as long as nothing is erased; where nothing was wished, nothing happens."""
    require(actor, Verb.WRITE_OWN, Subject(applicant=actor.id))
    stores.accounts.forget_erasure_wish(str(actor.id))


def live_of(stores: Stores, person: str) -> tuple[str, ...]:
    """Give the numbers of a person's applications that haven't ended."""
    found: list[str] = []
    after: str | None = None
    while True:
        rows, after = stores.accounts.own(person, stores.accounts.APPLICATIONS, after, PAGE)
        alone = [(row["application"], row["case"]) for row in rows if row["case"]]
        found += [case.number for _, case in stores.cases.pairs(alone) if not case.ended]
        for row in rows:
            if not row["case"]:
                plan = stores.cases.plan(row["application"])
                cases = [stores.cases.case(node["case"]) for node in plan.nodes if node.get("case")]
                if not (plan.ended or plan.withdrawn) or not all(case.ended for case in cases):
                    found.append(plan.number)
        if after is None:
            return tuple(found)


def _until(stores: Stores, wish: Wish | None) -> date | None:
    if wish is None:
        return None
    return local_day(parse_stamp(wish.at), stores.municipality.zone) + timedelta(days=DAYS_TO_ERASE)
