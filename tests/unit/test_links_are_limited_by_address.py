"""Somebody who tries link after link is stopped at the door, and told when to come back; others aren't."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from chalicelib import bootstrap, settings
from chalicelib.domain.limits import DEFAULTS
from infra.commands.settings import LimitName
from tests.stack.in_process import call
from tests.unit import inprocess


@pytest.fixture
def door() -> Iterator[Any]:
    """The HTTP door of a municipality that lets an address try three links a minute."""
    with inprocess.stack():
        municipality = json.loads(os.environ["OKNO_MUNICIPALITY"])
        municipality["limits"]["link-client"] = {"count": 3, "seconds": 86_400}
        os.environ["OKNO_MUNICIPALITY"] = json.dumps(municipality)
        settings.municipality.cache_clear()
        bootstrap.stores.cache_clear()
        yield importlib.import_module("app").app
    settings.municipality.cache_clear()
    bootstrap.stores.cache_clear()


def test_an_address_may_try_so_many_links(door: Any) -> None:
    def guess(number: int, method: str = "GET", client: str = "203.0.113.7") -> Any:
        body = {"answer": {}} if method == "POST" else None
        path = {"link": f"{number:032x}" + "a" * 26}
        return call(door, method, "/v1/answers/{link}", path=path, body=body, client=client)

    answers = [guess(1), guess(2, "POST"), guess(3), guess(4), guess(5, "POST")]
    assert [one.status for one in answers] == [404, 404, 404, 429, 429]
    assert answers[-1].json["type"] == "urn:okno:problem:limit-reached"
    assert 0 < int(answers[-1].headers["retry-after"]) <= 86_400
    assert guess(6, client="203.0.113.8").status == 404


def test_a_municipality_may_set_every_limit() -> None:
    assert set(get_args(LimitName)) == set(DEFAULTS)
