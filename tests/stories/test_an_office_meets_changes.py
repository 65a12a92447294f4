"""What happens on the way to an office: no capacity, another regulation, another owner, works that are put off.

One office is filed and carried through all of it; what a story needs to have happened before, it lets happen itself.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from infra.commands import demo_users
from tests.stories.test_a_methodologist_changes_the_service import publish
from tests.support import bundles, office, officials
from tests.support.city import City, wait_for
from tests.support.office import Json, Office
from tests.support.situations import shipped
from tests.support.works import Works

pytestmark = pytest.mark.stack

OTHER = {"kind": "organisation", "name": "ООО «Сосед»", "inn": "1655000010", "ogrn": "1021600000036"}
WORKS = ("excavation-order", "traffic-restriction")
SHARED = {"/answers/works_from", "/answers/works_street", "/answers/contractor_inn", "/documents/street-scheme"}
PERMIT_FILE, TERMS_FILE = "schemas/services/building-permit.json", "schemas/vocabulary/situations.json"


@pytest.fixture(scope="module")
def built(city: City) -> Office:
    """A firm that owns its plot files for an office, and its project is designed."""
    filed = office.file(city, **office.OWNED, trench_needed=False, road_touched=False, signage_planned=False)
    filed.work("urban-plan")
    assert filed.report("design", **office.DESIGNED).status == 200
    return filed


def no_capacity(task: Json, said: Json) -> Json:
    """The electricity network has none left; the decision follows it."""
    match task["kind"], task["request"]:
        case "request", "electricity":
            return {**said, "answer": {"connection": "no_capacity"}}
        case "decision", _:
            return {"version": task["version"], "outcome": "refuse", "grounds": ["no-capacity-electricity"]}
    return said


def test_a_network_without_capacity_changes_the_design_and_not_the_look(city: City, built: Office) -> None:
    built.asks("appearance-agreement")
    built.answer("appearance-agreement")
    built.work("appearance-agreement")
    built.work("technical-conditions", says=no_capacity, until="refused")
    assert built.nodes()["technical-conditions"]["grounds"][0]["code"] == "no-capacity-electricity"
    assert built.states()["building-permit"] == "cancelled"

    # The building takes less power: its networks are asked again, its façades aren't.
    before, asked = built.versions(), built.asked("technical-conditions")
    assert built.change(electricity_load=120).status == 200
    built.work("technical-conditions")
    assert built.states()["building-permit"] == "waiting"
    again = built.asked("technical-conditions")
    assert {name for name in again if again[name] != asked[name]} == {"technical-condition-electricity"}
    after = built.versions()
    assert {name for name in after if after[name] != before[name]} == {"technical-conditions"}

    # Other façades are drawn and agreed again, and nothing else is; the record says the same as before.
    before, record = after, built.case("appearance-agreement")["record"]
    assert built.change(facade_glazing=45).status == 200
    built.asks("appearance-agreement")
    built.answer("appearance-agreement")
    built.work("appearance-agreement")
    after = built.versions()
    assert {name for name in after if after[name] != before[name]} == {"appearance-agreement"}
    assert built.case("appearance-agreement")["record"] == record


def new_question() -> dict[str, Any]:
    """A building permit that asks whether the building will have a shelter."""
    documents = bundles.documents()
    service, terms = copy.deepcopy(documents[PERMIT_FILE]), copy.deepcopy(documents[TERMS_FILE])
    terms["terms"]["shelter_planned"] = {
        "title": {"ru": "Будет ли укрытие", "tt": "Яшеренү урыны булачакмы", "en": "Will there be a shelter"},
        "schema": {"type": "boolean"},
        "example": False,
        "source": {"mark": "A", "note": "Для проверки"},
    }
    service["form"]["properties"]["shelter_planned"] = {"term": "shelter_planned"}
    service["form"]["required"].append("shelter_planned")
    service["ui"]["pages"][-1]["fields"].append("shelter_planned")
    for example in service["examples"]:
        example["answers"]["shelter_planned"] = False
    return {PERMIT_FILE: service, TERMS_FILE: terms}


@pytest.fixture(scope="module")
def as_it_was(city: City) -> Iterator[None]:
    """Publish the shipped permit again afterwards."""
    yield
    documents = bundles.documents()
    publish(city, {path: documents[path] for path in (PERMIT_FILE, TERMS_FILE)})


def begin_permit(city: City, built: Office) -> None:
    """Let the project pass its expertise, so that the case of the building permit begins."""
    if built.states()["expertise"] == "awaited":
        number = office.conclude_expertise(city, built)
        assert built.report("expertise", expertise_number=number).status == 200


def test_a_new_regulation_is_for_the_cases_that_begin_under_it(city: City, built: Office, as_it_was: None) -> None:
    assert built.change(signage_planned=True).status == 200
    built.asks("facade-signage")
    old = built.case("urban-plan")["bundle"]
    new = publish(city, new_question())
    begin_permit(city, built)
    built.asks("building-permit")
    permit = built.case("building-permit")
    assert (permit["bundle"], built.case("facade-signage")["bundle"]) == (new, old)
    needed = built.needed("building-permit")
    assert "/answers/shelter_planned" in needed
    assert not {"/documents/project-documentation", "/documents/site-plan"} & needed, "they were sent with the façades"
    built.answer("building-permit", shelter_planned=False)

    built.answer("facade-signage")
    built.work("facade-signage", says=undecided, when=lambda: built.case("facade-signage")["registered_on"])
    assert {built.case(name)["bundle"] for name in ("urban-plan", "facade-signage")} == {old}


def undecided(task: Json, said: Json) -> Json:
    """The decision lies on somebody's desk."""
    return {} if task["kind"] == "decision" else said


