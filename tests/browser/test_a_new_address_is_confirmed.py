"""A resident changes where they are written to: the old address stays until the code that came to the new is shown."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Resident
from tests.support.account import LANGUAGES, SHARED, TEXTS
from tests.support.city import Applicant, City, wait_for
from tests.support.form_filler import code_of


def kept(city: City, applicant: Applicant) -> dict[str, str]:
    """Where the account is written to."""
    return dict(city.deployed.call("GET", "/v1/me", token=applicant.token).json["contact"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_phone_and_email_are_confirmed_each_by_its_code(city: City, resident: Resident, language: str) -> None:
    applicant, said, shared = city.applicant(), TEXTS[language], SHARED[language]
    new = replace(applicant, email=f"new-{uuid.uuid4().hex[:8]}@example.org")
    visit = resident(applicant, language, "#/settings")
    page = visit.page
    page.locator("#my-phone").fill(new.phone)
    page.locator("#my-email").fill(new.email)
    page.get_by_role("button", name=said["settings.save"]).click()
    phone, email = page.locator("#my-phone_code"), page.locator("#my-email_code")
    expect(phone).to_be_focused()
    expect(page.get_by_text(said["settings.code.none"]).first).to_be_visible()
    (message,) = wait_for(lambda: city.sms(new), "the code by SMS")
    confirm = page.get_by_role("button", name=said["settings.confirm"])
    phone.fill(code_of(message))
    confirm.click()
    expect(email).to_be_focused()
    expect(page.get_by_text(shared["code.needed"])).to_be_visible()
    visit.look(f"account-33-codes-{language}")
    email.fill("000000")
    email.press("Enter")
    expect(email).to_have_attribute("aria-invalid", "true")
    assert kept(city, applicant) == {}
    (letter,) = wait_for(lambda: city.emails(new), "the code by e-mail")
    email.fill(code_of(letter.replace(new.email, "")))
    confirm.click()
    expect(page.get_by_text(said["settings.saved"])).to_be_visible()
    expect(phone).to_have_count(0)
    assert kept(city, applicant) == {"phone": new.phone, "email": new.email}
    # Another language alone asks for no code.
    page.get_by_label("English").last.check()
    page.get_by_role("button", name=said["settings.save"]).click()
    expect(page.get_by_text(said["settings.saved"])).to_be_visible()
    assert [one for one in visit.heard if "400" not in one] == []


def test_another_address_asks_for_another_code(city: City, resident: Resident) -> None:
    applicant, other = city.applicant(), city.applicant()
    said = TEXTS["en"]
    visit = resident(applicant, "en", "#/settings")
    page = visit.page
    page.locator("#my-phone").fill(applicant.phone)
    page.get_by_role("button", name=said["settings.save"]).click()
    code = page.locator("#my-phone_code")
    expect(code).to_be_visible()
    page.locator("#my-phone").fill(other.phone)
    expect(code).to_have_count(0)
    page.get_by_role("button", name=said["settings.save"]).click()
    expect(code).to_be_focused()
    (message,) = wait_for(lambda: city.sms(other), "the code")
    code.fill(code_of(message))
    page.get_by_role("button", name=said["settings.confirm"]).click()
    expect(page.get_by_text(said["settings.saved"])).to_be_visible()
    assert kept(city, applicant) == {"phone": other.phone}
    assert visit.heard == []
