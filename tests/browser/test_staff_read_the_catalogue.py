"""Staff look things up: what was delivered, how a service is defined and proved, and how a portal shows it."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from infra.commands import pages
from tests.support import desk, workplace
from tests.support.chromium import Visit
from tests.support.city import City, wait_for
from tests.support.workplace import SignedIn

METHODOLOGIST, ADMINISTRATOR, EXPERT = "methodologist@example.org", "administrator@example.org", "expert@example.org"
SAID = workplace.texts()
CATALOGUE, LEDGER, EMBEDDING = workplace.texts("catalogue"), workplace.texts("ledger"), workplace.texts("embedding")


def test_an_administrator_sees_what_was_delivered_and_what_was_not(city: City, signed_in: SignedIn) -> None:
    application = city.file(city.someone())
    city.until(application, "closed")
    wait_for(lambda: city.sms(application.applicant), "the SMS")
    visit, told = signed_in(ADMINISTRATOR, "tt", "#/ledger"), LEDGER["tt"]
    page = visit.page
    expect(page.get_by_role("heading", name=told["title"])).to_be_visible()
    expect(page.get_by_text(told["empty.good"])).to_be_visible()
    visit.look("staff-31-nothing-failed", (320,))
    page.get_by_role("link", name=told["state.sent"]).click()
    masked = f"{application.applicant.phone[-2:]}"
    sent = visit.locator(".st-row").filter(has_text=re.compile(rf"\*{masked}\b"))
    expect(sent.first).to_be_visible()
    assert application.applicant.phone not in page.inner_text("main")
    visit.look("staff-32-sent")
    # Whoever may not read the ledger has no way to it.
    other = signed_in(EXPERT, "en", "#/ledger")
    expect(other.page.get_by_role("heading", name=SAID["en"]["nowhere"])).to_be_visible()
    expect(other.page.get_by_role("link", name=SAID["en"]["area.ledger"])).to_have_count(0)
    assert visit.heard == []


def test_an_expert_reads_why_a_table_decides_as_it_does(city: City, signed_in: SignedIn) -> None:
    visit, told = signed_in(EXPERT, "tt", "#/catalogue"), CATALOGUE["tt"]
    page = visit.page
    raw = definition(city, "services", "tree-felling")
    page.get_by_label(told["search"]).fill("агач")
    page.get_by_role("link", name=raw["title"]["tt"]).click()
    expect(page.get_by_role("heading", name=raw["title"]["tt"])).to_be_visible()
    tables = [one for one in raw["sub_services"] if "table" in one["decision"]]
    expect(page.locator(".cat-table")).to_have_count(len(tables))
    first = page.locator(".cat-table").first
    expect(first.locator("tbody tr")).to_have_count(len(tables[0]["decision"]["table"]["rules"]))
    refusing = next(one for one in tables[0]["decision"]["table"]["rules"] if one["then"]["outcome"] == "refuse")
    ground = next(one for one in raw["refusal_grounds"] if one["code"] == refusing["then"]["grounds"][0])
    row = first.locator("tbody tr").filter(has_text=ground["text"]["tt"])
    expect(row).to_contain_text(refusing["clause"])
    # The words of the form stand in the table, not its codes.
    expect(first).not_to_contain_text("not_found")
    visit.look("staff-33-definition")
    # Every kind of definition can be read.
    for kind in ("life_situations", "standard_requests", "registers", "vocabulary"):
        page.locator("main").get_by_role("link", name=told[f"kind.{kind}"], exact=True).last.click()
        expect(page.get_by_role("heading", name=told[f"kind.{kind}"])).to_be_visible()
        page.locator(".cat-list a").first.click()
        expect(page.locator(".cat-written, .cat-nodes").first).to_be_attached()
        visit.look(f"staff-34-{kind}", (320,))
    assert visit.heard == []


def definition(city: City, kind: str, id: str) -> dict[str, Any]:
    """A definition as it was published."""
    answer = desk.ask(city, METHODOLOGIST, "GET", f"/v1/catalogue/definitions/{kind}/{id}")
    assert answer.status == 200, answer.json
    found: dict[str, Any] = answer.json["definition"]
    return found


def test_a_methodologist_reads_findings_and_publications(city: City, signed_in: SignedIn) -> None:
    visit, told = signed_in(METHODOLOGIST, "ru", "#/catalogue/findings"), CATALOGUE["ru"]
    page = visit.page
    expect(page.get_by_text(told["found.nothing"].partition("{date}")[2])).to_be_visible()
    review = desk.ask(city, METHODOLOGIST, "GET", "/v1/catalogue/findings").json
    assert review["findings"] == []
    expect(page.locator(".cat-figures tbody tr")).to_have_count(len(review["services"]))
    visit.look("staff-35-findings")
    page.get_by_role("link", name=told["versions"]).click()
    expect(page.get_by_text(told["valid.now"])).to_be_visible()
    expect(page.locator(".ms-answers")).to_contain_text(review["bundle"][:12])
    visit.look("staff-36-publications", (320, 1280))
    # The analyser found something: each finding with its place.
    found = {"file": "schemas/services/x.json", "pointer": "/term", "check": "term", "text": "runs past the calendar"}
    page.route("**/v1/catalogue/findings", lambda route: route.fulfill(json={**review, "findings": [found]}))
    page.get_by_role("link", name=told["findings"]).click()
    expect(page.locator(".cat-findings")).to_contain_text("runs past the calendar")
    expect(page.locator(".cat-findings")).to_contain_text("/term")
    visit.look("staff-37-found", (320, 1280))
    assert visit.heard == []


def test_a_methodologist_copies_what_a_portal_needs(city: City, signed_in: SignedIn) -> None:
    visit, told = signed_in(METHODOLOGIST, "en", "#/embedding/resident-parking-permit"), EMBEDDING["en"]
    page = visit.page
    site = str(city.stack.url)
    # The service as it will stand there, in the portal's language and colour.
    expect(page.locator("municipal-service h3").first).to_be_visible()
    page.locator("input[name=emb-language]").nth(1).check()
    expect(page.locator("municipal-service")).to_have_attribute("lang", "tt")
    code = page.get_by_label(told["code"], exact=True)
    page.get_by_role("radio", name=re.compile(re.escape(told["script.pinned"]))).check()
    expected = pages.snippet("resident-parking-permit", site, site).replace(
        f'api="{site}">', f'api="{site}" lang="tt">'
    )
    expect(code).to_have_value(expected)
    page.get_by_text(told["theme"], exact=True).click()
    page.get_by_label(told["theme.--ms-brand"]).fill("#0a6640")
    expect(page.get_by_label(told["code.sheet"])).to_have_value(re.compile("--ms-brand: #0a6640"))
    brand = page.locator("municipal-service").evaluate("one => getComputedStyle(one).getPropertyValue('--ms-brand')")
    assert brand.strip() == "#0a6640"
    visit.look("staff-38-embedding")
    works(city, visit, expected)
    page.get_by_role("radio", name=re.compile(re.escape(told["way.frame"]))).check()
    expect(code).to_have_value(
        re.compile(rf"^<iframe .*{re.escape(site)}/embed\.html\?service=resident-parking-permit")
    )
    visit.look("staff-39-frame", (320,))
    assert visit.heard == []


def works(city: City, visit: Visit, snippet: str) -> None:
    """Put what was copied into a portal's page: the service is drawn there."""
    # A page that a test answers comes from nowhere, and a browser asks before it lets such a page to this machine.
    visit.page.context.grant_permissions(["local-network-access"])
    portal = Visit(visit.page.context.new_page())
    address = str(city.stack.url).replace("localhost", "portal.localhost")
    page = f"<!doctype html><html lang=en><title>Portal</title><body>{snippet}"
    portal.page.route("**/copied", lambda route: route.fulfill(body=page, content_type="text/html"))
    portal.page.goto(f"{address}/copied")
    expect(portal.page.locator("municipal-service h2").first).to_be_visible()
    portal.page.close()
