"""The staff of any department at work on the workplace's pages: queue, case, checklist, answer, opinion, decision.

What somebody says comes from the worked examples of the catalogue, and what may be said from the page; no service is
known by name. Where a Task lies is asked over HTTP, as who heads the department would know it; all that is done about
it is done on a page.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from infra.commands import demo_users
from tests.support import chromium, officials, sample_files, workplace
from tests.support import said_in_examples as said
from tests.support.chromium import Visit
from tests.support.city import City
from tests.support.page_texts import LANGUAGES

Json = dict[str, Any]
WORDS = "Здесь не видно главного"
QUESTION = "Не помешает ли это вам?"
PDF = {"name": "Решение.pdf", "mimeType": "application/pdf", "buffer": sample_files.pdf()}
TRIES, CHECK_MS = 40, 250
"""How often, and how long after the last time, somebody tries who waits for the check of a file."""


@dataclass
class Desk:
    """Somebody's workplace in a browser, open since they signed in."""

    email: str
    language: str
    visit: Visit

    @property
    def page(self) -> Page:
        return self.visit.page

    def says(self, key: str, area: str = "") -> str:
        return str(workplace.texts(area)[self.language][key])


@dataclass
class Wanted:
    """What should happen once on the way of a case besides what must."""

    returned: bool = False
    referred: bool = False


