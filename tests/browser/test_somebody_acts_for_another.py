"""A representative begins on one device and files on another; somebody signed in files without a code."""

from __future__ import annotations

import json
from datetime import timedelta

from playwright.sync_api import expect

from infra.commands import stack
from tests.browser.conftest import Portal
from tests.browser.test_nothing_typed_is_lost import kept, resumed
from tests.support import chromium, sample_files
from tests.support.city import City, wait_for
from tests.support.form_filler import NEXT, FormFiller, code_of
from tests.support.operating import Filed
from tests.support.situations import shipped

SERVICE, PERMIT = "tree-felling", "resident-parking-permit"
TEXTS = json.loads((stack.PROJECT / "web" / "src" / "i18n" / "ru.json").read_text("utf-8"))
PICTURE = {"name": "дуб.jpg", "mimeType": "image/jpeg", "buffer": sample_files.image("JPEG")}
SON = "Гарипов Тимур Ренатович"
NUMBER = "16 АА 1234567"
expect.set_options(timeout=chromium.PATIENCE_MS)


def test_a_representative_goes_on_elsewhere_and_files(city: City, portal: Portal) -> None:
    nobody = city.applicant(signed_in=False)
    example = shipped().service(SERVICE).examples[0]
    answers = {**example["answers"], "felling_on": str(city.today() + timedelta(days=40))}
    visit = portal(SERVICE, "ru")
    form = resumed(city, visit, SERVICE, "ru", kept(city, SERVICE, answers))
    page = visit.page
    page.get_by_label(TEXTS["applicant.kind.person"], exact=True).check()
    page.get_by_label(TEXTS["applicant.representative"]).check()
    visit.locator(NEXT).click()
    expect(visit.locator(".ms-summary li")).to_have_count(5)
    visit.look("ru-representative")
    form.field("applicant_representative_name").fill(SON)
    page.get_by_label(TEXTS["applicant.kind.power-of-attorney"], exact=True).check()
    form.field("applicant_representative_authority_number").fill(NUMBER)
    day = "applicant_representative_authority"
    for name, year in (("issued_on", city.today().year - 1), ("valid_until", city.today().year + 1)):
        for part, typed in (("year", str(year)), ("month", "1"), ("day", "15")):
            visit.locator(f"#q_{day}_{name}_{part}").fill(typed)
    form.next()
    form.until(TEXTS["documents.title"], {})
    for count, document in enumerate(("authority", "photographs", "plan"), 1):
        form.field(document).set_input_files(PICTURE)
        expect(visit.locator(".ms-files li")).to_have_count(count)
    page.get_by_role("button", name=TEXTS["draft.save"]).click()
    code = visit.locator(".ms-later .ms-code").inner_text()

    # Who applies, for whom and with what papers is there on another device, too.
    elsewhere = portal(SERVICE, "ru")
    there = resumed(city, elsewhere, SERVICE, "ru", code)
    expect(there.field("applicant_representative_name")).to_have_value(SON)
    expect(elsewhere.locator(f"#q_{day}_valid_until_year")).to_have_value(str(city.today().year + 1))
    there.until(TEXTS["documents.title"], {})
    expect(elsewhere.locator(".ms-files li")).to_have_count(3)
    there.next()
    there.field("phone").fill(nobody.phone)
    there.next()
    expect(elsewhere.locator("dd").filter(has_text=SON)).to_be_visible()
    elsewhere.look("ru-representative-check")
    there.next()
    (message,) = wait_for(lambda: city.sms(nobody), "the confirmation code")
    there.field("code").fill(code_of(message))
    elsewhere.locator(NEXT).click()
    expect(elsewhere.locator(".ms-receipt")).to_be_visible()
    number, secret = elsewhere.locator(".ms-receipt dd").all_inner_texts()
    headers = {"Tracking-Secret": secret}
    followed = city.deployed.call("GET", f"/v1/applications/{number}", headers=headers).json
    path = f"/v1/cases/{followed['application']}-1"
    case = city.deployed.call("GET", path, token=city.deployed.staff("trees-intake@example.org"))
    assert case.status == 200, case.json
    assert case.json["applicant"]["representative"]["name"] == SON
    assert "authority" in json.dumps(case.json["applicant"]["representative"])
    assert visit.heard == [] == elsewhere.heard


def test_who_is_signed_in_files_without_a_code(city: City, portal: Portal) -> None:
    applicant, world = city.applicant(), city.someone()
    visit = portal(PERMIT, "ru")
    asked: list[tuple[str, bool]] = []
    visit.page.on("request", lambda one: asked.append((one.url, "authorization" in one.headers)))
    form = FormFiller.of(visit, city.deployed, PERMIT, "ru")
    give = "token => { document.querySelector('municipal-service').token = () => token }"
    visit.page.evaluate(give, applicant.token)
    form = FormFiller.of(visit, city.deployed, PERMIT, "ru")
    form.until(TEXTS["contact.title"], world.answers)
    # Nothing has to be said of where to write: the account is told.
    form.next()
    expect(visit.page.get_by_text(TEXTS["check.help.signed"])).to_be_visible()
    visit.look("ru-signed-in-check")
    visit.locator(NEXT).click()
    expect(visit.locator(".ms-receipt")).to_be_visible()
    number, secret = visit.locator(".ms-receipt dd").all_inner_texts()
    own = city.deployed.call("GET", "/v1/applications", token=applicant.token).json["items"]
    assert [one["number"] for one in own] == [number]
    assert not city.sms(applicant), "no code was sent"
    city.until(Filed(number, secret, "", applicant, world, {}), "closed")
    # The catalogue is asked as everybody asks; no token stands in the page or in storage.
    assert not [url for url, signed in asked if signed and "/v1/catalogue" in url]
    left = "[document.documentElement.outerHTML, JSON.stringify({...sessionStorage, ...localStorage})].join()"
    assert str(applicant.token) not in visit.page.evaluate(left)
    assert visit.heard == []
