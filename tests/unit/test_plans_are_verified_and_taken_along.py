"""A plan's history is verified, counted again and taken along as a case's is."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys_plans
from chalicelib.adapters.dynamodb.client import aws
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.domain import plans_told
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.permissions import SYSTEM, Actor, Membership
from chalicelib.domain.plans import Plan
from chalicelib.usecases import verifying
from infra.commands import export, recount, stack, verify
from tests.support.shed_town import Town, shed_town

TARGET = stack.Stack(
    {"CasesTable": "cases", "AccountsTable": "accounts", "StatisticsTable": "statistics"}, "eu-central-1"
)


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with shed_town() as made:
        yield made


@pytest.fixture(scope="module")
def plan(town: Town) -> Plan:
    """A plan through which much has gone: a milestone, changed answers, a case that isn't needed any more."""
    made = town.file()
    town.report(made, "design", project_code="К-118-26")
    town.change(made, facade_colour="green")
    town.change(made, road_touched=True)
    town.change(made, trench_needed=False, building_footprint=None)
    town.place.clock.advance(minutes=3)
    town.sweep()
    return town.plan(made.application)


def flaw(town: Town, plan: Plan) -> str | None:
    found = verifying.verify_plan(town.stores, SYSTEM, plan.application).flaw
    return None if found is None else f"{found.aggregate}@{found.seq} {found.problem}"


def rewrite(key: dict[str, str], change: Callable[[dict[str, Any]], None]) -> None:
    """Alter an item in the table, behind everybody's back."""
    item = from_item(aws("dynamodb").get_item(TableName="cases", Key=to_key(key))["Item"])
    change(item)
    aws("dynamodb").put_item(
        TableName="cases", Item=to_item({name: one for name, one in item.items() if one is not None})
    )


def states(plan: Plan, node: str, **said: str) -> Callable[[dict[str, Any]], None]:
    def change(item: dict[str, Any]) -> None:
        nodes = copy.deepcopy(list(plan.nodes))
        next(one for one in nodes if one["id"] == node).update(said)
        item["nodes"] = nodes

    return change


def test_a_plan_that_says_something_else_than_its_facts_is_found(town: Town, plan: Plan) -> None:
    key = keys_plans.plan(plan.application)
    for node, said in (
        ("shed-road", {"state": "granted"}),
        ("inspection", {"state": "reached"}),
        ("shed-land", {"case": "x"}),
    ):
        rewrite(key, states(plan, node, **said))
        assert f"PLAN#{plan.application}" in str(flaw(town, plan)), node
        rewrite(key, lambda item: item.update(nodes=[dict(one) for one in plan.nodes]))
    assert flaw(town, plan) is None


def test_a_fact_or_a_case_of_a_plan_that_is_altered_or_gone_is_named(town: Town, plan: Plan) -> None:
    client = aws("dynamodb")
    log = {"pk": f"LOG#PLAN#{plan.application}", "sk": "0000000002"}
    kept = client.get_item(TableName="cases", Key=to_key(log))["Item"]
    rewrite(log, lambda item: item.update(facts=item["facts"].replace("shed-plan", "shed-road")))
    assert str(flaw(town, plan)).startswith(f"PLAN#{plan.application}@2")
    client.delete_item(TableName="cases", Key=to_key(log))
    assert str(flaw(town, plan)).startswith(f"PLAN#{plan.application}@2")
    client.put_item(TableName="cases", Item=kept)
    assert flaw(town, plan) is None
    case = town.case(plan, "shed-land").id
    head = to_key({"pk": f"CASE#{case}", "sk": "HEAD"})
    kept = client.get_item(TableName="cases", Key=head)["Item"]
    client.delete_item(TableName="cases", Key=head)
    assert flaw(town, plan) == f"CASE#{case}@1 was removed"
    client.put_item(TableName="cases", Item=kept)


def test_answers_that_are_altered_are_found(town: Town, plan: Plan) -> None:
    key = {"pk": f"APP#{plan.application}", "sk": "HEAD"}
    kept = aws("dynamodb").get_item(TableName="cases", Key=to_key(key))["Item"]
    rewrite(key, lambda item: item.update(sealed=item["sealed"][:-1] + b"x"))
    assert str(flaw(town, plan)).startswith(f"APP#{plan.application}")
    aws("dynamodb").put_item(TableName="cases", Item=kept)


