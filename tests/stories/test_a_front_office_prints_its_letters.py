"""Who has neither phone nor e-mail takes a receipt home and is written to by the office that filed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support.city import DEPARTMENT, EXPERT, City, wait_for
from tests.support.desk import CENTRE, NAME, TYPER, ask, code, colleague, compared, paper, pointers

pytestmark = pytest.mark.stack

OFFICE = "multifunctional-centre"
OFFICES = [(TYPER, DEPARTMENT, CENTRE, OFFICE), (CENTRE, OFFICE, TYPER, DEPARTMENT)]


def letters(city: City, who: str, where: str, number: str) -> dict[str, str]:
    """The letters of an application that an office has to print: status → letter."""
    answer = ask(city, who, "GET", "/v1/letters", query={"department": where, "limit": "100"})
    assert answer.status == 200, answer.json
    return {one["status"]: one["letter"] for one in answer.json["items"] if one["number"] == number}


def test_the_receipt_is_printed_for_who_came(city: City) -> None:
    filed = paper(city)
    path = f"/v1/counter/applications/{filed.number}/receipt"
    page = ask(city, TYPER, "GET", path)
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for there in (filed.number, filed.secret, 'lang="tt"', "size:A4", "Гариза кабул итү турында язу"):
        assert there in page.json
    assert ask(city, colleague(city), "GET", path).status == 403
    assert city.deployed.call("GET", path).status == 401


@pytest.mark.parametrize(("who", "where", "other", "elsewhere"), OFFICES)
def test_the_office_that_filed_writes_and_nobody_else(
    city: City, who: str, where: str, other: str, elsewhere: str
) -> None:
    filed = paper(city, who)
    compared(city, colleague(city), filed)
    city.until(filed, "granted")
    letter = wait_for(lambda: letters(city, who, where, filed.number).get("granted"), f"the letter of {filed.number}")
    path = f"/v1/letters/{letter}"
    page = ask(city, who, "GET", path)
    assert page.status == 200
    for there in (filed.number, NAME, "&lt;Баумана&gt;", 'lang="tt"', "size:A4"):
        assert there in page.json
    for stranger in (other, EXPERT):
        assert ask(city, stranger, "GET", path).status == 403
        posting = {"posted_on": city.today().isoformat()}
        assert ask(city, stranger, "POST", f"{path}/posting", posting).status == 403
    assert letters(city, other, elsewhere, filed.number) == {}
    assert ask(city, other, "GET", "/v1/letters", query={"department": where}).status == 403


@pytest.mark.parametrize("how", ["posted_on", "handed_over_on"])
def test_a_letter_is_posted_or_handed_over_once(city: City, how: str) -> None:
    filed = paper(city, CENTRE)
    compared(city, colleague(city), filed)
    city.until(filed, "granted")
    letter = wait_for(lambda: letters(city, CENTRE, OFFICE, filed.number).get("granted"), "the letter")
    path, today = f"/v1/letters/{letter}/posting", city.today()
    wrong: list[dict[str, Any]] = [{}, {"posted_on": today.isoformat(), "handed_over_on": today.isoformat()}]
    for body in wrong:
        assert ask(city, CENTRE, "POST", path, body).status == 400
    early = ask(city, CENTRE, "POST", path, {how: (today + timedelta(days=2)).isoformat()})
    assert (early.status, pointers(early)) == (400, {(f"/{how}", "future")})
    done = ask(city, CENTRE, "POST", path, {how: today.isoformat()})
    assert (done.status, done.json[how], done.json["state"]) == (200, today.isoformat(), "sent"), done.json
    again = ask(city, CENTRE, "POST", path, {how: today.isoformat()})
    assert (again.status, code(again)) == (409, "already-done")
    assert "granted" not in letters(city, CENTRE, OFFICE, filed.number)
