"""What happens to a Request: its answer and the signed record of it, reminders, silence, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.domain.cases import Fact
from chalicelib.domain.chain import canonical
from chalicelib.domain.clock import begins_at, stamp
from chalicelib.domain.errors import AlreadyDone
from chalicelib.domain.work import RequestWork

Change = tuple[RequestWork, tuple[Fact, ...]]
LINK_DAYS = 14
"""For how many days a link answers."""


def answer(
    request: RequestWork, given: dict[str, Any], *, given_hash: str, by: str, at: datetime
) -> tuple[RequestWork, tuple[Fact, ...]]:
    """Take the answer of a register or person, with its keyed hash; a second answer is refused."""
    if request.state == "answered":
        raise AlreadyDone("the Request is answered already")
    fact: Fact = {
        "fact": "RequestAnswered",
        "request": request.key,
        "outcome": given.get("outcome"),
        "answer": given_hash,
        "by": by,
    }
    if request.silent:
        fact["late"] = True
    done = replace(
        request,
        state="answered",
        answer=given,
        answer_hash=given_hash,
        answered_by=by,
        answered_at=stamp(at),
        late=request.silent,
        reason=None,
        sealed=None,
    )
    return done, (fact,)


def postpone(request: RequestWork, *, reason: str) -> tuple[RequestWork, tuple[Fact, ...]]:
    """Note that the source doesn't answer now; the Request stays open and is repeated."""
    fact: Fact = {"fact": "RequestPostponed", "request": request.key, "reason": reason}
    return replace(request, attempts=request.attempts + 1, reason=reason), (fact,)


def record_of(request: RequestWork, *, asked_by: str, answered_as: str) -> dict[str, Any]:
    """Give the record of an answered Request's exchange, which is signed: ids, instants and hashes only.

    `answered_as` is "register", "account", "substitute" or "link".
    """
    return {
        "request": request.key,
        "standard": request.standard,
        "case": request.case,
        "question": request.input_hash,
        "asked_by": asked_by,
        "asked_at": request.opened_at,
        "answered_by": request.answered_by,
        "answered_as": answered_as,
        "answered_at": request.answered_at,
        "answer": request.answer_hash,
    }


def signed_text(records: Sequence[dict[str, Any]]) -> bytes:
    """Give what is signed for exchanges that are written together."""
    return canonical(list(records))


def instants(due_on: str, days: Sequence[int], zone: str) -> tuple[str, ...]:
    """Give when a responder is reminded: at the start of the day so many days before the last one, oldest first."""
    last = date.fromisoformat(due_on)
    return tuple(begins_at(last - timedelta(days=number), zone) for number in sorted(days, reverse=True))


def remind(request: RequestWork) -> Change:
    """Note that the responder was reminded."""
    fact: Fact = {"fact": "RequestReminded", "request": request.key, "department": request.department}
    return replace(request, reminded=request.reminded + 1), (fact,)


def pass_term(request: RequestWork, *, goes_on: bool, at: datetime) -> Change:
    """Note that the term has passed: the head is told, and where the service says so nobody waits any more."""
    facts: list[Fact] = [
        {"fact": "RequestOverdue", "request": request.key, "due_on": request.due_on},
        {"fact": "RequestEscalated", "request": request.key, "department": request.department},
    ]
    if goes_on:
        facts.append({"fact": "RequestSilent", "request": request.key})
    return replace(request, escalated_at=stamp(at), silent=goes_on), tuple(facts)


def give_link(request: RequestWork, *, by: str, at: datetime) -> Change:
    """Allow an answer through a link; one that was given before opens nothing any more."""
    if request.state == "answered":
        raise AlreadyDone("the Request is answered already")
    serial = (request.link or {"serial": 0})["serial"] + 1
    link = {"serial": serial, "expires": stamp(at + timedelta(days=LINK_DAYS)), "by": by}
    fact: Fact = {"fact": "LinkGiven", "request": request.key, "serial": serial, "expires": link["expires"], "by": by}
    return replace(request, link=link), (fact,)


def open_link(request: RequestWork, *, wanted: str) -> tuple[Fact, ...]:
    """Note that somebody came through the link; `wanted` is "read" or "answer"."""
    return ({"fact": "LinkOpened", "request": request.key, "serial": (request.link or {})["serial"], "wanted": wanted},)
