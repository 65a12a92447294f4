"""Whoever holds what will end opens its application in the account, and goes on to a form that is filled in."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import expect

from tests.browser.conftest import Resident
from tests.support import from_portal, officials
from tests.support.account import LANGUAGES, TEXTS
from tests.support.city import City, wait_for
from tests.support.form_filler import FormFiller
from tests.support.works import FIRMS, ROAD, Works

STREET, DAYS_BEFORE = 4950, 21


def test_the_form_opens_with_what_is_known(city: City, resident: Resident) -> None:
    road = Works(city, ROAD, FIRMS[1], STREET, 45)

    def granted() -> bool:
        officials.work_off(city, {road.case_id: ROAD})
        return bool(road.seen()["status"] == "closed")

    wait_for(granted, "the restriction to be granted", 60)
    until = date.fromisoformat(road.days["works_until"])
    city.pass_days((until - timedelta(days=DAYS_BEFORE + 1)).isoformat())

    def offered() -> bool:
        path = f"/v1/applications/{road.number}"
        token = city.deployed.applicant(road.applicant.email)
        return bool(city.deployed.call("GET", path, token=token).json["renewal"])

    wait_for(offered, "the renewal to be offered", 60)
    visit = resident(road.applicant, "ru", f"#/applications/{road.number}")
    for language in LANGUAGES:
        visit.page.locator(f".pub-languages [lang={language}]").click()
        expect(visit.page.get_by_role("link", name=TEXTS[language]["renewal.do"])).to_be_visible()
        visit.look(f"renewal-{language}")
    visit.page.locator(".pub-languages [lang=ru]").click()
    visit.page.get_by_role("link", name=TEXTS["ru"]["renewal.do"]).click()
    form = FormFiller.of(visit, city.deployed, ROAD, "ru")
    from_portal.introduce(form)
    form.next()
    expect(form.field("contact_person")).to_have_value(str(road.answers["contact_person"]), timeout=20_000)
    visit.look("renewal-form", (320, 1280))

    # What is typed by now stays, also where somebody goes back and begins once more.
    form.field("contact_person").fill("Сафина Алсу")
    visit.page.go_back()
    visit.page.get_by_role("link", name=TEXTS["ru"]["renewal.do"]).click()
    expect(form.field("contact_person")).to_have_value("Сафина Алсу")
    assert visit.heard == []
