"""A resident signs in at the user pool's own page and looks after what is theirs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Route, expect

from infra.commands import demo_users, stack
from tests.support import chromium, desk, felling, office
from tests.support.chromium import Visit
from tests.support.city import Applicant, City, Filed, wait_for

TREES, INTAKE, DEPARTMENT = "tree-felling", "trees-intake@example.org", "external-improvement"
LANGUAGES = ("ru", "tt", "en")


def texts(folder: str) -> dict[str, dict[str, str]]:
    """A catalogue of the pages, by language."""
    root = stack.PROJECT / "web" / "src" / folder
    return {one: json.loads((root / f"{one}.json").read_text("utf-8")) for one in LANGUAGES}


TEXTS, SHARED = texts("account/texts"), texts("i18n")
SignedIn = Callable[..., Visit]
expect.set_options(timeout=chromium.PATIENCE_MS)


@pytest.fixture
def signed_in(city: City, browser: Browser) -> Iterator[SignedIn]:
    """Opens the account and signs somebody in at the user pool's page."""
    contexts = []

    def open_(applicant: Applicant, language: str = "ru", at: str = "") -> Visit:
        context = browser.new_context(viewport={"width": 1280, "height": chromium.HEIGHT}, locale=language)
        contexts.append(context)
        visit = chromium.visit(context)
        visit.part = "body"
        visit.page.route("**/favicon.ico", lambda route: route.fulfill(status=204))  # the user pool's page has none
        visit.page.goto(f"{city.stack.url}/account/{at}")
        visit.page.get_by_role("button", name=TEXTS[language]["sign.in"]).click()
        hosted(visit, applicant)
        return visit

    yield open_
    for context in contexts:
        context.close()


def hosted(visit: Visit, applicant: Applicant) -> None:
    """Give name and password on the user pool's page."""
    visit.page.fill("#username", applicant.email)
    visit.page.fill("#password", demo_users.PASSWORD)
    visit.page.get_by_role("button", name="Sign in").click()
    visit.page.wait_for_url(re.compile(r"/account/(#.*)?$"))


def returned(city: City, applicant: Applicant, number: int) -> Filed:
    """A felling that its intake has sent back."""
    made = felling.world(city, number)
    application = city.file(made, applicant, service=TREES, answers=made.answers)
    found = desk.task(city, application, "intake", INTAKE, DEPARTMENT)
    checks = [one["id"] for one in found["checklist"]]
    wrong = {"yes": False, "note": "Не видно, какое это дерево: пришлите план со стрелкой"}
    said = {one: wrong if one == checks[0] else {"yes": True} for one in checks}
    desk.complete(city, INTAKE, found, checklist=said)
    city.until(application, "returned")
    return application


def test_what_is_needed_comes_first(city: City, signed_in: SignedIn, browser: Browser) -> None:
    applicant = city.applicant()
    wrong = returned(city, applicant, 931)
    going = city.file(city.someone(), applicant)
    city.until(going, "closed")
    out = chromium.visit(browser.new_context(locale="tt"))
    out.part = "body"
    out.page.goto(f"{city.stack.url}/account/")
    expect(out.page.get_by_role("button", name=TEXTS["tt"]["sign.in"])).to_be_visible()
    out.look("account-1-out")
    out.page.context.close()

    visit, said = signed_in(applicant), TEXTS["ru"]
    page = visit.page
    needed = visit.locator(".acc-need")
    expect(needed).to_have_count(1)
    expect(needed).to_contain_text(wrong.number)
    rows = visit.locator(".acc-row")
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text(going.number)
    for language in LANGUAGES:
        page.locator(f".pub-languages [lang={language}]").click()
        expect(page.get_by_role("heading", name=TEXTS[language]["needed.title"])).to_be_visible()
        expect(needed).to_have_count(1)
        visit.look(f"account-2-home-{language}")
    page.locator(".pub-languages [lang=ru]").click()
    needed.get_by_role("link", name=said["needed.correct.do"]).click()
    expect(page.get_by_text("пришлите план со стрелкой")).to_be_visible()
    expect(visit.locator(".ms-timeline .ms-now")).to_contain_text(SHARED["ru"]["status.returned"])
    visit.look("account-3-returned")

    page.get_by_role("button", name=said["withdraw"]).click()
    visit.look("account-4-withdraw", (320,))
    page.get_by_role("button", name=said["withdraw.yes"]).click()
    expect(visit.locator(".ms-status")).to_have_text(SHARED["ru"]["status.withdrawn"])
    assert city.follow(wrong)["status"] == "withdrawn"
    page.get_by_role("link", name=said["application.all"]).click()
    expect(page.get_by_text(said["needed.nothing"])).to_be_visible()
    assert visit.heard == []


