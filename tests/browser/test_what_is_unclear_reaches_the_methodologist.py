"""Somebody says at a question that it isn't clear, without a name; a methodologist reads it and is done with it."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Browser, expect

from infra.commands import demo_users, stack
from tests.browser.conftest import Portal
from tests.support import chromium
from tests.support.city import City
from tests.support.form_filler import FormFiller
from tests.support.operating import METHODOLOGIST

SERVICE, QUESTION = "resident-parking-permit", "surname"
SOURCE = stack.PROJECT / "web" / "src"
TEXTS = json.loads((SOURCE / "i18n" / "ru.json").read_text("utf-8"))
STAFF = json.loads((SOURCE / "staff" / "texts.en.json").read_text("utf-8"))
UNCLEAR = json.loads((SOURCE / "staff" / "unclear" / "texts.en.json").read_text("utf-8"))
WORDS = "Фамилия как в паспорте или как в свидетельстве о браке?"


def remarks(city: City, who: str = METHODOLOGIST) -> Any:
    query = {"service": SERVICE, "limit": "100"}
    return city.deployed.call("GET", "/v1/remarks", query=query, token=city.deployed.staff(who))


def test_a_remark_at_a_question_is_read_and_dealt_with(city: City, portal: Portal, browser: Browser) -> None:
    visit = portal(SERVICE, "ru")
    form = FormFiller.of(visit, city.deployed, SERVICE, "ru")
    question = form.service["fields"][QUESTION]["title"]
    # By the keyboard alone, and nothing that was answered is lost by it.
    form.field(QUESTION).fill("Ибрагимова")
    unclear = visit.locator(f".ms-field:has(#q_{QUESTION}) .ms-unclear")
    unclear.locator("summary").focus()
    visit.page.keyboard.press("Enter")
    send = unclear.get_by_role("button", name=TEXTS["unclear.send"])
    send.click()
    expect(unclear.get_by_role("alert")).to_have_text(TEXTS["unclear.needed"])
    unclear.get_by_label(TEXTS["unclear.what"]).fill(WORDS)
    visit.look("ru-unclear")
    # A lost connection loses nothing typed.
    visit.page.route("**/v1/remarks", lambda route: route.abort(), times=1)
    send.click()
    expect(unclear.get_by_role("alert")).to_contain_text(TEXTS["trouble.offline"])
    expect(unclear.get_by_label(TEXTS["unclear.what"])).to_have_value(WORDS)
    send.click()
    expect(visit.page.get_by_text(TEXTS["unclear.thanks"])).to_be_visible(timeout=20_000)
    expect(form.field(QUESTION)).to_have_value("Ибрагимова")

    (said,) = [one for one in remarks(city).json["items"] if one["text"] == WORDS]
    assert (said["pointer"], said["question"], said["language"]) == (f"/answers/{QUESTION}", question, "ru")
    assert said["bundle"] == form.service["bundle"]
    assert remarks(city, "expert@example.org").status == 403
    nowhere = {"service": SERVICE, "bundle": said["bundle"], "pointer": "/answers/shoe_size", "language": "ru"}
    refused = city.deployed.call("POST", "/v1/remarks", body={**nowhere, "text": WORDS})
    assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, "/pointer")

    context = browser.new_context(viewport={"width": 1280, "height": chromium.HEIGHT}, locale="en")
    office = chromium.visit(context)
    office.part = "html"
    office.page.goto(f"{city.stack.url}/staff/#/unclear")
    office.page.locator("main button").first.click()
    office.page.fill("#username", METHODOLOGIST)
    office.page.fill("#password", demo_users.PASSWORD)
    office.page.get_by_role("button", name="Sign in").click()
    row = office.locator(".st-remark").filter(has_text=WORDS)
    expect(row).to_contain_text(question["en"], timeout=20_000)
    office.look("staff-unclear")
    row.get_by_role("button", name=UNCLEAR["deal"]).click()
    expect(row).to_have_count(0)
    assert not [one for one in remarks(city).json["items"] if one["text"] == WORDS]
    # A second time changes nothing.
    path = f"/v1/remarks/{said['remark']}/dealt-with"
    again = city.deployed.call("POST", path, token=city.deployed.staff(METHODOLOGIST))
    assert (again.status, bool(again.json["dealt_with"])) == (200, True)
    context.close()
    assert [one for one in visit.heard if "ERR_FAILED" not in one] == []
