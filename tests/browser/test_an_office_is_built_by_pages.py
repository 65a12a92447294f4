"""An office, from one application on a portal to the last of its services, by everybody's pages alone."""

from __future__ import annotations

from collections import Counter
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Portal, Resident
from tests.support import account, bundles, from_portal, office
from tests.support.applicant_by_pages import SHARED, TOLD, ApplicantPage
from tests.support.city import City, wait_for
from tests.support.departments_by_pages import WORDS, Departments, Wanted
from tests.support.form_filler import FormFiller
from tests.support.office import Json, Office

LANGUAGE = "ru"
CHOSEN = {"title_held": "none", "trench_needed": False, "road_touched": False, "signage_planned": False}
OUTSIDE_DAYS = 7
"""Days that pass, on the domain's clock, before something outside is reported."""
ENDED = {"granted", "reached", "out"}


def filed(city: City, portal: Portal) -> tuple[Office, FormFiller]:
    """Answer every page of the one form, attach what it demands, and send it."""
    plot, answers = office.site(city, **CHOSEN)
    nobody = city.applicant(signed_in=False)
    form = FormFiller.of(portal(office.SITUATION, LANGUAGE), city.deployed, office.SITUATION, LANGUAGE)
    number, secret = from_portal.through(city, form, answers, None, nobody)
    return Office(city, nobody, number, secret, plot, answers), form


def test_an_office_is_built(city: City, portal: Portal, departments: Departments) -> None:
    built, form = filed(city, portal)
    wanted, staff, applicant = Wanted(returned=True, referred=True), Counter[str](), Counter[str]()

    def is_built() -> bool:
        """Let departments do what waits; where nothing does, the applicant what is needed from them."""
        nodes = built.nodes()
        cases = {str(one["case"]): name for name, one in nodes.items() if one["state"] == "started" and one["case"]}
        worked = departments.work(built.number, cases, wanted)
        staff.update(worked)
        if not worked:
            for needed in built.plan()["needed"]:
                act(built, form, needed)
                applicant[needed["what"]] += 1
        return {one["state"] for one in nodes.values()} <= ENDED

    wait_for(is_built, "the office to be built", 900)
    visit = form.visit
    visit.page.reload()
    for name, node in built.nodes().items():
        if node["state"] == "granted":
            part = visit.locator(".ms-plan li").filter(has=visit.page.get_by_text(title(name), exact=True))
            expect(part).to_contain_text(TOLD[LANGUAGE]["node.granted"])
            expect(visit.locator(".ms-timeline")).to_contain_text(
                f"{title(name)}: {SHARED[LANGUAGE]['status.delivered']}"
            )
    assert (staff["return"], applicant["correct"], staff["referral"]) == (1, 1, 1)
    assert applicant["report"] == len(bundles.shared()["life_situations"][office.SITUATION]["milestones"])
    assert applicant["answer"] >= 2
    # An answer that calls for another question is told so; a browser reports that, too.
    assert [one for one in visit.heard if "422" not in one] == []
    assert departments.heard() == []


def act(built: Office, form: FormFiller, needed: Json) -> None:
    """Do on the page what it says is needed: correct, answer what comes later, or report what happened outside."""
    visit, node, what = form.visit, needed["node"], needed["what"]
    if what == "report":
        built.city.advance(days=OUTSIDE_DAYS)
    visit.page.reload()
    row = visit.locator(".ms-needed > li").filter(has=visit.page.get_by_text(title(node), exact=True))
    row.get_by_role("button", name=TOLD[LANGUAGE][f"needed.{what}"]).click()
    asked = row.locator(".ms-correction")
    if what == "report":
        return ApplicantPage(form, {}).report(node, known(built, node), asked)
    if what == "correct":
        expect(asked.locator(".ms-defect").filter(has_text=WORDS)).to_be_visible()
    service = built.city.deployed.call("GET", f"/v1/catalogue/services/{node}").json
    example = bundles.shared()["services"][node]["examples"][0]
    answers = {**example["answers"], **built.answers}
    ApplicantPage(FormFiller(visit, service, LANGUAGE), answers).send(asked)


def known(built: Office, milestone: str) -> Json:
    """What has to be known of something outside; the registers hear of it at the same time."""
    asked = {one["id"]: one for one in bundles.shared()["life_situations"][office.SITUATION]["milestones"]}[milestone]
    told: dict[str, Any] = dict(office.DESIGNED)
    if "expertise_number" in asked.get("answers", {}):
        told["expertise_number"] = office.conclude_expertise(built.city, built)
    return {name: told[name] for name in asked.get("answers", {})}


def title(node: str, language: str = LANGUAGE) -> str:
    """What a page calls a part of the situation."""
    milestones = bundles.shared()["life_situations"][office.SITUATION]["milestones"]
    parts = {one["id"]: one for one in milestones} | bundles.shared()["services"]
    return str(parts[node]["title"][language])


def test_what_is_asked_later_is_answered_in_the_account(city: City, resident: Resident) -> None:
    built = office.file(city, **{**CHOSEN, **office.OWNED})
    built.work("urban-plan")
    language, asks = "tt", "appearance-agreement"
    visit, said = resident(built.applicant, language), account.TEXTS[language]
    needed = visit.locator(".acc-need")
    needed.get_by_role("link", name=said["needed.report.do"]).click()
    row = visit.locator(".ms-needed > li").filter(has_text=title("design", language))
    row.get_by_role("button", name=TOLD[language]["needed.report"]).click()
    service = city.deployed.call("GET", f"/v1/catalogue/services/{asks}").json
    example = bundles.shared()["services"][asks]["examples"][0]
    mine = ApplicantPage(FormFiller(visit, service, language), {**example["answers"], **built.answers})
    mine.report("design", office.DESIGNED, row.locator(".ms-correction"))

    # The next service begins, and asks what only the project tells: it is what the account shows first.
    built.asks(asks)
    visit.page.get_by_role("link", name=said["nav.home"], exact=True).click()
    later = needed.filter(has_text=title(asks, language))
    expect(later).to_be_visible()
    visit.look("account-30-asked-later", (320, 1280))
    later.get_by_role("link", name=said["needed.answer.do"]).click()
    expect(visit.locator(".ms-status")).to_have_text(TOLD[language]["answer.status"])
    visit.look("account-31-answers", (320, 1280))
    mine.send(visit.locator(".ms-correction"))
    visit.page.get_by_role("link", name=said["nav.home"], exact=True).click()
    expect(visit.page.get_by_text(said["needed.nothing"])).to_be_visible()
    assert built.needed(asks) == set()
    assert [one for one in visit.heard if "422" not in one] == []
