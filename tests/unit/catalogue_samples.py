"""A small catalogue that is right in every detail, for tests that then break one detail of it."""

from __future__ import annotations

from copy import deepcopy
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


KEYS = [
    *(
        f"case.{one}"
        for one in ("filed", "registered", "in_consideration", "refused", "delivered", "closed", "withdrawn")
    ),
    "confirmation.code",
]


def message() -> dict[str, Any]:
    """A message that says where it comes from."""
    return {"fields": ["municipality"], "sms": text("{municipality}")}


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

STANDARD_REQUEST: dict[str, Any] = {
    "kind": "standard_request",
    "id": "residence",
    "title": text("Проживание"),
    "responder": {"department": "benches"},
    "term": {"days": 2, "unit": "working", "source": SOURCE},
    "input": {
        "type": "object",
        "properties": {"snils": {"type": "string"}},
        "required": ["snils"],
        "additionalProperties": False,
    },
    "answer": {
        "type": "object",
        "properties": {
            "outcome": {"enum": ["found", "not_found", "ambiguous", "contradicting"]},
            "count": {"type": "integer"},
            "record": {
                "type": ["object", "null"],
                "properties": {"dwelling": {"type": "string"}},
                "additionalProperties": False,
            },
            "contradictions": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["outcome", "count", "record", "contradictions"],
        "additionalProperties": False,
    },
    "register": {"register": "residents", "match": {"snils": "snils"}, "fields": ["dwelling"], "valid_on_day": True},
    "freshness": {"days": 1},
}


def _register(id: str, fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "kind": "register",
        "id": id,
        "title": text(id),
        "department": "benches",
        "record": {
            "type": "object",
            "properties": fields,
            "required": sorted(fields),
            "additionalProperties": False,
        },
        "source": SOURCE,
        **more,
    }


def sample() -> dict[str, Any]:
    """Path → document, as the sources of a publication; a fresh copy each time."""
    word, day = {"type": "string"}, {"type": "string", "format": "date"}
    return deepcopy(
        {
            "schemas/services/bench-permit.json": SERVICE,
            "schemas/vocabulary/common.json": {
                "kind": "vocabulary",
                "terms": {
                    "place_kind": {
                        "title": text("Место"),
                        "schema": {"type": "string", "enum": ["street", "yard", "park"]},
                        "values": {"street": text("Улица"), "yard": text("Двор"), "park": text("Парк")},
                        "source": SOURCE,
                    },
                    "snils": {
                        "title": text("СНИЛС"),
                        "schema": {"type": "string", "pattern": r"^\d{3}-\d{3}-\d{3} \d{2}$", "maxLength": 14},
                        "personal": True,
                        "source": SOURCE,
                    },
                    "bench_length": {
                        "title": text("Длина"),
                        "schema": {"type": "integer", "minimum": 1, "maximum": 9},
                        "source": SOURCE,
                    },
                },
            },
            "schemas/standard_requests/residence.json": STANDARD_REQUEST,
            "schemas/registers/residents.json": _register(
                "residents",
                {"snils": word, "dwelling": word},
                number=["snils"],
                search=["snils", "dwelling"],
                unique=[],
                personal=["snils"],
            ),
            "schemas/registers/benches.json": _register(
                "benches",
                {
                    "number": word,
                    "snils": word,
                    "length": {"type": "integer"},
                    "dwelling": word,
                    "valid_from": day,
                    "valid_until": day,
                },
                number=["number"],
                search=["number", "dwelling"],
                unique=[{"fields": ["dwelling"], "max": 2}],
                validity={"from": "valid_from", "until": "valid_until"},
                personal=["snils"],
                public=["number"],
            ),
            "schemas/departments/departments.json": {
                "kind": "departments",
                "departments": [{"id": "benches", "title": text("Комитет скамей"), "outside": False}],
            },
            "schemas/roles/roles.json": {
                "kind": "roles",
                "roles": [
                    {"id": "expert", "title": text("Специалист")},
                    {"id": "decision_maker", "title": text("Руководитель")},
                ],
            },
            "schemas/calendars/kazan.json": {
                "kind": "calendar",
                "id": "kazan",
                "zone": "Europe/Moscow",
                "weekend": [6, 7],
                "from": "2026-01-01",
                "until": "2027-12-31",
                "days": [
                    {
                        "date": "2026-01-01",
                        "kind": "holiday",
                        "title": text("Новый год"),
                        "act": "ст. 112 ТК РФ",
                        "source": SOURCE,
                    }
                ],
            },
            "schemas/messages/case.json": {
                "kind": "messages",
                "plurals": {
                    "day": {
                        "ru": {"one": "день", "few": "дня", "many": "дней", "other": "дня"},
                        "tt": {"other": "көн"},
                        "en": {"one": "day", "other": "days"},
                    }
                },
                "messages": {
                    **{key: message() for key in KEYS},
                    "case.granted": {
                        "fields": ["number", "days"],
                        "sms": {
                            "ru": "{number}: готово, {days} {days|plural:day}",
                            "tt": "{number}: әзер, {days} {days|plural:day}",
                            "en": "{number}: granted, {days} {days|plural:day}",
                        },
                        "email_subject": text("{number}"),
                        "email_body": text("{number}"),
                        "account_title": text("{number}"),
                        "account_body": text("{number}"),
                    },
                },
            },
        }
    )
