"""An option that was left to an expert is decided by the table after an edit of JSON; a running case isn't touched."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.stories.test_a_methodologist_changes_the_service import SERVICE_FILE, publish
from tests.support import bundles
from tests.support.city import City

pytestmark = pytest.mark.stack

OPTION = "unclear-registration"


def moved() -> dict[str, Any]:
    """The rule that sent two registrations to an expert passes them."""
    service: dict[str, Any] = copy.deepcopy(bundles.documents()[SERVICE_FILE])
    residence = next(one for one in service["sub_services"] if one["id"] == "residence")
    rule = next(one for one in residence["decision"]["table"]["rules"] if one["id"] == OPTION)
    rule["then"] = {"outcome": "pass"}
    rule["clause"] = "Регламент, п. 2.8.1"
    for example in service["examples"]:
        if example["expect"]["outcome"] == "expert" and example["expect"].get("sub_service") == "residence":
            example["expect"] = {"outcome": "granted"}
    return {SERVICE_FILE: service}


@pytest.fixture
def as_it_was(city: City) -> Iterator[None]:
    yield
    publish(city, {SERVICE_FILE: bundles.documents()[SERVICE_FILE]})


def test_the_next_application_is_decided_by_the_table(city: City, as_it_was: None) -> None:
    running = city.file(city.someone("expert-two-registrations"))
    task = city.task(running, "expert")
    before = city.case(running)["bundle"]
    worlds = city.some(1, "expert-two-registrations")

    bundle = publish(city, moved())
    granted = city.file(worlds[0])
    city.until(granted, "closed")
    city.is_settled(granted, "granted")
    residence = next(one for one in city.case(granted)["sub_services"] if one["id"] == "residence")
    assert (residence["by"], residence["row"]) == ("table", OPTION)
    assert city.case(granted)["bundle"] == bundle

    assert city.complete(task, "pass").status == 200
    assert city.complete(city.task(running, "decision"), "grant").status == 200
    city.until(running, "closed")
    assert city.case(running)["bundle"] == before
    assert next(one for one in city.case(running)["sub_services"] if one["id"] == "residence")["by"] != "table"
