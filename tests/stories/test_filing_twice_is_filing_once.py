"""A browser repeats what it isn't sure of; the city takes it once."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.city import City

pytestmark = pytest.mark.stack


def test_a_repeat_gives_the_same_answer(city: City) -> None:
    applicant, world, key = city.applicant(), city.someone(), uuid.uuid4().hex
    first = city.post(world, applicant, key=key)
    again = city.post(world, applicant, key=key)
    assert (first.status, again.status) == (201, 201)
    assert {**first.json, "status": ""} == {**again.json, "status": ""}
    mine = city.deployed.call("GET", "/v1/applications", token=applicant.token).json["items"]
    assert [one["number"] for one in mine] == [first.json["number"]]


def test_another_body_with_the_same_key_is_refused(city: City) -> None:
    applicant, key = city.applicant(), uuid.uuid4().hex
    assert city.post(city.someone(), applicant, key=key).status == 201
    other = city.post(city.someone(), applicant, key=key)
    assert other.status == 409
    assert other.headers["content-type"].startswith("application/problem+json")


def test_the_same_body_eight_times_at_once_is_filed_once(city: City) -> None:
    applicant, world, key = city.applicant(), city.someone(), uuid.uuid4().hex
    with ThreadPoolExecutor(8) as everybody:
        answers = list(everybody.map(lambda _: city.post(world, applicant, key=key), range(8)))
    # Somebody may have been told to ask again, never anything else.
    assert {one.status for one in answers} <= {201, 409, 503}, [one.status for one in answers]
    assert len({one.json["number"] for one in answers if one.status == 201}) == 1
    assert city.post(world, applicant, key=key).status == 201
    mine = city.deployed.call("GET", "/v1/applications", token=applicant.token).json["items"]
    assert len(mine) == 1


def test_somebody_elses_key_is_theirs(city: City) -> None:
    key = uuid.uuid4().hex
    first = city.post(city.someone(), city.applicant(), key=key)
    second = city.post(city.someone(), city.applicant(), key=key)
    assert first.status == second.status == 201
    assert first.json["number"] != second.json["number"]
