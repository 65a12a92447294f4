"""A thousand Tasks are laid out once: counted, since time depends on the machine."""

from __future__ import annotations

from playwright.sync_api import CDPSession

from tests.benchmarks.browsing import FRAMES, INTAKE, ROWS, task_row
from tests.support.workplace import SignedIn

MOST_LAYOUTS = 12
"""Of a page that is scrolled for 120 frames; it was one a frame while rows were laid out as they came into sight."""


def layouts(devtools: CDPSession) -> int:
    """How often the page was laid out so far."""
    told = devtools.send("Performance.getMetrics")["metrics"]
    return int(next(one["value"] for one in told if one["name"] == "LayoutCount"))


def test_scrolling_lays_nothing_out_again(signed_in: SignedIn) -> None:
    visit = signed_in(INTAKE)
    rows = {"items": [task_row(at) for at in range(ROWS)], "next": None}
    visit.page.route("**/v1/tasks?*", lambda route: route.fulfill(json=rows))
    visit.locator(".st-filter .ms-link").click()
    visit.locator(".st-row").nth(ROWS - 1).wait_for(state="attached")
    devtools = visit.page.context.new_cdp_session(visit.page)
    devtools.send("Performance.enable")
    before = layouts(devtools)
    visit.page.evaluate(FRAMES)
    assert visit.page.evaluate("scrollY") > 10_000
    assert layouts(devtools) - before <= MOST_LAYOUTS
