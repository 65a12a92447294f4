"""A small service that is right in every detail, and the words that its samples are made of."""

from __future__ import annotations

from typing import Any


def text(word: str) -> dict[str, str]:
    """A text in the three languages."""
    return {"ru": f"{word} по-русски", "tt": f"{word} татарча", "en": f"{word} in English"}


SOURCE = {"mark": "A", "note": "made for tests"}
TERM = {"days": 1, "unit": "working", "source": SOURCE}


def ground(code: str) -> dict[str, Any]:
    """A ground for refusal."""
    return {"code": code, "text": text(code), "clause": f"п. {code}", "source": SOURCE}


def rule(id: str, when: dict[str, Any], outcome: str = "pass", **then: Any) -> dict[str, Any]:
    """A rule of a table."""
    return {"id": id, "when": when, "then": {"outcome": outcome, **then}, "clause": "п. 2"}


SERVICE: dict[str, Any] = {
    "kind": "service",
    "id": "bench-permit",
    "title": text("Скамья"),
    "summary": text("Поставить скамью"),
    "department": "benches",
    "source": SOURCE,
    "applicants": ["person"],
    "form": {
        "type": "object",
        "properties": {
            "place": {"term": "place_kind"},
            "snils": {"term": "snils"},
            "length": {"term": "bench_length"},
        },
        "required": ["place", "snils", "length"],
        "additionalProperties": False,
    },
    "ui": {"pages": [{"id": "bench", "title": text("Скамья"), "fields": ["place", "snils", "length"]}]},
    "registration": {"at_once": True, "term": TERM},
    "term": {"days": 5, "unit": "working", "source": SOURCE},
    "requests": [{"id": "residence", "standard": "residence", "input": {"snils": {"answer": "/snils"}}}],
    "sub_services": [
        {
            "id": "residence",
            "title": text("Житель"),
            "requests": ["residence"],
            "inputs": [
                {
                    "name": "residence",
                    "type": "enum",
                    "values": ["found", "not_found", "ambiguous", "contradicting"],
                    "from": {"request": "residence", "path": "/outcome"},
                }
            ],
            "decision": {
                "table": {
                    "hit_policy": "unique",
                    "rules": [
                        rule(
                            "lives-there",
                            {"residence": "found"},
                            outputs={"dwelling": {"request": "residence", "path": "/record/dwelling"}},
                        ),
                        rule("stranger", {"residence": "not_found"}, "refuse", grounds=["not-resident"]),
                        rule("doubt", {"residence": {"in": ["ambiguous", "contradicting"]}}, "expert"),
                        {"id": "otherwise", "otherwise": True, "then": {"outcome": "expert"}},
                    ],
                },
                "expert": {"department": "benches", "role": "expert"},
            },
        },
        {
            "id": "size",
            "title": text("Размер"),
            "when": [{"value": {"answer": "/place"}, "in": ["street", "yard"]}],
            "inputs": [
                {"name": "place", "type": "enum", "values": ["street", "yard"], "from": {"answer": "/place"}},
                {"name": "length", "type": "integer", "min": 1, "max": 9, "from": {"answer": "/length"}},
                {
                    "name": "dwelling_known",
                    "type": "boolean",
                    "from": {"derive": "present", "of": [{"output": "residence", "name": "dwelling"}]},
                },
            ],
            "decision": {
                "table": {
                    "hit_policy": "unique",
                    "rules": [
                        rule("short", {"length": {"to": 3}, "dwelling_known": True}),
                        rule("long-yard", {"length": {"from": 4}, "place": "yard", "dwelling_known": True}),
                        rule(
                            "long-street",
                            {"length": {"from": 4}, "place": "street", "dwelling_known": True},
                            "refuse",
                            grounds=["too-long"],
                        ),
                        rule("unknown", {"dwelling_known": False}, "expert"),
                    ],
                },
                "expert": {"department": "benches", "role": "expert"},
            },
        },
    ],
    "decision": {"automatic": True, "department": "benches", "role": "decision_maker"},
    "refusal_grounds": [ground("not-resident"), ground("too-long")],
    "result": {
        "title": text("Разрешение"),
        "register": "benches",
        "record": {
            "number": {"number": True},
            "snils": {"answer": "/snils"},
            "length": {"answer": "/length"},
            "dwelling": {"output": "residence", "name": "dwelling"},
            "valid_from": {"filed_on": True},
            "valid_until": {"derive": "months_after", "of": [{"filed_on": True}, {"const": 12}]},
        },
    },
    "checklist": [],
    "documents": [],
    "fees": [],
    "permissions": {},
    "examples": [
        {
            "name": "granted",
            "filed_on": "2026-03-02",
            "answers": {"place": "yard", "snils": "112-233-445 95", "length": 5},
            "registers": {
                "residence": {"outcome": "found", "count": 1, "record": {"dwelling": "16:50:1"}, "contradictions": []}
            },
            "expect": {"outcome": "granted", "record": {"dwelling": "16:50:1", "valid_until": "2027-03-02"}},
        },
        {
            "name": "stranger",
            "filed_on": "2026-03-02",
            "answers": {"place": "park", "snils": "112-233-445 95", "length": 5},
            "registers": {"residence": {"outcome": "not_found", "count": 0, "record": None, "contradictions": []}},
            "expect": {"outcome": "refused", "grounds": ["not-resident"]},
        },
        {
            "name": "too-long",
            "filed_on": "2026-03-02",
            "answers": {"place": "street", "snils": "112-233-445 95", "length": 5},
            "registers": {
                "residence": {"outcome": "found", "count": 1, "record": {"dwelling": "16:50:1"}, "contradictions": []}
            },
            "expect": {"outcome": "refused", "grounds": ["too-long"]},
        },
        {
            "name": "twins",
            "filed_on": "2026-03-02",
            "answers": {"place": "park", "snils": "112-233-445 95", "length": 5},
            "registers": {"residence": {"outcome": "ambiguous", "count": 2, "record": None, "contradictions": []}},
            "expect": {"outcome": "expert", "sub_service": "residence"},
        },
    ],
}
