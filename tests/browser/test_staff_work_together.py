"""Staff work together: a paper read in place, a question to a colleague by name, a term that stands, a result."""

from __future__ import annotations

import copy
import re
from pathlib import Path

from playwright.sync_api import expect

from tests.support import bundles, desk, felling, sample_files, workplace
from tests.support.chromium import Visit
from tests.support.city import City, Filed
from tests.support.workplace import SignedIn
from tests.support.worlds import World

TREES, IMPROVEMENT = "tree-felling", "external-improvement"
ARCHIVE = "case-flow"
SAID, TOLD = workplace.texts(), workplace.texts("acts")
FOUND = {"result": "found", "private": True, "created_on": "1998-04-01", "reference": "Ф. 17, оп. 2, д. 114"}


def queued(visit: Visit, application: Filed, language: str) -> None:
    """Open an application's Task from the queue."""
    visit.locator(".st-row").filter(has_text=application.number).first.get_by_role("link").click()
    expect(visit.page.get_by_role("heading", name=application.number)).to_be_visible()
    expect(visit.page.get_by_role("heading", name=SAID[language]["task.todo"])).to_be_visible()


def checked(city: City, application: Filed, who: str, department: str) -> None:
    """Let the intake specialist find everything right."""
    found = desk.task(city, application, "intake", who, department)
    desk.complete(city, who, found, checklist={one["id"]: {"yes": True} for one in found["checklist"]})
    city.until(application, "in_consideration")


def felled(city: City, number: int) -> Filed:
    """A felling with its experts; the networks have answered."""
    made = felling.world(city, number)
    application = city.file(made, service=TREES, answers=made.answers)
    checked(city, application, "trees-intake@example.org", IMPROVEMENT)
    for who, network in (("electricity@example.org", "electricity-network"), ("heat@example.org", "heat-network")):
        asked = desk.task(city, application, "request", who, network)
        desk.complete(city, who, asked, outcome="answer", answer={"opinion": "no_objection"})
    desk.task(city, application, "expert", "trees-expert@example.org", IMPROVEMENT)
    return application


def extract(city: City) -> Filed:
    """An archive extract that waits for who signs it."""
    raw = next(one for one in bundles.bundle()["services"].values() if one["id"] == "archive-extract")
    answers = copy.deepcopy(raw["examples"][0]["answers"])
    application = city.file(World("archive", answers, {}), service="archive-extract", answers=answers)
    checked(city, application, "archive-intake@example.org", ARCHIVE)
    search = desk.task(city, application, "request", "archive-responder@example.org", ARCHIVE)
    desk.complete(city, "archive-responder@example.org", search, outcome="answer", answer=FOUND)
    opinion = desk.task(city, application, "expert", "archive-expert@example.org", ARCHIVE)
    outputs = {"reference": FOUND["reference"], "sheets": 3}
    desk.complete(city, "archive-expert@example.org", opinion, outcome="pass", outputs=outputs)
    desk.task(city, application, "decision", "archive-decision@example.org", ARCHIVE)
    return application


def test_an_expert_asks_another_and_the_term_stands_still(city: City, signed_in: SignedIn) -> None:
    application = felled(city, 911)
    visit = signed_in("trees-expert@example.org", "tt")
    page, said, told = visit.page, SAID["tt"], TOLD["tt"]
    queued(visit, application, "tt")
    # One glance: whose clock, who holds it; and what was looked at, by whom.
    standing = page.locator(".st-standing")
    expect(standing).to_contain_text(told["clock.municipality"])
    expect(standing).to_contain_text(said["kind.expert"])
    clerk = named(city, "trees-intake@example.org")
    expect(page.locator(".st-files .st-source").first).to_contain_text(clerk)
    visit.look("staff-21-standing")

    # A question to a colleague.
    page.get_by_text(told["refer"], exact=True).click()
    page.get_by_role("button", name=told["refer.do"]).click()
    expect(page.locator("#refer_question")).to_be_focused()
    page.get_by_label(told["refer.department"]).select_option("transport-committee")
    colleague = named(city, "expert@example.org")
    expect(page.get_by_label(told["refer.person"]).locator("option", has_text=colleague)).to_have_count(1)
    page.locator("#refer_question").fill("Машина йөрерме?")
    visit.look("staff-22-referral")
    page.get_by_role("button", name=told["refer.do"]).click()
    expect(page.get_by_text(told["refer.sent"])).to_be_visible()
    asked = desk.task(city, application, "expert", "expert@example.org", "transport-committee")
    assert asked["question"] == "Машина йөрерме?"
    expect(standing.locator("li")).not_to_have_count(1)

    # The term stands still for a reason of the service, and goes on.
    page.get_by_text(told["suspend"], exact=True).click()
    page.get_by_role("button", name=told["suspend.do"], exact=True).click()
    expect(page.locator(".st-standing .ms-wrong")).to_be_visible()
    page.locator(".st-standing").get_by_role("radio").first.check()
    visit.look("staff-23-suspension", (320, 1280))
    page.get_by_role("button", name=told["suspend.do"], exact=True).click()
    expect(standing).to_contain_text(told["clock.nobody"])
    city.until(application, "suspended")
    page.get_by_role("button", name=told["resume"]).click()
    expect(standing).to_contain_text(told["clock.municipality"])
    ledger = page.locator("section[aria-labelledby=course]")
    expect(ledger).to_contain_text(told["clock.resumed"])
    page.get_by_role("button", name=told["history.verify"]).click()
    expect(ledger).to_contain_text(re.compile(r"\d+ язма"))
    visit.look("staff-24-verified", (768,))
    assert visit.heard == []


