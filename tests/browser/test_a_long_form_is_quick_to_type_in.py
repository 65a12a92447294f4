"""A letter is work for its own question alone, however long the form: counted, since time depends on the machine."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import CDPSession, expect

from tests.browser.conftest import Opened
from tests.support import long_form
from tests.support.chromium import Visit
from tests.support.city import City

SERVICE = "resident-parking-permit"
SHORT, LONG = 10, 95
MOST_CALLS = 4_000
"""Functions of the widget called for a letter; 670,000 while each asked every question whether it had changed."""
AT = "question_5"
LETTERS = "street"


def at_a_form(city: City, opened: Opened, questions: int) -> Visit:
    """Open a form of so many questions on a portal, and go to one of its first."""
    visit = opened(768)
    visit.page.route("**/v1/catalogue/services/*", long_form.instead(questions))
    visit.page.goto(f"{str(city.stack.url).replace('localhost', 'portal.localhost')}/?service={SERVICE}&lang=tt")
    visit.locator(f"#q_{AT}").click()
    return visit


def counting(visit: Visit) -> CDPSession:
    """Have calls of functions counted; optimised code counts them too."""
    devtools = visit.page.context.new_cdp_session(visit.page)
    devtools.send("Profiler.enable")
    devtools.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": False})
    return devtools


def calls(devtools: CDPSession) -> int:
    """How often functions of the widget were called since this was last asked."""
    told = devtools.send("Profiler.takePreciseCoverage")["result"]
    ours = [one for script in told if "widget" in script["url"] for one in script["functions"]]
    return sum(int(one["ranges"][0]["count"]) for one in ours)


def typed(visit: Visit) -> list[int]:
    """Type a word; give how many calls each letter but the first cost."""
    visit.page.keyboard.press(LETTERS[0])
    devtools = counting(visit)
    counts = []
    calls(devtools)
    for letter in LETTERS[1:]:
        visit.page.keyboard.press(letter)
        counts.append(calls(devtools))
    return counts


def kept(visit: Visit) -> dict[str, Any]:
    """The answers as this tab keeps them."""
    read = "(name) => sessionStorage.getItem(`okno:${name}`)"
    found: dict[str, Any] = json.loads(visit.page.evaluate(read, SERVICE))["answers"]
    return found


def test_a_letter_costs_hardly_more_in_a_form_of_a_hundred_questions(city: City, opened: Opened) -> None:
    few = typed(at_a_form(city, opened, SHORT))
    visit = at_a_form(city, opened, LONG)
    many = typed(visit)
    assert max(many) < MOST_CALLS, many
    assert max(many) < 3 * max(few), (few, many)
    # Cheap isn't late: each letter is kept as soon as it is typed, and the server is still asked about it.
    with visit.page.expect_request("**/v1/applications/check") as asked:
        visit.page.keyboard.press("s")
    assert kept(visit) == {AT: f"{LETTERS}s"}
    assert json.loads(asked.value.post_data or "{}")["answers"] == {AT: f"{LETTERS}s"}


def test_what_is_out_of_sight_is_found_by_its_mistake(city: City, opened: Opened) -> None:
    visit = at_a_form(city, opened, LONG)
    visit.page.keyboard.insert_text("урам")
    visit.locator("button[type=submit]").first.click()
    last = LONG - 1
    visit.locator(f".ms-summary a[href='#q_question_{last}']").click()
    field = visit.locator(f"#q_question_{last}")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport(ratio=1)
    expect(field).to_have_attribute("aria-invalid", "true")
    visit.look("tt-long-form", (320,))
