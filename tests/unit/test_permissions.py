"""Who may do what, as rules of the domain: what the table of routes can't tell apart."""

from __future__ import annotations

import pytest

from chalicelib.domain.errors import Forbidden
from chalicelib.domain.permissions import (
    ANONYMOUS,
    RULES,
    SYSTEM,
    Actor,
    Membership,
    Role,
    Subject,
    Verb,
    may,
    require,
)

HERE, ELSEWHERE = "transport-committee", "external-improvement"


def staff(*roles: str, department: str = HERE) -> Actor:
    return Actor("staff", "s1", (Membership(department, roles),))


def test_every_verb_has_a_rule_and_somebody_unknown_may_only_file() -> None:
    assert set(RULES) == set(Verb)
    allowed = {verb for verb in Verb if may(ANONYMOUS, verb, Subject(HERE, applicant="p1"))}
    assert allowed == {Verb.FILE_APPLICATION}


def test_the_system_may_everything() -> None:
    assert all(may(SYSTEM, verb) for verb in Verb)


def test_an_applicant_has_only_their_own() -> None:
    owner = Actor("applicant", "p1")
    assert may(owner, Verb.READ_APPLICATION, Subject(HERE, applicant="p1"))
    assert not may(owner, Verb.READ_APPLICATION, Subject(HERE, applicant="p2"))
    assert not may(owner, Verb.READ_CASE, Subject(HERE, applicant="p1"))


def test_an_applicant_without_an_id_owns_nothing() -> None:
    assert not may(Actor("applicant"), Verb.READ_OWN, Subject(applicant=None))
    assert not may(ANONYMOUS, Verb.READ_APPLICATION, Subject(applicant=None))


def test_staff_whose_id_is_an_applicants_is_still_staff() -> None:
    assert not may(Actor("staff", "p1"), Verb.READ_OWN, Subject(applicant="p1"))


def test_the_tracking_secret_opens_one_application_and_no_case() -> None:
    proved = Subject(HERE, applicant="p1", secret_proved=True)
    assert may(ANONYMOUS, Verb.READ_APPLICATION, proved)
    assert may(ANONYMOUS, Verb.WITHDRAW_APPLICATION, proved)
    assert not may(ANONYMOUS, Verb.READ_CASE, proved)


@pytest.mark.parametrize("role", [Role.INTAKE, Role.EXPERT, Role.DECISION_MAKER, Role.HEAD])
def test_a_role_counts_in_its_department_only(role: Role) -> None:
    assert may(staff(role), Verb.READ_CASE, Subject(HERE))
    assert not may(staff(role, department=ELSEWHERE), Verb.READ_CASE, Subject(HERE))
    assert not may(staff(role), Verb.READ_CASE, Subject(None))


def test_a_task_is_for_its_role() -> None:
    task = Subject(HERE, roles=(Role.DECISION_MAKER,))
    assert may(staff("decision_maker"), Verb.COMPLETE_TASK, task)
    assert not may(staff("expert"), Verb.COMPLETE_TASK, task)
    assert not may(staff("head"), Verb.COMPLETE_TASK, task)


def test_who_prepared_a_decision_does_not_make_it() -> None:
    task = Subject(HERE, roles=(Role.DECISION_MAKER,), prepared_by=frozenset({"s1"}))
    assert not may(staff("decision_maker"), Verb.COMPLETE_TASK, task)


def test_a_head_hands_on_no_headship() -> None:
    head = staff("head")
    assert may(head, Verb.DELEGATE, Subject(HERE, roles=("expert",)))
    assert not may(head, Verb.DELEGATE, Subject(HERE, roles=("expert", "head")))
    assert not may(head, Verb.DELEGATE, Subject(ELSEWHERE, roles=("expert",)))


def test_a_refusal_names_the_verb() -> None:
    with pytest.raises(Forbidden) as refused:
        require(ANONYMOUS, Verb.PUBLISH_CATALOGUE)
    assert refused.value.params == {"verb": "publish_catalogue"}


@pytest.mark.parametrize(
    ("day", "holds"), [("2026-01-11", False), ("2026-01-12", True), ("2026-01-16", True), ("2026-01-17", False)]
)
def test_a_delegation_holds_from_its_first_day_to_its_last(day: str, holds: bool) -> None:
    assert Membership(HERE, ("expert",), "2026-01-12", "2026-01-16").holds_on(day) is holds