def test_notifications_are_read_one_by_one_and_all_at_once(city: City, signed_in: SignedIn) -> None:
    applicant = city.applicant()
    application = city.file(city.someone(), applicant, language="tt")
    city.until(application, "closed")
    wait_for(lambda: len(city.notifications(applicant)) == 6, "the notifications")
    visit, said = signed_in(applicant, "tt"), TEXTS["tt"]
    page = visit.page
    page.get_by_role("link", name=said["nav.notifications"]).click()
    entries = visit.locator(".acc-notes li")
    expect(entries).to_have_count(6)
    expect(visit.locator(".acc-new")).to_have_count(6)
    entries.first.locator("summary").click()
    expect(entries.first.locator(".acc-words")).to_contain_text(application.number)
    expect(visit.locator(".acc-new")).to_have_count(5)
    expect(visit.locator(".acc-count")).to_contain_text("5")
    visit.look("account-5-notifications")
    page.get_by_role("button", name=said["notes.mark"]).click()
    expect(page.get_by_text(said["notes.allread"])).to_be_visible()
    assert all(one["read"] for one in city.notifications(applicant))
    assert visit.heard == []


def test_contacts_are_kept_through_everything_that_goes_wrong(city: City, signed_in: SignedIn) -> None:
    applicant = city.applicant()
    visit, said = signed_in(applicant, "en", "#/settings"), TEXTS["en"]
    page = visit.page
    save = page.get_by_role("button", name=said["settings.save"])
    page.locator("#my-phone").fill("123")
    save.click()
    expect(page.locator("#my-phone")).to_be_focused()
    visit.look("account-6-settings")
    page.locator("#my-phone").fill("8 917 000-11-22")
    page.get_by_label("Татарча").last.check()
    # The API is down, then the session ends: a sentence says what to do each time, and what was typed is there.
    page.route("**/v1/me", lambda route: route.abort() if route.request.method == "PUT" else route.continue_())
    save.click()
    expect(page.get_by_role("alert")).to_contain_text(said["offline.do"])
    visit.look("account-7-offline", (320,))
    page.unroute("**/v1/me")

    def ended(route: Route) -> None:
        route.fulfill(status=401, content_type="application/problem+json", body='{"title":"Expired","status":401}')

    page.route("**/v1/me", ended)
    save.click()
    expect(page.get_by_role("alert").filter(has_text=said["sign.ended"])).to_be_visible()
    visit.look("account-8-ended", (320, 1280))
    page.unroute("**/v1/me")
    page.get_by_role("button", name=said["sign.again"]).click()
    hosted(visit, applicant)
    expect(page.locator("#my-phone")).to_have_value("8 917 000-11-22")
    page.get_by_role("button", name=said["settings.save"]).click()
    expect(page.get_by_text(said["settings.saved"])).to_be_visible()
    kept = city.deployed.call("GET", "/v1/me", token=applicant.token).json
    assert (kept["contact"], kept["language"]) == ({"phone": "+79170001122"}, "tt")
    assert [one for one in visit.heard if "401" not in one and "ERR_FAILED" not in one] == []


def test_the_plan_of_a_life_situation_is_a_picture(city: City, signed_in: SignedIn) -> None:
    built = office.file(city)
    belonging = [one for one in built.plan()["nodes"] if one["state"] != "out"]
    visit = signed_in(built.applicant, "ru", f"#/applications/{built.number}")
    parts = visit.locator(".plan-pic ol > li")
    expect(parts).to_have_count(len(belonging))
    waits = sum(len([id for id in one["after"] if id in {node["id"] for node in belonging}]) for one in belonging)
    expect(visit.locator(".plan-pic-curves path")).to_have_count(waits)
    for one in belonging:
        expect(parts.filter(has_text=one["title"]["ru"]).first).to_be_visible()
    visit.look("account-9-plan")
    visit.page.locator(".pub-languages [lang=tt]").click()
    expect(parts).to_have_count(len(belonging))
    visit.look("account-9-plan-tt", (320, 768))
    visit.locator(".plan-pic-what a").first.click()
    expect(visit.page.get_by_role("heading", level=1)).to_be_visible()
    expect(visit.page.get_by_role("link", name=TEXTS["tt"]["application.whole"])).to_be_visible()
    visit.look("account-10-part", (768,))
    assert visit.heard == []
