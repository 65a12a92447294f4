"""A resident who is signed in finds what they saved in their account, goes on with it, or deletes it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Resident
from tests.support.account import LANGUAGES, SHARED, TEXTS
from tests.support.city import Applicant, City
from tests.support.form_filler import NEXT, FormFiller

SERVICE = "resident-parking-permit"


def kept(city: City, applicant: Applicant) -> list[dict[str, str]]:
    """What the account lists."""
    return list(city.deployed.call("GET", "/v1/me/drafts", token=applicant.token).json["items"])


def test_a_saved_application_is_in_the_account_and_goes_on_there(city: City, resident: Resident) -> None:
    applicant, world = city.applicant(), city.someone()
    said, shared = TEXTS["tt"], SHARED["tt"]
    visit = resident(applicant, "tt", "#/drafts")
    page = visit.page
    expect(page.get_by_text(said["drafts.empty"])).to_be_visible()
    page.evaluate("service => { location.hash = `#/apply/${service}` }", SERVICE)
    form = FormFiller.of(visit, city.deployed, SERVICE, "tt")
    form.field("surname").fill(world.answers["surname"])
    page.get_by_role("button", name=shared["draft.save"]).click()
    expect(visit.locator("municipal-service .ms-code")).to_be_visible()
    [one] = kept(city, applicant)
    # On another device nothing of it lies in the tab.
    elsewhere = resident(applicant, "tt", "#/drafts")
    row = elsewhere.locator(".acc-draft")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(one["title"]["tt"])  # type: ignore[index]
    expect(row).to_contain_text(one["code"])
    row.get_by_role("button", name=said["drafts.open"]).click()
    form = FormFiller.of(elsewhere, city.deployed, SERVICE, "tt")
    expect(form.field("surname")).to_have_value(world.answers["surname"])
    form.until(shared["contact.title"], world.answers)
    form.field("phone").fill(applicant.phone)
    form.next()
    elsewhere.locator(NEXT).click()
    expect(elsewhere.locator(".ms-receipt")).to_be_visible()
    assert kept(city, applicant) == [], "what is filed is a draft no more"
    elsewhere.page.get_by_role("link", name=said["nav.drafts"], exact=True).click()
    expect(elsewhere.page.get_by_text(said["drafts.empty"])).to_be_visible()
    assert visit.heard == elsewhere.heard == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_is_deleted_once_it_is_confirmed(city: City, resident: Resident, language: str) -> None:
    applicant, said = city.applicant(), TEXTS[language]
    for _ in range(2):
        body = {"service": SERVICE, "answers": {}, "language": language}
        assert city.deployed.call("POST", "/v1/drafts", body=body, token=applicant.token).status == 201
    visit = resident(applicant, language, "#/drafts")
    page, rows = visit.page, visit.locator(".acc-draft")
    expect(rows).to_have_count(2)
    rows.first.get_by_role("button", name=said["drafts.delete"], exact=True).press("Enter")
    question = page.get_by_text(said["drafts.delete.sure"])
    expect(question).to_be_focused()
    visit.look(f"account-30-drafts-{language}")
    page.get_by_role("button", name=said["drafts.leave"]).click()
    expect(question).to_have_count(0)
    assert len(kept(city, applicant)) == 2
    [_, gone] = [row.inner_text() for row in rows.all()]
    rows.last.get_by_role("button", name=said["drafts.delete"], exact=True).click()
    page.get_by_role("button", name=said["drafts.delete.yes"]).click()
    expect(page.get_by_text(said["drafts.deleted"])).to_be_visible()
    expect(rows).to_have_count(1)
    [left] = kept(city, applicant)
    assert left["code"] not in gone
    assert visit.heard == []


def test_opening_one_asks_before_it_replaces_what_the_tab_holds(city: City, resident: Resident) -> None:
    applicant, said = city.applicant(), TEXTS["ru"]
    body = {"service": SERVICE, "answers": {"surname": "Черновикова"}, "language": "ru"}
    city.deployed.call("POST", "/v1/drafts", body=body, token=applicant.token)
    visit = resident(applicant, "ru", f"#/apply/{SERVICE}")
    form = FormFiller.of(visit, city.deployed, SERVICE, "ru")
    form.field("surname").fill("Здешняя")
    form.field("surname").blur()
    visit.page.get_by_role("link", name=said["nav.drafts"], exact=True).click()
    visit.locator(".acc-draft").get_by_role("button", name=said["drafts.open"]).click()
    expect(visit.page.get_by_text(said["drafts.open.sure"])).to_be_visible()
    visit.look("account-31-drafts-replace", (320, 1280))
    visit.page.get_by_role("button", name=said["drafts.open.yes"]).click()
    form = FormFiller.of(visit, city.deployed, SERVICE, "ru")
    expect(form.field("surname")).to_have_value("Черновикова")
