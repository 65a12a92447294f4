"""Who advises marks the place that it was about; who answers for a network sees on the map where somebody would dig."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.stories.test_what_a_register_knows_is_confirmed_or_disputed import INTAKE, checklist, world
from tests.support import desk, uploads, workplace
from tests.support.account import LANGUAGES
from tests.support.city import City, Filed
from tests.support.workplace import SignedIn

ADVICE = workplace.texts("consultations")
SERVICE, HEAT, HEAT_DEPARTMENT = "excavation-order", "heat@example.org", "heat-network"
TRENCH = {"type": "LineString", "coordinates": [[49.0803, 55.8151], [49.0809, 55.8155]]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_advice_names_its_place_by_the_keyboard(city: City, signed_in: SignedIn, language: str) -> None:
    said = ADVICE[language]
    visit = signed_in(desk.TYPER, language, "#/consultations/new")
    page = visit.page
    page.locator("#q_topic").select_option(label=said["topic.how"])
    page.locator("#q_answer").fill("Здесь ставить можно.")
    page.locator("#q_minutes").fill("4")
    # A place in another city is refused where it was written, and nothing else is lost.
    page.locator("#q_place_text").fill("55.75, 37.62")
    page.locator("#q_place_text").blur()
    page.get_by_role("button", name=said["keep"]).click()
    expect(page.locator(".ms-summary")).to_be_focused()
    expect(page.locator(".ms-summary")).to_contain_text(said["ask.place"])
    page.locator("#q_place_text").fill("55.79421, 49.12145")
    page.locator("#q_place_text").blur()
    visit.look(f"consultations-place-{language}")
    page.get_by_role("button", name=said["keep"]).click()
    expect(page.locator(".st-record .ms-place-text")).to_have_text("55.79421, 49.12145")
    expect(page.locator(".st-record .ms-map-box *").first).to_be_visible()
    visit.look(f"consultations-placed-{language}", (320, 1280))
    assert [one for one in visit.heard if "400" not in one] == []


def dug(city: City) -> Filed:
    """A firm asks to dig where it has drawn a line."""
    made, who = world(city, "1655001085", "1021600009980"), city.applicant()
    answers = {**made.answers, "developer_name": "ООО «Тестовая застройка»", "trench_on_map": TRENCH}
    firm = {name: answers[f"developer_{name}"] for name in ("name", "inn", "ogrn")}
    body: dict[str, Any] = {
        "service": SERVICE,
        "answers": answers,
        "applicant": {"kind": "organisation", **firm},
        "documents": uploads.papers(city.deployed, SERVICE, answers, who.token),
        "language": "ru",
        "contact": {"phone": who.phone, "email": who.email},
    }
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    answer = city.deployed.call("POST", "/v1/applications", headers=headers, body=body, token=who.token)
    assert answer.status == 201, answer.json
    given = answer.json
    return Filed(given["number"], given["secret"], given["application"], who, made, given)


def test_a_network_sees_the_trench_that_it_is_asked_about(city: City, signed_in: SignedIn) -> None:
    filed = dug(city)
    task, asked = checklist(city, filed)
    body = {"version": task["version"], "checklist": {id: {"yes": True} for id in asked}}
    path = f"/v1/tasks/{task['task']}/completion"
    assert city.deployed.call("POST", path, body=body, token=city.deployed.staff(INTAKE)).status == 200
    found = desk.task(city, filed, "request", HEAT, HEAT_DEPARTMENT)
    assert found["question"]["inputs"]["trench_on_map"] == TRENCH
    visit = signed_in(HEAT, "tt", f"#/task/{found['task']}")
    expect(visit.locator(".ms-place-text").first).to_have_text("55.8151, 49.0803; 55.8155, 49.0809")
    expect(visit.locator(".ms-map-box *").first).to_be_visible()
    visit.look("request-trench-tt")
    assert visit.heard == []
