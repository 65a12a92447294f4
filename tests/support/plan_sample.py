"""A small life situation beside the shipped catalogue: five automatic services, two milestones, shared questions."""

from __future__ import annotations

from typing import Any

from tests.support import bundles, plan_situation
from tests.support.plan_situation import NAME, SITUATION, SOURCE, text

DEPARTMENTS = {
    "shed-land": "land-and-property",
    "shed-plan": "architecture",
    "shed-permit": "urban-planning-permit",
    "shed-dig": "external-improvement",
    "shed-road": "transport-committee",
}
PLOT = "16:50:990301:7001"


ANSWERS: dict[str, Any] = {
    "trench_needed": True,
    "road_touched": False,
    "title_held": "none",
    "site_plot": PLOT,
    "site_address": "Казань, ул. Декабристов, 85",
    "site_area": 600,
    "building_height": 4,
    "building_storeys": 1,
    "building_footprint": 40,
    "facade_colour": "beige",
    "works_street": "0118",
}
EVERYTHING: dict[str, Any] = {
    **ANSWERS,
    "urban_plan_number": "270115-10000001-11",
    "project_code": "К-118-26",
    "works_from": "2027-06-01",
    "works_until": "2027-06-14",
}
CADASTRAL = {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}:[0-9]{6,7}:[0-9]{1,7}$", "minLength": 14, "maxLength": 21}


def _example(outcome: str, questions: list[str], changed: dict[str, Any]) -> dict[str, Any]:
    """A worked example of a service: granted, or refused for its one ground."""
    answers = {name: EVERYTHING[name] for name in questions if name in EVERYTHING} | changed
    found = {"outcome": "found", "count": 1, "record": {"kind": "plot"}, "contradictions": []}
    expect = {"outcome": outcome, **({"grounds": ["no"]} if outcome == "refused" else {})}
    return {
        "name": outcome,
        "filed_on": "2026-11-23",
        "answers": answers,
        "registers": {"plot": found},
        "expect": expect,
    }


def _service(
    id: str,
    questions: list[str],
    inputs: list[dict[str, Any]],
    rules: list[dict[str, Any]],
    bad: dict[str, Any],
) -> Any:
    record = {
        "site_plot": {"answer": "/site_plot"},
        "application": {"number": True},
        "colour": {"answer": "/facade_colour"} if "facade_colour" in questions else {"const": "white"},
    }
    required = [one for one in questions if one not in ("preliminary_decree_number",)]
    if id == "shed-plan":
        required = [one for one in required if one != "title_document"]
    return {
        "kind": "service",
        "id": id,
        "title": text(f"Услуга {id}", f"{id} хезмәте", f"Service {id}"),
        "summary": text(f"Образец {id}", f"{id} үрнәге", f"Sample {id}"),
        "department": DEPARTMENTS[id],
        "source": SOURCE,
        "applicants": ["person", "organisation", "representative"],
        "form": {
            "type": "object",
            "properties": {name: {"term": name} for name in questions},
            "required": required,
            "additionalProperties": False,
        },
        "ui": {"pages": [{"id": "all", "title": NAME, "fields": questions}]},
        "registration": {
            "at_once": True,
            "term": {"days": 1, "unit": "working"},
            "return": {"within": {"days": 10, "unit": "working"}, "clock": "restart", "ground": "no"},
        },
        "term": {"days": 10, "unit": "working"},
        "requests": [
            {"id": "plot", "standard": "plot", "input": {"cadastral_number": {"answer": "/site_plot"}}},
        ],
        "sub_services": [
            {
                "id": "check",
                "title": NAME,
                "requests": ["plot"],
                "inputs": [
                    {
                        "name": "plot",
                        "type": "enum",
                        "values": ["found", "not_found", "ambiguous", "contradicting"],
                        "from": {"request": "plot", "path": "/outcome"},
                    },
                    *inputs,
                ],
                "decision": {
                    "table": {"hit_policy": "unique", "rules": rules},
                    "expert": {"department": DEPARTMENTS[id], "role": "expert"},
                },
            }
        ],
        "decision": {"automatic": True, "department": DEPARTMENTS[id], "role": "decision_maker"},
        "refusal_grounds": [{"code": "no", "text": NAME, "clause": "п. 1"}],
        "result": {"title": NAME, "register": f"{id}-records", "record": record},
        "examples": [_example("granted", questions, {}), _example("refused", questions, bad)],
    }


