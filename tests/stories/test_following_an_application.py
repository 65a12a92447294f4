"""Whoever has the number and its secret follows an application; nobody learns whether a number exists."""

from __future__ import annotations

import pytest

from tests.support.city import City

pytestmark = pytest.mark.stack


def test_a_wrong_secret_is_as_good_as_an_unknown_number(city: City) -> None:
    filed = city.file(city.someone())
    unknown = city.deployed.call(
        "GET", "/v1/applications/260101-00000000-00", headers={"Tracking-Secret": filed.secret}
    )
    answers = [
        city.deployed.call("GET", f"/v1/applications/{filed.number}", headers=headers)
        for headers in ({"Tracking-Secret": "x" * 32}, {"Tracking-Secret": filed.secret[:-1]}, {})
    ]
    assert {one.status for one in (unknown, *answers)} == {404}
    told = {tuple(sorted((k, v) for k, v in one.json.items() if k != "instance")) for one in (unknown, *answers)}
    assert len(told) == 1, told


def test_somebody_elses_secret_opens_nothing(city: City) -> None:
    mine, theirs = city.file(city.someone()), city.file(city.someone())
    headers = {"Tracking-Secret": theirs.secret}
    assert city.deployed.call("GET", f"/v1/applications/{mine.number}", headers=headers).status == 404
    token = theirs.applicant.token
    assert city.deployed.call("GET", f"/v1/applications/{mine.number}", token=token).status == 404
    assert city.deployed.call("GET", f"/v1/applications/{mine.number}", token=mine.applicant.token).status == 200
