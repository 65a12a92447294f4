"""A resident applies, and the permit is there before they have put the phone away."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest

from tests.support.city import Applicant, City, wait_for
from tests.support.worlds import World

pytestmark = pytest.mark.stack


def test_somebody_signed_in_is_granted_a_permit(city: City) -> None:
    world = city.someone()
    began = time.monotonic()
    filed = city.file(world)
    city.until(filed, "closed")
    assert time.monotonic() - began < 10

    city.is_settled(filed, "granted")
    city.told_once(filed, "granted")
    (permit,) = city.records("plate", world.answers["vehicle_plate"])
    assert permit["fields"]["zone"] == world.answers["parking_zone"]
    assert permit["fields"]["valid_from"] == city.today().isoformat()
    own = city.deployed.call("GET", "/v1/me/records", token=filed.applicant.token).json["items"]
    assert [one["record"] for one in own] == [permit["number"]]
    mine = city.deployed.call("GET", "/v1/applications", token=filed.applicant.token).json["items"]
    assert [(one["number"], one["outcome"]) for one in mine] == [(filed.number, "granted")]


def test_somebody_without_an_account_confirms_their_phone_first(city: City) -> None:
    nobody, world = city.applicant(signed_in=False), city.someone()
    assert city.post(world, nobody).status == 400

    asked = city.deployed.call(
        "POST", "/v1/confirmations", body={"channel": "sms", "address": nobody.phone, "language": "tt"}
    )
    assert asked.status == 202
    (text,) = wait_for(lambda: city.sms(nobody), "the confirmation code")
    code = re.search(r"\b\d{6}\b", text)
    assert code is not None
    wrong = {"id": asked.json["id"], "code": "000000" if code[0] != "000000" else "111111"}
    assert city.post(world, nobody, confirmation=wrong).status == 400

    filed = city.file(world, nobody, confirmation={"id": asked.json["id"], "code": code[0]})
    city.until(filed, "closed")
    city.is_settled(filed, "granted")
    again = city.post(city.someone(), nobody, confirmation={"id": asked.json["id"], "code": code[0]})
    assert again.status == 400, "a code is good once"


def test_too_many_codes_for_a_phone_are_refused_for_a_while(city: City) -> None:
    nobody = city.applicant(signed_in=False)
    body = {"channel": "sms", "address": nobody.phone, "language": "en"}
    answers = [city.deployed.call("POST", "/v1/confirmations", body=body) for _ in range(6)]
    assert [one.status for one in answers] == [202] * 5 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 3600
    assert answers[-1].headers["content-type"].startswith("application/problem+json")


def test_the_number_has_check_digits_and_the_term_ends_on_a_working_day(city: City) -> None:
    from chalicelib.domain.numbers import is_number

    filed = city.file(city.someone())
    assert is_number(filed.number)
    assert filed.number.startswith(f"{city.today():%Y%m%d}"[2:]) or filed.number.startswith(f"{city.today():%Y%m%d}")
    calendar = city.deployed.call("GET", f"/v1/applications/{filed.number}", token=filed.applicant.token).json
    assert calendar["due_on"] == working_day_after(city.today(), 6)
    city.until(filed, "closed")


def working_day_after(day: date, count: int) -> str:
    """Count working days on the shipped calendar, by hand."""
    import json
    from datetime import timedelta

    from tests.support.bundles import SCHEMAS

    told = json.loads((SCHEMAS / "calendars" / "kazan.json").read_text())
    kinds = {one["date"]: one["kind"] for one in told["days"]}
    while count:
        day += timedelta(days=1)
        kind = kinds.get(day.isoformat(), "holiday" if day.isoweekday() in told["weekend"] else "workday")
        count -= kind != "holiday"
    return day.isoformat()


@pytest.mark.parametrize("language", ["ru", "tt", "en"])
def test_an_automatic_case_is_one_sms_one_email_and_an_entry_for_each_status(city: City, language: str) -> None:
    applicant: Applicant = city.applicant()
    world: World = city.someone()
    filed = city.file(world, applicant, language=language)
    city.until(filed, "closed")
    city.told_once(filed, "granted")
    wait_for(lambda: city.sms(applicant), "the SMS")
    wait_for(lambda: city.emails(applicant), "the e-mail")
    time.sleep(2.5)
    city.sweep()
    (text,), (letter,) = city.sms(applicant), city.emails(applicant)
    word = {"ru": "разрешение", "tt": "рөхсәт", "en": "permit"}[language]
    assert filed.number in text and filed.number in letter
    assert word in text.lower() and word in letter.lower()
    bodies = [one["body"] for one in city.notifications(applicant, language)]
    assert all(bodies) and any(word in body.lower() for body in bodies)
