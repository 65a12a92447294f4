"""A city moves to this release in the middle of its work: what waited under an earlier one ends under this one."""

from __future__ import annotations

import json
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.commands import run, stack
from tests.stack.deployed import Deployed
from tests.support.city import DECISION, DEPARTMENT, EXPERT, City, wait_for
from tests.support.operating import ADMINISTRATOR

pytestmark = pytest.mark.stack

RELEASES = sorted((Path(__file__).parent / "releases").glob("*.tar.xz"))
PATIENCE = 180.0
Waiting = list[dict[str, Any]]


@pytest.fixture(params=RELEASES, ids=lambda path: path.name.partition(".")[0])
def upgraded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[City, Waiting]]:
    """The state that a release left, deployed over by this one; see tests/support/earlier_release.py."""
    with tarfile.open(request.param) as packed:
        packed.extractall(tmp_path, filter="data")
    waiting = json.loads((tmp_path / "waiting.json").read_text())
    engine = run.start(tmp_path)
    try:
        yield City(Deployed(stack.use(stack.connect(tmp_path))), engine), waiting
    finally:
        engine.stop()


def finish(city: City, kind: str, outcome: str) -> None:
    """Complete every open Task of a queue."""
    who = {"expert": EXPERT, "decision": DECISION}[kind]
    query = {"department": DEPARTMENT, "kind": kind, "limit": "100"}
    listed = city.deployed.call("GET", "/v1/tasks", query=query, token=city.deployed.staff(who))
    for task in listed.json["items"]:
        done = city.complete(task, outcome)
        assert done.status == 200, done.json


def test_a_hundred_cases_that_waited_all_finish(upgraded: tuple[City, Waiting]) -> None:
    city, waiting = upgraded
    assert Counter(one["waits_for"] for one in waiting) == {"expert": 40, "decision": 30, "register": 30}

    def followed(one: dict[str, Any]) -> dict[str, Any]:
        headers = {"Tracking-Secret": one["secret"]}
        answer = city.deployed.call("GET", f"/v1/applications/{one['number']}", headers=headers)
        assert answer.status == 200, answer.json
        found: dict[str, Any] = answer.json
        return found

    assert {followed(one)["status"] for one in waiting} == {"in_consideration"}
    city.available("vehicles", True)

    def all_closed() -> bool:
        finish(city, "expert", "pass")
        finish(city, "decision", "grant")
        city.advance(minutes=11)
        return all(followed(one)["status"] == "closed" for one in waiting)

    wait_for(all_closed, "every case to be closed", PATIENCE)
    for one in waiting:
        statuses = [step["status"] for step in followed(one)["timeline"]]
        assert max(Counter(statuses).values()) == 1, (one, statuses)
        permits = [
            permit for permit in city.records("plate", one["plate"]) if permit["fields"]["application"] == one["number"]
        ]
        assert len(permits) == 1, one
    for one in waiting[::10]:
        path = f"/v1/cases/{one['application']}-1/verification"
        verified = city.deployed.call("GET", path, token=city.deployed.staff(ADMINISTRATOR)).json
        assert verified["whole"], verified
