"""Places from a portal of another origin to the officer's page: a tree by keyboard alone, a trench by pointing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playwright.sync_api import Browser, expect

from chalicelib.domain.geometry import Bounds, wrong
from infra.commands import settings, stack
from tests.browser.conftest import Portal
from tests.browser.test_nothing_typed_is_lost import kept, resumed
from tests.browser.test_staff_do_their_tasks import hosted
from tests.support import chromium, desk, sample_files
from tests.support.chromium import Visit
from tests.support.city import City, wait_for
from tests.support.form_filler import NEXT, FormFiller, code_of
from tests.support.situations import shipped

TREES, TRENCH = "tree-felling", "excavation-order"
CLERK, DEPARTMENT = "trees-intake@example.org", "external-improvement"
SOURCE = stack.PROJECT / "web" / "src"
PICTURE = {"name": "дуб.jpg", "mimeType": "image/jpeg", "buffer": sample_files.image("JPEG")}
ANYBODY = {"Access-Control-Allow-Origin": "*"}
SCRIPT = "**/assets/map-*.js*"


def texts(of: str, language: str) -> dict[str, Any]:
    """A catalogue of the pages' texts."""
    read: dict[str, Any] = json.loads((SOURCE / of.format(language)).read_text("utf-8"))
    return read


def bounds() -> Bounds:
    """Where every place of this stack's municipality lies."""
    chosen = settings.load("local").map
    assert chosen is not None
    return chosen.bounds


def answers_of(city: City, service: str) -> dict[str, Any]:
    """The answers of a service's first example, its days in the future."""
    given = dict(shipped().service(service).examples[0]["answers"])
    later = {name: str(city.today() + timedelta(days=40)) for name in given if name in ("felling_on", "works_from")}
    return {**given, **later}


def opened(city: City, visit: Visit, service: str, language: str, name: str) -> FormFiller:
    """Go on with what was typed elsewhere, up to the page with a question."""
    form = resumed(city, visit, service, language, kept(city, service, answers_of(city, service)))
    said = texts("i18n/{}.json", language)
    kind = "organisation" if service == TRENCH else "person"
    visit.page.get_by_label(said[f"applicant.kind.{kind}"], exact=True).check()
    if kind == "organisation":
        form.field("applicant_name").fill("ООО «Казанстрой-Н»")
    while not form.field(name).count():
        form.next()
    expect(visit.locator(".ms-map.leaflet-container")).to_be_visible()
    return form


def answer(visit: Visit, service: str, name: str) -> Any:
    """What the page keeps of an answer."""
    read = "([service, name]) => JSON.parse(sessionStorage.getItem(`okno:${service}`)).answers[name]"
    return visit.page.evaluate(read, [service, name])


def file_it(city: City, form: FormFiller, documents: tuple[str, ...]) -> str:
    """Send documents, contact and code; give the application's number."""
    visit, nobody, said = form.visit, city.applicant(signed_in=False), texts("i18n/{}.json", form.language)
    form.until(said["documents.title"], {})
    for count, document in enumerate(documents, 1):
        form.field(document).set_input_files(PICTURE)
        expect(visit.locator(".ms-files li")).to_have_count(count)
    form.next()
    form.field("phone").fill(nobody.phone)
    form.next()
    visit.look(f"place-check-{form.language}")
    form.next()
    (message,) = wait_for(lambda: city.sms(nobody), "the confirmation code")
    form.field("code").fill(code_of(message))
    visit.locator(NEXT).click()
    expect(visit.locator(".ms-receipt")).to_be_visible()
    number: str = visit.locator(".ms-receipt dd").first.inner_text()
    return number


def clerk_looks(city: City, browser: Browser, number: str, language: str, look: Callable[[Visit], None]) -> None:
    """Somebody signs in and opens the case of an application."""

    def listed() -> str | None:
        query = {"department": DEPARTMENT, "kind": "intake", "limit": "100"}
        found = desk.ask(city, CLERK, "GET", "/v1/tasks", query=query).json["items"]
        return next((one["case"] for one in found if one["number"] == number), None)

    case = wait_for(listed, f"the intake of {number}")
    context = browser.new_context(viewport={"width": 1280, "height": chromium.HEIGHT}, locale=language)
    try:
        visit = chromium.visit(context)
        visit.part = "body"
        visit.page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
        visit.page.goto(f"{city.stack.url}/staff/#/case/{case}")
        visit.page.get_by_role("button", name=texts("staff/texts.{}.json", language)["sign.in"]).click()
        hosted(visit, CLERK)
        visit.page.evaluate("id => { location.hash = `#/case/${id}` }", case)
        expect(visit.locator(".ms-map.leaflet-container").first).to_be_visible()
        look(visit)
        assert visit.heard == []
    finally:
        context.close()


