"""A parking permit from a portal of another origin to the register, in each language, with nobody signed in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from infra.commands import pages, stack
from tests.browser.conftest import Portal
from tests.support import chromium
from tests.support.city import City, wait_for
from tests.support.form_filler import NEXT, FormFiller, code_of

SERVICE = "resident-parking-permit"
TEXTS = stack.PROJECT / "web" / "src" / "i18n"
WIDGET_LIMIT = 80 * 1024
"""Bytes of the widget, compressed, before the map: old phones read it over slow lines."""


@pytest.mark.parametrize("language", ["tt", "ru", "en"])
def test_a_permit_is_granted_and_recorded(city: City, portal: Portal, language: str) -> None:
    texts = json.loads((TEXTS / f"{language}.json").read_text("utf-8"))
    widths = chromium.WIDTHS if language == "tt" else (320,)
    nobody, world = city.applicant(signed_in=False), city.someone()
    visit = portal(SERVICE, language, hostile=True)
    form = FormFiller.of(visit, city.deployed, SERVICE, language)

    def look(state: str) -> None:
        visit.look(f"{language}-{state}", widths)

    # Nothing of the portal's sheet reaches in.
    style = "element => ['letterSpacing', 'textTransform', 'fontStyle'].map(name => getComputedStyle(element)[name])"
    assert form.title().evaluate(style) == ["normal", "none", "normal"]
    visit.locator(NEXT).click()
    summary = visit.locator(".ms-summary")
    expect(summary).to_be_focused()
    look("1-errors")
    # Each line leads to its field.
    summary.get_by_role("link").first.click()
    expect(form.field("surname")).to_be_focused()

    first = form.title().inner_text()
    form.page(world.answers)
    look("2-questions")
    form.next()
    assert form.title().inner_text() != first
    # What one answer brings up is there at once, and gone with another answer.
    form.answer("dwelling_basis", "tenant")
    expect(form.field("lease_contract")).to_be_visible()
    look("3-conditions")
    form.answer("dwelling_basis", world.answers["dwelling_basis"])
    expect(form.field("lease_contract")).to_have_count(0)
    form.until(texts["contact.title"], world.answers)
    look("4-contact")
    form.field("phone").fill(f"8 ({nobody.phone[2:5]}) {nobody.phone[5:8]}-{nobody.phone[8:]}")
    form.next()
    expect(visit.locator("dd").filter(has_text=world.answers["vehicle_plate"])).to_be_visible()
    look("5-check")
    form.next()
    (message,) = wait_for(lambda: city.sms(nobody), "the confirmation code")
    form.field("code").fill(code_of(message))
    look("6-code")
    visit.locator(NEXT).click()

    expect(visit.locator(".ms-receipt")).to_be_visible()
    expect(visit.locator(".ms-status")).to_have_text(texts["status.granted"], timeout=20_000)
    look("7-granted")
    (permit,) = city.records("plate", world.answers["vehicle_plate"])
    assert permit["fields"]["zone"] == world.answers["parking_zone"]
    number, secret = visit.locator(".ms-receipt dd").all_inner_texts()
    followed = city.deployed.call("GET", f"/v1/applications/{number}", headers={"Tracking-Secret": secret})
    assert followed.json["outcome"] == "granted"
    assert visit.heard == []


def test_the_widget_is_light() -> None:
    sizes = {path.name: path.stat().st_size for path in Path(pages.SITE).glob("widget.js*")}
    assert sizes["widget.js.gz"] <= WIDGET_LIMIT, sizes
