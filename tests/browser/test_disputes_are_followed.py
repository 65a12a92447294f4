"""An applicant who denies what a register says reads in the account how far that is, in their own language."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Resident
from tests.stories.test_what_a_register_knows_is_confirmed_or_disputed import (
    INTAKE,
    KNOWN,
    NAME,
    NEW_NAME,
    WHY,
    checklist,
    file,
    world,
)
from tests.support.account import TEXTS
from tests.support.city import City, Filed

NOTE = "В реестре юрлиц прежнее наименование: приложите лист записи."


def answered(city: City, filed: Filed, *, yes: bool) -> None:
    """Let the intake specialist answer the whole checklist; of the dispute they say `yes` or no."""
    task, asked = checklist(city, filed)
    said: dict[str, Any] = {id: {"yes": True} for id in asked}
    said[f"disputed:{KNOWN}"] = {"yes": True} if yes else {"yes": False, "note": NOTE}
    body = {"version": task["version"], "checklist": said}
    path = f"/v1/tasks/{task['task']}/completion"
    assert city.deployed.call("POST", path, body=body, token=city.deployed.staff(INTAKE)).status == 200


@pytest.mark.parametrize(
    ("language", "firm", "yes"),
    [
        ("ru", ("1655001053", "1021600009958"), False),
        ("tt", ("1655001060", "1021600009969"), True),
        ("en", ("1655001078", "1021600009970"), False),
    ],
)
def test_what_became_of_a_dispute(
    city: City, resident: Resident, language: str, firm: tuple[str, str], yes: bool
) -> None:
    made = world(city, *firm)
    filed = file(city, made, {"disputed": True, "value": NEW_NAME, "why": WHY})
    said = TEXTS[language]
    visit = resident(filed.applicant, language, f"#/applications/{filed.number}")
    section = visit.locator(".acc-disputes")
    for words in (NAME, NEW_NAME, WHY, said["disputes.state.open"], said["disputes.next.open"]):
        expect(section).to_contain_text(words)
    answered(city, filed, yes=yes)
    state = "accepted" if yes else "rejected"
    expect(section).to_contain_text(said[f"disputes.state.{state}"])
    if not yes:
        expect(section).to_contain_text(NOTE)
        city.until(filed, "returned")
    visit.look(f"account-32-disputes-{state}-{language}")
    assert visit.heard == []
