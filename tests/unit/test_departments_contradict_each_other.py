"""Conditions of two departments that can't both hold are found by declared rules, before the later one decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.contradictions import contradict, open_for, update
from chalicelib.domain.permissions import Actor, Membership
from chalicelib.domain.values import Scope
from chalicelib.usecases import expertise, plan_views
from tests.support.shed_town import Town, shed_town
from tests.support.situations import shipped

ROAD = Actor("staff", "road", (Membership("transport-committee", ("decision_maker",)),))


def side(service: str) -> dict[str, Any]:
    return {
        "service": service,
        "value": {"answer": "/street"},
        "from": {"answer": "/from"},
        "until": {"answer": "/until"},
    }


def window(street: str | None, first: str, last: str) -> Scope:
    return Scope({"street": street, "from": first, "until": last} if street else {}, filed_on=date(2026, 11, 26))


DIFFER = {"rule": "differ", "between": [side("a"), side("b")]}
OVERLAP = {"rule": "overlap", "between": [side("a"), side("b")]}
JUNE = window("Баумана", "2027-06-01", "2027-06-14")


@pytest.mark.parametrize(
    ("other", "overlaps", "differs"),
    [
        (window("Баумана", "2027-06-14", "2027-06-20"), True, False),
        (window(" баумана ", "2027-05-01", "2027-06-01"), True, False),
        (window("Баумана", "2027-06-15", "2027-06-20"), False, False),
        (window("Пушкина", "2027-06-01", "2027-06-14"), False, True),
        (window(None, "", ""), False, False),
    ],
)
def test_rules_compare_what_is_known(other: Scope, overlaps: bool, differs: bool) -> None:
    assert (contradict(OVERLAP, JUNE, other), contradict(OVERLAP, other, JUNE)) == (overlaps, overlaps)
    assert contradict(DIFFER, JUNE, other) is differs


def test_a_contradiction_is_found_once_and_settled_once() -> None:
    known, facts = update((), {"two-colours": ("a", "b")}, at="1")
    assert [fact["fact"] for fact in facts] == ["ContradictionFound"]
    assert update(known, {"two-colours": ("a", "b")}, at="2") == (known, ())
    assert open_for(known, "b") == ("two-colours",)
    known, facts = update(known, {}, at="3")
    assert ([fact["fact"] for fact in facts], open_for(known, "b")) == (["ContradictionSettled"], ())
    again, _ = update(known, {"two-colours": ("a", "b")}, at="4")
    assert len(again) == 2


@pytest.fixture
def town() -> Iterator[Town]:
    with shed_town() as made:
        yield made


def test_a_person_decides_where_two_works_meet(town: Town) -> None:
    plan = town.file(road_touched=True)
    town.report(plan, "design", project_code="К-118-26")
    town.correct(plan, "shed-dig", works_from="2027-06-01", works_until="2027-06-14")
    road = town.case(plan, "shed-road")
    assert town.stores.cases.task(road.task).reason == "contradiction:one-window"
    for node in ("shed-dig", "shed-road"):
        seen = plan_views.of_case(town.stores, town.case(plan, node))
        assert seen is not None and [rule["id"] for rule in seen.contradictions] == ["one-window"], node
    decision = town.stores.cases.task(road.task)
    expert = replace(decision, kind="expert", department="heritage-protection", sub_service="check")
    for task in (decision, expert):
        (broken,) = expertise.of_task(town.stores, task)["contradictions"]
        assert (broken["rule"], set(broken["text"])) == ("one-window", {"ru", "tt", "en"}), task.kind
    town.is_whole(plan)


COLOURS = {"facades": {"facade_colour": "beige"}, "heritage": {"facade_colour": "white"}}
WORKS = {"works_street": "0118", "works_from": "2027-06-01", "works_until": "2027-06-14"}
CLOSED = {"moratorium": {"closed_from": "2027-06-10", "closed_until": "2029-06-10"}}


def at_works(**closed: str) -> Scope:
    return Scope(WORKS, outputs={"moratorium": {**CLOSED["moratorium"], **closed}})


@pytest.mark.parametrize(
    ("rule", "first", "second", "agrees"),
    [
        ("colour-against-heritage", Scope({}, outputs=COLOURS), Scope({}, outputs=COLOURS), None),
        (
            "colour-of-the-passport",
            Scope({}, outputs=COLOURS),
            Scope({}, outputs={"passport": {"facade_colour": "white"}}),
            Scope({}, outputs={"passport": {"facade_colour": "beige"}}),
        ),
        ("digging-new-paving", at_works(), at_works(), at_works(closed_from="2027-06-15")),
        ("closing-for-forbidden-digging", Scope(WORKS), at_works(), at_works(closed_from="2027-06-15")),
    ],
)
def test_the_rules_that_ship_find_two_colours_and_closed_paving(
    rule: str, first: Scope, second: Scope, agrees: Scope | None
) -> None:
    situation = shipped().situation("build-an-office")
    assert situation is not None
    declared = next(one for one in situation.contradictions if one["id"] == rule)
    assert contradict(declared, first, second)
    assert agrees is None or not contradict(declared, first, agrees)
