"""The sample catalogue with a life situation beside it: a bench, its delivery from outside, a lamp beside the bench."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.unit.catalogue_samples import text
from tests.unit.mistakes.changes import BENCHES, SERVICE, WORDS
from tests.unit.service_sample import SOURCE, TERM

PARK = "schemas/life_situations/sit-in-the-park.json"
LAMP = "schemas/services/lamp-permit.json"
LAMPS = "schemas/registers/lamps.json"
GROUND_KIND = {
    "title": text("Где"),
    "schema": {"type": "string", "enum": ["street", "roof"]},
    "values": {"street": text("Улица"), "roof": text("Крыша")},
    "source": SOURCE,
}
INSPECTED = {
    "id": "inspected",
    "title": text("Осмотрено"),
    "after": ["bench-stands"],
    "typical": TERM,
    "reported_by": {"applicant": True},
}
RULE: dict[str, Any] = {
    "id": "same-size",
    "text": text("Длины"),
    "clause": "п. 7",
    "rule": "differ",
    "between": [
        {"service": "bench-permit", "value": {"answer": "/length"}},
        {"service": "lamp-permit", "value": {"answer": "/length"}},
    ],
}


def situated(documents: dict[str, Any]) -> None:
    """Add a situation that is right: a bench, then its delivery from outside, then a lamp beside the bench."""
    terms = documents[WORDS]["terms"]
    terms["bench_number"] = {
        "title": text("Номер"),
        "schema": {"type": "string", "pattern": "^[0-9-]+$", "maxLength": 20},
        "source": SOURCE,
    }
    terms["bulb_watts"] = {"title": text("Ватты"), "schema": {"type": "integer", "minimum": 1}, "source": SOURCE}
    documents[LAMPS] = deepcopy(documents[BENCHES]) | {"id": "lamps"}
    lamp = documents[LAMP] = deepcopy(documents[SERVICE])
    lamp["id"], lamp["result"]["register"] = "lamp-permit", "lamps"
    for name, term in (("bench_number", "bench_number"), ("watts", "bulb_watts")):
        lamp["form"]["properties"][name] = {"term": term}
        lamp["form"]["required"].append(name)
        lamp["ui"]["pages"][0]["fields"].append(name)
    for example in lamp["examples"]:
        example["answers"] |= {"bench_number": "000001-00000001-11", "watts": 40}
    documents[PARK] = {
        "kind": "life_situation",
        "id": "sit-in-the-park",
        "title": text("Посидеть в парке"),
        "summary": text("Скамья и фонарь"),
        "department": "benches",
        "source": SOURCE,
        "ui": {"pages": [{"id": "place", "title": text("Место"), "fields": ["place", "snils"]}]},
        "services": [
            {"service": "bench-permit"},
            {
                "service": "lamp-permit",
                "after": ["bench-permit", "bench-stands"],
                "filled": {
                    "bench_number": {"service": "bench-permit", "record": "number"},
                    "watts": {"milestone": "bench-stands", "answer": "bulb"},
                },
            },
        ],
        "milestones": [
            {
                "id": "bench-stands",
                "title": text("Скамья стоит"),
                "after": ["bench-permit"],
                "typical": TERM,
                "reported_by": {"applicant": True, "staff": [{"department": "benches", "role": "expert"}]},
                "answers": {"bulb": {"term": "bulb_watts"}},
            }
        ],
    }
