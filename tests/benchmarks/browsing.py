"""How fast pages are in people's hands: an old phone on a slow line, a long queue, a long form; in Debian's Chromium.

An old phone is a processor slowed down four times and a line of 1.6 Mbit/s with 150 ms there and back, nothing kept
from an earlier visit.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from infra.commands import demo_users, pages, stack
from tests.benchmarks.report import Report
from tests.benchmarks.running import Running
from tests.support import chromium, long_form

TIMES = 5
SLOWER = 4
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
QUESTIONS = 95
ROWS = 1000
BETWEEN_MS = 100
"""Between two keys: ten a second is faster than people type. Two in one instant would wait for each other."""
INTAKE = "trees-intake@example.org"
USABLE = """(wanted) => {
  const shadow = () => document.querySelector("municipal-service")?.shadowRoot;
  const find = (one) => document.querySelector(one) ?? shadow()?.querySelector(one);
  const look = () => {
    if (!wanted.every((one) => find(one)?.getClientRects().length)) return requestAnimationFrame(look);
    // Drawn, and the page has nothing more urgent to do than to hear what one does.
    requestAnimationFrame(() => setTimeout(() => {
      const [came] = performance.getEntriesByType("navigation");
      window.usable = performance.now() - came.fetchStart;
    }));
  };
  look();
}"""
FRAMES = """async () => {
  const gaps = [];
  let last = performance.now();
  for (let left = 120; left; left--) {
    scrollBy(0, 300);
    const now = await new Promise(requestAnimationFrame);
    gaps.push(now - last);
    last = now;
  }
  return gaps.sort((a, b) => a - b);
}"""
KEYS = """() => {
  window.keys = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (one.name === "keydown") window.keys.push(one.duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
}"""


def measure(running: Running, report: Report) -> None:
    """Open, scroll and type as people do; each figure is the median of several visits."""
    report.section("Pages in people's hands (medians)")
    pages.build()
    stack.use(running.place)
    site = str(running.place.url)
    portal = f"{site.replace('localhost', 'portal.localhost')}/?service=resident-parking-permit&lang=tt"
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        line = f"{SLOWER} x slower, 1.6 Mbit/s"
        first = ".ms-field input"
        report.figure(f"the widget can be typed into, {line}", _opened(browser, portal, first), "s", most=1.6)
        city = f"{site}/city.html?lang=tt#/services"
        report.figure(f"public pages, {line}", _opened(browser, city, ".pub-card a"), "s", most=2)
        report.figure(f"the workplace's queue, {line}", _worked(browser, site), "s", most=2)
        gaps = _scrolled(browser, site)
        report.figure(f"a queue of {ROWS} Tasks, frame while scrolling, p95", gaps, "ms", most=34)
        report.figure(f"a form of {QUESTIONS} questions, a key, p95", _typed(browser, portal), "ms", most=50)
        browser.close()


def _slow(page: Page) -> CDPSession:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return devtools


def _median(once: Callable[[], float]) -> float:
    once()  # the functions behind the API are warm, as they are when people use them
    return statistics.median(once() for _ in range(TIMES))


def _usable(page: Page, devtools: CDPSession) -> float:
    """Seconds from asking for the page to when it could be used, as the page itself tells.

    Playwright's own looking runs in the page, slowed down as everything there, so it isn't asked until then.
    """
    while not (found := devtools.send("Runtime.evaluate", {"expression": "window.usable"})["result"].get("value")):
        time.sleep(0.1)
    page.context.close()
    return float(found) / 1000


def _opened(browser: Browser, address: str, wanted: str) -> float:
    """Seconds from the address to something that can be used."""

    def once() -> float:
        page = browser.new_context().new_page()
        page.add_init_script(f"({USABLE})({json.dumps([wanted])})")
        devtools = _slow(page)
        page.goto(address, wait_until="commit")
        return _usable(page, devtools)

    return _median(once)


def _signed_in(page: Page, site: str) -> None:
    page.goto(f"{site}/staff/")
    page.locator("main button").first.click()
    chromium.give_password(page, INTAKE, "/staff/")


def _worked(browser: Browser, site: str) -> float:
    """Seconds from the user pool's answer to the queue with its rows."""

    def once() -> float:
        page = browser.new_context().new_page()
        page.goto(f"{site}/staff/")
        page.locator("main button").first.click()
        page.fill("#username", INTAKE)
        page.fill("#password", demo_users.PASSWORD)
        page.add_init_script(f"({USABLE})({json.dumps(['.st-queues', '.st-rows[aria-busy=false]'])})")
        devtools = _slow(page)
        devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.get_by_role("button", name="Sign in").click(no_wait_after=True)
        return _usable(page, devtools)

    return _median(once)


def _scrolled(browser: Browser, site: str) -> float:
    """Milliseconds between frames, of a queue that stands there whole."""
    page = browser.new_context(viewport={"width": 1280, "height": chromium.HEIGHT}).new_page()
    page.route(
        "**/v1/tasks?*", lambda route: route.fulfill(json={"items": [task_row(at) for at in range(ROWS)], "next": None})
    )
    _signed_in(page, site)
    page.locator(".st-row").nth(ROWS - 1).wait_for(state="attached")
    gaps: list[float] = page.evaluate(FRAMES)
    page.context.close()
    return gaps[int(len(gaps) * 0.95)]


def task_row(number: int) -> dict[str, Any]:
    """A Task as a queue shows it; there is no such Task."""
    told = {"kind": "intake", "service": "tree-felling", "due_on": "2026-11-27", "version": 1, "assignee": None}
    return {"task": f"{number:032x}", "number": f"261126-{number:08d}-00", "risk": "in_time", **told}


def _typed(browser: Browser, portal: str) -> float:
    """Milliseconds from a key to what is drawn after it, in the middle of a form of one long page."""
    page = browser.new_context().new_page()
    page.route("**/v1/catalogue/services/*", long_form.instead(QUESTIONS))
    page.goto(portal)
    field = page.locator(f"#q_question_{QUESTIONS // 2}")
    field.click()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.evaluate(KEYS)
    for letter in "Bauman uramy, kyryk durtenche yort, 44":
        page.keyboard.press(letter)
        page.wait_for_timeout(BETWEEN_MS)
    keys = sorted(page.evaluate("window.keys"))
    page.context.close()
    return float(keys[int(len(keys) * 0.95)]) if keys else 16.0