def named(city: City, email: str) -> str:
    """What colleagues call somebody."""
    from infra.commands import demo_users

    assert city.stack.url
    return next(one.name for one in demo_users.USERS if one.email == email and one.name)


def test_a_head_gives_a_task_to_a_colleague(city: City, signed_in: SignedIn) -> None:
    made = felling.world(city, 912)
    application = city.file(made, service=TREES, answers=made.answers)
    desk.task(city, application, "intake", "trees-intake@example.org", IMPROVEMENT)
    visit, told = signed_in("trees-head@example.org", "en"), TOLD["en"]
    page = visit.page
    queued(visit, application, "en")
    page.get_by_text(told["assign"], exact=True).click()
    page.get_by_role("button", name=told["assign.do"], exact=True).click()
    expect(page.locator(".st-acts .ms-wrong")).to_be_visible()
    clerk = named(city, "trees-intake@example.org")
    page.get_by_label(told["assign.person"]).select_option(label=clerk)
    visit.look("staff-25-assignment", (320, 1280))
    page.get_by_role("button", name=told["assign.do"], exact=True).click()
    expect(page.locator(".st-right > .st-whose")).to_contain_text(clerk)
    page.get_by_role("button", name=told["take.back"]).click()
    expect(page.locator(".st-right > .st-whose")).to_contain_text(SAID["en"]["has.free"])
    assert visit.heard == []


def test_a_decision_takes_its_result_and_a_paper_is_read_in_place(
    city: City, signed_in: SignedIn, tmp_path: Path
) -> None:
    application = extract(city)
    visit = signed_in("archive-decision@example.org", "ru")
    page, said = visit.page, SAID["ru"]
    queued(visit, application, "ru")
    # A PDF stands on the page itself, out of the page's memory.
    shows = page.locator(".st-left .st-files").get_by_role("button").first
    shows.click()
    paper = page.locator(".st-left .st-sheet, .st-left .st-picture").first
    expect(paper).to_be_visible()
    expect(paper).to_have_attribute("src", re.compile(r"^blob:"))
    visit.look("staff-26-paper", (320, 1280))
    with page.expect_download() as download:
        page.locator(".st-left .st-files").get_by_role("link", name=said["file.keep"]).first.click()
    assert Path(download.value.path()).stat().st_size > 0
    page.locator(".st-left .st-files").get_by_role("button").first.click()
    expect(paper).to_have_count(0)
    # Storage is out of reach: a sentence, and another try.
    page.route("**/released/**", lambda route: route.abort())
    shows.click()
    expect(page.locator(".st-left .st-files").get_by_role("alert")).to_be_visible()
    page.unroute("**/released/**")

    page.get_by_label(said["outcome.grant"]).check()
    page.get_by_role("button", name=said["task.complete"]).click()
    expect(page.locator(".st-right .ms-summary")).to_contain_text(said["attachment.needed"])
    wrong = tmp_path / "result.txt"
    wrong.write_text("text")
    page.locator("#task_attachment").set_input_files(wrong)
    expect(page.locator(".st-right").get_by_text(TOLD["ru"]["attach.type"])).to_be_visible()
    result = tmp_path / "Выписка.pdf"
    result.write_bytes(sample_files.pdf())
    page.locator("#task_attachment").set_input_files(result)
    expect(page.locator(".st-right").get_by_text("Выписка.pdf").first).to_be_visible()
    visit.look("staff-27-attached", (320, 1280))
    # Whoever is quicker than the check is told so, and tries again.
    done = page.locator(".st-done")
    for _ in range(20):
        page.get_by_role("button", name=said["task.complete"]).click()
        page.wait_for_timeout(1000)
        if done.count():
            break
    expect(done).to_contain_text(application.number)
    city.until(application, "granted")
    assert [one for one in visit.heard if "ERR_FAILED" not in one and "400" not in one] == []
