"""A form that no shipped service has: a list, a question made of questions, and a choice of many."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Route, expect

from tests.browser.conftest import Portal
from tests.support.chromium import Visit
from tests.support.form_filler import NEXT


def text(word: str) -> dict[str, str]:
    """A text that is the same in every language."""
    return {"ru": word, "tt": word, "en": word}


TREES = {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "string", "minLength": 1}}
PLACE = {
    "type": "object",
    "properties": {"street": {"type": "string", "title": text("Street")}, "house": {"type": "integer"}},
    "required": ["street"],
}
TAKEN, SENTENCE = "colour-3", "Somebody has taken this colour."
COLOURS = [f"colour-{number}" for number in range(12)]
SERVICE: dict[str, Any] = {
    "bundle": "0" * 64,
    "id": "made-up",
    "title": text("Made up"),
    "summary": text("A service that there isn't."),
    "department": "nobody",
    "term": {"days": 1, "unit": "working"},
    "form": {
        "type": "object",
        "properties": {"trees": TREES, "place": PLACE, "colour": {"enum": COLOURS}},
        "required": ["trees", "place", "colour"],
        "additionalProperties": False,
    },
    "ui": {"pages": []},
    "fields": {name: {"title": text(name.title())} for name in ("trees", "place", "colour")},
    "applicants": [{"kind": "person", "needs": [], "named_by": [], "representative": False}],
    "documents": [],
    "refusal_grounds": [],
    "result": {},
}


def made_up(visit: Visit, sent: list[dict[str, Any]]) -> None:
    """Stand in for the API with a service that it doesn't have; what is checked is kept in `sent`."""

    shown = {"Access-Control-Allow-Origin": "*"}

    def check(route: Route) -> None:
        asked = json.loads(route.request.post_data or "{}")
        sent.append(asked)
        taken = asked["answers"].get("colour") == TAKEN
        findings = [{"pointer": "/answers/colour", "reason": "taken", "detail": SENTENCE}] if taken else []
        missing = [{"pointer": "/answers/place", "reason": "required", "detail": "Too early to say."}]
        route.fulfill(json={"findings": findings + missing * taken}, headers=shown)

    visit.page.route("**/v1/catalogue/services/*", lambda route: route.fulfill(json=SERVICE, headers=shown))
    nothing = {"known": [], "contact": {}}
    visit.page.route("**/v1/applications/known", lambda route: route.fulfill(json=nothing, headers=shown))
    visit.page.route("**/v1/applications/check", check)
    visit.page.reload()


def test_the_server_speaks_while_one_answers_and_of_that_answer_alone(portal: Portal) -> None:
    visit = portal("resident-parking-permit", "en")
    made_up(visit, [])
    visit.locator("#q_colour").select_option(label=TAKEN)
    expect(visit.locator("#q_colour__errors")).to_contain_text(SENTENCE)
    expect(visit.locator(".ms-wrong")).to_have_count(1)
    expect(visit.locator(".ms-summary")).to_have_count(0)
    visit.locator("#q_colour").select_option(label=COLOURS[0])
    expect(visit.locator(".ms-wrong")).to_have_count(0)


def test_lists_groups_and_long_choices(portal: Portal) -> None:
    visit = portal("resident-parking-permit", "en")
    sent: list[dict[str, Any]] = []
    made_up(visit, sent)
    page = visit.page
    visit.locator(NEXT).click()
    expect(visit.locator(".ms-summary li")).to_have_count(3)
    page.get_by_role("button", name="Add").click()
    page.get_by_role("button", name="Add").click()
    page.locator("#q_trees_0").fill("Lime")
    page.locator("#q_trees_1").fill("Oak")
    page.get_by_role("button", name="Remove").first.click()
    page.locator("#q_place_street").fill("Bauman")
    page.locator("#q_place_house").fill("44")
    page.locator("#q_colour").select_option(label="colour-7")
    visit.look("en-made-up")
    visit.locator(NEXT).click()
    expect(visit.locator("form .ms-title")).to_have_text("Where to write to you")
    answers = {"trees": ["Oak"], "place": {"street": "Bauman", "house": 44}, "colour": "colour-7"}
    assert sent[-1]["answers"] == answers
    assert visit.heard == []
