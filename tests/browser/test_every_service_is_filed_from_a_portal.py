"""Every service that ships is filed in a browser, from a portal of another origin, as its first worked example says."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.browser.conftest import Portal
from tests.support import from_portal, page_texts
from tests.support.city import City
from tests.support.form_filler import FormFiller
from tests.support.situations import shipped

SERVICES = sorted(shipped().service_ids)
EACH = list(zip(SERVICES, itertools.cycle(page_texts.LANGUAGES), strict=False))


def as_of(today: date, example: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of an example as somebody gives them today: every day as far off as it was on the day of filing."""
    late = today - date.fromisoformat(example["filed_on"])

    def moved(value: Any) -> Any:
        try:
            return (date.fromisoformat(value) + late).isoformat()
        except (TypeError, ValueError):
            return value

    return {name: value if name == "birth_date" else moved(value) for name, value in example["answers"].items()}


@pytest.mark.parametrize("service, language", EACH)
def test_a_service_is_filed(city: City, portal: Portal, service: str, language: str) -> None:
    example = shipped().service(service).examples[0]
    visit = portal(service, language)
    form = FormFiller.of(visit, city.deployed, service, language)
    answers, documents = as_of(city.today(), example), example.get("documents", ())
    filed = from_portal.file(city, form, answers, documents, city.applicant(signed_in=False))
    assert city.follow(filed)["number"] == filed.number
    assert visit.heard == []
