"""Debian's Chromium, driven by Playwright: what people see, whether everybody can use it, and pictures of it."""

from __future__ import annotations

import html
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Playwright, expect

from infra.commands import demo_users, stack

AXE = stack.PROJECT / "web" / "node_modules" / "axe-core" / "axe.min.js"
SHEET = stack.PROJECT / "web" / "build" / "states"
WIDTHS = (320, 768, 1280)
HEIGHT = 900
WHOLE = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".ms-question { content-visibility: visible !important }");
    for (const root of [document, ...Array.from(document.querySelectorAll("municipal-service"), one => one.shadowRoot)])
        if (root) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}"""
"""Lays out what is out of sight, too: until then where it seems to lie and how large it is says nothing."""
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
PATIENCE_MS = 20_000


def launch(playwright: Playwright) -> Browser:
    """Start the browser; CHROMIUM names another one. Its sandbox needs rights that a container lacks."""
    expect.set_options(timeout=PATIENCE_MS)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])


@dataclass
class Visit:
    """One person's page: `heard` gathers what a policy refused and what scripts complained of."""

    page: Page
    heard: list[str] = field(default_factory=list)
    part: str = "municipal-service"
    """What of the page is ours to answer for."""

    def locator(self, selector: str) -> Locator:
        """Find something on the page, also inside the widget's shadow tree."""
        return self.page.locator(selector)

    def fits(self) -> bool:
        """Whether nothing has to be scrolled sideways."""
        return bool(self.page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth"))

    def violations(self) -> list[str]:
        """What axe finds wrong in our part of the page as it is."""
        if not self.page.evaluate("typeof axe !== 'undefined'"):
            self.page.evaluate(AXE.read_text("utf-8"))
        options = "{runOnly: tags, resultTypes: ['violations']}"
        run = f"([part, tags]) => axe.run(part, {options}).then(told => told.violations)"
        found: list[dict[str, Any]] = self.page.evaluate(run, [self.part, RULES])
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]

    def look(self, name: str, widths: Iterable[int] = WIDTHS) -> None:
        """Look at a state at every width: axe finds nothing, nothing is wider than the page, a picture is kept."""
        SHEET.mkdir(parents=True, exist_ok=True)
        self.page.evaluate(WHOLE)
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            found = self.violations()
            assert not found, f"{name} at {width}:\n" + "\n".join(found)
            assert self.fits(), f"{name} is wider than {width}"
            self.page.screenshot(path=SHEET / f"{name}-{width}.png", full_page=True)


def visit(context: BrowserContext) -> Visit:
    """Open a page that listens."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    opened = Visit(page)
    page.on("pageerror", lambda error: opened.heard.append(str(error)))
    page.on("console", lambda said: opened.heard.append(said.text) if _complains(said) else None)
    return opened


def give_password(page: Page, email: str, back: str) -> None:
    """Give name and password at the user pool's own page, and wait to be back at the page `back` (`/staff/`)."""
    page.fill("#username", email)
    page.fill("#password", demo_users.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(rf"{back}(#.*)?$"), wait_until="commit")


def _complains(said: ConsoleMessage) -> bool:
    """Whether something is wrong: a browser also reports that a parcel isn't known, which is an answer like others."""
    unknown_parcel = "/v1/parcels/" in said.location["url"] and "404" in said.text
    return said.type == "error" and not unknown_parcel


def write_sheet() -> Path:
    """Put all pictures on one page, a state a row."""
    rows: dict[str, list[Path]] = {}
    for picture in sorted(SHEET.glob("*.png")):
        rows.setdefault(picture.stem.rpartition("-")[0], []).append(picture)
    body = "".join(
        f"<h2>{html.escape(name)}</h2><p>"
        + "".join(f'<img src="{one.name}" alt="{one.stem}" loading="lazy" height="480"> ' for one in pictures)
        for name, pictures in rows.items()
    )
    SHEET.mkdir(parents=True, exist_ok=True)
    sheet = SHEET / "index.html"
    sheet.write_text(f'<!doctype html><meta charset="utf-8"><title>Every state of the pages</title>{body}', "utf-8")
    return sheet
