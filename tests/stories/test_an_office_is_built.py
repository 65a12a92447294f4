"""One application builds an office: departments work side by side, and each is asked only what it must be."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import office, officials
from tests.support.city import City
from tests.support.operating import ADMINISTRATOR

pytestmark = pytest.mark.stack


def test_an_office_gets_its_building_permit(city: City) -> None:
    built = office.file(city, title_held="none", trench_needed=False, road_touched=False, signage_planned=False)
    states = built.states()
    assert states["excavation-order"] == states["traffic-restriction"] == states["facade-signage"] == "out"
    built.work("land-preliminary-approval")
    assert built.report("survey").status == 200

    # One branch is returned for one field; the others go on.
    built.work("technical-conditions", says=unclear_place, until="started")
    built.asks("technical-conditions")
    built.work("urban-plan", "land-lease")
    built.answer("technical-conditions", connection_place="Северная сторона участка, у опоры № 12")
    built.work("technical-conditions")
    assert max(_requests(city, built)["plot"]) >= 3

    # What is needed from outside comes with its answers, and nothing of it is asked again.
    assert built.report("design", **office.DESIGNED).status == 200
    built.asks("appearance-agreement")
    built.answer("appearance-agreement")
    built.work("appearance-agreement")
    number = office.conclude_expertise(city, built)
    assert built.report("expertise", expertise_number=number).status == 200
    built.asks("building-permit")
    built.answer("building-permit")
    built.work("building-permit")

    # A changed answer adds a case and touches no other.
    before = {name: (node["case"], node["status"]) for name, node in built.nodes().items()}
    assert built.change(signage_planned=True).status == 200
    after = {name: (node["case"], node["status"]) for name, node in built.nodes().items()}
    assert {name for name in after if after[name] != before[name]} == {"facade-signage"}
    for name, node in built.nodes().items():
        if node["case"] and name != "facade-signage":
            path = f"/v1/cases/{node['case']}/verification"
            verified = city.deployed.call("GET", path, token=city.deployed.staff(ADMINISTRATOR))
            assert verified.json["whole"], (name, verified.json)


def unclear_place(task: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """An intake specialist can't find where the networks are to be connected."""
    if task["kind"] == "intake":
        said["checklist"]["connection-can-be-found"] = {"yes": False}
    return said


def _requests(city: City, built: office.Office) -> dict[str, list[int]]:
    """Standard → how many cases used each answer, as staff see it."""
    used: dict[str, list[int]] = {}
    seen: dict[str, set[str]] = {}
    for name, node in built.nodes().items():
        if node["case"]:
            case = city.deployed.call(
                "GET", f"/v1/cases/{node['case']}", token=city.deployed.staff(officials.head_of(name))
            ).json
            for one in case.get("requests", ()):
                seen.setdefault(f"{one['standard']}@{one['opened_at']}", set()).add(name)
    for key, names in seen.items():
        used.setdefault(key.partition("@")[0], []).append(len(names))
    return used


def test_a_refused_plot_cancels_what_stands_on_it(city: City) -> None:
    def refuses(task: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
        if task["service"] == "land-preliminary-approval" and task["kind"] == "decision":
            return {"version": task["version"], "outcome": "refuse", "grounds": ["third-party-rights"]}
        return said

    built = office.file(city, title_held="none")
    built.work("land-preliminary-approval", says=refuses, until="refused")
    nodes = built.nodes()
    assert nodes["land-preliminary-approval"]["grounds"][0]["code"] == "third-party-rights"
    cancelled = {name for name, node in nodes.items() if node["state"] == "cancelled"}
    assert {"urban-plan", "land-lease", "building-permit", "commissioning", "survey", "construction"} <= cancelled
    assert {nodes[name]["because"] for name in cancelled} == {"land-preliminary-approval"}
