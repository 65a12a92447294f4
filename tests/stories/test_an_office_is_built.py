"""One application builds an office: departments work side by side, and each is asked only what it must be."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import office, officials
from tests.support.city import City

pytestmark = pytest.mark.stack


def test_an_office_gets_as_far_as_its_building_permit(city: City) -> None:
    built = office.file(city, title_held="none", trench_needed=False, road_touched=False, signage_planned=False)
    states = built.states()
    assert states["excavation-order"] == states["traffic-restriction"] == states["facade-signage"] == "out"
    built.work("land-preliminary-approval")
    assert built.report("survey").status == 200
    built.work("urban-plan", "land-lease", "technical-conditions")
    asked = _requests(city, built)
    assert max(asked["plot"]) >= 3, asked
    assert built.report("design", project_code="К-118-26", designer_name="ООО «Проект»", designer_inn="1655000003")
    built.asks("appearance-agreement")
    built.answer("appearance-agreement")
    built.work("appearance-agreement")


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
