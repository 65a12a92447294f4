"""A resident signs in at the user pool's own page and looks after what is theirs."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace

from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import Resident
from tests.support import chromium, desk, felling, office
from tests.support.account import FOLLOWING, LANGUAGES, SHARED, TEXTS, hosted
from tests.support.browser import Browser as PushBrowser
from tests.support.city import Applicant, City, Filed, wait_for
from tests.support.form_filler import code_of

TREES, INTAKE, DEPARTMENT = "tree-felling", "trees-intake@example.org", "external-improvement"


def returned(city: City, applicant: Applicant, number: int) -> Filed:
    """A felling that its intake has sent back."""
    made = felling.world(city, number)
    application = city.file(made, applicant, service=TREES, answers=made.answers)
    found = desk.task(city, application, "intake", INTAKE, DEPARTMENT)
    checks = [one["id"] for one in found["checklist"]]
    wrong = {"yes": False, "note": "Не видно, какое это дерево: пришлите план со стрелкой"}
    said = {one: wrong if one == checks[0] else {"yes": True} for one in checks}
    desk.complete(city, INTAKE, found, checklist=said)
    city.until(application, "returned")
    return application


def test_what_is_needed_comes_first(city: City, resident: Resident, browser: Browser) -> None:
    applicant = city.applicant()
    wrong = returned(city, applicant, 931)
    going = city.file(city.someone(), applicant)
    city.until(going, "closed")
    out = chromium.visit(browser.new_context(locale="tt"))
    out.part = "body"
    out.page.goto(f"{city.stack.url}/account/")
    expect(out.page.get_by_role("button", name=TEXTS["tt"]["sign.in"])).to_be_visible()
    out.look("account-1-out")
    out.page.context.close()

    visit, said = resident(applicant), TEXTS["ru"]
    page = visit.page
    needed = visit.locator(".acc-need")
    expect(needed).to_have_count(1)
    expect(needed).to_contain_text(wrong.number)
    rows = visit.locator(".acc-row")
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text(going.number)
    for language in LANGUAGES:
        page.locator(f".pub-languages [lang={language}]").click()
        expect(page.get_by_role("heading", name=TEXTS[language]["needed.title"])).to_be_visible()
        expect(needed).to_have_count(1)
        visit.look(f"account-2-home-{language}")
    page.locator(".pub-languages [lang=ru]").click()
    needed.get_by_role("link", name=said["needed.correct.do"]).click()
    expect(page.get_by_text("пришлите план со стрелкой")).to_be_visible()
    expect(visit.locator(".ms-timeline .ms-now")).to_contain_text(SHARED["ru"]["status.returned"])
    visit.look("account-3-returned")

    page.get_by_role("button", name=FOLLOWING["ru"]["withdraw"]).click()
    visit.look("account-4-withdraw", (320,))
    page.get_by_role("button", name=FOLLOWING["ru"]["withdraw.yes"]).click()
    expect(visit.locator(".ms-status")).to_have_text(SHARED["ru"]["status.withdrawn"])
    assert city.follow(wrong)["status"] == "withdrawn"
    page.get_by_role("link", name=said["application.all"]).click()
    expect(page.get_by_text(said["needed.nothing"])).to_be_visible()
    assert visit.heard == []


def test_notifications_are_read_one_by_one_and_all_at_once(city: City, resident: Resident) -> None:
    applicant = city.applicant()
    application = city.file(city.someone(), applicant, language="tt")
    city.until(application, "closed")
    wait_for(lambda: len(city.notifications(applicant)) == 6, "the notifications")
    visit, said = resident(applicant, "tt"), TEXTS["tt"]
    page = visit.page
    page.get_by_role("link", name=said["nav.notifications"]).click()
    entries = visit.locator(".acc-notes li")
    expect(entries).to_have_count(6)
    expect(visit.locator(".acc-new")).to_have_count(6)
    entries.first.locator("summary").click()
    expect(entries.first.locator(".acc-words")).to_contain_text(application.number)
    expect(visit.locator(".acc-new")).to_have_count(5)
    expect(visit.locator(".acc-count")).to_contain_text("5")
    visit.look("account-5-notifications")
    page.get_by_role("button", name=said["notes.mark"]).click()
    expect(page.get_by_text(said["notes.allread"])).to_be_visible()
    assert all(one["read"] for one in city.notifications(applicant))
    assert visit.heard == []


def test_contacts_are_kept_through_everything_that_goes_wrong(city: City, resident: Resident) -> None:
    applicant = city.applicant()
    visit, said = resident(applicant, "en", "#/settings"), TEXTS["en"]
    page = visit.page
    save = page.get_by_role("button", name=said["settings.save"])
    page.locator("#my-phone").fill("123")
    save.click()
    expect(page.locator("#my-phone")).to_be_focused()
    visit.look("account-6-settings")
    page.locator("#my-phone").fill("8 917 000-11-22")
    page.get_by_label("Татарча").last.check()
    # The API is down, then the session ends: a sentence says what to do each time, and what was typed is there.
    page.route("**/v1/confirmations", lambda route: route.abort())
    save.click()
    expect(page.get_by_role("alert")).to_contain_text(said["offline.do"])
    visit.look("account-7-offline", (320,))
    page.unroute("**/v1/confirmations")

    def ended(route: Route) -> None:
        route.fulfill(status=401, content_type="application/problem+json", body='{"title":"Expired","status":401}')

    page.route("**/v1/confirmations", ended)
    save.click()
    expect(page.get_by_role("alert").filter(has_text=said["sign.ended"])).to_be_visible()
    visit.look("account-8-ended", (320, 1280))
    page.unroute("**/v1/confirmations")
    page.get_by_role("button", name=said["sign.again"]).click()
    hosted(visit, applicant)
    expect(page.locator("#my-phone")).to_have_value("8 917 000-11-22")
    page.get_by_role("button", name=said["settings.save"]).click()
    expect(page.locator("#my-phone_code")).to_be_focused()
    (message,) = wait_for(lambda: city.sms(replace(applicant, phone="+79170001122")), "the code")
    page.locator("#my-phone_code").fill(code_of(message))
    page.get_by_role("button", name=said["settings.confirm"]).click()
    expect(page.get_by_text(said["settings.saved"])).to_be_visible()
    kept = city.deployed.call("GET", "/v1/me", token=applicant.token).json
    assert (kept["contact"], kept["language"]) == ({"phone": "+79170001122"}, "tt")
    assert [one for one in visit.heard if "401" not in one and "ERR_FAILED" not in one] == []


def test_the_plan_of_a_life_situation_is_a_picture(city: City, resident: Resident) -> None:
    built = office.file(city)
    belonging = [one for one in built.plan()["nodes"] if one["state"] != "out"]
    visit = resident(built.applicant, "ru", f"#/applications/{built.number}")
    parts = visit.locator(".plan-pic ol > li")
    expect(parts).to_have_count(len(belonging))
    waits = sum(len([id for id in one["after"] if id in {node["id"] for node in belonging}]) for one in belonging)
    expect(visit.locator(".plan-pic-curves path")).to_have_count(waits)
    for one in belonging:
        expect(parts.filter(has_text=one["title"]["ru"]).first).to_be_visible()
    visit.look("account-9-plan")
    visit.page.locator(".pub-languages [lang=tt]").click()
    expect(parts).to_have_count(len(belonging))
    visit.look("account-9-plan-tt", (320, 768))
    visit.locator(".plan-pic-what a").first.click()
    expect(visit.page.get_by_role("heading", level=1)).to_be_visible()
    expect(visit.page.get_by_role("link", name=TEXTS["tt"]["application.whole"])).to_be_visible()
    visit.look("account-10-part", (768,))
    assert visit.heard == []


def test_a_resident_sees_what_was_granted_and_who_looked(city: City, resident: Resident) -> None:
    applicant = city.applicant()
    granted = city.file(city.someone(), applicant)
    city.until(granted, "closed")
    visit, said = resident(applicant, "ru", "#/looks"), TEXTS["ru"]
    page = visit.page
    expect(page.get_by_text(said["looks.empty"])).to_be_visible()
    case = city.case(granted)
    page.get_by_role("link", name=said["nav.records"]).click()
    record = visit.locator(".acc-record")
    expect(record).to_contain_text(case["record"]["record"])
    record.locator("summary").click()
    expect(record).to_contain_text(granted.world.answers["vehicle_plate"])
    visit.look("account-11-records")
    page.get_by_role("link", name=said["nav.looks"]).click()
    rows = visit.locator(".acc-looks tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(said["role.head"])
    expect(rows).to_contain_text(granted.number)
    visit.look("account-12-looks")
    record = city.deployed.call("GET", "/v1/me/looks", token=applicant.token).json["items"]
    assert "by" not in record[0], "which department, and never who"
    assert visit.heard == []


PUSHED = {"title": "Рөхсәт бирелде", "body": "Карар кабинетта", "tag": "1", "url": "http://localhost", "lang": "tt"}
SUBSCRIBED = """([endpoint, p256dh, auth]) => {
  const toJSON = () => ({ endpoint, expirationTime: null, keys: { p256dh, auth } });
  const made = { toJSON, unsubscribe: async () => { window.made = null; } };
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    window.asked = applicationServerKey.length;
    return (window.made = made);
  };
  PushManager.prototype.getSubscription = async () => window.made ?? null;
}"""
"""A browser's own push service, which isn't there on a machine without a network."""


COUNTED = """() => {
  const ask = Notification.requestPermission.bind(Notification);
  window.prompts = 0;
  Notification.requestPermission = () => { window.prompts += 1; return ask(); };
}"""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  return (await worker.getNotifications()).map((one) => [one.title, one.body, one.lang]);
}"""