def _register(id: str) -> Any:
    return {
        "kind": "register",
        "id": f"{id}-records",
        "title": text(f"Реестр {id}", f"{id} реестры", f"Register {id}"),
        "department": DEPARTMENTS[id],
        "record": {
            "type": "object",
            "properties": {
                "site_plot": CADASTRAL,
                "application": {"type": "string", "minLength": 1, "maxLength": 40},
                "colour": {"type": "string", "minLength": 1, "maxLength": 40},
            },
            "required": ["site_plot", "application"],
            "additionalProperties": False,
        },
        "titles": {"site_plot": NAME, "application": NAME, "colour": NAME},
        "search": ["site_plot"],
        "unique": [{"fields": ["application"], "max": 1}],
        "personal": [],
        "public": ["site_plot"],
        "source": SOURCE,
    }


def _rules(name: str, good: Any, bad: Any) -> list[dict[str, Any]]:
    unclear = {"in": ["not_found", "ambiguous", "contradicting"]}
    return [
        {"id": "good", "when": {"plot": "found", name: good}, "then": {"outcome": "pass"}, "clause": "п. 1"},
        {
            "id": "bad",
            "when": {"plot": "found", name: bad},
            "then": {"outcome": "refuse", "grounds": ["no"]},
            "clause": "п. 1",
        },
        {"id": "unclear", "when": {"plot": unclear}, "then": {"outcome": "expert"}, "clause": "п. 1"},
    ]


STOREYS = {"name": "storeys", "type": "integer", "min": 1, "max": 60, "from": {"answer": "/building_storeys"}}
AREA = {"name": "area", "type": "integer", "min": 1, "max": 1000000, "from": {"answer": "/site_area"}}
HEIGHT = {"name": "height", "type": "integer", "min": 2, "max": 300, "from": {"answer": "/building_height"}}
FOOTPRINT = {
    "name": "footprint",
    "type": "integer",
    "min": 10,
    "max": 200000,
    "from": {"answer": "/building_footprint"},
}


def documents() -> dict[str, Any]:
    """The shipped definitions with the sample beside them: path → document."""
    who = ["site_plot", "site_address"]
    services = [
        _service(
            "shed-land",
            [*who, "title_held", "site_area"],
            [AREA],
            _rules("area", {"to": 5000}, {"from": 5001}),
            {"site_area": 9000},
        ),
        _service(
            "shed-plan",
            [*who, "title_document", "preliminary_decree_number", "building_height"],
            [HEIGHT],
            _rules("height", {"to": 50}, {"from": 51}),
            {"building_height": 60},
        ),
        _service(
            "shed-permit",
            [*who, "urban_plan_number", "project_code", "building_storeys", "facade_colour"],
            [STOREYS],
            _rules("storeys", {"to": 3}, {"from": 4}),
            {"building_storeys": 9},
        ),
        _service(
            "shed-dig",
            [*who, "works_street", "works_from", "works_until", "building_footprint"],
            [FOOTPRINT],
            _rules("footprint", {"to": 900}, {"from": 901}),
            {"building_footprint": 1000},
        ),
        _service(
            "shed-road",
            [*who, "works_street", "works_from", "works_until", "building_storeys"],
            [STOREYS],
            _rules("storeys", {"to": 3}, {"from": 4}),
            {"building_storeys": 9},
        ),
    ]
    for one in services:
        if one["id"] == "shed-land":
            one["form"]["properties"]["title_held"]["narrow"] = {"enum": ["none"]}
            one["form"]["properties"]["site_area"]["known"] = {"request": "plot", "path": "/record/area"}
    found = bundles.documents()
    for one in services:
        found[f"schemas/services/{one['id']}.json"] = one
        found[f"schemas/registers/{one['id']}-records.json"] = _register(one["id"])
    found[f"schemas/life_situations/{SITUATION}.json"] = plan_situation.situation()
    return found
