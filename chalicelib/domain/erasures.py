"""Erasing a person: what is destroyed, and the receipt that stays. A receipt holds ids, instants and numbers only.

Destroyed are the data key (and with it all that is sealed under it), contacts, browsers, masked addresses, what was
said in a consultation that became an application, and every version of every file. What happened is still told, by ids.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.cases import Fact
from chalicelib.domain.clock import parse_stamp, stamp
from chalicelib.domain.deliveries import Delivery, State

REASON = "the person was erased"


@dataclass(frozen=True, slots=True)
class Erasure:
    """The receipt: `receipt` is its id, instants are stamps; `finished_at` is None while something may be left."""

    person: str
    receipt: str
    erased_at: str
    finished_at: str | None = None
    cases: int = 0
    files: int = 0
    versions: int = 0


DAYS_TO_ERASE = 30
"""Within how many days what somebody has asked for is done (152-FZ, article 21, part 5)."""


@dataclass(frozen=True, slots=True)
class Wish:
    """That somebody wants to be erased, since an instant (stamp); an operator does it, and nobody else can."""

    person: str
    at: str


@dataclass(frozen=True, slots=True)
class Belongings:
    """Ids of everything that is a person's; a command finds them, since no index leads from a person to all of it."""

    applications: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    consultations: tuple[str, ...] = ()


def fact(erasure: Erasure) -> Fact:
    """Tell, in the chain of a case or plan, that its applicant was erased."""
    return {"fact": "ApplicantErased", "receipt": erasure.receipt}


def is_on_its_way(one: Delivery, *, at: datetime) -> bool:
    """Whether a worker has just taken a delivery, and will say what became of it."""
    return one.state is State.CLAIMED and parse_stamp(one.look_at) > at


def told_no_more(one: Delivery, *, at: datetime) -> Delivery:
    """A delivery without its masked address; what nobody has sent or printed yet is owed no more."""
    if is_on_its_way(one, at=at):
        return one
    quiet = replace(one, recipient="")
    if one.state is State.PENDING:
        quiet = replace(quiet, state=State.REFUSED, reason=REASON, settled_at=stamp(at), look_at=stamp(at))
    return quiet if quiet == one else replace(quiet, version=one.version + 1)