def right(built: Office) -> Any:
    """The row that decided whose the plot is, in the case of the building permit, once its decision may be taken."""
    case = built.case("building-permit")
    waits = any(task["kind"] == "decision" and task["state"] == "open" for task in case["tasks"])
    return next((one["row"] for one in case["sub_services"] if waits and one["id"] == "right"), None)


def test_a_plot_that_changes_its_owner_is_noticed_by_every_case_that_rests_on_it(city: City, built: Office) -> None:
    begin_permit(city, built)
    built.work("building-permit", says=undecided, when=lambda: right(built) == "right-in-register")
    before = built.versions()

    office.own(city, built.plot, owner_inn="1655000014")
    city.advance(days=8)
    built.work("building-permit", says=undecided, when=lambda: right(built) == "right-of-somebody-else")
    granted = ("urban-plan", "technical-conditions", "appearance-agreement")
    assert {name: built.case(name)["plan"]["questioned"] for name in granted} == {name: ["plot"] for name in granted}
    after = built.versions()
    assert {name: after[name] for name in granted} == {name: before[name] for name in granted}

    # The sale was a mistake, and is taken back.
    office.own(city, built.plot, owner_inn=office.FIRM["inn"])
    city.advance(days=8)
    built.work("building-permit", says=undecided, when=lambda: right(built) == "right-in-register")
    built.work("building-permit")


def street(city: City, built: Office, ahead: int) -> dict[str, Any]:
    """Where the works are, in a street of their own, and when, beginning so many days from now."""
    first = city.today() + timedelta(days=ahead)
    return {
        "works_street": built.plot.rpartition(":")[2],
        "works_from": first.isoformat(),
        "works_until": (first + timedelta(days=10)).isoformat(),
        "restoration_until": (first + timedelta(days=20)).isoformat(),
    }


def silent_police(task: Json, said: Json) -> Json:
    return {} if task["kind"] == "request" and task["request"] == "traffic-police" else said


def dig(city: City, built: Office) -> None:
    """Let the firm dig in the street and restrict traffic meanwhile: two more cases, in one window."""
    if built.states()["excavation-order"] == "out":
        begin_permit(city, built)
        built.work("building-permit")
        assert built.change(trench_needed=True, road_touched=True).status == 200
        for node in WORKS:
            built.asks(node)
        assert built.needed("traffic-restriction") >= SHARED
        built.answer("excavation-order", **street(city, built, 40))
        # What one case was told, and was sent, the other doesn't ask any more.
        wait_for(lambda: not SHARED & built.needed("traffic-restriction"), "the closing to ask less")
        built.answer("traffic-restriction")


def test_works_that_are_put_off_are_put_off_together_and_networks_arent_asked_again(city: City, built: Office) -> None:
    dig(city, built)
    built.work(*WORKS, says=silent_police, when=lambda: open_requests(built) == {"traffic-police"})
    before, asked = built.versions(), {node: built.asked(node) for node in WORKS}

    moved = street(city, built, 45)
    assert built.change(works_from=moved["works_from"], works_until=moved["works_until"]).status == 200
    dated = {"traffic-police", "district-aviastroitelny-novo-savinovsky", "emergency-access"}
    wait_for(lambda: again(built, asked) == dated, "what depends on the days to be asked again")
    for node in WORKS:
        assert built.case(node)["answers"]["works_from"] == moved["works_from"]
    after = built.versions()
    assert {name for name in after if after[name] != before[name]} == set(WORKS)


