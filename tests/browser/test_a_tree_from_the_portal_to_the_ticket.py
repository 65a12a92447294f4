"""A felling from its first question to its ticket, by pages alone: a resident on a portal, everybody else at work."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, expect

from infra.commands import stack
from tests.browser.conftest import Portal
from tests.support import desk, felling, from_portal, workplace
from tests.support.chromium import Visit
from tests.support.city import City, Filed
from tests.support.form_filler import FormFiller
from tests.support.workplace import SignedIn

SERVICE, TREES, TRANSPORT = "tree-felling", "external-improvement", "transport-committee"
INTAKE, SIGNS = "trees-intake@example.org", "trees-decision@example.org"
FIRST, SECOND, ASKED = "trees-expert@example.org", "trees-second@example.org", "expert@example.org"
NETWORKS = {"electricity@example.org": "electricity-network", "heat@example.org": "heat-network"}
SAID, ACTS = workplace.texts()["ru"], workplace.texts("acts")["ru"]
TOLD = json.loads((stack.PROJECT / "web" / "src" / "following" / "texts.ru.json").read_text("utf-8"))
STATUS = from_portal.TEXTS["ru"]
WORDS, BETTER = "Не видно, какое это дерево", "Справа от входа, у забора, единственный тополь"


def opened(visit: Visit, filed: Filed, kind: str, department: str) -> Page:
    """Find the Task in its queue, and take it unless it came back to whoever had it."""
    visit.page.evaluate("hash => { location.hash = hash }", f"#/queue/{department}/{kind}")
    row = visit.locator(".st-row").filter(has_text=filed.number).first
    visit.page.get_by_role("button", name=SAID["queue.again"]).click()
    expect(row).to_be_visible()
    take = row.get_by_role("button", name=SAID["task.claim"])
    if take.count():
        take.click()
    expect(row).to_contain_text(SAID["has.you"])
    row.get_by_role("link").click()
    expect(visit.page.get_by_role("heading", name=filed.number)).to_be_visible()
    return visit.page


def complete(page: Page, filed: Filed) -> None:
    page.get_by_role("button", name=SAID["task.complete"]).click()
    expect(page.locator(".st-done")).to_contain_text(filed.number)


def checked(page: Page, *, wrong: int = 0) -> None:
    """Answer the checklist: the first `wrong` questions with no and why, the others with yes."""
    questions = page.locator(".st-check")
    expect(questions).not_to_have_count(0)
    for at in range(questions.count()):
        questions.nth(at).get_by_role("radio").nth(1 if at < wrong else 0).check()
        if at < wrong:
            page.locator(f"#task_words_{at}").fill(WORDS)


def inspected(page: Page, filed: Filed) -> None:
    page.get_by_label(SAID["outcome.pass"]).check()
    page.locator("#q_compensation_trees").fill("1")
    page.locator("#q_species_class").get_by_role("radio").first.check()
    complete(page, filed)


def test_a_tree_is_felled_with_permission(city: City, portal: Portal, signed_in: SignedIn) -> None:
    world = felling.world(city, 921)
    city.appoint(SECOND, TREES, "expert")
    resident = portal(SERVICE, "ru")
    form = FormFiller.of(resident, city.deployed, SERVICE, "ru")
    nobody = city.applicant(signed_in=False)
    filed = from_portal.file(city, form, world.answers, ("photographs", "plan"), nobody)

    # Returned with the officer's words, corrected where it stands.
    desk.task(city, filed, "intake", INTAKE, TREES)
    clerk = signed_in(INTAKE, "ru")
    page = opened(clerk, filed, "intake", TREES)
    checked(page, wrong=1)
    complete(page, filed)
    correction = resident.locator(".ms-correction")
    expect(correction.locator(".ms-defect")).to_contain_text(WORDS)
    correct(resident)
    correction.get_by_role("button", name=TOLD["correct.send"]).click()
    expect(correction).to_have_count(0)
    desk.task(city, filed, "intake", INTAKE, TREES)
    checked(opened(clerk, filed, "intake", TREES))
    complete(page, filed)

    # The networks answer.
    for who, department in NETWORKS.items():
        desk.task(city, filed, "request", who, department)
        page = opened(signed_in(who, "ru"), filed, "request", department)
        page.get_by_role("radio").first.check()
        complete(page, filed)

    # An expert asks another department's, who answers; both experts find the same.
    desk.task(city, filed, "expert", FIRST, TREES)
    expert = signed_in(FIRST, "ru")
    page = opened(expert, filed, "expert", TREES)
    page.get_by_text(ACTS["refer"], exact=True).click()
    page.get_by_label(ACTS["refer.department"]).select_option(TRANSPORT)
    page.locator("#refer_question").fill("Проедет ли машина?")
    page.get_by_role("button", name=ACTS["refer.do"]).click()
    expect(page.get_by_text(ACTS["refer.sent"])).to_be_visible()
    desk.task(city, filed, "expert", ASKED, TRANSPORT)
    other = opened(signed_in(ASKED, "ru"), filed, "expert", TRANSPORT)
    expect(other.locator("main")).to_contain_text("Проедет ли машина?")
    inspected(other, filed)
    page.reload()
    page.get_by_role("button", name=SAID["sign.in"]).click()
    workplace.hosted(expert, FIRST)
    inspected(page, filed)
    desk.task(city, filed, "expert", SECOND, TREES)
    inspected(opened(signed_in(SECOND, "ru"), filed, "expert", TREES), filed)

    # Decided, and delivered to the page that the resident has had open all the time.
    desk.task(city, filed, "decision", SIGNS, TREES)
    page = opened(signed_in(SIGNS, "ru"), filed, "decision", TREES)
    page.get_by_label(SAID["outcome.grant"]).check()
    complete(page, filed)
    expect(resident.locator(".ms-status")).to_have_text(re.compile(STATUS["status.granted"]))
    expect(resident.locator(".ms-timeline")).to_contain_text(STATUS["status.delivered"])
    (ticket,) = city.records("plot", world.answers["felling_plot"], "felling-tickets")
    assert ticket["fields"]["application"] == filed.number
    assert resident.heard == []


def correct(resident: Visit) -> None:
    """Give what was named again: another picture, or other words."""
    correction = resident.locator(".ms-correction")
    if correction.locator("input[type=file]").count():
        kind, name = "image/jpeg", "дерево.jpg"
        picture = {"name": name, "mimeType": kind, "buffer": from_portal.FILES[kind]}
        correction.locator("input[type=file]").first.set_input_files(picture)
        expect(correction.locator(".ms-files li")).to_have_count(1)
    else:
        correction.locator("input[type=text], textarea").first.fill(BETTER)
