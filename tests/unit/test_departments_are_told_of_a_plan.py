"""Every department that takes part in a plan is told when the application is registered: once, in its own language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.adapters.dynamodb import keys_statistics
from chalicelib.domain.permissions import SYSTEM, Actor, Membership
from chalicelib.usecases import announcing, notifying
from tests.support.municipality import EMAIL
from tests.support.shed_town import Town, shed_town
from tests.unit.notifications_world import Provider
from tests.unit.staff_post import post, reachable, told

ROOT = Path(__file__).resolve().parents[2]


def head(name: str, *departments: str, role: str = "head") -> Actor:
    return Actor("staff", name, tuple(Membership(one, (role,)) for one in departments))


LAND, PLANS, LEADS = (
    head("land", "land-and-property"),
    head("plans", "architecture"),
    head("leads", "economic-development"),
)
ROADS, ALONE = head("roads", "transport-committee"), head("alone", "external-improvement", role="intake")
BOTH = head("both", "land-and-property", "urban-planning-permit")
LAWYERS = head("lawyers", "legal")


@pytest.fixture
def town() -> Iterator[Town]:
    with shed_town() as made:
        made.stores.email = Provider()
        for actor in (LAND, PLANS, LEADS, ROADS, ALONE, BOTH, LAWYERS):
            for held in actor.memberships:
                made.stores.members.put(str(actor.id), held, by="tests", at="2026-01-01T00:00:00.000Z")
        yield made


def test_every_head_is_told_of_their_part_before_it_begins(town: Town) -> None:
    plan = town.file()
    (entry,) = told(town.place, LAND)
    assert (entry.status, entry.number, entry.service) == ("plan_filed", plan.number, "build-a-shed")
    assert (entry.case, entry.task) == (None, None)
    assert "Service shed-land" in entry.title and "Build a shed" in entry.title
    assert town.states(plan)["shed-permit"] == "waiting"
    (waiting,) = (one for one in told(town.place, BOTH) if "shed-permit" in one.title)
    assert waiting.body.endswith("expected to begin on 27 January 2027.") and waiting.at == plan.filed_at
    (whole,) = told(town.place, LEADS)
    assert whole.title.endswith(": Build a shed"), "who leads it and decides nothing has the whole"


def test_who_takes_no_part_is_told_nothing(town: Town) -> None:
    town.file()
    assert told(town.place, LAWYERS) == [] == told(town.place, ROADS)


def test_where_nobody_heads_a_department_whoever_takes_in_is_told(town: Town) -> None:
    town.file()
    assert [one.status for one in told(town.place, ALONE)] == ["plan_filed"]


def test_each_reads_it_in_their_language_and_it_is_one_message_a_day(town: Town) -> None:
    addresses = {one: reachable(town.place, who, one) for one, who in (("ru", LAND), ("tt", PLANS), ("en", BOTH))}
    plan = town.file()
    sent = {one[0]: one for one in post(town.place)}
    assert sent.keys() == set(addresses.values())
    assert "Новое заявление с участием вашего управления" in sent[addresses["ru"]][1]
    assert "Сезнең идарә катнашындагы яңа гариза" in sent[addresses["tt"]][1]
    _, subject, text, _ = sent[addresses["en"]]
    assert subject == "About terms and new applications: 2"
    assert "Service shed-land" in text and "Service shed-permit" in text and plan.number in text
    assert post(town.place) == []
    ledger, _ = notifying.list_deliveries(town.stores, SYSTEM, channel="email", state="sent")
    assert sorted(one.person for one in ledger if one.person in ("land", "plans", "both")) == ["both", "land", "plans"]


def test_a_stream_that_says_it_again_tells_nobody_again(town: Town) -> None:
    reachable(town.place, LAND, "ru")
    plan = town.file()
    for commit in town.stores.commits.chain(plan.aggregate):
        announcing.tell(town.stores, commit)
        announcing.tell(town.stores, commit)
    town.sweep()
    assert len(told(town.place, LAND)) == 1 and len(post(town.place)) == 1


def test_a_department_that_a_changed_answer_brings_in_is_told_then_and_the_others_nothing_more(town: Town) -> None:
    plan = town.file()
    assert told(town.place, ROADS) == []
    town.place.clock.advance(days=3)
    town.change(plan, road_touched=True)
    (entry,) = told(town.place, ROADS)
    assert "Service shed-road" in entry.title
    assert len(told(town.place, LAND)) == 1
    town.is_whole(plan)


def test_nothing_that_a_department_is_told_says_who_applied(town: Town) -> None:
    address = reachable(town.place, LAND, "en")
    town.file(site_address="Казань, ул. Секретная, 7")
    ((to, *words),) = post(town.place)
    written = f"{told(town.place, LAND)}{words}"
    assert to == address
    assert not [one for one in (EMAIL, "Секретная", "16:50:990301:7001", town.applicant.id) if str(one) in written]


def test_an_application_for_one_service_tells_no_department(town: Town) -> None:
    filed = town.place.file(town.place.world("granted-registered").answers)
    town.settle()
    facts = [fact["fact"] for commit in town.stores.commits.chain(f"CASE#{filed.case.id}") for fact in commit.facts]
    assert "CaseGranted" in facts and "DepartmentInvolved" not in facts
    assert told(town.place, ROADS) == []


def test_the_stream_shows_a_plan_only_when_it_is_made() -> None:
    patterns = (ROOT / "infra" / "reactions.yaml").read_text()
    shown = re.findall(r"\{\"prefix\":\"LOG#PLAN#\"\}\]\},\"sk\":\{\"S\":\[\"0000000001\"\]", patterns)
    assert len(shown) == 1
    assert keys_statistics.is_streamed("PLAN#1", 1) and not keys_statistics.is_streamed("PLAN#1", 2)