@dataclass
class Departments:
    """Everybody who works in the city; each signs in once."""

    city: City
    browser: Browser
    desks: dict[str, Desk] = field(default_factory=dict)
    has: dict[str, str] = field(default_factory=dict)
    """Task → who took it."""
    took_part: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """A case and a part of it → who has taken a Task of it, and can't take another."""
    _languages: Iterator[str] = field(default_factory=lambda: itertools.cycle(LANGUAGES))

    def close(self) -> None:
        for desk in self.desks.values():
            desk.page.context.close()

    def heard(self) -> list[str]:
        """Give what scripts complained of and policies refused anywhere since this was asked last."""
        found = [f"{desk.email}: {one}" for desk in self.desks.values() for one in desk.visit.heard]
        for desk in self.desks.values():
            desk.visit.heard.clear()
        return found

    # Work

    def work(self, number: str, cases: Mapping[str, str], wanted: Wanted | None = None) -> Counter[str]:
        """Do every Task that waits now in some cases (case → its service) by its page; count what was done."""
        done: Counter[str] = Counter()
        for case, service in cases.items():
            for task in self.waiting(case, service):
                done[self._do(number, case, service, task, wanted or Wanted())] += 1
        return done

    def waiting(self, case: str, service: str) -> list[Json]:
        """Give the open Tasks of a case, as who heads its department sees them."""
        token = self.city.deployed.staff(officials.head_of(service))
        seen = self.city.deployed.call("GET", f"/v1/cases/{case}", token=token)
        if seen.status == 404:
            return []  # its plan asked for it a moment ago
        assert seen.status == 200, seen.json
        return [one for one in seen.json["tasks"] if one["state"] == "open"]

    def _do(self, number: str, case: str, service: str, task: Json, wanted: Wanted) -> str:
        took_part = self.took_part.setdefault((case, task.get("sub_service") or task["task"]), [])
        if task["task"] not in self.has:
            self.has[task["task"]] = self._who(task, took_part)
            took_part.append(self.has[task["task"]])
        desk = self.desk(self.has[task["task"]])
        self._open(desk, number, service, task)
        match task["kind"]:
            case "intake":
                what = self._check(desk, service, wanted)
            case "request":
                what = self._answer(desk, service, task)
            case "expert" if wanted.referred and not task.get("question"):
                wanted.referred = False
                return self._refer(desk, task)
            case "expert":
                what = self._opine(desk, service, task)
            case "decision":
                what = self._decide(desk)
            case _:
                what = self._hand_over(desk)
        self._complete(desk, number)
        return what

    def _who(self, task: Json, busy: list[str]) -> str:
        """Who does such Tasks there and has said nothing about this one yet; else somebody is appointed."""
        department, role = task["department"], task["role"]
        able = [one.email for one in demo_users.USERS if one.department == department and role in one.roles]
        free = next((one for one in able if one not in busy), None)
        if free is None:
            free = f"second-{department}-{role.replace('_', '-')}@example.org"
            self.city.appoint(free, department, role)
        return free

    # Pages

    def desk(self, email: str) -> Desk:
        """Give somebody's workplace; the first time they sign in at the user pool's page."""
        if email not in self.desks:
            language = next(self._languages)
            context = self.browser.new_context(viewport={"width": 1280, "height": chromium.HEIGHT}, locale=language)
            visit = chromium.visit(context)
            visit.part = "body"
            visit.page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
            visit.page.goto(f"{self.city.stack.url}/staff/")
            visit.page.get_by_role("button", name=workplace.texts()[language]["sign.in"]).click()
            workplace.hosted(visit, email)
            expect(visit.locator(".st-queues")).to_be_visible()
            self.desks[email] = Desk(email, language, visit)
        return self.desks[email]

    def _open(self, desk: Desk, number: str, service: str, task: Json) -> None:
        """Find the Task in its queue, take it unless one has it already, and open it."""
        address = f"#/queue/{task['department']}/{task['kind']}"
        if desk.page.evaluate("location.hash") == address:
            desk.page.get_by_role("button", name=desk.says("queue.again")).click()
        else:
            desk.page.evaluate("hash => { location.hash = hash }", address)
        title = said.service_of(service)["title"][desk.language]
        row = desk.visit.locator(".st-row").filter(has_text=number).filter(has_text=title)
        row = row.filter(has=desk.page.locator(f'a[href="#/task/{task["task"]}"]'))
        expect(row).to_be_visible()
        take = row.get_by_role("button", name=desk.says("task.claim"))
        if take.count():
            take.click()
        expect(row).to_contain_text(desk.says("has.you"))
        row.get_by_role("link").click()
        expect(desk.page.get_by_role("heading", name=number)).to_be_visible()
        expect(desk.page.get_by_role("heading", name=desk.says("task.todo"))).to_be_visible()

    def _complete(self, desk: Desk, number: str) -> None:
        """Send what was said; a file that is still being checked takes another try, as the page says."""
        done = desk.visit.locator(".st-done").filter(has_text=number)
        told = desk.visit.locator(".st-right .ms-summary")
        for tries in range(TRIES):
            desk.page.get_by_role("button", name=desk.says("task.complete")).click()
            expect(done.or_(told).first).to_be_visible()
            if done.count():
                if tries:  # a browser reports what the page was told
                    desk.visit.heard[:] = [one for one in desk.visit.heard if "400" not in one]
                return
            assert told.locator('a[href="#task_attachment"]').count(), told.first.inner_text()
            desk.page.wait_for_timeout(CHECK_MS)
        raise AssertionError(told.first.inner_text())

    def _check(self, desk: Desk, service: str, wanted: Wanted) -> str:
        """Answer the checklist with yes; where a return is wanted, one question with no and why."""
        checks = desk.visit.locator(".st-check")
        if not checks.count():
            desk.page.get_by_label(desk.says("outcome.accept")).check()
            return "accept"
        returns = {one["id"] for one in said.service_of(service)["checklist"] if one["outcome"] == "return"}
        wrong = None
        for check in checks.all():
            if wanted.returned and wrong is None and _id(check).removeprefix("task_check_") in returns:
                wrong = check
                check.get_by_role("radio").nth(1).check()
                check.locator("textarea").fill(WORDS)
            else:
                check.get_by_role("radio").first.check()
        if wanted.returned:
            wanted.returned = False
            assert wrong is not None, "nothing here can be returned"
        return "accept" if wrong is None else "return"

    def _answer(self, desk: Desk, service: str, task: Json) -> str:
        for name, (value, schema) in said.answer_of(service, _plain(task["request"])).items():
            fill(desk.visit.locator(f"#q_{name}"), value, schema)
        return "answer"

    def _opine(self, desk: Desk, service: str, task: Json) -> str:
        """Find it good, and answer what is asked besides."""
        if task["department"] != said.service_of(service)["department"]:
            expect(desk.visit.locator(".st-right")).to_contain_text(QUESTION)
        desk.page.get_by_label(desk.says("outcome.pass")).check()
        for name, (value, schema) in said.opinion_of(service, _plain(task["sub_service"])).items():
            fill(desk.visit.locator(f"#q_{name}"), value, schema)
        return "opinion"

    def _refer(self, desk: Desk, task: Json) -> str:
        """Ask an expert of another department."""
        others = {one.department for one in demo_users.USERS if "expert" in one.roles} - {task["department"]}
        desk.page.get_by_text(desk.says("refer", "acts"), exact=True).click()
        desk.page.get_by_label(desk.says("refer.department", "acts")).select_option(sorted(others)[0])
        desk.page.locator("#refer_question").fill(QUESTION)
        desk.page.get_by_role("button", name=desk.says("refer.do", "acts")).click()
        expect(desk.page.get_by_text(desk.says("refer.sent", "acts"))).to_be_visible()
        return "referral"

    def _decide(self, desk: Desk) -> str:
        desk.page.get_by_label(desk.says("outcome.grant")).check()
        file = desk.visit.locator("#task_attachment")
        if file.count() and not desk.visit.locator("label[for=task_attachment] .ms-optional").count():
            file.set_input_files(PDF)  # type: ignore[arg-type]
            expect(desk.visit.locator(".st-right").get_by_text(str(PDF["name"])).first).to_be_visible()
        return "decision"

    def _hand_over(self, desk: Desk) -> str:
        shown = {"document": "passport", "number": "9200 000000", "receipt": "17", "tracking": "RA1"}
        for name, value in shown.items():
            if desk.visit.locator(f"#q_{name}").count():
                desk.visit.locator(f"#q_{name}").fill(value)
        for name in ("handed_over_on", "posted_on"):
            if desk.visit.locator(f"#q_{name}").count():
                fill(desk.visit.locator(f"#q_{name}"), self.city.today().isoformat(), {"format": "date"})
        return "handover"


def fill(control: Locator, value: Any, schema: Json) -> None:
    """Answer one question of a form that a definition made: by the place of the choice, or by typing."""
    choices = schema.get("enum") or ([True, False] if schema.get("type") == "boolean" else None)
    kind = control.evaluate("element => element.localName")
    if schema.get("format") == "date":
        for part, typed in zip(("year", "month", "day"), str(value).split("-"), strict=True):
            control.page.locator(f"#{_id(control)}_{part}").fill(typed)
    elif kind == "fieldset" and choices:
        control.get_by_role("radio").nth(choices.index(value)).check()
    elif kind == "select" and choices:
        control.select_option(index=choices.index(value) + 1)
    else:
        control.fill(str(value))


def _plain(part: str) -> str:
    """The name of a Request or a part without its repetition."""
    return part.partition("#")[0]


def _id(control: Locator) -> str:
    return str(control.get_attribute("id"))