def test_only_who_may_verifies(town: Town, plan: Plan) -> None:
    with pytest.raises(Forbidden):
        verifying.verify_plan(town.stores, Actor("staff", "x", (Membership("legal", ("expert",)),)), plan.application)


def test_the_command_walks_every_case_and_every_plan(town: Town, plan: Plan) -> None:
    walked = list(verify.everything(TARGET))
    assert plan.application in {id for what, id in walked if what == "plans"}
    assert set(town.versions(plan)) < {id for what, id in walked if what == "cases"}


def test_plans_are_counted_again_as_they_were_counted(town: Town, plan: Plan) -> None:
    truth, kept, apart = recount.differences(TARGET, town.stores.municipality.zone)
    assert (truth, apart) == (kept, set())
    received = {service: count for (_, measure, service, _), count in truth.items() if measure == "received"}
    assert received == {"shed-land": 1, "shed-plan": 1, "shed-permit": 2, "shed-dig": 1, "shed-road": 1}


def test_a_city_that_leaves_takes_its_plans_along(town: Town, plan: Plan, tmp_path: Path) -> None:
    export.export(tmp_path / "out", town.stores)
    rows = [json.loads(line) for line in (tmp_path / "out" / "cases.jsonl").read_text().splitlines()]
    of_plan = {row["sk"]: row for row in rows if row["pk"] == f"APP#{plan.application}"}
    exported = of_plan["PLAN"]
    assert [(one["id"], one["state"]) for one in exported["nodes"]] == [(one["id"], one["state"]) for one in plan.nodes]
    assert exported["forecast"]["ends"] == plan.forecast["ends"]
    assert of_plan["HEAD"]["content"]["answers"]["facade_colour"] == "green"
    assert of_plan["CONTENT#1"]["content"]["answers"]["facade_colour"] == "beige"
    part = next(
        row for row in rows if row["pk"] == f"APP#{town.case(plan, 'shed-land').application}" and row["sk"] == "HEAD"
    )
    assert part["content"]["answers"]["site_area"] == 600
    told = {
        fact["fact"] for row in rows if row["pk"] == f"LOG#PLAN#{plan.application}" for fact in json.loads(row["facts"])
    }
    assert {"SituationFiled", "PlanMade", "DepartmentInvolved", "MilestoneReached", "PlanRevised"} <= told
    assert "sealed" not in json.dumps([sorted(row) for row in rows if row["pk"].startswith(f"APP#{plan.application}")])


def test_what_the_facts_tell_is_what_the_plan_says_at_every_step(town: Town) -> None:
    plan = town.file()

    def agrees() -> None:
        now = town.plan(plan.application)
        facts = [fact for commit in town.stores.commits.chain(now.aggregate) for fact in commit.facts]
        assert plans_told.told(facts) == plans_told.stored(now)
        assert flaw(town, now) is None

    agrees()
    town.report(plan, "design", project_code="К-118-26")
    agrees()
    for changed in (
        {"facade_colour": "green"},
        {"road_touched": True},
        {"trench_needed": False, "building_footprint": None},
    ):
        town.change(plan, **changed)
        agrees()
    town.withdraw(plan)
    agrees()
    refused = town.file(site_area=9000)
    assert "cancelled" in town.states(refused).values()
    assert flaw(town, refused) is None


def test_what_comes_back_after_a_refusal_is_told_by_the_change() -> None:
    facts: list[dict[str, Any]] = [
        {"fact": "PlanMade", "in": ["land", "dig", "design"]},
        {"fact": "NodeStarted", "node": "land", "case": "a-1"},
        {"fact": "NodeEnded", "node": "land", "case": "a-1", "outcome": "refused"},
        {"fact": "NodeCancelled", "node": "dig", "because": "land"},
        {"fact": "PlanRevised", "in": [], "out": ["design"], "again": ["land", "dig"], "back": ["dig"]},
        {"fact": "NodeStarted", "node": "land", "case": "a-2"},
    ]
    assert plans_told.told(facts) == {"land": ("started", "a-2"), "dig": ("waiting", None)}
