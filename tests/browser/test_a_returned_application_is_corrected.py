"""Filed from a portal, returned with two defects, corrected exactly there, and gone on with; or withdrawn."""

from __future__ import annotations

import json
from datetime import timedelta

from playwright.sync_api import Locator, expect

from infra.commands import stack
from tests.browser.conftest import Portal
from tests.browser.test_nothing_typed_is_lost import kept, resumed
from tests.stories import test_an_application_is_returned_and_corrected as returning
from tests.support import from_portal, sample_files
from tests.support.chromium import Visit
from tests.support.city import Applicant, City
from tests.support.operating import Filed
from tests.support.situations import shipped
from tests.support.worlds import World

SERVICE = "tree-felling"
SOURCE = stack.PROJECT / "web" / "src"
TEXTS = json.loads((SOURCE / "i18n" / "ru.json").read_text("utf-8"))
TOLD = json.loads((SOURCE / "following" / "texts.ru.json").read_text("utf-8"))
PICTURE = {"name": "дуб.jpg", "mimeType": "image/jpeg", "buffer": sample_files.image("JPEG")}
SHARPER = {"name": "дуб у входа.jpg", "mimeType": "image/jpeg", "buffer": sample_files.image("JPEG")}
PLACE = "Справа от входа, у забора"


def filed(city: City, visit: Visit, nobody: Applicant) -> Filed:
    """File for a tree, from answers that were kept on another device."""
    example = shipped().service(SERVICE).examples[0]
    answers = {**example["answers"], "felling_on": str(city.today() + timedelta(days=40))}
    form = resumed(city, visit, SERVICE, "ru", kept(city, SERVICE, answers))
    visit.page.get_by_label(TEXTS["applicant.kind.person"], exact=True).check()
    form.until(TEXTS["documents.title"], {})
    for count, document in enumerate(("photographs", "plan"), 1):
        form.field(document).set_input_files(PICTURE)
        expect(visit.locator(".ms-files li")).to_have_count(count, timeout=20_000)
    form.next()
    number, secret = from_portal.send(city, form, nobody)
    return Filed(number, secret, "", nobody, World("tree", answers, example["expect"]), {})


def corrected(visit: Visit) -> Locator:
    return visit.locator(".ms-correction")


def test_two_defects_are_corrected_where_they_stand(city: City, portal: Portal) -> None:
    visit = portal(SERVICE, "ru")
    application = filed(city, visit, city.applicant(signed_in=False))
    task = returning.intake_task(city, application)
    checklist = returning.answered(task, "place-can-be-found", "photographs-show-the-tree")
    done = returning.complete(city, task, checklist)
    assert (done.status, done.json["outcome"]) == (200, "return"), done.json

    # From any other page, with the number and the secret.
    elsewhere = portal("archive-extract", "ru")
    elsewhere.page.get_by_text(TEXTS["follow.have"]).click()
    elsewhere.page.get_by_label(TEXTS["receipt.number"]).fill(application.number)
    elsewhere.page.get_by_label(TEXTS["receipt.secret"]).fill(application.secret)
    elsewhere.page.get_by_role("button", name=TEXTS["follow.show"]).click()
    form = corrected(elsewhere)
    expect(form.locator(".ms-defect")).to_have_count(2, timeout=20_000)
    for defect in form.locator(".ms-defect").all():
        expect(defect).to_contain_text(returning.WORDS)
    # Exactly what was named, with what was answered.
    expect(form.locator(".ms-field")).to_have_count(2)
    place = elsewhere.locator("#q_tree_location")
    expect(place).to_have_value(application.world.answers["tree_location"])
    elsewhere.look("ru-correction")
    place.fill("")
    form.get_by_role("button", name=TOLD["correct.send"]).click()
    summary = elsewhere.locator(".ms-summary")
    expect(summary).to_be_focused()
    expect(summary.locator("li")).to_have_count(2)
    elsewhere.look("ru-correction-wrong", (320,))
    summary.get_by_role("link").first.click()
    expect(place).to_be_focused()
    place.fill(PLACE)
    elsewhere.locator("#q_photographs").set_input_files(SHARPER)
    expect(form.locator(".ms-files li")).to_have_count(1, timeout=20_000)

    # Without a connection nothing is sent, and nothing that was typed is lost.
    elsewhere.page.context.set_offline(True)
    form.get_by_role("button", name=TOLD["correct.send"]).click()
    expect(form).to_contain_text(TEXTS["trouble.offline.do"])
    elsewhere.page.context.set_offline(False)
    expect(place).to_have_value(PLACE)
    form.get_by_role("button", name=TOLD["correct.send"]).click()
    expect(form).to_have_count(0, timeout=20_000)

    second = returning.intake_task(city, application)
    assert (second["round"], len(second["checklist"])) == (2, 2)
    assert returning.complete(city, second, returning.answered(second)).json["outcome"] == "accept"
    expect(elsewhere.locator(".ms-timeline")).to_contain_text(TEXTS["status.registered"], timeout=30_000)
    assert [one for one in elsewhere.heard if "ERR_INTERNET_DISCONNECTED" not in one] == []


def test_an_application_is_withdrawn_by_two_steps(city: City, portal: Portal) -> None:
    visit = portal(SERVICE, "ru")
    application = filed(city, visit, city.applicant(signed_in=False))
    visit.page.get_by_role("button", name=TOLD["withdraw"], exact=True).click()
    expect(visit.locator(".ms-ask")).to_be_focused()
    visit.look("ru-withdrawal")
    visit.page.get_by_role("button", name=TOLD["withdraw.no"]).click()
    expect(visit.page.get_by_role("button", name=TOLD["withdraw"], exact=True)).to_be_focused()
    assert city.follow(application)["status"] in ("filed", "verification")
    visit.page.get_by_role("button", name=TOLD["withdraw"], exact=True).click()
    visit.page.get_by_role("button", name=TOLD["withdraw.yes"]).click()
    expect(visit.locator(".ms-status")).to_have_text(TEXTS["status.withdrawn"], timeout=20_000)
    assert visit.heard == []
