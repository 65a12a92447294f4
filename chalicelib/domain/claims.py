"""Claims: the place and the days that an open case asks for. Two that meet are a clash, which both cases hold.

A claim is {"application", "number", "service", "department", "from", "until", "own"}: days are ISO dates, both
included; `own` is the keyed digest of who asks, where the rule says by which answer one is known. A clash, as a case
holds it, is {"rule", "case", "number", "service", "department", "from", "until", "found_at"} of the other case, and
{"ended", "ended_at"} once the other case claims nothing there any more: "moved", or what became of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.domain.cases import DECIDED, Case, Change, Fact
from chalicelib.domain.definition_spans import ClaimRule
from chalicelib.domain.values import Scope, evaluate, plain_text

Claim = Mapping[str, Any]

SHOWN = ("number", "service", "department", "from", "until")
"""What one case may know of the other: no answer, no name, no contact."""
GRANTED, MOVED = "granted", "moved"


@dataclass(frozen=True, slots=True)
class ClaimedPlace:
    """What open cases (id → claim) ask of one place under one rule; `version` counts the writes to it."""

    rule: str
    place: str
    claims: Mapping[str, Claim] = field(default_factory=dict)
    version: int = 0


def is_open(case: Case) -> bool:
    """Whether a case may still claim something: nothing is decided, and it hasn't ended."""
    return not case.ended and case.status not in DECIDED


def became_of(case: Case) -> str:
    """Say why a case claims nothing any more."""
    return str(case.outcome or case.status)


def asked_by(rule: ClaimRule, scope: Scope, digest: Callable[[str], str]) -> dict[str, Any] | None:
    """Give what the answers of a case ask for by a rule: {"rule", "place", "from", "until", "own"?}.

    `digest` keeps places and people from standing anywhere in clear. Nothing while a day or the place isn't known, or
    where the days end before they begin.
    """
    place, begins, ends = (evaluate(value, scope) for value in (rule.place, rule.begins, rule.ends))
    if place is None or begins is None or ends is None or str(ends) < str(begins):
        return None
    own = None if rule.own is None else evaluate(rule.own, scope)
    asked = {
        "rule": rule.id,
        "place": digest(f"{rule.id}#{plain_text(str(place))}"),
        "from": str(begins),
        "until": str(ends),
    }
    return asked | ({} if own is None else {"own": digest(f"{rule.id}#own#{plain_text(str(own))}")})


def claim_of(case: Case, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Give the claim of a case as it stands at its place."""
    own = {"own": asked["own"]} if "own" in asked else {}
    return {
        "application": case.asked_in,
        "number": case.number,
        "service": case.service,
        "department": case.department,
        "from": asked["from"],
        "until": asked["until"],
        **own,
    }


def meet(one: Claim, other: Claim) -> bool:
    """Whether two claims to one place have a day in common, and aren't one applicant's."""
    if one["application"] == other["application"] or ("own" in one and one["own"] == other.get("own")):
        return False
    return _overlap(one, other)


def _overlap(one: Claim, other: Claim) -> bool:
    return bool(max(one["from"], other["from"]) <= min(one["until"], other["until"]))


def holds(clash: Mapping[str, Any]) -> bool:
    """Whether a clash still matters: its other side is open, or was granted and takes the place now."""
    return clash.get("ended") in (None, GRANTED)


def open_in(case: Case) -> tuple[str, ...]:
    """Name the rules by which a case clashes with another one."""
    return tuple(dict.fromkeys(str(one["rule"]) for one in case.clashes if holds(one)))


def claim(case: Case, rule: str, asked: Mapping[str, Any] | None) -> Change:
    """Let a case claim something by a rule, or nothing any more; the claim before is given up."""
    kept = tuple(one for one in case.claims if one["rule"] != rule)
    if asked is None:
        return replace(case, claims=kept), ({"fact": "PlaceReleased", "rule": rule},)
    fact = {"fact": "PlaceClaimed"} | {name: asked[name] for name in ("rule", "place", "from", "until")}
    return replace(case, claims=(*kept, dict(asked))), (fact,)


def see(
    case: Case, rule: str, mine: Claim | None, other_id: str, other: Claim | None, *, gone: str = MOVED, at: str
) -> Change:
    """Compare what a case claims with what another one does, and note a clash that is new, other or over.

    `mine` and `other` are claims to the same place, or nothing; `gone` says why there is no other one.
    """
    before = next((one for one in case.clashes if (one["rule"], one["case"]) == (rule, other_id)), None)
    if mine is not None and other is not None and meet(mine, other):
        told = {name: other[name] for name in SHOWN}
        if before is not None and before | told == before and "ended" not in before:
            return case, ()
        found = {"fact": "ClashFound", "rule": rule, "case": other_id, "from": other["from"], "until": other["until"]}
        return _with(case, {"rule": rule, "case": other_id, **told, "found_at": at}), (found,)
    if before is None or not holds(before):
        return case, ()
    if other is None and mine is not None and _overlap(mine, before):
        ended = gone if "ended" not in before else str(before["ended"])
    else:
        ended = MOVED
    if ended == before.get("ended"):
        return case, ()
    over: Fact = {"fact": "ClashEnded", "rule": rule, "case": other_id, "how": ended}
    return _with(case, {**before, "ended": ended, "ended_at": at}), (over,)


def _with(case: Case, clash: dict[str, Any]) -> Case:
    others = tuple(one for one in case.clashes if (one["rule"], one["case"]) != (clash["rule"], clash["case"]))
    return replace(case, clashes=(*others, clash))


def told(facts: Iterable[Fact]) -> dict[str, Any]:
    """Give what a case's facts tell of its claims and clashes, to be compared with `stored`."""
    found: dict[str, Any] = {}
    for fact in facts:
        match fact["fact"]:
            case "PlaceClaimed":
                found[fact["rule"]] = [fact["place"], fact["from"], fact["until"]]
            case "PlaceReleased":
                found.pop(fact["rule"], None)
            case "ClashFound":
                found[f"{fact['rule']} {fact['case']}"] = [fact["from"], fact["until"], None]
            case "ClashEnded":
                found[f"{fact['rule']} {fact['case']}"][2] = fact["how"]
    return found


def stored(case: Case) -> dict[str, Any]:
    """Give a case's claims and clashes as they are kept."""
    claimed = {str(one["rule"]): [one["place"], one["from"], one["until"]] for one in case.claims}
    return claimed | {
        f"{one['rule']} {one['case']}": [one["from"], one["until"], one.get("ended")] for one in case.clashes
    }
