"""Components of the OpenAPI document about life situations and their plans."""

from __future__ import annotations

from chalicelib.entrypoints.http.shapes import ANY_TEXT, CODE, DAY, INSTANT, Schema, closed, nullable, open_, ref

ANSWERS: Schema = {"type": "object", "maxProperties": 300}
FREE: Schema = {"type": "object"}
NODE_STATE: Schema = {
    "type": "string",
    "enum": ["out", "waiting", "started", "awaited", "granted", "reached", "refused", "cancelled", "withdrawn"],
}
HOLDER: Schema = open_(
    {
        "who": {"type": "string", "enum": ["applicant", "department", "platform", "nobody"]},
        "department": nullable(ANY_TEXT),
        "what": nullable(ANY_TEXT),
        "since": ANY_TEXT,
        "due_on": nullable(ANY_TEXT),
    }
)
NEXT: Schema = open_({"what": ANY_TEXT, "by": DAY})

PLANS: dict[str, Schema] = {
    "PlanNode": open_(
        {
            "id": ANY_TEXT,
            "kind": {"type": "string", "enum": ["service", "milestone"]},
            "title": ref("Text"),
            "department": nullable(ANY_TEXT),
            "state": NODE_STATE,
            "why": {"type": "object", "description": "Why it belongs to the plan or doesn't, in every language."},
            "because": {**nullable(ANY_TEXT), "description": "The refused node that cancelled it."},
            "after": {"type": "array", "items": ANY_TEXT},
            "case": nullable(ANY_TEXT),
            "status": nullable(ANY_TEXT),
            "begins": nullable(DAY),
            "ends": nullable(DAY),
            "provisional": {"type": "boolean", "description": "It ends beyond the last published calendar."},
            "holders": {"type": "array", "items": HOLDER},
            "clock": nullable(ANY_TEXT),
            "next": nullable(NEXT),
            "record": nullable(FREE),
            "grounds": {"type": "array", "items": ref("Ground")},
        }
    ),
    "Plan": open_(
        {
            "number": ANY_TEXT,
            "application": ANY_TEXT,
            "situation": ANY_TEXT,
            "title": ref("Text"),
            "filed_at": INSTANT,
            "version": {"type": "integer"},
            "departments": {"type": "object", "additionalProperties": ref("Text"), "description": "Their titles."},
            "needed": {
                "type": "array",
                "description": "What the applicant has to do, urgent first.",
                "items": ref("Needed"),
            },
            "nodes": {"type": "array", "items": ref("PlanNode")},
            "forecast": nullable(
                open_(
                    {
                        "ends": DAY,
                        "critical": {"type": "array", "items": ANY_TEXT},
                        "one_by_one": DAY,
                        "saved_days": {"type": "integer"},
                        "rough": {"type": "boolean"},
                        "provisional_from": {
                            **nullable(DAY),
                            "description": "From this day on no calendar is published yet: weekdays are counted alone.",
                        },
                    }
                )
            ),
            "contradictions": {"type": "array", "items": FREE},
            "timeline": {
                "type": "array",
                "items": open_(
                    {"at": ANY_TEXT, "node": nullable(ANY_TEXT), "case": nullable(ANY_TEXT), "what": ANY_TEXT}
                ),
            },
        }
    ),
    "Clash": open_(
        {
            "rule": ANY_TEXT,
            "text": {**nullable(FREE), "description": "What clashes, in every language."},
            "clause": nullable(ANY_TEXT),
            "case": {**nullable(ANY_TEXT), "description": "The other case, to who may read it."},
            "number": ANY_TEXT,
            "service": ANY_TEXT,
            "title": ref("Text"),
            "department": ANY_TEXT,
            "department_title": ref("Text"),
            "from": DAY,
            "until": DAY,
            "found_at": INSTANT,
            "ended": {
                "enum": ["moved", "granted", "refused", "refused_registration", "withdrawn", None],
                "description": "What became of it; what was granted takes the place from then on.",
            },
            "ended_at": nullable(INSTANT),
        }
    ),
    "Needed": open_(
        {
            "what": {"type": "string", "enum": ["correct", "answer", "report"]},
            "node": ANY_TEXT,
            "case": nullable(ANY_TEXT),
            "fields": {"type": "array", "items": ANY_TEXT},
            "until": nullable(DAY),
            "help": {**ref("Text"), "description": "Of a milestone: what has to have happened."},
            "asks": {
                **open_({"form": FREE, "fields": FREE}),
                "description": "Of a milestone: what is told with its report.",
            },
        },
        optional=("help", "asks"),
    ),
    "PlanSummary": open_(
        {
            "number": ANY_TEXT,
            "situation": ANY_TEXT,
            "title": ref("Text"),
            "filed_at": INSTANT,
            "ends": nullable(DAY),
            "open": {"type": "integer", "description": "How many of its nodes haven't ended."},
        }
    ),
    "NewReport": closed({"on": DAY, "answers": ANSWERS}, optional=("on", "answers")),
    "NewAnswers": closed({"answers": {**ANSWERS, "minProperties": 1}}),
    "NewChoice": closed({"answers": ANSWERS}),
    "Choice": open_(
        {
            "situation": ANY_TEXT,
            "title": ref("Text"),
            "nodes": {
                "type": "array",
                "items": open_(
                    {
                        "id": ANY_TEXT,
                        "kind": {"type": "string", "enum": ["service", "milestone"]},
                        "title": ref("Text"),
                        "in": {"type": "boolean"},
                        "why": FREE,
                    }
                ),
            },
        }
    ),
    "Holding": open_(
        {
            "holders": {"type": "array", "items": HOLDER},
            "departments": {"type": "object", "additionalProperties": ref("Text"), "description": "Their titles."},
            "clock": {"type": "string", "enum": ["applicant", "municipality", "nobody"]},
            "next": nullable(NEXT),
        }
    ),
    "SituationSummary": open_(
        {
            "id": CODE,
            "title": ref("Text"),
            "summary": ref("Text"),
            "department": ANY_TEXT,
            "services": {"type": "array", "items": ANY_TEXT},
        }
    ),
}
