"""Files an application on a portal's page as a resident does who isn't signed in: page after page, to the receipt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from playwright.sync_api import expect

from tests.support import sample_files
from tests.support.city import Applicant, City, Filed, wait_for
from tests.support.form_filler import NEXT, FormFiller, code_of
from tests.support.page_texts import texts
from tests.support.worlds import World

TEXTS = texts("i18n/")
FILES = {"image/jpeg": sample_files.image("JPEG"), "application/pdf": sample_files.pdf()}
FIRM = {"name": "ООО «Казанстрой-Н»", "inn": "1655000003", "ogrn": "1021600000014"}
PAGES = 40


def file(
    city: City, form: FormFiller, answers: Mapping[str, Any], documents: Iterable[str], nobody: Applicant
) -> Filed:
    """File for one service; give the number and the secret that the receipt shows."""
    number, secret = through(city, form, answers, documents, nobody)
    return Filed(number, secret, "", nobody, World("filed from a portal", dict(answers), {}), {})


def through(
    city: City, form: FormFiller, answers: Mapping[str, Any], documents: Iterable[str] | None, nobody: Applicant
) -> tuple[str, str]:
    """Fill every page of a form, of a service or of a life situation, and send; give what the receipt shows.

    Without `documents` those are attached that the page demands.
    """
    say = TEXTS[form.language]
    for _ in range(PAGES):
        title = form.title().inner_text()
        if title == say["contact.title"]:
            break
        if title == say["documents.title"]:
            attach(form, demanded(form) if documents is None else documents)
        elif title == say["applicant.title"]:
            introduce(form)
        else:
            form.page(answers)
        form.next()
    return send(city, form, nobody)


def send(city: City, form: FormFiller, nobody: Applicant) -> tuple[str, str]:
    """Go on from the contact page to the receipt; give the number and the secret that it shows."""
    confirm(city, form, nobody)
    expect(form.visit.locator(".ms-receipt")).to_be_visible()
    number, secret = form.visit.locator(".ms-receipt dd").all_inner_texts()
    return number, secret


def confirm(city: City, form: FormFiller, nobody: Applicant) -> None:
    """Go on from the contact page, and confirm by the code that comes."""
    form.field("phone").fill(nobody.phone)
    form.next()
    form.next()
    (message,) = wait_for(lambda: city.sms(nobody), "the confirmation code")
    form.field("code").fill(code_of(message))
    form.visit.locator(NEXT).click()


def introduce(form: FormFiller) -> None:
    """Say on whose behalf: as a person where the service is for people, else as an organisation."""
    kinds = [one["kind"] for one in form.service["applicants"]]
    if len(kinds) > 1:
        wanted = "person" if "person" in kinds else "organisation"
        form.visit.page.get_by_label(TEXTS[form.language][f"applicant.kind.{wanted}"], exact=True).check()
    for name, value in FIRM.items():
        field = form.field(f"applicant_{name}")
        if field.count():
            field.fill(value)


def demanded(form: FormFiller) -> list[str]:
    """Name the documents that the page can't do without."""
    return [
        one["id"]
        for one in form.service["documents"]
        if form.field(one["id"]).count() and not form.visit.locator(f"label[for=q_{one['id']}] .ms-optional").count()
    ]


def attach(form: FormFiller, documents: Iterable[str]) -> None:
    """Send a file for each of these documents."""
    asked = {one["id"]: one for one in form.service["documents"]}
    for name in documents:
        kind = next(one for one in asked[name]["types"] if one in FILES)
        form.field(name).set_input_files({"name": "файл", "mimeType": kind, "buffer": FILES[kind]})
        expect(form.visit.locator(f".ms-field:has(#q_{name}) .ms-files li")).to_have_count(1)
