"""The situation of the sample plan: a shed, with what waits for what, what fills what, and a rule of contradiction."""

from __future__ import annotations

from typing import Any

SOURCE = {"mark": "A", "note": "Образец для проверок"}
SITUATION = "build-a-shed"


def text(ru: str, tt: str, en: str) -> dict[str, str]:
    return {"ru": ru, "tt": tt, "en": en}


NAME = text("Проверка", "Тикшерү", "Check")


def situation() -> Any:
    why = {
        "why": text("Нужно по вашим ответам", "Җавапларыгыз буенча кирәк", "Your answers call for it"),
        "why_not": text("Не нужно по вашим ответам", "Җавапларыгыз буенча кирәкми", "Your answers don't call for it"),
    }
    return {
        "kind": "life_situation",
        "id": SITUATION,
        "title": text("Построить сарай", "Сарай төзү", "Build a shed"),
        "summary": text("Одно заявление на всё", "Барысына бер гариза", "One application for all of it"),
        "department": "economic-development",
        "source": SOURCE,
        "questions": {
            "trench_needed": {"term": "trench_needed"},
            "road_touched": {"term": "road_touched"},
            "title_held": {"term": "title_held"},
        },
        "ui": {"pages": [{"id": "first", "title": NAME, "fields": ["trench_needed", "road_touched", "title_held"]}]},
        "services": [
            {
                "service": "shed-land",
                "when": [{"value": {"answer": "/title_held"}, "is": "none"}],
                **why,
            },
            {
                "service": "shed-plan",
                "after": ["shed-land"],
                "filled": {"preliminary_decree_number": {"service": "shed-land", "record": "number"}},
            },
            {
                "service": "shed-permit",
                "after": ["shed-plan", "design"],
                "filled": {
                    "urban_plan_number": {"service": "shed-plan", "record": "number"},
                    "project_code": {"milestone": "design", "answer": "project_code"},
                },
            },
            {
                "service": "shed-dig",
                "when": [{"value": {"answer": "/trench_needed"}, "is": True}],
                **why,
                "after": ["shed-permit"],
                "later": ["works_from", "works_until"],
            },
            {
                "service": "shed-road",
                "when": [{"value": {"answer": "/road_touched"}, "is": True}],
                **why,
                "after": ["shed-permit"],
                "same_window": "shed-dig",
                "later": ["works_from", "works_until"],
            },
        ],
        "milestones": [
            {
                "id": "design",
                "title": text("Проект готов", "Проект әзер", "The project is designed"),
                "after": ["shed-plan"],
                "typical": {"days": 20, "unit": "working"},
                "reported_by": {"applicant": True},
                "answers": {"project_code": {"term": "project_code"}},
            },
            {
                "id": "inspection",
                "title": text("Осмотр прошёл", "Карау узды", "The inspection has passed"),
                "after": ["shed-permit"],
                "typical": {"days": 5, "unit": "working"},
                "reported_by": {"staff": [{"department": "urban-planning-permit", "role": "expert"}]},
            },
        ],
        "contradictions": [
            {
                "id": "one-window",
                "text": text("Обе работы в одни дни", "Ике эш тә бер көннәрдә", "Both works on the same days"),
                "clause": "п. 7",
                "rule": "overlap",
                "between": [
                    {
                        "service": service,
                        "value": {"answer": "/works_street"},
                        "from": {"answer": "/works_from"},
                        "until": {"answer": "/works_until"},
                    }
                    for service in ("shed-dig", "shed-road")
                ],
            }
        ],
    }
