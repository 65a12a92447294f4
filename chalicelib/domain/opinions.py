"""Opinions: what several experts found about one sub-service becomes one outcome, whatever order they spoke in.

============ ===============================================================================================
policy       outcome
============ ===============================================================================================
most_severe  "refuse" where anybody refuses, with every ground that was named; else "pass"
veto         the same, and whoever decides the case can't grant against it
quorum       "pass" where at least so many passed, else "refuse"
all_agree    what all said; where they differ, in outcome or in an answer, "divided": a decision maker decides
             with both sides before them
============ ===============================================================================================

Whoever was asked by referral counts like whoever was asked first. Answers are those of the Task that was opened first
among the opinions that the outcome follows; of a divided sub-service, among those that passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.definition_people import Opinions
from chalicelib.domain.values import same

PASS, REFUSE, DIVIDED = "pass", "refuse", "divided"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one expert said: outcome "pass" or "refuse", codes of grounds, answers by name."""

    task: str
    by: str
    outcome: str
    grounds: tuple[str, ...] = ()
    at: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Combined:
    """What opinions come to; `dissent` names the Tasks of those who said otherwise, all of them where divided."""

    outcome: str
    grounds: tuple[str, ...]
    answers: dict[str, Any]
    dissent: tuple[str, ...]


def combine(opinions: Iterable[Opinion], policy: Opinions) -> Combined:
    """Combine opinions by the declared policy; raises ValueError where there are none."""
    known = sorted(opinions, key=lambda one: one.task)
    if not known:
        raise ValueError("no opinions")
    outcome = _outcome(known, policy)
    followed = [one for one in known if one.outcome == (PASS if outcome == DIVIDED else outcome)]
    grounds = tuple(dict.fromkeys(code for one in followed for code in one.grounds)) if outcome == REFUSE else ()
    dissent = tuple(one.task for one in known if one.outcome != outcome)
    return Combined(outcome, grounds, dict(followed[0].answers) if followed else {}, dissent)


def _outcome(known: list[Opinion], policy: Opinions) -> str:
    refusing = [one for one in known if one.outcome == REFUSE]
    if policy.policy == "quorum":
        return PASS if len(known) - len(refusing) >= policy.quorum else REFUSE
    if policy.policy == "all_agree" and not _agree(known):
        return DIVIDED
    return REFUSE if refusing else PASS


def _agree(known: list[Opinion]) -> bool:
    if len({one.outcome for one in known}) > 1:
        return False
    said: dict[str, Any] = {}
    return all(same(said.setdefault(name, value), value) for one in known for name, value in one.answers.items())
