"""Every page of the project in every state that it can be in, as `web/states` lists them, brought about in a browser.

A page is opened where it really is and reads the running API; an empty answer, a slow, a failing and a lost connection
and an ended session are made between the two, on the wire.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, Route, expect

from chalicelib.domain import errors
from chalicelib.entrypoints.http import problems, texts
from infra.commands import stack
from tests.support.chromium import Visit

STATES = ("full", "empty", "loading", "error", "offline", "expired")
LANGUAGES = {"ru": "Русский", "tt": "Татарча", "en": "English"}
LISTS = stack.PROJECT / "web" / "states"
SAID = "[role=alert]"
WAITS = "[role=status], progress, [aria-busy=true]"


@dataclass(frozen=True)
class Shown:
    """A page of a part in one state. `at` is its address within the part, `reads` what it asks the API, `shows` what
    stands there when it is whole, `person` who is signed in, `empty` the answer when there is nothing."""

    part: str
    opens: str
    page: str
    state: str
    at: str
    shows: str
    reads: str | None
    person: str | None
    empty: Any

    @property
    def name(self) -> str:
        """What its pictures are called."""
        return f"{self.part}-{self.page}-{self.state}"


def listed() -> Iterator[Shown]:
    """Every page in every state; fails where the list neither shows a state nor says why it can't be."""
    for path in sorted(LISTS.glob("*.json")):
        told = json.loads(path.read_text("utf-8"))
        for page in told["pages"]:
            name = "-".join(filter(None, (page["page"], page.get("variant"))))
            for state in STATES:
                if state in page.get("never", {}):
                    continue
                assert state == "full" or "reads" in page, f"{path.name}: {name} reads nothing, so how is it {state}?"
                assert state != "empty" or "empty" in page, f"{path.name}: {name} has no empty answer"
                yield Shown(
                    part=told["part"],
                    opens=told.get("opens", ""),
                    page=name,
                    state=state,
                    at=page.get("at", ""),
                    shows=page["shows"],
                    reads=page.get("reads"),
                    person=page.get("as"),
                    empty=page.get("empty"),
                )


def bring_about(page: Page, shown: Shown) -> None:
    """Let what the page reads come as the state says; what was arranged before is undone."""
    page.unroute_all(behavior="ignoreErrors")
    if shown.state == "full" or shown.reads is None:
        return
    arranged: dict[str, Callable[[Route], None]] = {
        "empty": lambda route: _answer(route, 200, shown.empty),
        "loading": lambda route: None,  # it never comes
        "error": lambda route: _fail(route, errors.TransientError()),
        "offline": lambda route: route.abort("internetdisconnected"),
        "expired": lambda route: _fail(route, errors.Unauthenticated()),
    }
    page.route(shown.reads, arranged[shown.state])


def _fail(route: Route, error: errors.OknoError) -> None:
    """Answer as the API does when it fails, in the reader's language."""
    wanted = route.request.headers.get("accept-language", "")[:2]
    status, document, headers = problems.describe(error, wanted if wanted in LANGUAGES else "ru")
    _answer(route, status, document, {**headers, "Content-Type": "application/problem+json"})


def _answer(route: Route, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
    if route.request.method == "OPTIONS":
        route.continue_()
        return
    shown = {"Access-Control-Allow-Origin": "*", "Content-Type": "application/json", **(headers or {})}
    route.fulfill(status=status, headers=shown, body=json.dumps(body))


def is_there(visit: Visit, shown: Shown, language: str) -> None:
    """Wait until the state is there, said in a language; fails with the name of what doesn't come."""
    wanted = {"full": shown.shows, "loading": WAITS}.get(shown.state, SAID)
    if shown.state == "empty":
        expect(visit.locator(WAITS).filter(visible=True).filter(has_text="…")).to_have_count(0)
        expect(visit.locator(shown.shows)).to_have_count(0)
        return
    if shown.state == "error":
        title = texts.title(errors.TransientError.code, language)
        expect(visit.locator(SAID).filter(has_text=title).first, f"{shown.name}: {title}").to_be_visible()
    expect(visit.locator(wanted).filter(visible=True).first, f"{shown.name}: {wanted}").to_be_visible()
