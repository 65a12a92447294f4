"""Sharing: inside a plan a Standard Request is asked once, and its answer serves every case while it is fresh."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain.cases import Fact
from chalicelib.domain.chain import digest
from chalicelib.domain.clock import local_day, parse_stamp, stamp
from chalicelib.domain.definitions import RequestUse, StandardRequest
from chalicelib.domain.work import RequestWork

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores
    from chalicelib.usecases.asking import Asked
    from chalicelib.usecases.knowing import Known


def name_of(stores: Stores, use: RequestUse, inputs: dict[str, Any]) -> str:
    """Name a question as a keyed digest: the same question of two services has the same name."""
    return digest([use.standard, stores.secrets.digest(digest(inputs))])[:32]


def input_hash(stores: Stores, known: Known, use: RequestUse, inputs: dict[str, Any]) -> str:
    """Name a Request that is asked now; in a plan one that was asked before, and doesn't serve, keeps its own name."""
    if known.case.plan is None:
        return digest([use.id, stores.secrets.digest(digest(inputs))])[:32]
    name = name_of(stores, use, inputs)
    if (use.standard, name) not in known.everything:
        return name
    return digest([name, known.case.id, known.case.version])[:32]


def join(
    stores: Stores, known: Known, use: RequestUse, standard: StandardRequest, inputs: dict[str, Any]
) -> Asked | None:
    """Use what a case of the plan has asked: an answer that is still fresh, or one that is awaited.

    The use is a fact of the Request's chain, so that everybody sees on whose answer a case rests.
    """
    now, name, zone = stores.now(), name_of(stores, use, inputs), stores.municipality.zone
    today = local_day(now, zone)
    fitting = [one for one in known.everything.values() if one.standard == use.standard and one.question_name == name]
    there = next((one for one in reversed(fitting) if is_usable(one, standard, today, zone)), None)
    if there is None or there.key_in(known.case.id) is not None:
        return None
    used = {"case": known.case.id, "key": use.id, "at": stamp(now)}
    after = replace(there, uses=(*there.uses, used), left=tuple(one for one in there.left if one != known.case.id))
    fact: Fact = {
        "fact": "RequestReused",
        "request": use.id,
        "standard": use.standard,
        "case": known.case.id,
        "asked_by": there.case,
        "answered_at": there.answered_at,
    }
    known.requests[use.id] = after
    if after.state == "answered" and after.answer is not None:
        known.scope = replace(known.scope, requests={**known.scope.requests, use.id: after.answer})
    return there, after, (fact,)


def is_usable(request: RequestWork, standard: StandardRequest, today: date, zone: str) -> bool:
    """Whether a Request still serves: it waits for its answer, or that came no longer ago than its freshness."""
    if request.silent or request.late:
        return False
    if request.state != "answered" or request.answered_at is None:
        return True
    answered = local_day(parse_stamp(request.answered_at), zone)
    return today - answered <= timedelta(days=standard.freshness_days)


def users(stores: Stores, aggregate: str) -> list[tuple[str, str]]:
    """Give who uses a Request: case, and what its definition calls it."""
    request = stores.cases.request_named(aggregate)
    return [(case, key) for case in request.cases if (key := request.key_in(case)) is not None]
