"""Staff record advice and go on with it, look a record up, find a case by its number."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.support import desk, felling, workplace
from tests.support.city import City
from tests.support.form_filler import FormFiller
from tests.support.workplace import SignedIn

SERVICE, REGISTER = "resident-parking-permit", "parking-permits"
SAID = workplace.texts()
ADVICE, REGISTERS, CASES = (workplace.texts(one) for one in ("consultations", "registers", "cases"))
COUNTER = workplace.texts("counter")


def filled(city: City, page: Page, visit: Any, answers: dict[str, Any]) -> None:
    """Fill a service's questions where they stand on one page."""
    told = city.deployed.call("GET", f"/v1/catalogue/services/{SERVICE}").json
    form = FormFiller(visit, told, "ru")
    page.locator("#q_surname").wait_for()
    for name in (name for one in told["ui"]["pages"] for name in one["fields"] if name in answers):
        form.answer(name, answers[name])


def test_advice_is_recorded_and_becomes_an_application_at_the_counter(city: City, signed_in: SignedIn) -> None:
    said, advice, world = SAID["ru"], ADVICE["ru"], city.someone()
    told = city.deployed.call("GET", f"/v1/catalogue/services/{SERVICE}").json
    visit = signed_in(desk.TYPER, "ru", "#/consultations")
    page = visit.page
    page.get_by_role("link", name=advice["new"]).click()
    page.get_by_role("button", name=advice["keep"]).click()
    expect(page.locator(".ms-summary")).to_be_focused()
    visit.look("consultations-1-wrong", (320,))
    page.locator("#q_service").select_option(label=told["title"]["ru"])
    page.locator("#q_topic").select_option(label=advice["topic.documents"])
    page.locator("#q_question").fill("Что принести?")
    page.locator("#q_answer").fill("Достаточно паспорта.")
    page.locator("#q_minutes").fill("7")
    page.locator("#q_name").fill("Гөлнара")
    page.locator("#q_phone").fill("8 917 000-11-22")
    expect(page.locator(".ms-summary")).to_have_count(0)
    page.get_by_role("button", name=advice["keep"]).click()
    expect(page.locator(".st-record")).to_contain_text("Достаточно паспорта.")
    where = page.url
    page.get_by_role("button", name=advice["on.begin"]).click()
    visit.look("consultations-2-code")
    page.get_by_role("link", name=advice["on.here"]).click()
    expect(page.locator("#way_phone")).to_have_value("+79170001122")
    page.locator("#who_channel").get_by_label(COUNTER["ru"]["ask.channel.counter"]).check()
    expect(page.locator("#q_scan")).to_have_count(0)
    page.locator("#who_document_number").fill("9200 000000")
    filled(city, page, visit, world.answers)
    page.get_by_role("button", name=COUNTER["ru"]["form.file"]).click()
    page.wait_for_url("**/#/counter/-/*")
    number = page.url.rpartition("/")[2]
    page.goto(where)
    expect(page.locator("main .st-good")).to_have_text(advice["became"])

    # The case is found by its number, which shows it ended or not.
    page.get_by_role("link", name=said["area.cases"], exact=True).click()
    page.locator("#number").fill("17")
    page.get_by_role("button", name=CASES["ru"]["find"]).click()
    expect(page.get_by_role("alert")).to_have_text(CASES["ru"]["number.wrong"])
    page.locator("#number").fill(number)
    page.get_by_role("button", name=CASES["ru"]["find"]).click()
    expect(page.locator(".st-row")).to_have_count(1)
    page.locator(".st-row").get_by_role("link", name=number).click()
    expect(page.get_by_role("heading", name=number)).to_be_visible()
    expect(page.locator(".st-left, main").first).to_contain_text(world.answers["vehicle_plate"])
    page.get_by_role("link", name=re.compile(said["back"])).click()
    expect(page.locator("#number")).to_be_visible()
    assert visit.heard == []


def test_a_registrar_looks_a_record_up_and_says_that_the_register_is_silent(city: City, signed_in: SignedIn) -> None:
    said, world = REGISTERS["tt"], city.someone()
    filed = city.file(world)
    city.until(filed, "closed")
    visit = signed_in("registrar@example.org", "tt", "#/registers")
    page = visit.page
    page.locator(f'a[href="#/registers/{REGISTER}"]').click()
    page.locator("#field").select_option(index=0)
    page.locator("#value").fill(world.answers["vehicle_plate"])
    page.get_by_role("button", name=said["find"]).click()
    expect(page.locator(".st-row")).to_have_count(1)
    page.locator(".st-row a").click()
    expect(page.locator(".st-record")).to_contain_text(world.answers["vehicle_plate"])
    expect(page.get_by_text(said["basis.case"])).to_be_visible()
    visit.look("registers-record")
    page.go_back()
    page.get_by_text(said["mark.title"]).click()
    page.locator("#reason").fill("Күчерү бара")
    page.get_by_role("button", name=said["mark.silent"]).click()
    expect(page.locator(".st-no")).to_contain_text("Күчерү бара")
    states = desk.ask(city, "registrar@example.org", "GET", "/v1/registers").json["items"]
    assert next(one for one in states if one["id"] == REGISTER)["availability"]["available"] is False
    page.get_by_role("button", name=said["mark.answers"]).click()
    expect(page.locator(".st-good").first).to_be_visible()
    assert visit.heard == []


def test_a_head_reads_what_is_late(city: City, signed_in: SignedIn) -> None:
    said, cases = SAID["en"], CASES["en"]
    made = felling.world(city, 970)
    application = city.file(made, service="tree-felling", answers=made.answers)
    desk.task(city, application, "intake", "trees-intake@example.org", "external-improvement")
    visit = signed_in("trees-head@example.org", "en", "#/late")
    page = visit.page
    expect(page.get_by_text(cases["late.none"]).or_(page.locator(".st-row")).first).to_be_visible()
    city.advance(days=30)
    page.get_by_role("button", name=cases["kind.case"]).click()
    row = page.locator(".st-row").filter(has_text=application.number)
    expect(row).to_contain_text("late")
    visit.look("late-full")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name=application.number)).to_be_visible()
    assert said["back"] in page.inner_text("main")
