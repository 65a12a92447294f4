"""A clerk types a paper in with nothing but the keyboard, prints the receipt and goes on with the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import FilePayload, Page, Route, expect

from tests.support import desk, office, uploads, workplace
from tests.support.city import City, Filed, wait_for
from tests.support.workplace import SignedIn

SERVICE = "resident-parking-permit"
SAID, AREA = workplace.texts(), workplace.texts("counter")
SCAN: FilePayload = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": desk.PAGES}
MOST_STOPS = 80
FOCUSED = """() => {
  const one = document.activeElement;
  const named = one.closest("[id]") ?? one;
  const labels = [...one.labels ?? []].map((label) => label.innerText.trim());
  return {id: named.id, name: one.name ?? "", kind: one.type ?? "", label: labels[0] ?? one.innerText?.trim() ?? ""};
}"""


@dataclass
class Typist:
    """Somebody at a keyboard: reads which field has the focus, and types; every key is counted."""

    page: Page
    service: Mapping[str, Any]
    language: str
    keys: int = 0
    signs: int = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)
        self.signs += len(text)

    def at(self) -> dict[str, str]:
        found: dict[str, str] = self.page.evaluate(FOCUSED)
        return found

    def answer(self, said: Mapping[str, str], answers: Mapping[str, Any]) -> None:
        """Answer the field that has the focus, if there is something to say to it."""
        part, _, name = (said["name"] or said["id"]).partition("_")
        if part == "q" and said["kind"] != "file":
            self._question(said, name, answers)
        elif part in ("who", "way") and name in answers:
            self.type(str(answers[name]))

    def _question(self, said: Mapping[str, str], name: str, answers: Mapping[str, Any]) -> None:
        day = {"_day": 2, "_month": 1, "_year": 0}
        for ending, place in day.items():
            if name.endswith(ending) and name.removesuffix(ending) in answers:
                self.type(str(answers[name.removesuffix(ending)]).split("-")[place])
                return
        if name not in answers:
            return
        value = answers[name]
        label = self.service["fields"][name].get("values", {}).get(str(value), {}).get(self.language)
        if said["kind"] == "checkbox":
            self.press("Space")
        elif said["kind"] == "radio":
            self.press("Space")
            while self.at()["label"] != label:
                self.press("ArrowDown")
        elif said["kind"] == "select-one":
            shown = "element => document.activeElement.selectedOptions[0].text"
            while self.page.evaluate(shown) != label:
                self.press("ArrowDown")
        else:
            self.type(str(value))


def test_a_permit_is_entered_with_the_keyboard_alone(city: City, signed_in: SignedIn) -> None:
    world, said, area = city.someone(), SAID["tt"], AREA["tt"]
    visit = signed_in(desk.TYPER, "tt", "#/counter")
    page = visit.page
    page.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1 } }")
    page.on(
        "filechooser", lambda _: None
    )  # from here on: a browser that is told as late as the key may open the window
    expect(page.locator("#service")).to_be_focused()
    visit.look("counter-1-services")
    told = city.deployed.call("GET", f"/v1/catalogue/services/{SERVICE}").json
    typist = Typist(page, told, "tt")

    # From here on nothing but the keyboard.
    typist.type("парк")
    typist.press("Enter")
    page.wait_for_url(f"**/#/counter/{SERVICE}")
    expect(page.locator("input:focus")).to_have_attribute("name", "who_channel")
    typist.press("Control+Enter")
    summary = page.locator(".ms-summary")
    expect(summary).to_be_focused()
    visit.look("counter-2-errors")
    # The first line leads to the first field that lacks something.
    typist.press("Tab")
    typist.press("Enter")
    answers = {**world.answers, "document_number": "9200 000000", "address": "420111, Казан, Бауман, 1"}
    filled: list[str] = []
    for _ in range(MOST_STOPS):
        field = typist.at()
        if field["kind"] == "submit":
            break
        if field["id"] not in filled:
            filled.append(field["id"])
            if field["kind"] == "file":
                with page.expect_file_chooser() as chooser:
                    typist.press("Enter")
                chooser.value.set_files(SCAN)  # the system's own window
                expect(page.locator(".ms-files")).to_contain_text("paper.pdf")
            typist.answer(field, answers)
        typist.press("Tab")
    expect(summary).to_have_count(0)
    visit.look("counter-3-filled")
    typist.press("Control+Enter")
    page.wait_for_url("**/#/counter/-/*")
    expect(page.get_by_role("button", name=area["receipt.print"])).to_be_focused()
    visit.look("counter-4-receipt")
    number = page.url.rpartition("/")[2]
    typist.press("Enter")
    assert page.evaluate("window.printed") == 1
    typist.press("Tab")
    typist.press("Enter")
    expect(page.locator("input:focus")).to_have_attribute("name", "who_channel")
    expect(page.locator("#q_surname")).to_have_value("")
    print(f"\na parking permit on paper: {typist.keys} keys, {typist.signs} of them what stands on the paper")
    assert typist.keys < 330

    receipt = desk.ask(city, desk.TYPER, "GET", f"/v1/counter/applications/{number}/receipt")
    secret = receipt.json.split("<dd>")[2].partition("<")[0]
    followed = city.deployed.call("GET", f"/v1/applications/{number}", headers={"Tracking-Secret": secret}).json
    filed = Filed(number, secret, followed["application"], city.applicant(signed_in=False), world, followed)
    # It takes the path of every application: compared by another, then decided by the tables.
    desk.compared(city, desk.colleague(city), filed)
    city.until(filed, "granted")
    seen = city.case(filed)
    assert (seen["answers"], seen["filing"]["channel"]) == (world.answers, "paper")
    assert city.verify(filed)["whole"]
    assert said["name"] in page.title()
    assert visit.heard == []


def test_a_letter_is_printed_and_posted_and_a_lost_session_loses_nothing(city: City, signed_in: SignedIn) -> None:
    said, area = SAID["ru"], AREA["ru"]
    filed = desk.paper(city, desk.CENTRE)
    desk.compared(city, desk.colleague(city), filed)
    city.until(filed, "granted")
    letters = {"department": "multifunctional-centre", "limit": "100"}

    def waits() -> bool:
        listed = desk.ask(city, desk.CENTRE, "GET", "/v1/letters", query=letters).json["items"]
        return any((one["number"], one["status"]) == (filed.number, "granted") for one in listed)

    wait_for(waits, "the letter")
    visit = signed_in(desk.CENTRE, "ru", "#/letters")
    page = visit.page
    row = visit.locator(".st-row").filter(has_text=filed.number)
    row.first.get_by_role("link").click()
    expect(visit.locator(".st-paper")).to_contain_text(desk.NAME)
    expect(visit.locator(".st-paper address")).to_contain_text("<Баумана>")
    visit.look("letters-1-paper")
    # The paper alone goes to the printer.
    page.emulate_media(media="print")
    expect(visit.locator(".st-paper")).to_be_visible()
    for rest in (".st-top", ".st-queues", ".ms-button"):
        expect(visit.locator(rest).first).to_be_hidden()
    page.emulate_media(media="screen")
    number = page.locator("h1").first.inner_text()
    page.get_by_role("button", name=area["letter.posted"]).click()
    expect(visit.locator(".st-done")).to_have_text(area["letter.was_posted"].replace("{number}", number))

    # A session that ends while somebody types: signed in again, everything is still there.
    page.get_by_role("link", name=said["area.counter"]).click()
    expect(page.locator("#service")).to_be_focused()
    page.keyboard.type("рубк")
    page.keyboard.press("Enter")
    page.locator("#who_document_number").fill("9200 111111")
    page.locator("#q_surname").fill("Сафина")
    page.wait_for_timeout(1000)

    def ended(route: Route) -> None:
        route.fulfill(status=401, content_type="application/problem+json", body='{"title":"Expired","status":401}')

    page.route("**/v1/applications/check", ended)
    page.locator("#q_surname").fill("Сафина-Гарипова")
    expect(page.get_by_role("alert").filter(has_text=said["sign.ended"])).to_be_visible()
    page.unroute("**/v1/applications/check")
    page.get_by_role("button", name=said["sign.again"]).click()
    workplace.hosted(visit, desk.CENTRE)
    expect(page.locator("#q_surname")).to_have_value("Сафина-Гарипова")
    expect(page.locator("#who_document_number")).to_have_value("9200 111111")
    assert [one for one in visit.heard if "401" not in one] == []


def test_a_life_situation_on_paper_is_one_form_too(city: City, signed_in: SignedIn) -> None:
    area = AREA["ru"]
    _, answers = office.site(city, title_held="none")
    body = {"service": office.SITUATION, "answers": answers, "language": "ru"}
    code = city.deployed.call("POST", "/v1/drafts", body=body).json["code"]
    visit = signed_in(desk.CENTRE, "ru", f"#/counter/{office.SITUATION}/{code}")
    page = visit.page
    page.locator("#who_document_number").fill("9200 000000")
    page.locator("#who_kind").get_by_label(area["ask.kind.organisation"]).check()
    page.locator("#who_name").fill(office.FIRM["name"])
    for name in ("inn", "ogrn"):
        if page.locator(f"#who_{name}").count():
            page.locator(f"#who_{name}").fill(office.FIRM[name])
    asked = page.locator(".ct-part input[type=file]")
    for at in range(asked.count()):
        if asked.nth(at).evaluate("one => !one.closest('.ms-field').querySelector('.ms-label .ms-optional')"):
            kind = str(asked.nth(at).get_attribute("accept")).split(",")[0]
            name = asked.nth(at).get_attribute("id")
            asked.nth(at).set_input_files({"name": f"{name}.bin", "mimeType": kind, "buffer": uploads.CONTENTS[kind]})
            expect(asked.nth(at).locator("xpath=ancestor::div[1]").locator(".ms-files")).to_be_visible()
    page.get_by_role("button", name=area["form.file"]).click()
    page.wait_for_url("**/#/counter/-/*")
    expect(visit.locator(".st-paper")).to_contain_text(page.url.rpartition("/")[2])
    assert visit.heard == []
