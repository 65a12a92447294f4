"""A small catalogue that is right in every detail, for tests that then break one detail of it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.unit.service_sample import SERVICE, SOURCE, ground, rule, text

__all__ = ["SERVICE", "STANDARD_REQUEST", "ground", "rule", "sample", "text"]

KEYS = [
    *(
        f"case.{one}"
        for one in ("filed", "registered", "in_consideration", "refused", "delivered", "closed", "withdrawn")
    ),
    "confirmation.code",
    *(f"staff.{one}" for one in ("request_reminder", "request_overdue", "merged")),
    *(f"staff.{one}" for one in ("registration_overdue", "case_overdue", "plan_filed")),
]


def message() -> dict[str, Any]:
    """A message that says where it comes from."""
    return {"fields": ["municipality"], "sms": text("{municipality}")}


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
