"""An officer sees on the case's page who applies through whom on what ground, and what the applicant was sent."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.support import desk, felling, uploads, workplace
from tests.support.account import LANGUAGES, SHARED
from tests.support.city import City, Filed, wait_for
from tests.support.workplace import SignedIn

TREES, INTAKE, DEPARTMENT = "tree-felling", "trees-intake@example.org", "external-improvement"
TOLD = workplace.texts("applicant")
MOTHER, SON, PAPER = "Гарипова Гөлнара", "Гарипов Тимур Ренатович", "16 АА 1234567"


@pytest.fixture(scope="module")
def represented(city: City) -> Filed:
    """A felling that a son asks for in his mother's name, of which she was told."""
    made, today = felling.world(city, 961), city.today()
    authority = {
        "kind": "power-of-attorney",
        "number": PAPER,
        "issued_on": str(today - timedelta(days=90)),
        "valid_until": str(today + timedelta(days=90)),
    }
    mother = city.applicant()
    body = {
        "service": TREES,
        "answers": made.answers,
        "applicant": {"kind": "person", "name": MOTHER, "representative": {"name": SON, "authority": authority}},
        "documents": uploads.papers(city.deployed, TREES, made.answers, mother.token),
        "contact": {"phone": mother.phone, "email": mother.email},
        "language": "ru",
    }
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    answer = city.deployed.call("POST", "/v1/applications", body=body, headers=headers, token=mother.token)
    assert answer.status == 201, answer.json
    given = answer.json
    application = Filed(given["number"], given["secret"], given["application"], mother, made, given)
    found = desk.task(city, application, "intake", INTAKE, DEPARTMENT)
    checks = [one["id"] for one in found["checklist"]]
    desk.complete(city, INTAKE, found, checklist={one: {"yes": True} for one in checks})
    wait_for(lambda: [one for one in sent(city, application) if one["state"] == "sent"], "what was sent")
    return application


def sent(city: City, filed: Filed) -> list[dict[str, Any]]:
    """What the API tells of deliveries."""
    answer = desk.ask(city, INTAKE, "GET", f"/v1/cases/{filed.case}/deliveries")
    assert answer.status == 200, answer.json
    return list(answer.json["items"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_applies_and_what_they_were_sent_is_on_the_page(
    city: City, signed_in: SignedIn, represented: Filed, language: str
) -> None:
    said = TOLD[language]
    visit = signed_in(INTAKE, language, f"#/case/{represented.case}")
    page = visit.page
    who = page.locator("section", has=page.get_by_role("heading", name=said["who.title"]))
    for words in (MOTHER, SON, PAPER, SHARED[language]["applicant.kind.power-of-attorney"], said["who.unshown"]):
        expect(who).to_contain_text(words)
    section = page.locator("section", has=page.get_by_role("heading", name=said["sent.title"]))
    section.locator("summary").press("Enter")
    rows = section.locator(".st-row")
    expect(rows.first).to_be_visible()
    expect(rows).to_have_count(len(sent(city, represented)))
    expect(section).to_contain_text(said["sent.channel.sms"])
    expect(section).to_contain_text(said["sent.state.sent"])
    whole = section.inner_text()
    assert represented.applicant.phone[-4:] not in whole
    assert "example.org" not in whole, "nobody needs to see where to"
    visit.look(f"case-applicant-{language}")
    assert visit.heard == []


def test_what_was_sent_comes_once_the_connection_is_back(city: City, signed_in: SignedIn, represented: Filed) -> None:
    said = TOLD["ru"]
    visit = signed_in(INTAKE, "ru", f"#/case/{represented.case}")
    page = visit.page
    section = page.locator("section", has=page.get_by_role("heading", name=said["sent.title"]))

    def lost(route: Route) -> None:
        route.abort("internetdisconnected")

    page.route("**/deliveries", lost)
    section.locator("summary").click()
    expect(section.get_by_text(said["sent.offline.do"])).to_be_visible()
    visit.look("case-sent-offline", (320,))
    page.unroute("**/deliveries", lost)
    section.get_by_role("button").click()
    expect(section.locator(".st-row").first).to_be_visible()


def test_a_case_of_which_nobody_was_told_says_so(city: City, signed_in: SignedIn) -> None:
    filed = desk.paper(city, contact={})
    visit = signed_in(desk.TYPER, "ru", f"#/case/{filed.case}")
    page = visit.page
    said = TOLD["ru"]
    section = page.locator("section", has=page.get_by_role("heading", name=said["sent.title"]))
    section.locator("summary").click()
    expect(section.get_by_text(said["sent.none"])).to_be_visible()
    assert visit.heard == []
