"""A resident who has signed in files: no code is asked for, and the application is in their account at once."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Resident
from tests.support.account import SHARED, TEXTS
from tests.support.city import City, wait_for
from tests.support.form_filler import NEXT, FormFiller

SERVICE = "resident-parking-permit"


def test_an_application_is_in_the_account_at_once(city: City, resident: Resident) -> None:
    applicant, world = city.applicant(), city.someone()
    said, shared = TEXTS["tt"], SHARED["tt"]
    visit = resident(applicant, "tt")
    page = visit.page
    expect(page.get_by_text(said["home.empty"])).to_be_visible()
    visit.look("account-20-empty", (320,))
    page.get_by_role("link", name=said["nav.apply"], exact=True).click()
    expect(visit.locator(".acc-row").first).to_be_visible()
    visit.look("account-21-services")
    title = city.deployed.call("GET", f"/v1/catalogue/services/{SERVICE}").json["title"]["tt"]
    page.get_by_role("link", name=title, exact=True).click()
    expect(visit.locator("municipal-service .ms-service")).to_be_visible()
    form = FormFiller.of(visit, city.deployed, SERVICE, "tt")
    form.until(shared["contact.title"], world.answers)
    form.field("phone").fill(applicant.phone)
    form.next()
    visit.look("account-22-check", (320, 1280))
    visit.locator(NEXT).click()
    expect(visit.locator(".ms-receipt")).to_be_visible()
    expect(page.get_by_text(said["apply.filed"])).to_be_visible()
    visit.look("account-23-filed", (320, 768))
    own = city.deployed.call("GET", "/v1/applications", token=applicant.token).json["items"]
    assert [one["service"] for one in own] == [SERVICE]
    assert city.sms(applicant) == [] or all("код" not in one for one in city.sms(applicant)), "no code was sent"
    page.get_by_role("link", name=own[0]["number"]).first.click()
    expect(visit.locator(".ms-status")).to_have_text(shared["status.granted"])
    assert visit.heard == []


def test_what_was_saved_under_a_code_goes_on_in_the_account(city: City, resident: Resident) -> None:
    world, said, shared = city.someone(), TEXTS["ru"], SHARED["ru"]
    body = {"service": SERVICE, "answers": {"surname": world.answers["surname"]}, "language": "ru"}
    kept = city.deployed.call("POST", "/v1/drafts", body=body).json
    visit = resident(city.applicant(), "ru", "#/apply")
    page = visit.page
    page.locator("#draft").fill("aaaa-aaaa-aaaa-aaaa")
    page.get_by_role("button", name=shared["draft.resume"]).click()
    expect(page.get_by_text(shared["draft.unknown"])).to_be_visible()
    page.locator("#draft").fill(kept["code"])
    page.get_by_role("button", name=shared["draft.resume"]).click()
    form = FormFiller.of(visit, city.deployed, SERVICE, "ru")
    wait_for(lambda: form.field("surname").count(), "the form")
    expect(form.field("surname")).to_have_value(world.answers["surname"])
    assert said["apply.all"] in page.inner_text("main")
    assert [one for one in visit.heard if "404" not in one] == []
