"""A life situation from a portal's page: which services belong and why, one form, one receipt, one plan."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Locator, expect

from infra.commands import stack
from tests.browser.conftest import Portal
from tests.stories import test_a_family_moves_house as moving
from tests.support import from_portal, office, sample_files
from tests.support.city import City
from tests.support.form_filler import FormFiller

SOURCE = stack.PROJECT / "web" / "src"
TEXTS = {one: json.loads((SOURCE / "i18n" / f"{one}.json").read_text("utf-8")) for one in ("ru", "tt", "en")}
TOLD = {one: json.loads((SOURCE / "following" / f"texts.{one}.json").read_text("utf-8")) for one in ("ru", "tt", "en")}
DRAWING = {"name": "чертёж.pdf", "mimeType": "application/pdf", "buffer": sample_files.pdf()}
CONNECTION = "Северная сторона участка, у опоры № 12"


def title(city: City, service: str, language: str) -> str:
    return str(city.deployed.call("GET", f"/v1/catalogue/services/{service}").json["title"][language])


def attach(form: FormFiller) -> None:
    """Attach a drawing wherever a document has to be."""
    for document in form.service["documents"]:
        field = form.field(document["id"])
        if document["required"] and field.count():
            field.set_input_files(DRAWING)
            expect(field.locator("xpath=ancestor::div[1]").locator(".ms-files li")).to_have_count(1)


def test_a_family_moves_house_by_one_form(city: City, portal: Portal) -> None:
    answers = moving.home(city) | {"parks_a_car": False}
    nobody = city.applicant(signed_in=False)
    visit = portal("move-house", "ru")
    form = FormFiller.of(visit, city.deployed, "move-house", "ru")
    # A question that has to be answered can be answered with "no".
    form.page(answers)
    form.next()
    parking, waste = title(city, "resident-parking-permit", "ru"), title(city, "waste-contract", "ru")
    expect(visit.locator("ol.ms-nodes li").filter(has_text=waste)).to_be_visible(timeout=20_000)
    expect(visit.locator("ul.ms-nodes li").filter(has_text=parking)).to_be_visible()
    visit.look("ru-situation-choice")
    form.next()
    form.until(TEXTS["ru"]["contact.title"], answers)
    from_portal.send(city, form, nobody)
    expect(visit.locator(".ms-plan li").filter(has_text=waste)).to_be_visible(timeout=20_000)
    expect(visit.locator(".ms-plan li").filter(has_text=parking)).to_have_count(0)
    visit.look("ru-situation-filed")
    assert visit.heard == []


def unclear_place(task: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """An intake specialist can't find where the networks are to be connected, and says so in words of their own."""
    if task["kind"] == "intake":
        said["checklist"]["connection-can-be-found"] = {"yes": False, "note": "Назовите ближайшую опору"}
    return said


def test_an_office_is_filed_followed_and_corrected_on_a_portal(city: City, portal: Portal) -> None:
    chosen = {"title_held": "none", "trench_needed": False, "road_touched": False, "signage_planned": False}
    plot, answers = office.site(city, **chosen)
    nobody = city.applicant(signed_in=False)
    visit = portal("build-an-office", "tt")
    form = FormFiller.of(visit, city.deployed, "build-an-office", "tt")

    def name(service: str) -> str:
        return title(city, service, "tt")

    visit.page.get_by_label(TEXTS["tt"]["applicant.kind.organisation"], exact=True).check()
    form.field("applicant_name").fill(office.FIRM["name"])
    form.next()
    form.page(answers)
    form.next()
    expect(visit.locator("ol.ms-nodes li").filter(has_text=name("land-lease"))).to_be_visible(timeout=20_000)
    expect(visit.locator("ul.ms-nodes li").filter(has_text=name("excavation-order"))).to_be_visible()
    visit.look("tt-situation-choice")
    form.next()
    form.until(TEXTS["tt"]["documents.title"], answers)
    attach(form)
    visit.look("tt-situation-documents")
    form.next()
    number, secret = from_portal.send(city, form, nobody)

    def node(service: str) -> Locator:
        own = visit.locator("strong").get_by_text(name(service), exact=True)
        return visit.locator(".ms-plan li").filter(has=own)

    expect(node("building-permit")).to_contain_text(TOLD["tt"]["node.waiting"])
    expect(visit.locator(".ms-part").first).to_contain_text(TOLD["tt"]["needed.nothing"])
    visit.look("tt-situation-filed")

    # Departments work; what somebody has to tell from outside is reported on the same page.
    built = office.Office(city, nobody, number, secret, plot, answers)
    built.work("land-preliminary-approval")
    visit.page.reload()
    needed = visit.locator(".ms-needed li")
    needed.get_by_role("button").click(timeout=20_000)
    visit.look("tt-situation-milestone")
    needed.get_by_role("button", name=TOLD["tt"]["report.send"]).click()
    expect(needed).to_have_count(0)
    assert built.states()["survey"] == "reached"

    # One branch is returned for one field: exactly that is corrected.
    built.work("technical-conditions", says=unclear_place, until="started")
    built.asks("technical-conditions")
    visit.page.reload()
    needed.get_by_role("button").click(timeout=20_000)
    expect(needed.locator(".ms-defect")).to_contain_text("Назовите ближайшую опору")
    expect(needed.locator(".ms-field")).to_have_count(1)
    expect(form.field("connection_place")).to_have_value(answers["connection_place"])
    visit.look("tt-situation-correction")
    form.field("connection_place").fill(CONNECTION)
    needed.get_by_role("button", name=TOLD["tt"]["correct.send"]).click()
    expect(needed).to_have_count(0)
    built.work("technical-conditions")
    expect(node("technical-conditions")).to_contain_text(TOLD["tt"]["node.granted"], timeout=30_000)
    visit.look("tt-situation-goes-on")
    assert visit.heard == []
