"""Every service that ships goes from a portal of another origin to its delivered result, by pages alone."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from tests.browser.conftest import Portal
from tests.support import example_worlds, from_portal, page_texts
from tests.support.applicant_by_pages import ApplicantPage
from tests.support.city import City, wait_for
from tests.support.departments_by_pages import PDF, WORDS, Departments, Wanted
from tests.support.form_filler import FormFiller
from tests.support.situations import shipped

SERVICES = sorted(shipped().service_ids)
EACH = list(zip(SERVICES, itertools.cycle(page_texts.LANGUAGES), strict=False))


@pytest.mark.parametrize("service, language", EACH)
def test_a_service_reaches_its_result(
    city: City, portal: Portal, departments: Departments, service: str, language: str
) -> None:
    example = example_worlds.play(city, service)
    visit = portal(service, language)
    form = FormFiller.of(visit, city.deployed, service, language)
    filed = from_portal.file(city, form, example.answers, example.documents, city.applicant(signed_in=False))
    mine = ApplicantPage(form, example.answers)
    checked = bool(example.service.get("checklist"))
    # Who is asked for an opinion asks another department's expert once.
    asked = bool(example.opinions)
    wanted = Wanted(returned=checked, referred=asked)
    done: Counter[str] = Counter()
    case = {f"{city.follow(filed)['application']}-1": service}

    def over() -> bool:
        worked = departments.work(filed.number, case, wanted)
        done.update(worked)
        if worked["return"]:
            mine.correct(WORDS)
        return not worked and city.follow(filed)["status"] == "closed"

    wait_for(over, f"{filed.number} to be closed; done: {dict(done)}", 240)
    file = mine.granted()
    if example.service["decision"].get("attachment") == "required":
        assert file == PDF["buffer"]
        visit.look(f"{language}-result", (320, 1280))
    assert (done["return"], done["referral"]) == (int(checked), int(asked)), done
    assert visit.heard == []
    assert departments.heard() == []
