"""Every page of `web/states` × its states × three languages × three widths: usable by everybody, nothing too wide."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.support import chromium, desk, felling, states
from tests.support.chromium import WIDTHS, Visit
from tests.support.city import City, wait_for
from tests.support.states import LANGUAGES, Shown

WHOLE = bool(os.environ.get("OKNO_STATES"))
"""Whether every state is looked at in every language at every width (`make states`). Else only full pages are: the
sentence of another state is looked at once in each language, and once at each width, which is what may differ."""
Doors = Callable[[str, str | None], Visit]
FELLING, IMPROVEMENT, INTAKE = "tree-felling", "external-improvement", "trees-intake@example.org"


@pytest.fixture(scope="module")
def places(city: City) -> dict[str, str]:
    """What the addresses of the lists name: a Task and the case of an application that waits."""
    made = felling.world(city, 950)
    application = city.file(made, service=FELLING, answers=made.answers)
    task = desk.task(city, application, "intake", INTAKE, IMPROVEMENT)
    remarked(city)
    made_here = {"receipt": lettered(city), "consultation": advised(city), **residents(city)}
    return {"task": task["task"], "case": application.case, **made_here}


def advised(city: City) -> str:
    """A consultation that was recorded; give its id."""
    said = {"topic": "documents", "channel": "phone", "minutes": 5, "question": "Нәрсә кирәк?", "answer": "Паспорт."}
    body = {"department": desk.DEPARTMENT, "service": desk.SERVICE, **said}
    return str(desk.ask(city, desk.TYPER, "POST", "/v1/consultations", body).json["id"])


def remarked(city: City) -> None:
    """Somebody has said that a question isn't clear."""
    bundle = city.deployed.call("GET", f"/v1/catalogue/services/{FELLING}").json["bundle"]
    said = {"service": FELLING, "bundle": bundle, "pointer": "/answers/tree_location", "language": "tt"}
    told = city.deployed.call("POST", "/v1/remarks", body={**said, "text": "Кайсы яктан санарга?"})
    assert told.status == 201, told.json


def lettered(city: City) -> str:
    """A paper that was granted, whose applicant is written to by the office; give its number."""
    filed = desk.paper(city)
    desk.compared(city, desk.colleague(city), filed)
    city.until(filed, "granted")
    query = {"department": desk.DEPARTMENT}
    wait_for(lambda: desk.ask(city, desk.TYPER, "GET", "/v1/letters", query=query).json["items"], "a letter")
    return filed.number


def residents(city: City) -> dict[str, str]:
    """Somebody who was granted something, was told of it, and whose case a head has looked at."""
    applicant = city.applicant()
    granted = city.file(city.someone(), applicant)
    city.until(granted, "closed")
    city.case(granted)
    begun = {"service": "resident-parking-permit", "answers": {}, "language": "tt"}
    city.deployed.call("POST", "/v1/drafts", body=begun, token=applicant.token)
    wait_for(lambda: city.notifications(applicant), "the notifications")
    return {"resident": applicant.email, "own": granted.number}


@pytest.fixture(scope="module")
def doors(city: City, browser: Browser) -> Iterator[Doors]:
    """Everybody who looks at pages; whoever signs in does so once."""
    opened: dict[tuple[str, str | None], Visit] = {}

    def door(opens: str, person: str | None) -> Visit:
        if (opens, person) not in opened:
            context = browser.new_context(viewport={"width": 1280, "height": chromium.HEIGHT}, locale="en")
            visit = opened[opens, person] = chromium.visit(context)
            visit.part = "html"
            if opens:
                visit.page.goto(f"{city.stack.url}{opens}")
            if person:
                sign_in(visit, opens, person)
        return opened[opens, person]

    yield door
    for visit in opened.values():
        visit.page.context.close()


def sign_in(visit: Visit, opens: str, person: str, asks: str = "main button") -> None:
    """Go to the user pool's page by what asks for it, and give name and password there."""
    visit.page.locator(asks).first.click()
    chromium.give_password(visit.page, person, opens)


def speak(visit: Visit, shown: Shown, language: str) -> None:
    """Choose a language on the page as a reader does; a portal says it for the widget."""
    if shown.part == "widget":
        visit.page.evaluate("language => document.querySelector('municipal-service').lang = language", language)
    else:
        visit.page.get_by_role("button", name=LANGUAGES[language], exact=True).click()


@pytest.mark.parametrize("shown", [pytest.param(one, id=one.name) for one in states.listed()])
def test_a_page_in_a_state(city: City, doors: Doors, places: dict[str, str], shown: Shown) -> None:
    person = shown.person and shown.person.format_map(places)
    visit = doors(shown.opens, person)
    page = visit.page
    at = shown.at.format_map(places)
    states.bring_about(page, shown)
    if shown.part == "widget":
        page.goto(f"{str(city.stack.url).replace('localhost', 'portal.localhost')}{at}&lang=ru")
    elif person:
        for hash_ in ("#/away", at):  # a token lives in the page's memory, so the page stays
            page.evaluate("hash => { location.hash = hash; return new Promise(requestAnimationFrame) }", hash_)
            page.evaluate("new Promise(requestAnimationFrame)")
    else:
        page.goto(f"{city.stack.url}{shown.opens}?{shown.state}{at}")
    for language, width in zip(LANGUAGES, WIDTHS, strict=True):
        speak(visit, shown, language)
        states.is_there(visit, shown, language)
        visit.look(f"{shown.name}-{language}", WIDTHS if shown.state == "full" or WHOLE else (width,))
    if shown.state == "expired" and person:
        # Whoever signs in again comes back to where they were.
        page.unroute_all(behavior="ignoreErrors")
        sign_in(visit, shown.opens, person, "[role=alert] button")
        expect(visit.locator(shown.shows).filter(visible=True).first).to_be_visible()
