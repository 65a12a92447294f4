"""Two applicants want one street on the same days: both cases say so before either is decided, however they arrive."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys_claims
from chalicelib.adapters.dynamodb.client import MAX_ACTIONS, aws
from chalicelib.adapters.dynamodb.items import to_key
from chalicelib.domain.cases import Case
from chalicelib.domain.erasures import Belongings
from chalicelib.domain.errors import Conflict
from chalicelib.domain.permissions import SYSTEM, Actor, Membership
from chalicelib.usecases import checking, claiming, closing, erasing, filing, tasks, verifying
from chalicelib.usecases.completions import Completion
from infra.commands import export
from tests.support import plan_sample
from tests.support.filed import asked
from tests.support.municipality import EMAIL
from tests.support.plan_sample import EVERYTHING, NAME
from tests.support.shed_town import Town, bundle_of, plot, shed_town

DIG, ROAD = "shed-dig", "shed-road"
PLOTS = [f"16:50:990301:{number}" for number in range(7101, 7113)]
CODE = "0118"


@cache
def claimed() -> dict[str, Any]:
    """The sample services, both claiming the street, both decided by a person."""
    documents = plan_sample.documents()
    for service in (DIG, ROAD):
        rule = {"id": "street", "text": NAME, "clause": "п. 8", "place": {"answer": "/works_street"}}
        rule |= {
            "from": {"answer": "/works_from"},
            "until": {"answer": "/works_until"},
            "own": {"answer": "/site_plot"},
        }
        raw = documents[f"schemas/services/{service}.json"]
        raw |= {"claims": [rule], "decision": {**raw["decision"], "automatic": False}}
    return bundle_of(documents)


@pytest.fixture
def town() -> Iterator[Town]:
    with shed_town(claimed()) as made:
        made.place.fill({"plots": [plot(cadastral_number=one) for one in PLOTS]})
        yield made


def send(town: Town, service: str, at: int, **changed: Any) -> str:
    """File for one service as somebody new, on a plot of their own; nothing happens by itself yet."""
    questions = claimed()["services"][service]["form"]["properties"]
    answers = {name: EVERYTHING[name] for name in questions} | {
        "site_plot": PLOTS[at],
        "works_street": CODE,
        **changed,
    }
    request = asked(service, answers, {"email": EMAIL})
    case = filing.file(town.stores, Actor("applicant", uuid.uuid4().hex), request).case
    assert case is not None
    return case.id


def file(town: Town, service: str, at: int, **changed: Any) -> str:
    """File, and let its first command check it."""
    case = send(town, service, at, **changed)
    checking.check(town.stores, case)
    return case


def case_of(town: Town, case: str) -> Case:
    found: Case = town.stores.cases.case(case)
    return found


def seen(town: Town, case: str) -> dict[str, str | None]:
    """What a case knows of others: case → how that ended."""
    return {str(one["case"]): one.get("ended") for one in case_of(town, case).clashes}


def whole(town: Town, *cases: str) -> None:
    for case in cases:
        flaw = verifying.verify(town.stores, SYSTEM, case).flaw
        assert flaw is None, flaw


def decide(town: Town, case: str, outcome: str = "grant", grounds: tuple[str, ...] = ()) -> None:
    town.settle()
    found = case_of(town, case)
    task = town.stores.cases.task(found.task)
    who = Actor("staff", "decides", (Membership(found.department, ("decision_maker",)),))
    tasks.complete(town.stores, who, task.id, version=task.version, said=Completion(outcome, grounds))
    town.settle()


def test_both_cases_see_each_other_with_department_number_and_window(town: Town) -> None:
    one = file(town, DIG, 0)
    other = file(town, ROAD, 1, works_from="2027-06-14", works_until="2027-06-30")
    for mine, theirs in ((one, other), (other, one)):
        (clash,) = case_of(town, mine).clashes
        there = case_of(town, theirs)
        assert (clash["case"], clash["number"], clash["department"]) == (theirs, there.number, there.department)
        (claim,) = there.claims
        assert (clash["from"], clash["until"]) == (claim["from"], claim["until"])
    town.settle()
    assert town.stores.cases.task(str(case_of(town, other).task)).reason == "clash:street"
    whole(town, one, other)


@pytest.mark.parametrize(
    "changed",
    [
        {"works_street": "0119"},
        {"works_from": "2027-06-15", "works_until": "2027-06-20"},
        {"site_plot": PLOTS[0]},
    ],
    ids=["another street", "other days", "the same applicant's"],
)
def test_what_does_not_meet_is_no_clash(town: Town, changed: dict[str, str]) -> None:
    one, other = file(town, DIG, 0), file(town, ROAD, 1, **changed)
    assert seen(town, one) == seen(town, other) == {}


def test_parts_of_one_plan_do_not_clash(town: Town) -> None:
    plan = town.file(road_touched=True)
    town.report(plan, "design", project_code="К-118-26")
    town.correct(plan, DIG, works_from="2027-06-01", works_until="2027-06-14")
    assert not case_of(town, town.case(plan, ROAD).id).clashes
    # Somebody alone is seen by both of them.
    alone = file(town, DIG, 1)
    parts = {town.case(plan, node).id for node in (DIG, ROAD)}
    assert set(seen(town, alone)) == parts
    assert all(seen(town, part) == {alone: None} for part in parts)
    town.is_whole(plan)


def test_a_date_that_moves_takes_the_clash_along(town: Town) -> None:
    plan = town.file(road_touched=False)
    town.report(plan, "design", project_code="К-118-26")
    town.correct(plan, DIG, works_from="2027-07-01", works_until="2027-07-14")
    mine, alone = town.case(plan, DIG).id, file(town, ROAD, 1)
    assert seen(town, mine) == seen(town, alone) == {}
    town.change(plan, works_from="2027-06-10", works_until="2027-07-14")
    assert (seen(town, mine), seen(town, alone)) == ({alone: None}, {mine: None})
    town.change(plan, works_from="2027-06-12", works_until="2027-07-14")
    assert case_of(town, alone).clashes[0]["from"] == "2027-06-12"
    town.change(plan, works_street="0119")
    assert (seen(town, mine), seen(town, alone)) == ({alone: "moved"}, {mine: "moved"})
    town.change(plan, works_street=CODE)
    assert (seen(town, mine), seen(town, alone)) == ({alone: None}, {mine: None})
    whole(town, mine, alone)


@pytest.mark.parametrize("outcome", ["grant", "refuse"])
def test_what_is_decided_takes_its_claim_back_and_tells_the_other(town: Town, outcome: str) -> None:
    one, other = file(town, DIG, 0), file(town, ROAD, 1)
    decide(town, one, outcome, () if outcome == "grant" else ("no",))
    assert case_of(town, one).claims == ()
    assert seen(town, other) == {one: "granted" if outcome == "grant" else "refused"}
    third = file(town, DIG, 2)
    assert set(seen(town, third)) == {other}
    whole(town, one, other, third)


def test_what_is_withdrawn_takes_its_claim_back(town: Town) -> None:
    one, other = file(town, DIG, 0), file(town, ROAD, 1)
    closing.withdraw(town.stores, Actor("applicant", case_of(town, one).person), one)
    town.settle()
    assert (case_of(town, one).claims, seen(town, other)) == ((), {one: "withdrawn"})
    whole(town, one, other)


def test_what_an_erased_person_claimed_is_taken_back(town: Town) -> None:
    one, other = file(town, DIG, 0), file(town, ROAD, 1)
    place = case_of(town, one).claims[0]["place"]
    person = case_of(town, one).person
    belongings = Belongings(applications=(one.rpartition("-")[0],), cases=(one,))
    erasure = erasing.begin(town.stores, SYSTEM, person, belongings, withdraw=True)
    erasing.finish(town.stores, SYSTEM, erasure, belongings)
    town.settle()
    assert set(town.stores.claims.read("street", place).claims) == {other}
    assert (case_of(town, one).claims, seen(town, other)) == ((), {one: "withdrawn"})
    whole(town, one, other)


def test_two_that_arrive_at_once_find_each_other(town: Town) -> None:
    one, other = send(town, DIG, 0), send(town, ROAD, 1)

    def meanwhile() -> None:
        town.stores.fault = None
        claiming.bring_up_to_date(town.stores, case_of(town, other))

    town.stores.fault = meanwhile
    claiming.bring_up_to_date(town.stores, case_of(town, one))
    assert (seen(town, one), seen(town, other)) == ({other: None}, {one: None})
    whole(town, one, other)


def test_a_decision_maker_reads_again_before_deciding(town: Town) -> None:
    one = file(town, DIG, 0)
    town.settle()
    before = town.stores.cases.task(case_of(town, one).task)
    file(town, ROAD, 1)
    who = Actor("staff", "decides", (Membership(case_of(town, one).department, ("decision_maker",)),))
    with pytest.raises(Conflict):
        tasks.complete(town.stores, who, before.id, version=before.version, said=Completion("grant"))
    now = town.stores.cases.task(before.id)
    assert (now.state, now.reason) == ("open", "clash:street")
    decide(town, one)
    assert case_of(town, one).outcome == "granted"


def test_a_street_that_many_want_is_told_to_all_in_as_many_writes_as_it_takes(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "ROOM_FOR_ONE", MAX_ACTIONS - 3)
    cases = [file(town, DIG, at) for at in range(4)]
    for case in cases:
        assert set(seen(town, case)) == {*cases} - {case}
    gone = cases[2]
    closing.withdraw(town.stores, Actor("applicant", case_of(town, gone).person), gone)
    claiming.release(town.stores, gone)
    for case in set(cases) - {gone}:
        assert seen(town, case)[gone] == "withdrawn"
    assert case_of(town, gone).claims == ()
    whole(town, *cases)


def test_a_repeated_look_writes_nothing(town: Town) -> None:
    one, other = file(town, DIG, 0), file(town, ROAD, 1)
    before = [case_of(town, case).version for case in (one, other)]
    checking.check(town.stores, one)
    assert [case_of(town, case).version for case in (one, other)] == before


def test_a_claim_that_was_removed_is_found_and_mended_by_the_next_look(town: Town) -> None:
    one, other = file(town, DIG, 0), file(town, ROAD, 1)
    (claim,) = case_of(town, one).claims
    key = to_key(keys_claims.claim("street", claim["place"], one))
    aws("dynamodb").delete_item(TableName=town.stores.cases.table, Key=key)
    flaw = verifying.verify(town.stores, SYSTEM, one).flaw
    assert flaw is not None and flaw.aggregate.startswith("CLAIM#street#")
    checking.check(town.stores, one)
    whole(town, one, other)


def test_a_clash_that_was_altered_is_found(town: Town) -> None:
    one = file(town, DIG, 0)
    file(town, ROAD, 1)
    aws("dynamodb").update_item(
        TableName=town.stores.cases.table,
        Key=to_key({"pk": f"CASE#{one}", "sk": "HEAD"}),
        UpdateExpression="SET clashes = :none",
        ExpressionAttributeValues={":none": {"L": []}},
    )
    flaw = verifying.verify(town.stores, SYSTEM, one).flaw
    assert flaw is not None and flaw.aggregate == f"CASE#{one}"


def test_neither_street_nor_applicant_stands_in_a_key_and_an_export_takes_all_along(town: Town) -> None:
    one = file(town, DIG, 0)
    place = f"CLAIM#street#{case_of(town, one).claims[0]['place']}"
    rows = [row for row in export.items(aws("dynamodb"), town.stores.cases.table) if row["pk"] == place]
    assert {row["sk"] for row in rows} == {"HEAD", f"CASE#{one}"}
    text = json.dumps(rows, default=str)
    assert CODE not in [part for row in rows for part in row["pk"].split("#")]
    assert PLOTS[0] not in text and case_of(town, one).person not in text
    assert [export.opened(town.stores, row) for row in rows] == rows
