"""Two departments open their cases and read that somebody else asks for the same street and days."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import expect

from tests.support import officials, workplace
from tests.support.city import City, wait_for
from tests.support.situations import shipped
from tests.support.workplace import SignedIn
from tests.support.works import DIG, FIRMS, ROAD, Works

ACTS = workplace.texts("acts")
_streets = itertools.count(4700)


@pytest.fixture(scope="module")
def works(city: City) -> tuple[Works, Works]:
    street = next(_streets)
    found = Works(city, DIG, FIRMS[0], street, 40), Works(city, ROAD, FIRMS[1], street, 45)
    wait_for(lambda: all(one.clashes() for one in found), "both to see it", 60)
    return found


@pytest.mark.parametrize("language", ["ru", "tt", "en"])
def test_both_pages_say_whose_when_and_nothing_of_who(
    works: tuple[Works, Works], signed_in: SignedIn, language: str
) -> None:
    said = ACTS[language]
    for mine, theirs in (works, works[::-1]):
        visit = signed_in(officials.head_of(mine.service), language, f"#/case/{mine.case_id}")
        told = visit.page.get_by_role("region", name=said["clash.title"])
        expect(told).to_contain_text(theirs.number)
        department = shipped().service(theirs.service).department
        expect(told).to_contain_text(shipped().title("departments", department)[language])
        expect(told).to_contain_text(said["clash.what"])
        # A number of another department's case is no way into it.
        expect(told.get_by_role("link")).to_have_count(0)
        for personal in ("developer_inn", "developer_name", "contact_person"):
            expect(told).not_to_contain_text(str(theirs.answers[personal]))
        visit.look(f"clash-{mine.service}-{language}", (320, 768, 1280))
        assert visit.heard == []