def test_another_firm_in_the_street_is_seen_until_the_works_are_put_off_again(city: City, built: Office) -> None:
    dig(city, built)
    first = (date.fromisoformat(built.case("excavation-order")["answers"]["works_until"]) - city.today()).days
    other = Works(city, "traffic-restriction", OTHER, int(built.plot.rpartition(":")[2]), first)
    wait_for(lambda: other.clashes() == {built.number: None}, "the other firm's case to see both works")
    for node in WORKS:
        (clash,) = built.case(node)["clashes"]
        assert (clash["number"], clash["ended"]) == (other.number, None)
    assert len(other.seen()["clashes"]) == len(WORKS)

    moved = street(city, built, first - 15)
    assert built.change(works_from=moved["works_from"], works_until=moved["works_until"]).status == 200
    wait_for(lambda: other.clashes() == {built.number: "moved"}, "the works to be out of the way")
    assert {one["ended"] for node in WORKS for one in built.case(node)["clashes"]} == {"moved"}


def again(built: Office, asked: dict[str, dict[str, str]]) -> set[str]:
    """The Standard Requests that were asked again in the two cases."""
    now = {node: built.asked(node) for node in WORKS}
    return {name for node in WORKS for name in now[node] if now[node][name] != asked[node].get(name)}


def open_requests(built: Office) -> set[str]:
    """What the two cases still wait for, once both have asked."""
    found = [built.case(node)["requests"] for node in WORKS]
    return {one["standard"] for each in found for one in each if one["state"] == "open"} if all(found) else set()


def test_the_silent_traffic_police_hold_up_nobody(city: City, built: Office) -> None:
    dig(city, built)
    built.work(*WORKS, says=silent_police, when=lambda: open_requests(built) == {"traffic-police"})
    due = {node: built.case(node)["due_on"] for node in WORKS}
    assert not any(
        part["row"] for node in WORKS for part in built.case(node)["sub_services"] if part["id"] == "traffic"
    )
    (asked,) = (one for one in built.case(WORKS[0])["requests"] if one["standard"] == "traffic-police")
    city.pass_days(asked["due_on"])
    police = {"department": "traffic-police", "limit": "100"}
    head = next(one.email for one in demo_users.USERS if (one.department, one.roles) == ("traffic-police", ("head",)))
    late = city.deployed.call("GET", "/v1/escalations", query=police, token=city.deployed.staff(head))
    assert built.number in {one["number"] for one in late.json["items"]}, late.json

    built.work(*WORKS, says=silent_police)
    for node in WORKS:
        case = built.case(node)
        rows = {one["id"]: one["row"] for one in case["sub_services"]}
        assert (rows["traffic"], case["due_on"]) == ("police-silent", due[node])


def test_another_firm_in_the_same_street_on_the_same_days_is_looked_at_by_an_expert(city: City, built: Office) -> None:
    dig(city, built)
    built.work(*WORKS, says=silent_police)
    days = built.case("traffic-restriction")["answers"]
    other, answers = city.applicant(), dict(shipped().service("traffic-restriction").examples[0]["answers"])
    answers |= {"site_plot": built.plot} | {one: days[one] for one in ("works_street", "works_from", "works_until")}
    office.firm(city, OTHER)
    answers |= {"developer_name": OTHER["name"], "developer_inn": OTHER["inn"], "developer_ogrn": OTHER["ogrn"]}
    filed = office.apply(city, other, answers, service="traffic-restriction", who=OTHER)
    assert filed.status == 201, filed.json
    case = f"{filed.json['application']}-1"

    def seen() -> dict[str, str]:
        officials.work_off(city, {case: "traffic-restriction"}, unseen)
        head = city.deployed.staff(officials.head_of("traffic-restriction"))
        found = city.deployed.call("GET", f"/v1/cases/{case}", token=head).json["tasks"]
        return {one["sub_service"]: one["reason"] for one in found if one["kind"] == "expert"}

    clashes = dict.fromkeys(("other-restrictions", "other-works"), "somebody-elses-entry")
    wait_for(lambda: seen() == clashes, "an expert to be asked about both")


def unseen(task: Json, said: Json) -> Json:
    """No expert has looked yet."""
    return {} if task["kind"] in ("expert", "decision") else said
