"""A training: made-up cases in the page's memory, marked on every page; nothing is asked of the API or of anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.support import chromium, workplace
from tests.support.chromium import Visit
from tests.support.city import City

SAID, TRAINING = workplace.texts(), workplace.texts("training")
STATIC = re.compile(r"/staff/|/site\.json|/assets/[\w.-]+\.(js|css|svg)")


@pytest.fixture
def trainee(browser: Browser) -> Iterator[Visit]:
    """Somebody whom nobody knows, and all that their page has asked for."""
    context = browser.new_context(viewport={"width": 1280, "height": chromium.HEIGHT}, locale="ru")
    visit = chromium.visit(context)
    visit.part = "body"
    yield visit
    context.close()


def marked(visit: Visit, language: str = "ru") -> None:
    """The band is in sight, and the window's title says it."""
    band = visit.locator(".tr-band")
    expect(band).to_be_in_viewport()
    expect(band).to_contain_text(TRAINING[language]["lead"])
    expect(visit.page).to_have_title(re.compile(f"^⚠ {TRAINING[language]['mark']} · .+"))


def test_everything_is_practised_and_no_request_leaves_the_page(city: City, trainee: Visit) -> None:
    page, said = trainee.page, SAID["ru"]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{city.stack.url}/staff/")
    page.get_by_role("link", name=said["training"]).click()
    expect(page.locator(".st-row")).to_have_count(2)
    del asked[:]
    page.reload()
    expect(page.locator(".st-row")).to_have_count(2)
    marked(trainee)
    trainee.look("training-1-queue")
    # Intake: one is returned, with words.
    page.locator(".st-row").first.get_by_role("link").click()
    expect(page.locator(".st-check")).to_have_count(2)
    marked(trainee)
    page.mouse.wheel(0, 2000)
    marked(trainee)
    trainee.look("training-2-task")
    for at in range(2):
        page.locator(".st-check").nth(at).get_by_role("radio").nth(1).check()
    page.locator("#task_words_0").fill("Какой двор?")
    page.get_by_role("button", name=said["task.complete"]).click()
    expect(page.locator(".st-done")).to_be_visible()
    # The other is accepted, looked at by an expert, and decided.
    page.locator(".st-row").get_by_role("link").click()
    number = page.locator("h1").inner_text()
    for at in range(2):
        page.locator(".st-check").nth(at).get_by_role("radio").first.check()
    page.get_by_role("button", name=said["task.complete"]).click()
    expect(page.locator(".st-done")).to_contain_text(number)
    for kind, outcome in (("expert", "pass"), ("decision", "refuse")):
        page.get_by_role("link", name=said[f"kind.{kind}"], exact=True).click()
        page.locator(".st-row").filter(has_text=number).get_by_role("link").click()
        page.get_by_label(said[f"outcome.{outcome}"], exact=True).check()
        if kind == "expert":
            page.locator("#q_kind").get_by_role("radio").first.check()
        else:
            page.locator("#task_grounds").get_by_role("checkbox").first.check()
        page.get_by_role("button", name=said["task.complete"]).click()
        expect(page.locator(".st-done")).to_contain_text(number)
    page.get_by_role("link", name=said["area.cases"], exact=True).click()
    expect(page.locator(".st-row").filter(has_text=number)).to_have_count(0)
    page.get_by_role("button", name="Татарча").click()
    marked(trainee, "tt")
    trainee.look("training-3-cases")
    # Anew, everything is as it was.
    page.get_by_role("button", name=TRAINING["tt"]["again"]).click()
    expect(page.locator(".st-row")).to_have_count(2)
    marked(trainee, "tt")

    strange = [one for one in asked if not STATIC.fullmatch(urlsplit(one).path)]
    assert strange == [], "a training asks for its own files and nothing else"
    assert trainee.heard == []


def test_what_is_not_practised_says_so(city: City, trainee: Visit) -> None:
    page = trainee.page
    page.goto(f"{city.stack.url}/staff/?training#/queue/training/expert")
    page.locator(".st-row").get_by_role("link").click()
    page.evaluate("location.hash = '#/case/unknown'")
    expect(page.get_by_role("alert")).to_contain_text(TRAINING["ru"]["not.practised"])
    marked(trainee)
    for link in ("area.counter", "area.letters", "area.registers"):
        expect(page.get_by_role("link", name=SAID["ru"][link], exact=True)).to_have_count(0)
