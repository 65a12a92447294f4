"""Several opinions become one outcome: by the declared policy, in whatever order they came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chalicelib.domain.assessment import SubServiceOutcome, decision_of
from chalicelib.domain.definition_people import Opinions
from chalicelib.domain.opinions import DIVIDED, PASS, REFUSE, Opinion, combine

POLICIES = [Opinions(2, "all_agree"), Opinions(2, "most_severe"), Opinions(3, "quorum", 2), Opinions(2, "veto")]


def said(task: str, outcome: str, *grounds: str, **answers: object) -> Opinion:
    return Opinion(task, f"by {task}", outcome, grounds, None, answers)


@some.composite
def opinions(draw: some.DrawFn) -> list[Opinion]:
    tasks = draw(some.lists(some.uuids().map(str), min_size=1, max_size=6, unique=True))
    made = []
    for task in tasks:
        outcome = draw(some.sampled_from([PASS, REFUSE]))
        grounds = draw(some.lists(some.sampled_from("abc"), min_size=1, unique=True)) if outcome == REFUSE else []
        answers = draw(some.dictionaries(some.sampled_from("xy"), some.integers(0, 1)))
        made.append(said(task, outcome, *grounds, **answers))
    return made


@given(opinions(), some.sampled_from(POLICIES), some.randoms())
def test_the_order_does_not_matter(given: list[Opinion], policy: Opinions, chance: object) -> None:
    other = list(given)
    chance.shuffle(other)  # type: ignore[attr-defined]
    assert combine(given, policy) == combine(other, policy)


@given(opinions(), some.sampled_from(POLICIES))
def test_everybody_is_followed_or_dissents(given: list[Opinion], policy: Opinions) -> None:
    combined = combine(given, policy)
    dissent = {one.task for one in given if one.outcome != combined.outcome}
    assert set(combined.dissent) == dissent
    assert combined.grounds == () or combined.outcome == REFUSE


@given(opinions(), some.sampled_from(POLICIES), some.sampled_from("abc"))
def test_one_more_refusal_never_makes_it_milder(given: list[Opinion], policy: Opinions, ground: str) -> None:
    severity = [PASS, DIVIDED, REFUSE]
    if policy.policy == "all_agree":
        severity = [PASS, REFUSE, DIVIDED] if all(one.outcome == REFUSE for one in given) else severity
    before = combine(given, policy).outcome
    after = combine([*given, said("zz", REFUSE, ground)], policy).outcome
    assert severity.index(after) >= severity.index(before)


@given(opinions())
def test_the_policies_differ_where_they_say_so(given: list[Opinion]) -> None:
    refusals = sum(one.outcome == REFUSE for one in given)
    assert (combine(given, Opinions(1, "most_severe")).outcome == REFUSE) == (refusals > 0)
    assert (combine(given, Opinions(1, "veto")).outcome == REFUSE) == (refusals > 0)
    for quorum in range(1, 7):
        passed = combine(given, Opinions(1, "quorum", quorum)).outcome == PASS
        assert passed == (len(given) - refusals >= quorum)
    agreed = combine(given, Opinions(1, "all_agree"))
    if 0 < refusals < len(given):
        assert agreed.outcome == DIVIDED


def test_grounds_are_those_of_everybody_who_refused() -> None:
    given = [said("1", REFUSE, "a", "b"), said("2", PASS), said("3", REFUSE, "b", "c")]
    combined = combine(given, Opinions(3, "most_severe"))
    assert (combined.outcome, combined.grounds, combined.dissent) == (REFUSE, ("a", "b", "c"), ("2",))


def test_answers_are_those_of_the_first_asked_whom_the_outcome_follows() -> None:
    given = [said("3", PASS, x=3), said("1", REFUSE, "a", x=1), said("2", PASS, x=2)]
    assert combine(given, Opinions(3, "quorum", 2)).answers == {"x": 2}
    assert combine(given, Opinions(3, "veto")).answers == {"x": 1}
    assert combine(given, Opinions(3, "all_agree")).answers == {"x": 2}


def test_who_passes_with_other_answers_does_not_agree() -> None:
    given = [said("1", PASS, trees=3), said("2", PASS, trees=4)]
    assert combine(given, Opinions(2, "all_agree")).outcome == DIVIDED
    assert combine(given[:1], Opinions(2, "all_agree")).outcome == PASS
    assert combine([said("1", PASS, is_dead=True), said("2", PASS, is_dead=1)], POLICIES[0]).outcome == DIVIDED


def test_without_opinions_there_is_nothing_to_combine() -> None:
    with pytest.raises(ValueError, match="no opinions"):
        combine([], Opinions())


def test_what_experts_are_divided_on_only_a_person_decides() -> None:
    divided, refused = SubServiceOutcome(DIVIDED), SubServiceOutcome(REFUSE, grounds=("a",))
    assert decision_of([divided, SubServiceOutcome(PASS)]) == ("open", ())
    assert decision_of([divided, refused]) == ("open", ())