def test_a_tree_is_marked_by_keyboard_alone(city: City, portal: Portal, browser: Browser) -> None:
    visit, said = portal(TREES, "tt", hostile=True), texts("map/texts.{}.json", "tt")
    form = opened(city, visit, TREES, "tt", "trees_on_map")
    keys, ground, status = visit.page.keyboard, visit.locator(".ms-map"), visit.locator(".ms-map-status")
    written = visit.locator("#q_trees_on_map_text")
    form.field("tree_location").focus()
    for _ in range(8):  # what stands between: saying that something isn't clear
        keys.press("Tab")
        if ground.evaluate("element => element.getRootNode().activeElement === element"):
            break
    expect(ground).to_be_focused()
    # The map moves under the crosshair, and what is there is said.
    keys.press("ArrowRight")
    expect(status).to_contain_text("55.")
    before = status.inner_text()
    keys.press("ArrowUp")
    expect(status).to_contain_text("55.")
    expect(status).not_to_have_text(before)
    keys.press("Enter")
    expect(status).to_have_text(said["points"]["other"].replace("{n}", "1"))
    first = written.input_value()
    # A second one by the button, and taken back again.
    keys.press("ArrowLeft")
    expect(status).to_contain_text("55.")
    visit.page.get_by_role("button", name=said["mark"]).press("Enter")
    expect(written).not_to_have_value(first)
    assert answer(visit, TREES, "trees_on_map")["type"] == "MultiPoint"
    visit.look("place-tree-tt")
    visit.page.get_by_role("button", name=said["undo"]).press("Enter")
    expect(written).to_have_value(first)
    assert not wrong(answer(visit, TREES, "trees_on_map"), ("Point",), bounds())
    number = file_it(city, form, ("photographs", "plan"))
    assert visit.heard == []

    def look(seen: Visit) -> None:
        expect(seen.locator(".ms-map .ms-pin")).to_have_count(1)
        expect(seen.locator(".ms-place-text").filter(has_text=first)).to_be_visible()
        seen.look("place-case-tt")

    clerk_looks(city, browser, number, "tt", look)


def test_a_trench_is_outlined_by_pointing(city: City, portal: Portal, browser: Browser) -> None:
    visit, said = portal(TRENCH, "ru", hostile=True), texts("map/texts.{}.json", "ru")
    form = opened(city, visit, TRENCH, "ru", "trench_on_map")
    ground = visit.locator(".ms-map")
    for x, y in ((150, 80), (260, 90), (240, 200)):
        ground.click(position={"x": x, "y": y})
    expect(visit.locator(".ms-corner")).to_have_count(3)
    visit.look("place-trench-line-ru", (320,))
    visit.page.get_by_role("button", name=said["close"]).click()
    expect(visit.locator(".ms-map-status")).to_have_text(said["area"]["few"].replace("{n}", "3"))
    visit.look("place-trench-ru")
    outline = answer(visit, TRENCH, "trench_on_map")
    assert outline["type"] == "Polygon"
    assert not wrong(outline, ("Polygon",), bounds())
    # A reload keeps it.
    visit.page.reload()
    expect(visit.locator(".ms-corner")).to_have_count(3)
    number = file_it(city, form, ("street-scheme", "restoration-guarantee"))
    assert visit.heard == []

    def look(seen: Visit) -> None:
        # The plot is shown, too: its outline comes from the register.
        expect(seen.locator(".ms-map path.ms-drawn")).to_have_count(2)
        longitude, latitude = outline["coordinates"][0][0]
        expect(seen.locator(".ms-place-text").filter(has_text=f"{latitude}, {longitude}")).to_be_visible()
        seen.look("place-case-ru")

    clerk_looks(city, browser, number, "ru", look)


