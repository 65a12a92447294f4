"""A resident reads what can be deleted, asks for it once nothing is under way, thinks again; an operator does it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Resident
from tests.stories.test_a_person_is_erased import command
from tests.support import felling
from tests.support.account import LANGUAGES, TEXTS
from tests.support.city import Applicant, City

TREES = "tree-felling"


def wish(city: City, applicant: Applicant) -> str | None:
    """Since when the account is to be erased."""
    answer = city.deployed.call("GET", "/v1/me/erasure", token=applicant.token)
    assert answer.status == 200, answer.json
    asked: str | None = answer.json["asked_at"]
    return asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_asked_for_and_taken_back(city: City, resident: Resident, language: str) -> None:
    applicant, said = city.applicant(), TEXTS[language]
    filed = city.file(city.someone(), applicant)
    city.until(filed, "closed")
    visit = resident(applicant, language, "#/settings")
    page = visit.page
    for one in ("erasure.goes.files", "erasure.stays.records"):
        expect(page.get_by_text(said[one])).to_be_visible()
    page.get_by_role("button", name=said["erasure.ask"]).click()
    expect(page.get_by_text(said["erasure.sure"])).to_be_visible()
    visit.look(f"account-34-erasure-{language}")
    page.get_by_role("button", name=said["drafts.leave"]).click()
    assert wish(city, applicant) is None
    page.get_by_role("button", name=said["erasure.ask"]).click()
    page.get_by_role("button", name=said["erasure.yes"]).press("Enter")
    expect(page.get_by_text(said["erasure.asked.do"])).to_be_visible()
    visit.look(f"account-35-erasure-asked-{language}", (320, 1280))
    assert wish(city, applicant)
    page.get_by_role("button", name=said["erasure.back"]).click()
    expect(page.get_by_text(said["erasure.back.done"])).to_be_visible()
    assert wish(city, applicant) is None
    assert visit.heard == []


def test_what_is_under_way_is_named_instead(city: City, resident: Resident) -> None:
    applicant, made = city.applicant(), felling.world(city, 971)
    filed = city.file(made, applicant, service=TREES, answers=made.answers)
    said = TEXTS["ru"]
    visit = resident(applicant, "ru", "#/settings")
    page = visit.page
    expect(page.get_by_text(said["erasure.first"])).to_be_visible()
    expect(page.get_by_role("link", name=filed.number)).to_be_visible()
    expect(page.get_by_role("button", name=said["erasure.ask"])).to_have_count(0)
    visit.look("account-36-erasure-first", (320,))
    refused = city.deployed.call("PUT", "/v1/me/erasure", body={"understood": True}, token=applicant.token)
    assert (refused.status, refused.json["type"]) == (409, "urn:okno:problem:still-live")
    assert visit.heard == []


def test_the_operator_erases_who_has_asked(city: City) -> None:
    applicant, busy, made = city.applicant(), city.applicant(), felling.world(city, 972)
    city.until(city.file(city.someone(), applicant), "closed")
    city.until(city.file(city.someone(), busy), "closed")
    for one in (applicant, busy):
        assert city.deployed.call("PUT", "/v1/me/erasure", body={"understood": True}, token=one.token).status == 200
    # Who files something after they have asked waits until it has ended.
    going = city.file(made, busy, service=TREES, answers=made.answers)
    done = command(city, "erase", "--wished")
    assert done.returncode == 0, done.stdout + done.stderr
    assert going.number in done.stdout
    erased = city.deployed.call("PUT", "/v1/me/erasure", body={"understood": True}, token=applicant.token)
    assert (erased.status, erased.json["type"]) == (410, "urn:okno:problem:person-erased")
    assert wish(city, busy)
    assert wish(city, applicant) is None
