"""A browser, the built pages, and a portal of another origin under a policy as strict as there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from infra.commands import pages
from tests.support import account, chromium, workplace
from tests.support.chromium import Visit
from tests.support.city import Applicant, City
from tests.support.departments_by_pages import Departments
from tests.support.workplace import SignedIn

HOSTILE = """
* { letter-spacing: .3em !important; text-transform: uppercase !important; line-height: 3 !important; }
html { font-size: 62.5%; }
body, button, input, label, p, dd { font: italic 9px/1 cursive !important; color: #f0f !important; }
button, input { display: none !important; } municipal-service { color: #ff0; font-size: 6px; text-align: right; }
"""
"""What a portal's own sheet may do by carelessness."""

Portal = Callable[..., Visit]
Resident = Callable[..., Visit]
Opened = Callable[..., Visit]
expect.set_options(timeout=chromium.PATIENCE_MS)


@pytest.fixture(scope="session", autouse=True)
def built() -> Iterator[None]:
    """The pages are built from what lies here now; afterwards all pictures of them are on one page."""
    pages.build()
    yield
    chromium.write_sheet()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each visit has a context of its own."""
    with sync_playwright() as playwright:
        opened = chromium.launch(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def departments(city: City, browser: Browser) -> Iterator[Departments]:
    """Everybody who works in the city; whoever has signed in stays so until the end."""
    found = Departments(city, browser)
    yield found
    found.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Opens an empty page with a browser's profile of its own; all are closed in the end."""
    contexts = []

    def open_(width: int, language: str | None = None) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": chromium.HEIGHT}, locale=language)
        contexts.append(context)
        return chromium.visit(context)

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def portal(city: City, opened: Opened) -> Portal:
    """Opens a service on the portal's page; `hostile` adds a sheet that would spoil everything it reaches."""

    def open_(service: str = "resident-parking-permit", language: str = "ru", *, hostile: bool = False) -> Visit:
        visit = opened(768)
        if hostile:
            visit.page.route("**/portal.css", lambda route: route.fulfill(body=HOSTILE, content_type="text/css"))
        address = str(city.stack.url).replace("localhost", "portal.localhost")
        visit.page.goto(f"{address}/?service={service}&lang={language}")
        return visit

    return open_


def at_the_door(opened: Opened, address: str, language: str, says: str) -> Visit:
    """Open a page that asks to sign in, and go to the user pool's page by the button that `says` so."""
    visit = opened(1280, language)
    visit.part = "body"
    visit.page.route("**/favicon.ico", lambda route: route.fulfill(status=204))  # the user pool's page has none
    visit.page.goto(address)
    visit.page.get_by_role("button", name=says).click()
    return visit


@pytest.fixture
def signed_in(city: City, opened: Opened) -> SignedIn:
    """Opens the workplace and signs somebody in at the user pool's page."""

    def open_(email: str, language: str = "ru", at: str = "") -> Visit:
        says = workplace.texts()[language]["sign.in"]
        visit = at_the_door(opened, f"{city.stack.url}/staff/{at}", language, says)
        workplace.hosted(visit, email)
        return visit

    return open_


@pytest.fixture
def resident(city: City, opened: Opened) -> Resident:
    """Opens the Personal Account and signs somebody in at the user pool's page; `at` is where they want to be."""

    def open_(applicant: Applicant, language: str = "ru", at: str = "") -> Visit:
        says = account.TEXTS[language]["sign.in"]
        visit = at_the_door(opened, f"{city.stack.url}/account/{at}", language, says)
        account.hosted(visit, applicant)
        return visit

    return open_
