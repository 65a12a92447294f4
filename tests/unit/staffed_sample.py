"""The sample service as people decide it: documents, a checklist, opinions, and a Request that people answer."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.unit.catalogue_samples import ground, text
from tests.unit.mistakes.changes import SERVICE, WORDS
from tests.unit.service_sample import SOURCE

SHADE = "schemas/standard_requests/shade.json"
STREET = [{"value": {"answer": "/place"}, "is": "street"}]


def check(id: str, about: dict[str, str], outcome: str = "return", **more: Any) -> dict[str, Any]:
    """A check of a checklist."""
    words = {"question": text("Верно"), "right": text("Так"), "wrong": text("Не так")}
    return {"id": id, "about": about, **words, "ground": "papers", "outcome": outcome, **more}


ASKED = {
    "kind": "standard_request",
    "id": "shade",
    "title": text("Тень"),
    "responder": {"department": "benches", "role": "expert"},
    "term": {"days": 5, "unit": "working", "source": SOURCE},
    "input": {
        "type": "object",
        "properties": {"snils": {"type": "string"}},
        "required": ["snils"],
        "additionalProperties": False,
    },
    "answer": {
        "type": "object",
        "properties": {"shade": {"type": "string", "enum": ["deep", "light"]}},
        "required": ["shade"],
        "additionalProperties": False,
    },
    "labels": {"shade": text("Тень"), "deep": text("Густая"), "light": text("Лёгкая")},
    "reminders": [2, 1],
    "substitutes": [{"department": "benches", "role": "decision_maker"}],
}
GUARDS = {
    "department": "benches",
    "role": "expert",
    "opinions": {"count": 3, "policy": "quorum", "quorum": 2},
    "answers": {"metres": {"term": "bench_length", "required": True}},
}
SHADY = {
    "id": "shade",
    "title": text("Тень"),
    "requests": ["shade"],
    "inputs": [
        {
            "name": "shade",
            "type": "enum",
            "values": ["deep", "light"],
            "from": {"request": "shade", "path": "/shade"},
        }
    ],
    "decision": {
        "table": {
            "hit_policy": "unique",
            "rules": [
                {"id": "deep", "when": {"shade": "deep"}, "then": {"outcome": "pass"}, "clause": "п. 3"},
                {"id": "light", "when": {"shade": "light"}, "then": {"outcome": "expert"}},
            ],
        },
        "expert": GUARDS,
    },
}
PARTS: dict[str, Any] = {
    "registration": {
        "at_once": False,
        "term": {"days": 1, "unit": "working", "source": SOURCE},
        "return": {"within": {"days": 5, "unit": "working"}, "clock": "restart", "ground": "papers"},
    },
    "documents": [
        {
            "id": "picture",
            "title": text("Снимок"),
            "when": STREET,
            "types": ["image/png"],
            "max_megabytes": 5,
            "max_files": 2,
        }
    ],
    "checklist": [
        check("picture-is-clear", {"document": "picture"}),
        check("wish-is-clear", {"field": "wish"}, "refuse", when=STREET),
    ],
    "separate": ["intake", "decision"],
    "suspension": [
        {"code": "snow", "text": text("Снег"), "clause": "п. 4", "within": {"days": 30, "unit": "calendar"}}
    ],
    "decision": {"automatic": False, "department": "benches", "role": "decision_maker", "attachment": "required"},
    "delivery": ["account", "counter"],
    "paper_original": True,
}


def staffed(documents: dict[str, Any]) -> None:
    """Turn the sample service into one that people decide; it is right in every detail."""
    service = documents[SERVICE]
    documents[SHADE] = deepcopy(ASKED)
    schema = {"type": "string", "minLength": 1, "maxLength": 100}
    documents[WORDS]["terms"]["wish"] = {"title": text("Пожелание"), "schema": schema, "source": SOURCE}
    service.update(deepcopy(PARTS))
    service["form"]["properties"]["wish"] = {"term": "wish", "title": text("Ваше пожелание")}
    service["ui"]["pages"][0]["fields"].append("wish")
    service["refusal_grounds"].append(ground("papers"))
    service["requests"].append(
        {"id": "shade", "standard": "shade", "input": {"snils": {"answer": "/snils"}}, "on_silence": "go_on"}
    )
    service["sub_services"].append(deepcopy(SHADY))
    service["result"]["record"]["length"] = {"output": "shade", "name": "metres"}
    for example in service["examples"]:
        example["registers"] = {**example["registers"], "shade": {"shade": "light"}}
        example["opinions"] = {"shade": {"outcome": "pass", "answers": {"metres": 4}}}
        example["documents"] = ["picture"] if example["answers"]["place"] == "street" else []
    service["examples"].append(
        {
            "name": "unclear",
            "filed_on": "2026-03-02",
            "answers": {"place": "street", "snils": "112-233-445 95", "length": 5, "wish": "a bench"},
            "documents": ["picture"],
            "checklist": {"picture-is-clear": False},
            "expect": {"outcome": "returned", "grounds": ["papers"], "fields": ["/documents/picture"]},
        }
    )
