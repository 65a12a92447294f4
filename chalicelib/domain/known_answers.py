"""Known answers: what a register knows already is shown instead of asked, and confirmed or disputed.

Confirmed, the register's value is the answer. Disputed, the applicant's is, and a specialist looks at both. Where an
answer comes from is kept beside it, sealed like the answer itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from chalicelib.domain.cases import Case, Fact, Status
from chalicelib.domain.definition_views import Service
from chalicelib.domain.errors import FieldError
from chalicelib.domain.values import parts, same

CONFIRMED, DISPUTED = "confirmed", "disputed"


class DisputeState(StrEnum):
    """How far a dispute is, as its applicant is told."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SETTLED = "settled"
    """The answer is the register's by now."""


@dataclass(frozen=True)
class KnownAnswer:
    """What a register says to a question, `as_of` an instant (stamp)."""

    question: str
    value: Any
    register: str
    as_of: str


@dataclass(frozen=True)
class Taken:
    """Answers with what registers know among them, where each came from, and what can't be taken so."""

    answers: dict[str, Any]
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()


def source_of(found: KnownAnswer, how: str, why: str | None = None) -> dict[str, Any]:
    """What is kept of an answer's source: {"register", "as_of", "how", "registered": its value, "why"?}."""
    kept = {"register": found.register, "as_of": found.as_of, "how": how, "registered": found.value}
    return kept if why is None else {**kept, "why": why}


def take(
    service: Service,
    answers: Mapping[str, Any],
    told: Mapping[str, Mapping[str, Any]],
    found: Mapping[str, KnownAnswer],
) -> Taken:
    """Put what was confirmed or disputed among the answers.

    Args:
        answers: what the applicant answered themself.
        told: question → {"confirmed": true, "value": what was shown} or {"disputed": true, "value", "why"}.
        found: question → what its register says now; what was told counts for nothing without it.
    """
    whole, sources, wrong = dict(answers), {}, []
    for name, said in told.items():
        known = found.get(name)
        if name not in service.known:
            reason = "unknown"
        elif name in answers:
            reason = "answered-twice"
        elif known is None:
            reason = "register-silent"
        elif DISPUTED in said:
            reason = "register-agrees" if same(said["value"], known.value) else ""
            whole[name], sources[name] = said["value"], source_of(known, DISPUTED, said["why"])
        else:
            reason = "" if same(said["value"], known.value) else "register-changed"
            whole[name], sources[name] = known.value, source_of(known, CONFIRMED)
        if reason:
            wrong.append(FieldError(f"/known/{name}", reason))
    return Taken(whole, sources, tuple(wrong))


def without_repetition(taken: Taken, wrong: Iterable[FieldError]) -> list[FieldError]:
    """All that is wrong, an answer that couldn't be taken from its register named once, as such."""
    named = {one.pointer.replace("/known/", "/answers/", 1) for one in taken.errors}
    return [*taken.errors, *(one for one in wrong if one.pointer not in named)]


def inputs_of(service: Service, question: str) -> frozenset[str]:
    """The questions that a register is asked with to know the answer to another one."""
    use = service.request(service.known[question].request)
    looked_at = [part["answer"] for value in use.input.values() for part in parts(value) if "answer" in part]
    return frozenset(pointer.split("/")[1] for pointer in looked_at)


def after_change(
    service: Service, sources: Mapping[str, Mapping[str, Any]], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Sources after some answers are other ones now.

    An answer that is now as the register said is confirmed, any other is disputed. Where what the register was asked
    with is another thing now, it said nothing of this: the answer is the applicant's own.
    """
    kept: dict[str, dict[str, Any]] = {}
    for name, source in sources.items():
        asked_with = inputs_of(service, name) if name in service.known else frozenset[str]()
        if name not in after or any(not same(before.get(one), after.get(one)) for one in asked_with):
            continue
        agrees = same(after[name], source["registered"])
        kept[name] = {**source, "how": CONFIRMED if agrees else DISPUTED}
    return kept


def of_part(
    sources: Mapping[str, Mapping[str, Any]], whole: Mapping[str, Any], part: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Sources of those answers that a case's part took over from the whole application as they are."""
    return {
        name: dict(source)
        for name, source in sources.items()
        if name in part and name in whole and same(part[name], whole[name])
    }


def disputed(sources: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """The questions whose answer is another one than their register's, in order."""
    return tuple(sorted(name for name, source in sources.items() if source["how"] == DISPUTED))


def was_disputed(source: Mapping[str, Any]) -> bool:
    """Tell whether an answer is disputed, or was when its applicant filed: a reason was given then."""
    return source["how"] == DISPUTED or "why" in source


def state_of(source: Mapping[str, Any], case: Case, *, asked: bool, look: Mapping[str, Any] | None) -> DisputeState:
    """Say how far a dispute is.

    Args:
        asked: whether an intake specialist has it before them now.
        look: the last answer to its check: {"yes", …}; None while nobody has looked.
    """
    if source["how"] == CONFIRMED:
        return DisputeState.SETTLED
    if asked or look is None:
        return DisputeState.OPEN
    if look["yes"]:
        return DisputeState.ACCEPTED
    # Corrected since, the answer is another one, at which nobody has looked yet.
    return DisputeState.REJECTED if case.status is Status.RETURNED or case.ended else DisputeState.OPEN


def dispute_fact(questions: Collection[str]) -> tuple[Fact, ...]:
    """The fact that answers are disputed; it names the questions alone. Nothing where none are."""
    return ({"fact": "AnswersDisputed", "fields": list(questions)},) if questions else ()


def now_disputed(case: Case, sources: Mapping[str, Mapping[str, Any]]) -> tuple[Case, tuple[Fact, ...]]:
    """The case with the disputes that there are now, and the fact where one is new."""
    questions = disputed(sources)
    fresh = tuple(one for one in questions if one not in case.disputed)
    return replace(case, disputed=questions), dispute_fact(fresh)