def test_push_is_offered_and_never_asked_unprompted(city: City, resident: Resident) -> None:
    applicant = city.applicant()
    city.until(city.file(city.someone(), applicant), "closed")
    visit, said = resident(applicant, "tt"), TEXTS["tt"]
    page, origin = visit.page, str(city.stack.url)
    mine = PushBrowser(f"{origin}/_messages/push/{uuid.uuid4().hex}")
    keys = mine.json()["keys"]
    page.evaluate(SUBSCRIBED, [mine.endpoint, keys["p256dh"], keys["auth"]])
    page.evaluate(COUNTED)
    page.get_by_role("link", name=said["nav.settings"]).click()
    turn_on = page.get_by_role("button", name=said["push.turn.on"])
    expect(page.get_by_text(said["push.blocked"]).or_(turn_on)).to_be_visible()
    assert page.evaluate("window.prompts") == 0
    page.context.grant_permissions(["notifications"], origin=origin)
    page.get_by_role("link", name=said["nav.home"]).click()
    page.get_by_role("link", name=said["nav.settings"]).click()
    turn_on.click()
    expect(page.get_by_text(said["push.on"])).to_be_visible()
    assert page.evaluate("window.asked") == 65
    kept = city.deployed.call("GET", "/v1/me/push", token=applicant.token).json["subscriptions"]
    assert len(kept) == 1
    visit.look("account-13-push")

    # What is pushed is shown, by the worker alone.
    devtools = page.context.new_cdp_session(page)
    registered: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registered.extend(one["registrationId"] for one in told["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    expect(page.get_by_text(said["push.browsers"])).to_be_visible()
    assert registered, "the worker is registered"
    pushed = {"origin": origin, "registrationId": registered[0], "data": json.dumps(PUSHED)}
    devtools.send("ServiceWorker.deliverPushMessage", pushed)
    page.wait_for_function(f"async () => (await ({SHOWN})()).length === 1")
    assert page.evaluate(SHOWN) == [[PUSHED["title"], PUSHED["body"], "tt"]]

    page.get_by_role("button", name=said["push.turn.off"]).click()
    expect(turn_on).to_be_visible()
    assert city.deployed.call("GET", "/v1/me/push", token=applicant.token).json["subscriptions"] == []
    assert visit.heard == []
