"""Lost connections, a server that is down, files that can't be taken: a sentence says what to do, and all is kept."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from playwright.sync_api import Route, expect

from infra.commands import stack
from tests.browser.conftest import Portal
from tests.support import from_portal, sample_files
from tests.support.chromium import Visit
from tests.support.city import City, wait_for
from tests.support.form_filler import NEXT, FormFiller, code_of
from tests.support.situations import shipped

SERVICE = "resident-parking-permit"
DIG, KNOWN = "excavation-order", "developer_name"
FELLING = "tree-felling"
FIRM = "ООО «Тестовая переправа»"
TEXTS = {
    language: json.loads((stack.PROJECT / "web" / "src" / "i18n" / f"{language}.json").read_text("utf-8"))
    for language in ("ru", "tt", "en")
}
ELEVEN_MEGABYTES = 11 * 1024 * 1024


def kept(city: City, service: str, answers: dict[str, Any]) -> str:
    """Keep answers as somebody did on another device; give the code."""
    body = {"service": service, "answers": answers, "language": "ru"}
    answer = city.deployed.call("POST", "/v1/drafts", body=body)
    assert answer.status == 201, answer.json
    return str(answer.json["code"])


def resumed(city: City, visit: Visit, service: str, language: str, code: str) -> FormFiller:
    """Go on with a code, in the form of a service."""
    form = FormFiller.of(visit, city.deployed, service, language)
    visit.page.get_by_text(TEXTS[language]["draft.have"]).click()
    visit.page.get_by_label(TEXTS[language]["draft.code"]).fill(code)
    visit.page.get_by_role("button", name=TEXTS[language]["draft.resume"]).click()
    expect(visit.page.get_by_text(TEXTS[language]["draft.have"])).to_have_count(0)
    return form


def test_a_lost_answer_and_a_second_try_are_one_application(city: City, portal: Portal) -> None:
    nobody, world = city.applicant(signed_in=False), city.someone()
    visit = portal(SERVICE, "en")
    form = resumed(city, visit, SERVICE, "en", kept(city, SERVICE, world.answers))
    form.until(TEXTS["en"]["contact.title"], {})
    form.field("email").fill("nobody")
    visit.locator(NEXT).click()
    expect(visit.locator(".ms-summary")).to_contain_text(TEXTS["en"]["wrong.email"])
    form.field("email").fill("")
    form.field("phone").fill(nobody.phone)
    form.next()
    # Without a connection nothing is sent, and the sentence says what to do.
    visit.page.context.set_offline(True)
    visit.locator(NEXT).click()
    expect(visit.locator(".ms-summary")).to_contain_text(TEXTS["en"]["trouble.offline.do"])
    visit.look("en-offline")
    visit.page.context.set_offline(False)
    form.next()

    (message,) = wait_for(lambda: city.sms(nobody), "the confirmation code")
    code = code_of(message)
    form.field("code").fill("000000" if code != "000000" else "111111")
    visit.locator(NEXT).click()
    expect(form.field("code")).to_have_attribute("aria-invalid", "true")
    visit.look("en-wrong-code")

    arrived: list[str] = []

    def lose(route: Route) -> None:
        arrived.append(route.fetch().json()["number"])
        route.abort()

    visit.page.route("**/v1/applications", lose, times=1)
    form.field("code").fill(code)
    visit.locator(NEXT).click()
    expect(visit.locator(".ms-summary")).to_contain_text(TEXTS["en"]["trouble.offline.do"])
    visit.locator(NEXT).click()
    expect(visit.locator(".ms-receipt dd").first).to_have_text(arrived[0])
    visit.page.reload()
    expect(visit.locator(".ms-receipt dd").first).to_have_text(arrived[0])
    assert len(wait_for(lambda: city.records("plate", world.answers["vehicle_plate"]), "the permit")) == 1
    # With the number and the secret it is followed from any other page.
    number, secret = visit.locator(".ms-receipt dd").all_inner_texts()
    elsewhere = portal("archive-extract", "tt")
    elsewhere.page.get_by_text(TEXTS["tt"]["follow.have"]).click()
    elsewhere.page.get_by_label(TEXTS["tt"]["receipt.number"]).fill(number)
    elsewhere.page.get_by_label(TEXTS["tt"]["receipt.secret"]).fill(secret)
    elsewhere.page.get_by_role("button", name=TEXTS["tt"]["follow.show"]).click()
    expect(elsewhere.locator(".ms-status")).to_have_text(TEXTS["tt"]["status.granted"], timeout=20_000)
    elsewhere.look("tt-followed")


def test_another_language_and_another_device_go_on_where_one_was(city: City, portal: Portal) -> None:
    world = city.someone()
    visit = portal(SERVICE, "ru")
    form = FormFiller.of(visit, city.deployed, SERVICE, "ru")
    form.page(world.answers)
    form.next()
    form.answer("dwelling", world.answers["dwelling"])
    visit.page.evaluate("document.querySelector('municipal-service').lang = 'tt'")
    form.language = "tt"
    expect(visit.locator(NEXT)).to_have_text(TEXTS["tt"]["next"])
    expect(form.field("dwelling")).to_have_value(world.answers["dwelling"])
    visit.page.get_by_role("button", name=TEXTS["tt"]["draft.save"]).click()
    code = visit.locator(".ms-later .ms-code").inner_text()
    visit.look("tt-saved")

    elsewhere = portal(SERVICE, "ru")
    there = resumed(city, elsewhere, SERVICE, "ru", code)
    expect(there.field("surname")).to_have_value(world.answers["surname"])
    there.next()
    expect(there.field("dwelling")).to_have_value(world.answers["dwelling"])
    assert visit.heard == [] == elsewhere.heard


def test_a_register_is_believed_or_disputed(city: City, portal: Portal) -> None:
    inn, ogrn = "1655000974", "1021600009936"
    city.import_("legal-entities", [{"inn": inn, "ogrn": ogrn, "name": FIRM, "status": "active"}])
    answers = {**shipped().service(DIG).examples[0]["answers"], "developer_inn": inn, "developer_ogrn": ogrn}
    del answers[KNOWN]
    visit = portal(DIG, "tt")
    form = resumed(city, visit, DIG, "tt", kept(city, DIG, answers))
    # A firm says first who it is.
    visit.locator(NEXT).click()
    expect(visit.locator(".ms-summary li")).to_have_count(1)
    visit.page.get_by_label(TEXTS["tt"]["applicant.kind.organisation"], exact=True).check()
    form.field("applicant_name").fill(FIRM)
    visit.look("tt-applicant")
    form.next()
    card = visit.locator(".ms-known")
    expect(card).to_contain_text(FIRM)
    expect(card).to_contain_text(f"{city.today().year} ел")
    expect(form.field(KNOWN)).to_have_count(0)
    visit.look("tt-known")
    card.get_by_role("button").click()
    expect(form.field(KNOWN)).to_have_value(FIRM)
    visit.locator(NEXT).click()
    expect(visit.locator(".ms-summary")).to_contain_text(TEXTS["tt"]["known.why.needed"])
    visit.page.get_by_label(TEXTS["tt"]["known.why"]).fill("Исеме былтыр үзгәрде.")
    form.field(KNOWN).fill("ООО «Яңа исем»")
    visit.look("tt-disputed")
    form.next()
    # What the server says of a firm has its place, too: nothing is wrong with it.
    checked = city.deployed.call("GET", f"/v1/catalogue/services/{DIG}").json["applicants"]
    assert {one["kind"]: one["needs"] for one in checked} == {"organisation": [], "sole_trader": ["ogrnip"]}
    assert visit.heard == []


def test_a_file_is_refused_with_its_reason_and_another_reaches_the_office(city: City, portal: Portal) -> None:
    nobody = city.applicant(signed_in=False)
    answers = {
        **shipped().service(FELLING).examples[0]["answers"],
        "felling_on": str(city.today() + timedelta(days=40)),
    }
    visit = portal(FELLING, "ru")
    form = resumed(city, visit, FELLING, "ru", kept(city, FELLING, answers))
    visit.page.get_by_label(TEXTS["ru"]["applicant.kind.person"], exact=True).check()
    form.until(TEXTS["ru"]["documents.title"], {})
    visit.locator(NEXT).click()
    expect(visit.locator(".ms-summary")).to_contain_text(TEXTS["ru"]["documents.needed"])
    photographs = form.field("photographs")
    wrong = visit.locator("#q_photographs__errors")
    photographs.set_input_files({"name": "план.txt", "mimeType": "text/plain", "buffer": b"x"})
    expect(wrong).to_contain_text("план.txt")
    photographs.set_input_files({"name": "дуб.jpg", "mimeType": "image/jpeg", "buffer": bytes(ELEVEN_MEGABYTES)})
    expect(wrong).to_contain_text("10")
    visit.look("ru-file-too-large")
    picture = {"name": "дуб.jpg", "mimeType": "image/jpeg", "buffer": sample_files.image("JPEG")}
    for count, document in enumerate(("photographs", "plan"), 1):
        form.field(document).set_input_files(picture)
        expect(visit.locator(".ms-files li")).to_have_count(count)
    expect(wrong).to_have_count(0)
    visit.look("ru-file-sent")
    form.next()
    from_portal.confirm(city, form, nobody)
    # Files are checked, then a specialist of a department has it: the page says so by itself.
    expect(visit.locator(".ms-answers")).to_contain_text(TEXTS["ru"]["follow.holder"])
    expect(visit.locator(".ms-status")).to_have_text(TEXTS["ru"]["status.verification"], timeout=20_000)
    visit.look("ru-held")
    assert visit.heard == []


def test_a_service_that_is_not_there_and_a_server_that_is_down(portal: Portal) -> None:
    unknown = portal("time-travel-permit", "en")
    expect(unknown.locator(".ms-summary")).to_contain_text(TEXTS["en"]["trouble.service.do"])
    unknown.look("en-unknown-service")
    down = portal("resident-parking-permit", "tt")
    down.locator(NEXT).wait_for()
    down.page.route("**/v1/**", lambda route: route.abort())
    down.page.reload()
    expect(down.locator(".ms-summary")).to_contain_text(TEXTS["tt"]["trouble.offline"])
    down.look("tt-server-down")
    down.page.unroute("**/v1/**")
    down.page.get_by_role("button", name=TEXTS["tt"]["trouble.again"]).click()
    expect(down.locator(NEXT)).to_be_visible()


def test_two_services_on_one_page_and_one_in_a_frame(city: City, portal: Portal) -> None:
    both = portal(f"{SERVICE}&service=archive-extract", "tt")
    expect(both.locator(NEXT)).to_have_count(2)
    framed = portal(f"{SERVICE}&frame=yes", "tt")
    expect(framed.page.frame_locator("iframe").locator(NEXT)).to_be_visible()
    service = city.deployed.call("GET", f"/v1/catalogue/services/{SERVICE}").json
    assert framed.page.frames[1].title() == service["title"]["tt"]
    assert both.heard == [] == framed.heard
