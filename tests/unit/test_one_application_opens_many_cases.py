"""One application for a life situation: cases begin when what they wait for has happened, and the plan follows them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from chalicelib.adapters.definition_checks import DefinitionChecks
from chalicelib.domain import plans
from chalicelib.domain.analysis import analyse
from chalicelib.domain.errors import AlreadyDone, Forbidden, InvalidAnswers
from chalicelib.domain.permissions import Actor, Membership
from chalicelib.usecases import planning
from tests.support import plan_sample
from tests.support.shed_town import Town, plot, shed_town

INSPECTOR = Actor("staff", "inspector", (Membership("urban-planning-permit", ("expert",)),))


@pytest.fixture
def town() -> Iterator[Town]:
    with shed_town() as made:
        yield made


def test_the_sample_is_in_order_but_for_its_examples() -> None:
    found = analyse(plan_sample.documents(), DefinitionChecks(), date(2026, 11, 26)).findings
    assert {one.check for one in found} <= {"example"}, found


def test_cases_begin_one_after_another(town: Town) -> None:
    plan = town.file()
    assert town.states(plan) == {
        "shed-land": "granted",
        "shed-plan": "granted",
        "shed-permit": "waiting",
        "shed-dig": "waiting",
        "shed-road": "out",
        "design": "awaited",
        "inspection": "out",
    }
    town.report(plan, "design", project_code="К-118-26")
    assert town.states(plan)["shed-permit"] == "granted"
    dig = town.case(plan, "shed-dig")
    assert (dig.status, dig.returned and dig.returned["fields"]) == (
        "returned",
        ["/answers/works_from", "/answers/works_until"],
    )
    town.is_whole(plan)


def test_what_a_refusal_makes_impossible_is_cancelled_with_the_reason(town: Town) -> None:
    plan = town.file(site_area=9000)
    states = town.states(plan)
    assert states["shed-land"] == "refused"
    assert {states[one] for one in ("shed-plan", "shed-permit", "shed-dig", "design")} == {"cancelled"}
    nodes = {node["id"]: node for node in town.plan(plan.application).nodes}
    assert {nodes[one]["because"] for one in ("shed-plan", "shed-dig")} == {"shed-land"}
    assert town.plan(plan.application).ended
    town.is_whole(plan)


def test_a_held_title_needs_no_land(town: Town) -> None:
    plan = town.file(title_held="owned", title_document="16-50-2025-118", site_area=None)
    assert (town.states(plan)["shed-land"], town.states(plan)["shed-plan"]) == ("out", "granted")


def test_one_form_asks_a_shared_question_once_and_no_output(town: Town) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        town.file(urban_plan_number="270115-10000001-11", site_area=None, works_street=None)
    assert {(one.pointer, one.reason) for one in refused.value.errors} == {
        ("/answers/urban_plan_number", "unknown"),
        ("/answers/site_area", "required"),
        ("/answers/works_street", "required"),
    }
    with pytest.raises(InvalidAnswers) as refused:
        town.file(trench_needed=False)
    assert {(one.pointer, one.reason) for one in refused.value.errors} == {
        ("/answers/works_street", "unknown"),
        ("/answers/building_footprint", "unknown"),
    }


def test_a_standard_request_is_asked_once_for_all_cases(town: Town) -> None:
    plan = town.file()
    asked = town.stores.cases.requests(plan.application)
    assert [(one.standard, len(one.cases)) for one in asked] == [("plot", 2)]
    facts = [fact["fact"] for commit in town.stores.commits.chain(asked[0].aggregate) for fact in commit.facts]
    assert facts.count("RequestAnswered") == 1 and "RequestReused" in facts


def test_a_milestone_is_reported_once_and_by_whom_it_concerns(town: Town) -> None:
    plan = town.file()
    with pytest.raises(InvalidAnswers):
        town.report(plan, "design")
    with pytest.raises(Forbidden):
        town.report(plan, "inspection")
    with pytest.raises(AlreadyDone, match="isn't awaited"):
        town.report(plan, "inspection", who=INSPECTOR)
    town.report(plan, "design", project_code="К-118-26")
    with pytest.raises(AlreadyDone, match="reported already"):
        town.report(plan, "design", project_code="К-119-26")


def test_a_changed_answer_adds_and_removes_cases_and_touches_nothing_else(town: Town) -> None:
    plan = town.file()
    before = town.versions(plan)
    town.change(plan, road_touched=True)
    assert town.states(plan)["shed-road"] == "waiting"
    assert town.versions(plan) == before
    town.report(plan, "design", project_code="К-118-26")
    dig = town.case(plan, "shed-dig")
    before = town.versions(plan)
    town.change(plan, trench_needed=False, building_footprint=None)
    assert town.states(plan)["shed-dig"] == "out"
    assert town.stores.cases.case(dig.id).status == "withdrawn"
    after = town.versions(plan)
    assert all(after[one] == before[one] for one in after)
    town.is_whole(plan)


def test_a_changed_design_is_asked_for_again_only_where_it_matters(town: Town) -> None:
    plan = town.file()
    town.report(plan, "design", project_code="К-118-26")
    permit, land = town.case(plan, "shed-permit"), town.case(plan, "shed-land")
    town.change(plan, facade_colour="green")
    again = town.case(plan, "shed-permit")
    assert (again.id != permit.id, again.outcome) == (True, "granted")
    assert town.case(plan, "shed-land") == land
    town.is_whole(plan)


def test_what_a_refusal_cancelled_comes_back_when_it_is_asked_for_again(town: Town) -> None:
    plan = town.plan(town.file(site_area=9000).application)
    _, situation = planning.situation_of(town.stores, plan)
    answers = {**plan_sample.ANSWERS, "site_area": 600}
    again, facts, _ = plans.revise(plan, situation, answers, again=frozenset({"shed-land"}), on="2026-11-26")
    states = {node["id"]: node["state"] for node in again.nodes}
    assert states["shed-land"] == "started"
    assert {states[one] for one in ("shed-plan", "shed-permit", "shed-dig", "design")} == {"waiting"}
    assert all("because" not in node for node in again.nodes)
    assert [fact["fact"] for fact in facts] == ["PlanRevised", "NodeStarted"]
    # Who holds a title meanwhile needs no land, and what it held up begins at once.
    held, _, _ = plans.revise(plan, situation, {**answers, "title_held": "owned"}, again=frozenset(), on="2026-11-26")
    assert {held.node(one)["state"] for one in ("shed-land", "shed-plan")} == {"out", "started"}


def test_a_record_that_says_the_same_as_before_stays_as_it_is(town: Town) -> None:
    plan = town.file()
    town.report(plan, "design", project_code="К-118-26")
    permit = town.case(plan, "shed-permit")
    town.change(plan, building_storeys=2)
    again = town.case(plan, "shed-permit")
    assert (again.id != permit.id, again.outcome) == (True, "granted")
    assert again.record == permit.record is not None
    town.is_whole(plan)


def test_the_same_change_twice_is_one_change(town: Town) -> None:
    plan = town.file()
    town.change(plan, key="change-one", road_touched=True)
    version = town.plan(plan.application).version
    town.change(plan, key="change-one", road_touched=True)
    assert town.plan(plan.application).version == version
    with pytest.raises(InvalidAnswers):
        town.change(plan, road_touched=True)


def test_a_later_question_is_asked_when_its_case_begins(town: Town) -> None:
    plan = town.file()
    town.report(plan, "design", project_code="К-118-26")
    town.correct(plan, "shed-dig", works_from="2027-06-01", works_until="2027-06-14")
    assert town.states(plan)["shed-dig"] == "granted"
    assert town.plan(plan.application).ended
    town.is_whole(plan)


def test_a_plot_that_changes_its_owner_is_noticed(town: Town) -> None:
    plan = town.file()
    town.place.fill({"plots": [plot(owner_inn="1655000014")]})
    town.place.clock.advance(days=8)
    town.sweep()
    nodes = {node["id"]: node for node in town.plan(plan.application).nodes}
    assert nodes["shed-land"]["questioned"] == ["plot"]
    town.report(plan, "design", project_code="К-118-26")
    assert "questioned" not in town.plan(plan.application).node("shed-permit")
    town.is_whole(plan)


def test_everybody_who_takes_part_has_the_plan_at_once(town: Town) -> None:
    plan = town.file(road_touched=True)
    for department in ("land-and-property", "architecture", "transport-committee", "economic-development"):
        rows, _ = town.stores.cases.page(town.stores.cases.plan_shards(department), None, 10)
        assert [one.number for one in town.stores.cases.plans_of(rows)] == [plan.number], department
    rows, _ = town.stores.cases.page(town.stores.cases.plan_shards("legal"), None, 10)
    assert rows == []


def test_a_withdrawn_plan_withdraws_what_is_under_way(town: Town) -> None:
    plan = town.file()
    town.report(plan, "design", project_code="К-118-26")
    town.withdraw(plan)
    states = town.states(plan)
    assert (states["shed-dig"], states["shed-land"]) == ("withdrawn", "granted")
    with pytest.raises(AlreadyDone):
        town.change(plan, road_touched=True)
    town.is_whole(plan)


def test_a_silent_register_holds_up_one_branch_only(town: Town) -> None:
    town.place.available("plots", False)
    plan = town.file(title_held="owned", title_document="16-50-2025-118", site_area=None)
    assert town.case(plan, "shed-plan").status == "in_consideration"
    town.place.available("plots", True)
    town.place.clock.advance(minutes=3)
    town.sweep()
    assert town.states(plan)["shed-plan"] == "granted"
    town.is_whole(plan)


def test_what_two_cases_ask_later_is_answered_once(town: Town) -> None:
    plan = town.file(road_touched=True)
    town.report(plan, "design", project_code="К-118-26")
    assert {town.case(plan, one).status for one in ("shed-dig", "shed-road")} == {"returned"}
    town.correct(plan, "shed-dig", works_from="2027-06-01", works_until="2027-06-14")
    road = town.stores.cases.application(town.case(plan, "shed-road").application)
    assert town.stores.accounts.content(road).answers["works_from"] == "2027-06-01"
    # Both works are in one window, so that a person decides.
    assert town.case(plan, "shed-road").status == "in_consideration"
    town.is_whole(plan)
