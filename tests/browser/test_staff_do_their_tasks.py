"""Staff sign in at the user pool's own page and work: the intake checklist, an opinion, a decision with its ground."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Route, expect

from infra.commands import pages, stack
from tests.support import desk, felling, office, officials, workplace
from tests.support.chromium import Visit
from tests.support.city import City, Filed, wait_for
from tests.support.workplace import SignedIn, hosted

SERVICE, DEPARTMENT = "tree-felling", "external-improvement"
INTAKE, EXPERT, SIGNS = "trees-intake@example.org", "trees-expert@example.org", "trees-decision@example.org"
NETWORK, HEAT, SECOND = "electricity@example.org", "heat@example.org", "trees-second@example.org"
TEXTS, ACTS = workplace.texts(), workplace.texts("acts")
SHARED = {
    language: json.loads((stack.PROJECT / "web" / "src" / "i18n" / f"{language}.json").read_text("utf-8"))
    for language in ("ru", "tt", "en")
}
STAFF_LIMIT = 110 * 1024
"""Bytes of the workplace's scripts, compressed: two seconds over a slow line."""
SCROLLED = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  for (let left = 600; left && document.querySelectorAll(".st-row").length < 1000; left--) {
    scrollBy(0, 400);
    await frame();
  }
  const rows = [...document.querySelectorAll(".st-row")];
  return rows.filter((row) => getComputedStyle(row).contain === "content").length;
}"""


def filed(city: City, number: int) -> Filed:
    """A felling that waits for its intake."""
    made = felling.world(city, number)
    return city.file(made, service=SERVICE, answers=made.answers)


def opened(visit: Visit, application: Filed, language: str = "ru") -> None:
    """Find an application's Task in the queue, take it, open it."""
    row = visit.locator(".st-row").filter(has_text=application.number).first
    row.get_by_role("button", name=TEXTS[language]["task.claim"]).click()
    expect(row).to_contain_text(TEXTS[language]["has.you"])
    row.get_by_role("link").click()
    expect(visit.page.get_by_role("heading", name=application.number)).to_be_visible()


def test_a_clerk_checks_what_a_resident_filed(city: City, signed_in: SignedIn) -> None:
    application = filed(city, 901)
    task = desk.task(city, application, "intake", INTAKE, DEPARTMENT)
    visit, said = signed_in(INTAKE, "tt"), TEXTS["tt"]
    page = visit.page
    expect(page.get_by_role("heading", name=said["kind.intake"])).to_be_visible()
    expect(visit.locator(".st-row").filter(has_text=application.number)).to_be_visible()
    visit.look("staff-1-queue")
    # The API is down: a sentence says what to do, and doing it helps.
    page.route("**/v1/tasks?*", lambda route: route.abort())
    page.get_by_role("button", name=said["queue.again"]).click()
    expect(page.get_by_role("alert")).to_contain_text(said["offline.do"])
    page.unroute("**/v1/tasks?*")
    page.get_by_role("button", name=SHARED["tt"]["trouble.again"]).click()
    opened(visit, application, "tt")
    # The case is on the same page: an answer, a document shown in place, the history.
    expect(page.get_by_text(application.world.answers["felling_need"]).first).to_be_visible()
    page.locator(".st-left .st-files").get_by_role("button").first.click()
    expect(page.locator(".st-left img.st-picture")).to_have_js_property("complete", True)
    assert page.locator(".st-left img.st-picture").evaluate("image => image.naturalWidth") > 0

    complete = page.get_by_role("button", name=said["task.complete"])
    complete.click()
    summary = page.locator(".st-right .ms-summary")
    expect(summary).to_be_focused()
    visit.look("staff-2-task")
    checks = page.locator(".st-check")
    assert checks.count() == len(task["checklist"])
    for at in range(checks.count()):
        checks.nth(at).get_by_role("radio").nth(1 if at == 0 else 0).check()
    page.locator("#task_words_0").fill("Күренми: кайсы агач?")

    # The session ends in the middle: a sentence says so, one signs in again, and all that was typed is there.
    def ended(route: Route) -> None:
        route.fulfill(status=401, content_type="application/problem+json", body='{"title":"Expired","status":401}')

    page.route("**/completion", ended)
    complete.click()
    expect(page.get_by_role("alert").filter(has_text=said["sign.ended"])).to_be_visible()
    visit.look("staff-3-ended", (320,))
    page.unroute("**/completion")
    page.get_by_role("button", name=said["sign.again"]).click()
    hosted(visit, INTAKE)
    expect(page.locator("#task_words_0")).to_have_value("Күренми: кайсы агач?")
    complete.click()
    expect(page.locator(".st-done")).to_contain_text(application.number)
    city.until(application, "returned")
    assert [one for one in visit.heard if "401" not in one and "ERR_FAILED" not in one] == []


