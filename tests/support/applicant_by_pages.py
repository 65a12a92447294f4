"""An applicant where they follow what they filed: correct, answer what comes later, report, read the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from tests.support import bundles, from_portal
from tests.support.departments_by_pages import fill
from tests.support.form_filler import FormFiller
from tests.support.operating import wait_for
from tests.support.page_texts import texts

TOLD, SHARED = texts("following/texts."), texts("i18n/")


@dataclass
class ApplicantPage:
    """The page under a receipt; `answers` are what its applicant would answer to any question of `form`."""

    form: FormFiller
    answers: Mapping[str, Any]

    def correct(self, words: str) -> None:
        """Give again what a return named, where it stands; `words` are what the officer wrote."""
        asked = self.form.visit.locator(".ms-correction")
        expect(asked.locator(".ms-defect").filter(has_text=words)).to_be_visible()
        self.send(asked)

    def send(self, asked: Locator) -> None:
        """Answer all that a part of the page asks, and send it; an answer may call for another question at once."""
        expect(asked.locator("[id^=q_]").first).to_be_attached()
        done: set[str] = set()
        while fresh := self._names(asked) - done:
            for name in fresh:
                self._answer(name)
            done.update(fresh)
            asked.locator("button[type=submit]").click()
            wait_for(lambda: not asked.count() or self._names(asked) - done, f"{done} to be taken")

    def report(self, milestone: str, answers: Mapping[str, Any], asked: Locator) -> None:
        """Tell that something outside has happened, with what has to be known of it."""
        for name, value in answers.items():
            schema = bundles.shared()["vocabulary"][name]["schema"]
            fill(asked.locator(f"#q_{milestone}_{name}"), value, schema)
        asked.locator("button[type=submit]").click()
        expect(asked).to_have_count(0)

    def granted(self) -> bytes | None:
        """See that it was granted and delivered, and where the register holds it; give the result's file, if any."""
        visit, language = self.form.visit, self.form.language
        visit.page.reload()
        expect(visit.locator(".ms-status")).to_have_text(SHARED[language]["status.granted"])
        expect(visit.locator(".ms-timeline")).to_contain_text(SHARED[language]["status.delivered"])
        expect(visit.locator(".ms-answers")).to_contain_text(SHARED[language]["follow.record"])
        file = visit.page.get_by_role("button", name=TOLD[language]["result.download"])
        if not file.count():
            return None
        with visit.page.expect_download() as download:
            file.click()
        return Path(download.value.path()).read_bytes()

    def _names(self, asked: Locator) -> set[str]:
        """Name the questions and documents that stand there."""
        found = asked.locator("[id^=q_]").evaluate_all("all => all.map(one => one.id.slice(2))")
        known = {*self.form.service["form"]["properties"], *(one["id"] for one in self.form.service["documents"])}
        return known & {*found}

    def _answer(self, name: str) -> None:
        if any(one["id"] == name for one in self.form.service["documents"]):
            from_portal.attach(self.form, [name])
        elif name in self.answers:
            self.form.answer(name, self.answers[name])
