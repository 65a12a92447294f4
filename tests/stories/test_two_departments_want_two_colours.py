"""Two departments set conditions that can't both hold: rules find it before either decides, and both see it.

The chief architect and heritage protection want two colours of one façade; a street is to be dug up, and closed to
traffic for it, while its new paving mustn't be opened. The applicant gives way, and what was found is settled.
"""

from __future__ import annotations

import itertools
import uuid
from datetime import timedelta
from typing import Any

import pytest

from infra.commands import demo_users
from tests.support import office, officials
from tests.support.city import City, wait_for
from tests.support.office import Json, Office
from tests.support.situations import shipped

pytestmark = pytest.mark.stack

HERITAGE, GUARDIAN = "heritage-protection", "heritage-expert@example.org"
LOOK, DIG, ROAD = "appearance-agreement", "excavation-order", "traffic-restriction"
COLOURS, PAVING, CLOSING = "colour-against-heritage", "digging-new-paving", "closing-for-forbidden-digging"
SIDES = {PAVING: {DIG}, CLOSING: {DIG, ROAD}}
BOTH = {"heritage", "facades"}
"""Parts of the appearance's case that say a colour."""
_entries = itertools.count(uuid.uuid4().int % 900_000)


@pytest.fixture(scope="module")
def built(city: City) -> Office:
    """A firm files for an office in a heritage zone that has no colour of its own, and its project is designed."""
    plot, answers = office.site(city, **office.OWNED, trench_needed=False, road_touched=False, signage_planned=False)
    zone = {"zone_number": f"HZ-{next(_entries):06d}", "cadastral_number": plot, "regime": "protection"}
    city.import_("heritage-zones", [zone])
    city.appoint(GUARDIAN, HERITAGE, "expert")
    applicant = city.applicant()
    filed = office.apply(city, applicant, answers)
    assert filed.status == 201, filed.json
    made = Office(city, applicant, filed.json["number"], filed.json["secret"], plot, answers)
    made.work("urban-plan")
    assert made.report("design", **office.DESIGNED).status == 200
    made.asks(LOOK)
    made.answer(LOOK)
    return made


def test_two_colours_of_one_facade_are_seen_by_both_who_want_them(city: City, built: Office) -> None:
    built.work(LOOK, says=nobody, when=lambda: {one["sub_service"] for one in waiting(built, LOOK, "expert")} >= BOTH)
    asked = {one["sub_service"]: one for one in waiting(built, LOOK, "expert")}

    # The expert asks heritage protection, whose colour is taken over.
    desk = user("architecture", "expert")
    question = {"version": asked["heritage"]["version"], "to": [{"department": HERITAGE, "role": "expert"}]}
    path = f"/v1/tasks/{asked['heritage']['task']}"
    referred = call(city, desk, "POST", f"{path}/referrals", {**question, "question": "Какой цвет уместен?"}, 201)
    (guarded,) = referred["items"]
    white = {"outcome": "pass", "outputs": {"facade_colour": "white"}}
    say(city, GUARDIAN, guarded["task"], white)
    say(city, desk, asked["heritage"]["task"], white)
    assert broken(city, built, LOOK, desk) == {}, "one colour alone contradicts nothing"

    # The architect wants another one.
    built.work(LOOK, says=undecided, when=lambda: waiting(built, LOOK, "decision"))
    for who in (officials.head_of(LOOK), desk, user("architecture", "decision_maker")):
        assert broken(city, built, LOOK, who) == {COLOURS: declared(COLOURS)}, who
        assert colours(city, built, who) == {"facades": "beige", "heritage": "white"}, who
    seen = call(city, GUARDIAN, "GET", f"/v1/tasks/{guarded['task']}")
    assert [(one["rule"], one["text"]) for one in seen["contradictions"]] == [(COLOURS, declared(COLOURS))]
    (decision,) = waiting(built, LOOK, "decision")
    assert decision["reason"] == f"contradiction:{COLOURS}"

    # The firm takes the colour of heritage protection; the architect looks again, and agrees.
    assert built.change(facade_colour="white").status == 200
    built.work(LOOK, says=agreed, when=lambda: calm(built, LOOK))
    assert colours(city, built, desk) == {"facades": "white", "heritage": "white"}
    assert broken(city, built, LOOK, desk) == {}
    assert call(city, GUARDIAN, "GET", f"/v1/tasks/{guarded['task']}")["contradictions"] == []
    assert settled(built) == {COLOURS: True}
    built.work(LOOK)


