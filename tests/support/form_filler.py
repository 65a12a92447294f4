"""Fills a published form in a browser as a person would: by what stands on the page, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator

from tests.stack.deployed import Deployed
from tests.support.chromium import PATIENCE_MS, Visit
from tests.support.operating import wait_for

NEXT = "form .ms-main button[type=submit]"
TITLE = "form .ms-title"
PLACE = "form :is(.ms-progress, .ms-title)"
YES_OR_NO = {"ru": ("Нет", "Да"), "tt": ("Юк", "Әйе"), "en": ("No", "Yes")}


@dataclass
class FormFiller:
    """One form on one page; `service` is what the catalogue tells of it."""

    visit: Visit
    service: Mapping[str, Any]
    language: str

    @classmethod
    def of(cls, visit: Visit, deployed: Deployed, service: str, language: str) -> FormFiller:
        """Read the service's definition and wait until its form is there."""
        told = deployed.call("GET", f"/v1/catalogue/services/{service}").json
        visit.locator(TITLE).wait_for()
        return cls(visit, told, language)

    def title(self) -> Locator:
        """The title of the page that is shown."""
        return self.visit.locator(TITLE)

    def field(self, name: str) -> Locator:
        """The control of a question, or the group of its controls."""
        return self.visit.locator(f"#q_{name}")

    def answer(self, name: str, value: Any) -> None:
        """Answer one question."""
        field, question = self.field(name), self.service["form"]["properties"][name]
        label = self.service["fields"][name].get("values", {}).get(str(value), {}).get(self.language)
        if question.get("format") == "date":
            for part, typed in zip(("year", "month", "day"), str(value).split("-"), strict=True):
                self.visit.locator(f"#q_{name}_{part}").fill(typed)
        elif question.get("type") == "boolean":
            if field.evaluate("element => element.localName") == "fieldset":
                field.get_by_label(YES_OR_NO[self.language][bool(value)], exact=True).check()
            else:
                field.set_checked(bool(value))
        elif label is None:
            field.fill(str(value))
        elif field.evaluate("element => element.localName") == "select":
            field.select_option(label=label)
        else:
            field.get_by_label(label, exact=True).check()

    def next(self) -> None:
        """Go on, and wait for the page after this one."""
        before = self._place()
        self.visit.locator(NEXT).click()
        wait_for(lambda: (place := self._place()) and place != before, f"the page after {before}", PATIENCE_MS / 1000)

    def _place(self) -> list[str]:
        """Which step it is and what its page is called: two pages in a row may be called alike."""
        return self.visit.locator(PLACE).all_inner_texts()

    def page(self, answers: Mapping[str, Any]) -> None:
        """Answer what stands on this page; a question that an answer brings up is answered too."""
        fields = next((page["fields"] for page in self.service["ui"]["pages"] if self._stands(page)), ())
        for name in fields:
            # What a register knows is shown, and not asked.
            if name in answers and not self._is_known(name):
                self.answer(name, answers[name])

    def _is_known(self, name: str) -> bool:
        title = self.service["fields"][name].get("title", {}).get(self.language, name)
        return self.visit.locator(".ms-known").get_by_text(title, exact=True).count() > 0

    def _stands(self, page: Mapping[str, Any]) -> bool:
        """Two services of a situation may call their pages alike."""
        if page["title"][self.language] != self.title().inner_text():
            return False
        self.visit.locator("form :is(.ms-field, .ms-known)").first.wait_for()
        return any(self.field(name).count() or self._is_known(name) for name in page["fields"])

    def until(self, title: str, answers: Mapping[str, Any]) -> None:
        """Fill page after page until the one with a title is there."""
        while self.title().inner_text() != title:
            self.page(answers)
            self.next()


def code_of(message: str) -> str:
    """The code in a message."""
    found = re.search(r"\b\d{6}\b", message)
    assert found is not None, message
    return found[0]