def considered(city: City, number: int) -> Filed:
    """A felling that waits for its opinions."""
    application = filed(city, number)
    found = desk.task(city, application, "intake", INTAKE, DEPARTMENT)
    desk.complete(city, INTAKE, found, checklist={one["id"]: {"yes": True} for one in found["checklist"]})
    city.until(application, "in_consideration")
    return application


def test_a_network_answers_an_expert_looks_and_a_decision_has_its_ground(city: City, signed_in: SignedIn) -> None:
    application, said = considered(city, 902), TEXTS["en"]
    wait_for(lambda: desk.task(city, application, "request", NETWORK, "electricity-network"), "the Request")
    visit = signed_in(NETWORK, "en")
    opened(visit, application, "en")
    visit.page.get_by_label("No objection").check()
    visit.look("staff-4-request", (320, 1280))
    visit.page.get_by_role("button", name=said["task.complete"]).click()
    expect(visit.locator(".st-done")).to_contain_text(application.number)
    answered = [one for one in city_case(city, application)["requests"] if one["answered_at"]]
    assert {"opinion": "no_objection"} in [one["answer"] for one in answered]

    found(city, application, signed_in)
    visit = signed_in(SIGNS, "ru", "#/queue/external-improvement/decision")
    said = TEXTS["ru"]
    opened(visit, application)
    page = visit.page
    page.get_by_role("button", name=ACTS["ru"]["history.verify"]).click()
    expect(page.get_by_text(ACTS["ru"]["history.whole"]["one"].split(":")[0])).to_be_visible()
    page.get_by_label(said["outcome.refuse"]).check()
    page.get_by_role("button", name=said["task.complete"]).click()
    expect(page.locator(".st-right .ms-summary")).to_contain_text(said["grounds.needed"])
    page.locator("#task_grounds").get_by_role("checkbox").first.check()
    visit.look("staff-6-decision")
    # The same Task in a second tab: who is later reads what has happened, and what was typed harms nothing.
    second = Visit(page.context.new_page(), part="body")
    second.page.goto(page.url)
    second.page.get_by_role("button", name=said["sign.in"]).click()
    hosted(second, SIGNS)
    second.page.get_by_label(said["outcome.refuse"]).check()
    second.page.locator("#task_grounds").get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name=said["task.complete"]).click()
    expect(page.locator(".st-done")).to_contain_text(application.number)
    second.page.get_by_role("button", name=said["task.complete"]).click()
    late = second.page.locator(".st-right").get_by_role("alert")
    expect(late).to_contain_text(re.compile("уже сделано|изменил это"))
    second.look("staff-7-late", (768,))
    second.page.get_by_role("button", name=said["task.again"]).click()
    expect(second.page.get_by_role("heading", name=said["task.was"])).to_be_visible()
    city.until(application, "closed")
    assert city_case(city, application)["outcome"] == "refused"
    assert visit.heard == []


def city_case(city: City, application: Filed) -> dict[str, object]:
    return city.case(application, "trees-head@example.org")


