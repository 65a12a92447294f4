"""A firm is told before its restriction of traffic ends, and asks for more with a form that is filled in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support import office, officials
from tests.support.city import City, wait_for
from tests.support.works import FIRMS, ROAD, Json, Works

pytestmark = pytest.mark.stack

STREET, DAYS_BEFORE = 4900, 21


def test_the_holder_is_told_in_time_and_files_what_is_filled_in(city: City) -> None:
    firm = FIRMS[0]
    road = Works(city, ROAD, firm, STREET, 45)

    def granted() -> bool:
        officials.work_off(city, {road.case_id: ROAD})
        return road.seen()["status"] == "closed"

    wait_for(granted, "the restriction to be granted", 60)
    until = date.fromisoformat(road.days["works_until"])
    city.pass_days((until - timedelta(days=DAYS_BEFORE + 3)).isoformat())
    assert told(city, road) == []
    city.pass_days((until - timedelta(days=DAYS_BEFORE + 1)).isoformat())
    (entry,) = wait_for(lambda: told(city, road), "the firm to be told")
    assert entry["title"] and str(until.day) in entry["title"]

    path = f"/v1/applications/{road.number}"
    offered = city.deployed.call("GET", path, token=road.applicant.token).json["renewal"]
    assert (offered["service"], offered["until"]) == (ROAD, until.isoformat())
    first = until + timedelta(days=1)
    assert offered["answers"]["works_from"] == first.isoformat()
    # Staff of its department, who may follow it too, aren't given the answers in this way.
    head = city.deployed.staff(officials.head_of(ROAD))
    assert city.deployed.call("GET", path, token=head).json["renewal"] is None

    # What isn't known is how long it is to last, and a consent that is given anew.
    missing = {"works_until": (first + timedelta(days=9)).isoformat(), "personal_data_consent": True}
    answers = {**offered["answers"], **missing}
    renewed = office.apply(city, road.applicant, answers, service=ROAD, who=firm)
    assert renewed.status == 201, renewed.json
    road.whole()
    city.pass_days(until.isoformat())
    assert len(told(city, road)) == 1, "nobody is told twice"


def told(city: City, road: Works) -> list[Json]:
    """What the firm's account says of the end of its restriction."""
    page = city.deployed.call("GET", "/v1/me/notifications", query={"limit": "50"}, token=road.applicant.token).json
    return [one for one in page["items"] if (one["number"], one["status"]) == (road.number, "renewal")]
