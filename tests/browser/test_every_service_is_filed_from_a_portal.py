"""Every service that ships is filed in a browser, from a portal of another origin, as its first worked example says."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from infra.commands import stack
from tests.browser.conftest import Portal
from tests.support import sample_files
from tests.support.city import City, Filed, wait_for
from tests.support.form_filler import NEXT, FormFiller, code_of
from tests.support.situations import shipped

LANGUAGES = ("ru", "tt", "en")
TEXTS = {
    language: json.loads((stack.PROJECT / "web" / "src" / "i18n" / f"{language}.json").read_text("utf-8"))
    for language in LANGUAGES
}
FILES = {"image/jpeg": sample_files.image("JPEG"), "application/pdf": sample_files.pdf()}
FIRM = {"name": "ООО «Казанстрой-Н»", "inn": "1655000003", "ogrn": "1021600000014"}
SERVICES = sorted(shipped().service_ids)


def as_of(today: date, example: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of an example as somebody gives them today: every day as far off as it was on the day of filing."""
    late = today - date.fromisoformat(example["filed_on"])

    def moved(value: Any) -> Any:
        try:
            return (date.fromisoformat(value) + late).isoformat()
        except (TypeError, ValueError):
            return value

    return {name: value if name == "birth_date" else moved(value) for name, value in example["answers"].items()}


def introduce(form: FormFiller) -> None:
    """Say on whose behalf: as an organisation where the service is for firms, else as a person."""
    kinds = [one["kind"] for one in form.service["applicants"]]
    if len(kinds) > 1:
        wanted = "person" if "person" in kinds else "organisation"
        form.visit.page.get_by_label(TEXTS[form.language][f"applicant.kind.{wanted}"], exact=True).check()
    for name, value in FIRM.items():
        field = form.field(f"applicant_{name}")
        if field.count():
            field.fill(value)


def attach(form: FormFiller, documents: Iterable[str]) -> None:
    """Send the documents of an example, and those that the page says are needed."""
    asked = {one["id"]: one for one in form.service["documents"]}
    for name in documents:
        kind = next(one for one in asked[name]["types"] if one in FILES)
        form.field(name).set_input_files({"name": "файл", "mimeType": kind, "buffer": FILES[kind]})
        expect(form.visit.locator(f".ms-field:has(#q_{name}) .ms-files li")).to_have_count(1)


@pytest.mark.parametrize("service, language", list(zip(SERVICES, itertools.cycle(LANGUAGES), strict=False)))
def test_a_service_is_filed(city: City, portal: Portal, service: str, language: str) -> None:
    say, nobody = TEXTS[language], city.applicant(signed_in=False)
    example = shipped().service(service).examples[0]
    answers = as_of(city.today(), example)
    visit = portal(service, language)
    form = FormFiller.of(visit, city.deployed, service, language)
    for _ in range(40):
        title = form.title().inner_text()
        if title == say["code.title"]:
            break
        if title == say["contact.title"]:
            form.field("phone").fill(nobody.phone)
        elif title == say["documents.title"]:
            attach(form, example.get("documents", ()))
        elif title == say["applicant.title"]:
            introduce(form)
        else:
            form.page(answers)
        form.next()
    (message,) = wait_for(lambda: city.sms(nobody), "the confirmation code")
    form.field("code").fill(code_of(message))
    visit.locator(NEXT).click()
    expect(visit.locator(".ms-receipt")).to_be_visible()
    number, secret = visit.locator(".ms-receipt dd").all_inner_texts()
    filed = Filed(number, secret, "", nobody, None, {})  # type: ignore[arg-type]
    assert city.follow(filed)["number"] == number
    assert visit.heard == []