def found(city: City, application: Filed, signed_in: SignedIn) -> None:
    """Let the other network answer and both experts look, one of them in a browser; the decision is left."""
    heat = desk.task(city, application, "request", HEAT, "heat-network")
    desk.complete(city, HEAT, heat, outcome="answer", answer={"opinion": "no_objection"})
    desk.task(city, application, "expert", EXPERT, DEPARTMENT)
    visit, said = signed_in(EXPERT, "tt"), TEXTS["tt"]
    opened(visit, application, "tt")
    page = visit.page
    page.get_by_label(said["outcome.pass"]).check()
    page.locator("#q_compensation_trees").fill("1")
    page.get_by_role("button", name=said["task.complete"]).click()
    expect(page.locator(".st-right .ms-summary")).to_be_focused()
    page.locator("#q_species_class").get_by_role("radio").first.check()
    expect(page.locator(".st-right .ms-summary")).to_have_count(0)
    visit.look("staff-5-opinion", (768,))
    page.get_by_role("button", name=said["task.complete"]).click()
    expect(page.locator(".st-done")).to_contain_text(application.number)
    city.appoint(SECOND, DEPARTMENT, "expert")
    other = desk.task(city, application, "expert", SECOND, DEPARTMENT)
    desk.complete(city, SECOND, other, outcome="pass", outputs={"species_class": "low", "compensation_trees": 1})
    desk.task(city, application, "decision", SIGNS, DEPARTMENT)


def test_a_case_of_a_life_situation_shows_its_plan(city: City, signed_in: SignedIn) -> None:
    built = office.file(city)

    # A node names its case a moment before the case's own execution writes it.
    def begun() -> list[dict[str, Any]]:
        return [one for one in built.plan()["nodes"] if one["state"] == "started" and one["status"]]

    started = wait_for(begun, "a case of the plan")[0]
    visit = signed_in(officials.head_of(started["id"]), "ru", f"#/case/{started['case']}")
    parts = visit.locator(".plan-pic ol > li")
    belonging = [one for one in built.plan()["nodes"] if one["state"] != "out"]
    expect(parts).to_have_count(len(belonging))
    expect(visit.locator(".plan-pic [aria-current]")).to_contain_text(started["title"]["ru"])
    visit.look("staff-8-plan", (320, 1280))
    assert visit.heard == []


def test_a_thousand_tasks_scroll(signed_in: SignedIn) -> None:
    asked: list[str] = []

    def page_of(route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query)
        asked.append(route.request.url)
        start = int(query.get("cursor", ["0"])[0])
        rows = [made_up(start + at) for at in range(100)]
        route.fulfill(json={"items": rows, "next": str(start + 100) if start + 100 < 1000 else None})

    visit = signed_in(INTAKE)
    visit.page.route("**/v1/tasks?*", page_of)
    visit.page.get_by_role("button", name=TEXTS["ru"]["queue.again"]).click()
    expect(visit.locator(".st-row")).not_to_have_count(0)
    spared = visit.page.evaluate(SCROLLED)
    expect(visit.locator(".st-row")).to_have_count(1000)
    assert len(set(asked)) == 10
    assert spared == 1000, "each row is laid out and painted apart, so that scrolling stays smooth"
    assert visit.fits()


def made_up(number: int) -> dict[str, object]:
    """A row of a queue as the API lists it."""
    risk = "late" if number < 50 else "today" if number < 100 else "in_time"
    return {
        "task": f"{number:032x}",
        "kind": "intake",
        "number": f"261126-{number:08d}-00",
        "service": SERVICE,
        "due_on": "2026-11-27",
        "version": 1,
        "assignee": None,
        "risk": risk,
    }


def test_the_workplace_is_light() -> None:
    sizes = {path.name: path.stat().st_size for path in Path(pages.SITE / "assets").glob("staff-*.gz")}
    assert sum(sizes.values()) <= STAFF_LIMIT, sizes