def test_without_the_map_a_place_is_written_and_nothing_is_lost(city: City, portal: Portal) -> None:
    visit, said = portal(TREES, "en"), texts("i18n/{}.json", "en")
    visit.page.route(SCRIPT, lambda route: route.abort())
    form = resumed(city, visit, TREES, "en", kept(city, TREES, answers_of(city, TREES)))
    visit.page.get_by_label(said["applicant.kind.person"], exact=True).check()
    while not form.field("trees_on_map").count():
        form.next()
    expect(visit.page.get_by_text(said["place.lost"])).to_be_visible()
    written = visit.locator("#q_trees_on_map_text")
    written.fill("by the gate")
    visit.locator(NEXT).click()
    expect(visit.locator(".ms-summary")).to_contain_text("55.79421, 49.12145")
    expect(written).to_have_value("by the gate")
    visit.look("place-lost-en")
    # A place elsewhere is refused by the server, at the question.
    written.fill("55.75, 37.62")
    written.blur()
    expect(visit.locator(".ms-field-wrong")).to_contain_text("outside the city")
    written.fill("55.7942, 49.1215; 55.7943, 49.1216")
    written.blur()
    expect(visit.locator(".ms-field-wrong")).to_have_count(0)
    assert answer(visit, TREES, "trees_on_map")["coordinates"] == [[49.1215, 55.7942], [49.1216, 55.7943]]
    # Once its script comes, the map shows what was written.
    visit.page.unroute(SCRIPT)
    visit.page.get_by_role("button", name=said["trouble.again"]).click()
    expect(visit.locator(".ms-map .ms-pin")).to_have_count(2)


def test_a_parcel_is_chosen_on_the_map_or_by_its_number(city: City, portal: Portal) -> None:
    visit, said = portal(TREES, "en"), texts("map/texts.{}.json", "en")
    form = opened(city, visit, TREES, "en", "felling_plot")
    number = form.field("felling_plot")
    number.fill("16:50:990301:1004")
    number.blur()
    status = visit.locator(".ms-map-status").first
    expect(status).to_have_text(said["chosen"].replace("{number}", "16:50:990301:1004"))
    visit.look("place-parcel-en")
    visit.locator(".ms-map").first.focus()
    visit.page.keyboard.press("ArrowRight")
    expect(status).to_contain_text(said["under"].partition("{")[0])
    visit.page.get_by_role("button", name=said["pick"]).press("Enter")
    expect(number).not_to_have_value("16:50:990301:1004")
    assert number.input_value().startswith("16:50:990301:")
    assert visit.heard == []


def test_a_map_that_isnt_what_was_built_is_not_run(city: City, portal: Portal) -> None:
    visit, said = portal(TREES, "en"), texts("i18n/{}.json", "en")
    other = "export const show = () => { document.title = 'taken over' }"
    visit.page.route(SCRIPT, lambda route: route.fulfill(body=other, content_type="text/javascript", headers=ANYBODY))
    form = resumed(city, visit, TREES, "en", kept(city, TREES, answers_of(city, TREES)))
    visit.page.get_by_label(said["applicant.kind.person"], exact=True).check()
    while not form.field("felling_plot").count():
        form.next()
    expect(visit.page.get_by_text(said["place.lost"])).to_be_visible()
    assert visit.page.title() == "Portal"


def test_a_base_map_that_stays_away_leaves_the_plan(city: City, portal: Portal) -> None:
    said = texts("map/texts.{}.json", "en")
    told = city.deployed.call("GET", f"/v1/catalogue/services/{TREES}").json
    told["map"]["tiles"] = "https://tiles.example.org/{z}/{x}/{y}.png"
    visit = portal(TREES, "en")
    visit.page.route(f"**/v1/catalogue/services/{TREES}*", lambda route: route.fulfill(json=told, headers=ANYBODY))
    visit.page.reload()
    opened(city, visit, TREES, "en", "felling_plot")
    # The portal's policy doesn't name the tiles' owner, as a portal may forget to.
    expect(visit.page.get_by_text(said["ground.lost"])).to_be_visible()
    expect(visit.locator(".ms-parcel").first).to_be_attached()