def test_digging_while_new_paving_is_closed_is_seen_by_both_who_are_asked(city: City, built: Office) -> None:
    built.work(LOOK, "technical-conditions")
    number = office.conclude_expertise(city, built)
    assert built.report("expertise", expertise_number=number).status == 200
    built.asks("building-permit")
    built.answer("building-permit")
    built.work("building-permit")

    where = built.plot.rpartition(":")[2]
    closed = {
        "moratorium_number": f"PM-{next(_entries):06d}",
        "works_street": where,
        "street_name": "ул. Декабристов",
        "reason": "warranty",
        "closed_from": day(city, -100),
        "closed_until": day(city, 45),
    }
    city.import_("paving-moratoria", [closed])
    assert built.change(trench_needed=True, road_touched=True).status == 200
    for node in (DIG, ROAD):
        built.asks(node)
    built.answer(DIG, works_street=where, trench_surface="tiles", **window(city, 40))
    wait_for(lambda: "/answers/works_from" not in built.needed(ROAD), "the closing to take over street and days")
    built.answer(ROAD)

    built.work(DIG, ROAD, says=undecided, when=lambda: all(waiting(built, one, "decision") for one in (DIG, ROAD)))
    sees = {node: {rule for rule in SIDES if node in SIDES[rule]} for node in (DIG, ROAD)}
    for node, rules in sees.items():
        for who in (officials.head_of(node), user(shipped().service(node).department, "decision_maker")):
            assert broken(city, built, node, who) == {rule: declared(rule) for rule in rules}, (node, who)
            assert {rule: sides(city, built, who)[rule] for rule in rules} == {rule: SIDES[rule] for rule in rules}, who
    reasons = {node: waiting(built, node, "decision")[0]["reason"] for node in sees}
    assert reasons == {DIG: f"contradiction:{PAVING}", ROAD: f"contradiction:{CLOSING}"}

    # The works are put off until the paving may be opened.
    assert built.change(**window(city, 50)).status == 200
    built.work(DIG, ROAD, says=undecided, when=lambda: calm(built, DIG) and calm(built, ROAD))
    for node in sees:
        assert broken(city, built, node, officials.head_of(node)) == {}, node
    assert settled(built)[PAVING] and settled(built)[CLOSING]
    built.work(DIG, ROAD)


def nobody(task: Json, said: Json) -> Json:
    """No expert has looked yet."""
    return {} if task["kind"] in ("expert", "decision") else said


def undecided(task: Json, said: Json) -> Json:
    """The decision lies on somebody's desk."""
    return {} if task["kind"] == "decision" else said


def agreed(task: Json, said: Json) -> Json:
    """The architect agrees to white; the decision lies on somebody's desk."""
    if task["kind"] == "expert":
        return {**said, "outputs": {**said.get("outputs", {}), "facade_colour": "white"}}
    return undecided(task, said)


def user(department: str, role: str) -> str:
    return next(one.email for one in demo_users.USERS if one.department == department and role in one.roles)


def call(city: City, who: str, method: str, path: str, body: Json | None = None, status: int = 200) -> Json:
    answer = city.deployed.call(method, path, token=city.deployed.staff(who), **({"body": body} if body else {}))
    assert answer.status == status, (who, path, answer.json)
    found: Json = answer.json
    return found


def say(city: City, who: str, task: str, said: Json) -> None:
    """Complete a Task as it is now."""
    version = call(city, who, "GET", f"/v1/tasks/{task}")["version"]
    call(city, who, "POST", f"/v1/tasks/{task}/completion", {"version": version, **said})


def waiting(built: Office, node: str, kind: str) -> list[Json]:
    """The open Tasks of a kind in the case of a node."""
    return [one for one in built.case(node)["tasks"] if one["kind"] == kind and one["state"] == "open"]


def calm(built: Office, node: str) -> bool:
    """Whether the case waits for a decision that nothing contradicts any more."""
    return [one["reason"] for one in waiting(built, node, "decision")] == [None]


def seen_by(city: City, built: Office, node: str, who: str) -> Json:
    return call(city, who, "GET", f"/v1/cases/{built.nodes()[node]['case']}")


def broken(city: City, built: Office, node: str, who: str) -> dict[str, Any]:
    """Rule → its text, of what somebody sees contradicted on the case of a node."""
    return {one["rule"]: one["text"] for one in seen_by(city, built, node, who)["plan"]["contradictions"]}


def sides(city: City, built: Office, who: str) -> dict[str, set[str]]:
    """Rule → the services whose cases break it, as staff read it on the plan."""
    found = call(city, who, "GET", f"/v1/plans/{built.number}")["contradictions"]
    return {one["rule"]: set(one["nodes"]) for one in found if "settled_at" not in one}


def colours(city: City, built: Office, who: str) -> dict[str, str]:
    """Part of the appearance's case → the colour it came to."""
    parts = seen_by(city, built, LOOK, who)["sub_services"]
    return {one["id"]: one["outputs"]["facade_colour"] for one in parts if one["id"] in BOTH}


def declared(rule: str) -> Json:
    """What a rule says, in the three languages."""
    situation = shipped().situation(office.SITUATION)
    assert situation is not None
    text: Json = next(one["text"] for one in situation.contradictions if one["id"] == rule)
    assert set(text) == {"ru", "tt", "en"}
    return text


def settled(built: Office) -> dict[str, bool]:
    """Rule → whether it is settled, of all that was found in the plan."""
    return {one["rule"]: "settled_at" in one for one in built.plan()["contradictions"]}


def day(city: City, ahead: int) -> str:
    return (city.today() + timedelta(days=ahead)).isoformat()


def window(city: City, ahead: int) -> dict[str, str]:
    """Days of the works, beginning so many days from now."""
    return {
        "works_from": day(city, ahead),
        "works_until": day(city, ahead + 10),
        "restoration_until": day(city, ahead + 20),
    }
