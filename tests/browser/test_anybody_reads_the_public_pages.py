"""Nobody signs in: a service is found and read, an application followed, and figures are the API's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from infra.commands import stack
from tests.support import chromium
from tests.support.chromium import Visit
from tests.support.city import City, Filed, wait_for

FELLING, PERMIT = "tree-felling", "resident-parking-permit"
OFFICE, MOVE = "build-an-office", "move-house"
TEXTS = {
    language: json.loads((stack.PROJECT / "web" / "src" / "public" / "texts" / f"{language}.json").read_text("utf-8"))
    for language in ("ru", "tt", "en")
}
WORDS = {"ru": "рубка", "tt": "агач", "en": "tree"}
"""What somebody types who wants to fell a tree."""
STRANGE = "qwerty"
Open = Callable[..., Visit]


@pytest.fixture
def site(city: City, browser: Browser) -> Iterator[Open]:
    """Opens a public page."""
    contexts = []

    def open_(page: str = "", language: str = "ru") -> Visit:
        context = browser.new_context(viewport={"width": 768, "height": chromium.HEIGHT})
        contexts.append(context)
        visit = chromium.visit(context)
        visit.part = "html"
        visit.page.goto(f"{city.stack.url}/city.html?lang={language}#/{page}")
        return visit

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def granted(city: City) -> Filed:
    """An application that came to its end."""
    filed = city.file(city.someone())
    city.until(filed, "closed")
    return filed


def title(visit: Visit, text: str) -> None:
    """The page has that heading, alone of its rank."""
    expect(visit.locator("h1")).to_have_text(text)


@pytest.mark.parametrize("language", ["ru", "tt", "en"])
def test_every_page_in_a_language(city: City, site: Open, granted: Filed, language: str) -> None:
    say = TEXTS[language]
    read = city.deployed.call("GET", f"/v1/catalogue/services/{FELLING}").json
    visit = site(language=language)
    title(visit, say["services.title"])
    # Found by a word, in any case; a word that is nowhere is said to be so.
    find, cards = visit.page.get_by_label(say["services.find"]), visit.locator(".pub-card")
    find.fill(STRANGE)
    expect(visit.page.get_by_text(say["services.nothing"])).to_be_visible()
    expect(cards).to_have_count(0)
    find.fill(WORDS[language].upper())
    expect(cards).to_have_count(1)
    visit.look(f"{language}-city-1-list")
    visit.page.get_by_role("link", name=read["title"][language]).click()

    title(visit, read["title"][language])
    expect(visit.page).to_have_title(f"{read['title'][language]} – {say['site']}")
    for ground in read["refusal_grounds"]:
        expect(visit.page.get_by_text(ground["text"][language], exact=True)).to_be_visible()
    for document in read["documents"]:
        expect(visit.page.get_by_text(document["title"][language], exact=True)).to_be_visible()
    expect(visit.locator("dd").first).to_contain_text(str(read["term"]["days"]))
    visit.look(f"{language}-city-2-service")
    visit.page.get_by_role("link", name=say["service.apply"]).first.click()
    expect(visit.locator("municipal-service .ms-service")).to_have_text(read["title"][language])

    visit.page.get_by_role("link", name=say["nav.follow"]).click()
    title(visit, say["follow.title"])
    visit.locator("#number").fill(granted.number)
    visit.locator("#secret").fill(f" {granted.secret} ")
    visit.locator("form button").click()
    expect(visit.locator(".ms-status-granted")).to_be_visible()
    visit.look(f"{language}-city-3-follow")

    visit.page.get_by_role("link", name=say["nav.statistics"]).click()
    title(visit, say["figures.title"])
    expect(visit.locator("table")).to_have_count(4)
    visit.look(f"{language}-city-4-figures")
    assert visit.heard == []


def test_statistics_are_the_numbers_of_the_api_and_follow_them(city: City, site: Open, granted: Filed) -> None:
    def counted() -> tuple[dict[str, Any], dict[str, int]]:
        told = city.deployed.call("GET", "/v1/statistics").json
        permits = [row for row in told["rows"] if row["service"] == PERMIT]
        return told["totals"], {
            measure: sum(row["count"] for row in permits if row["measure"] == measure)
            for measure in ("received", "granted", "refused")
        }

    wait_for(lambda: counted()[1]["granted"], "the permit to be counted")
    visit = site("statistics", "en")
    totals, permits = counted()
    catalogue = city.deployed.call("GET", "/v1/catalogue").json["services"]
    (name,) = [one["title"]["en"] for one in catalogue if one["id"] == PERMIT]

    def shown(row: str) -> list[str]:
        return visit.page.get_by_role("row").filter(has_text=row).first.get_by_role("cell").all_inner_texts()

    expect(visit.locator("table")).to_have_count(4)
    assert {key: shown(TEXTS["en"][f"measure.{key}"]) for key in ("received", "granted", "records")} == {
        key: [f"{totals[key]:,}"] for key in ("received", "granted", "records")
    }
    assert shown(name) == [str(number) for number in permits.values()]
    # Each day's bar stands for the number in the table below it.
    assert visit.locator(".pub-figure rect.pub-filed").count() == city.today().day
    days = visit.locator(".pub-figure + table tbody tr")
    assert sum(int(cells.split("\t")[-2]) for cells in days.all_inner_texts()) == totals["received"]
    # One more is filed: the page tells of it by itself.
    city.until(city.file(city.someone()), "closed")
    expect(visit.page.get_by_role("row").filter(has_text=name).get_by_role("cell").first).to_have_text(
        str(permits["received"] + 1), timeout=15_000
    )
    assert visit.heard == []


def test_answers_say_which_services_an_office_needs(site: Open) -> None:
    say = TEXTS["en"]
    visit = site(f"services/{OFFICE}", "en")
    digging = visit.locator(".pub-nodes li").filter(has_text="Excavation order")
    expect(digging).to_contain_text(say["choice.depends"])
    for question in ("What right to the plot", "dig outside", "traffic", "a sign"):
        visit.page.get_by_role("group").filter(has_text=question).get_by_role("radio").last.check()
    expect(digging).to_contain_text(say["choice.out"])
    expect(digging).to_contain_text("You don't dig outside the plot")
    visit.page.get_by_role("group").filter(has_text="dig outside").get_by_role("radio", name=say["yes"]).check()
    expect(digging).to_contain_text(say["choice.in"])
    visit.look("en-city-5-office")
    assert visit.heard == []


def test_what_was_chosen_outlives_a_reload_and_goes_on_into_the_form(site: Open) -> None:
    say = TEXTS["ru"]
    visit = site(f"services/{MOVE}")
    visit.locator(".pub-choice").get_by_role("radio", name=say["yes"]).check()
    parking = visit.locator(".pub-nodes li").filter(has_text="парковочное")
    expect(parking).to_contain_text(say["choice.in"])
    visit.page.reload()
    expect(parking).to_contain_text(say["choice.in"])
    visit.page.get_by_role("link", name=say["service.apply"]).first.click()
    expect(visit.locator("#q_parks_a_car").get_by_label(say["yes"], exact=True)).to_be_checked()
    assert visit.heard == []


def test_a_slow_line_shows_that_something_comes(site: Open, city: City) -> None:
    visit = site("nowhere", "tt")
    held: list[Route] = []
    for pattern in ("**/assets/city-*.js", "**/v1/catalogue"):
        visit.page.route(pattern, lambda route: held.append(route), times=1)
    visit.page.goto(f"{city.stack.url}/city.html?lang=tt&slow#/services", wait_until="commit")
    expect(visit.locator("#early progress")).to_be_visible()
    held.pop().continue_()
    expect(visit.page.get_by_role("status")).to_have_text(TEXTS["tt"]["loading"])
    expect(visit.page.get_by_role("status")).to_have_text(TEXTS["tt"]["loading.slow"])
    visit.look("tt-city-7-slow", (320,))
    held.pop().continue_()
    expect(visit.locator(".pub-card").first).to_be_visible()
    # On paper stands what is read, not what is pressed.
    visit.page.evaluate("location.hash = '#/services/tree-felling'")
    expect(visit.locator(".pub-grounds")).to_be_visible()
    visit.page.emulate_media(media="print")
    expect(visit.page.get_by_role("link", name=TEXTS["tt"]["service.apply"])).to_have_count(0)
    visit.page.set_viewport_size({"width": 768, "height": chromium.HEIGHT})
    visit.page.screenshot(path=chromium.SHEET / "tt-city-8-print-768.png", full_page=True)
    assert visit.heard == []


def test_what_is_not_there_and_a_server_that_is_down(site: Open) -> None:
    say = TEXTS["tt"]
    for address in ("services/time-travel-permit", "nowhere"):
        title(site(address, "tt"), say["lost"])
    down = site("services", "tt")
    down.locator(".pub-card").first.wait_for()
    down.page.route("**/v1/**", lambda route: route.abort())
    for page in ("statistics", f"services/{FELLING}"):
        down.page.evaluate("page => (location.hash = `#/${page}`)", page)
        expect(down.locator(".ms-summary")).to_contain_text(say["offline.do"])
    down.look("tt-city-6-down")
    down.page.unroute("**/v1/**")
    down.locator(".ms-summary button").click()
    expect(down.locator(".pub-grounds li").first).to_be_visible()
    # Another language is spoken at once, and remembered.
    down.page.get_by_role("button", name="Русский").click()
    expect(down.locator("h2").last).to_have_text(TEXTS["ru"]["service.grounds"])
    assert down.page.evaluate("document.documentElement.lang") == "ru"


def test_a_page_whose_script_does_not_come_says_so_and_is_tried_again(site: Open) -> None:
    say = TEXTS["tt"]
    visit = site("services", "tt")
    visit.page.route("**/assets/FollowPage*", lambda route: route.abort())
    visit.page.get_by_role("link", name=say["nav.follow"]).click()
    expect(visit.locator(".ms-summary")).to_contain_text(say["offline.do"])
    visit.look("tt-city-8-no-script", (320,))
    visit.page.unroute("**/assets/FollowPage*")
    visit.locator(".ms-summary button").click()
    title(visit, say["follow.title"])
    # What comes next was brought while nobody waited: without a connection the page is there.
    visit.page.wait_for_load_state("networkidle")
    visit.page.context.set_offline(True)
    visit.page.get_by_role("link", name=say["nav.statistics"]).click()
    expect(visit.locator(".ms-summary")).to_contain_text(say["offline.do"])
    title(visit, say["figures.title"])
