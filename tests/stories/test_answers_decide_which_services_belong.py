"""What an applicant answers decides which services an office needs; a changed answer brings one in or lets it go."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import office, officials
from tests.support.city import City, wait_for

pytestmark = pytest.mark.stack

EVERYTHING: dict[str, Any] = dict.fromkeys(("trench_needed", "road_touched", "signage_planned"), True)
EVERYTHING["title_held"] = "none"
LAND = ("land-preliminary-approval", "land-lease")


@pytest.mark.parametrize(
    ("answered", "left_out", "why_not"),
    [
        ({"trench_needed": False}, ("excavation-order",), "You don't dig outside the plot"),
        ({"road_touched": False}, ("traffic-restriction",), "You don't restrict traffic"),
        (office.OWNED, LAND, "You hold a right to the plot already"),
    ],
    ids=["no-trench", "road-not-touched", "title-already-held"],
)
def test_what_isnt_needed_is_left_out_with_the_reason_until_the_answer_changes(
    city: City, answered: dict[str, Any], left_out: tuple[str, ...], why_not: str
) -> None:
    path, answers = f"/v1/life-situations/{office.SITUATION}/choice", {**EVERYTHING, **answered}
    shown = city.deployed.call("POST", path, body={"answers": answers}).json["nodes"]
    assert {one["id"] for one in shown if not one["in"]} - {"survey"} == set(left_out)
    assert {one["why"]["en"] for one in shown if one["id"] in left_out} == {why_not}
    assert all(one["why"] for one in shown if one["kind"] == "service" and one["id"] in (*LAND, *left_out))

    built = office.file(city, **answers)
    nodes = built.nodes()
    assert {name for name, node in nodes.items() if node["state"] == "out"} - {"survey"} == set(left_out)
    assert {nodes[name]["why"]["en"] for name in left_out} == {why_not}

    # The answer changes: what was left out comes in, and goes again when it changes back.
    assert built.choose(**EVERYTHING).status == 200
    assert "out" not in built.states().values()
    assert built.choose(**answers).status == 200
    assert {name for name, state in built.states().items() if state == "out"} - {"survey"} == set(left_out)


def test_a_case_under_way_that_isnt_needed_any_more_is_given_up(city: City) -> None:
    built = office.file(city, **EVERYTHING)
    wait_for(lambda: built.nodes()["land-preliminary-approval"]["status"], "the first case to begin")
    case = built.case("land-preliminary-approval")["case"]
    assert built.states()["urban-plan"] == "waiting"
    assert built.choose(**EVERYTHING | office.OWNED).status == 200
    states = built.states()
    assert (states["land-preliminary-approval"], states["urban-plan"]) == ("out", "started")

    head = city.deployed.staff(officials.head_of("land-preliminary-approval"))

    def given_up() -> bool:
        seen = city.deployed.call("GET", f"/v1/cases/{case}", token=head)
        return bool(seen.json["status"] == "withdrawn")

    wait_for(given_up, "the case to be given up")
