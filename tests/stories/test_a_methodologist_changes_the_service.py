"""A new question and a new rule, published as data: the next application meets them, a running case doesn't."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import bundles
from tests.support.city import City
from tests.support.operating import METHODOLOGIST

pytestmark = pytest.mark.stack

SERVICE_FILE = "schemas/services/resident-parking-permit.json"
TERMS_FILE = "schemas/vocabulary/parking.json"
SOURCE = {"mark": "A", "note": "Для проверки"}


def changed() -> dict[str, Any]:
    """Ask whether a trailer stays attached, and refuse where it does."""
    documents = bundles.documents()
    service, terms = copy.deepcopy(documents[SERVICE_FILE]), copy.deepcopy(documents[TERMS_FILE])
    terms["terms"]["trailer_attached"] = {
        "title": {"ru": "Будет ли прицеп", "tt": "Тагылма булачакмы", "en": "Will a trailer stay attached"},
        "schema": {"type": "boolean"},
        "example": False,
        "source": SOURCE,
    }
    service["form"]["properties"]["trailer_attached"] = {"term": "trailer_attached"}
    service["form"]["required"].append("trailer_attached")
    page = next(page for page in service["ui"]["pages"] if page["id"] == "vehicle")
    page["fields"].append("trailer_attached")
    service["refusal_grounds"].append(
        {
            "code": "trailer",
            "text": {"ru": "С прицепом стоять нельзя.", "tt": "Тагылма белән торырга ярамый.", "en": "No trailers."},
            "clause": "Регламент, п. 2.8.13",
            "source": SOURCE,
        }
    )
    service["sub_services"].append(
        {
            "id": "trailer",
            "title": {"ru": "Есть ли прицеп", "tt": "Тагылма бармы", "en": "Is there a trailer"},
            "requests": [],
            "inputs": [{"name": "trailer", "type": "boolean", "from": {"answer": "/trailer_attached"}}],
            "decision": {
                "table": {
                    "hit_policy": "unique",
                    "rules": [
                        {
                            "id": "no-trailer",
                            "when": {"trailer": False},
                            "then": {"outcome": "pass"},
                            "clause": "Регламент, п. 2.8.13",
                        },
                        {
                            "id": "with-trailer",
                            "when": {"trailer": True},
                            "then": {"outcome": "refuse", "grounds": ["trailer"]},
                            "clause": "Регламент, п. 2.8.13",
                        },
                    ],
                },
                "expert": {"department": "transport-committee", "role": "expert"},
            },
        }
    )
    for example in service["examples"]:
        example["answers"]["trailer_attached"] = False
    granted = next(one for one in service["examples"] if one["name"] == "granted-registered")
    service["examples"].append(
        {
            **copy.deepcopy(granted),
            "name": "refused-with-a-trailer",
            "answers": {**granted["answers"], "trailer_attached": True},
            "expect": {"outcome": "refused", "grounds": ["trailer"]},
        }
    )
    return {SERVICE_FILE: service, TERMS_FILE: terms}


def publish(city: City, changes: dict[str, Any]) -> str:
    token = city.deployed.staff(METHODOLOGIST)
    newest = city.deployed.call("GET", "/v1/catalogue/publications", query={"limit": "1"}, token=token).json["items"][0]
    body = {"base": newest["bundle"], "changes": changes}
    answer = city.deployed.call("POST", "/v1/catalogue/publications", body=body, token=token)
    assert answer.status == 201, answer.json
    return str(answer.json["bundle"])


@pytest.fixture
def as_it_was(city: City) -> Iterator[None]:
    """Publish the shipped service again afterwards."""
    yield
    documents = bundles.documents()
    publish(city, {path: documents[path] for path in (SERVICE_FILE, TERMS_FILE)})


def test_the_next_application_meets_the_new_question_and_a_running_case_does_not(city: City, as_it_was: None) -> None:
    running = city.file(city.someone("expert-two-registrations"))
    task = city.task(running, "expert")
    before = city.case(running)["bundle"]
    worlds = [city.someone() for _ in range(3)]

    bundle = publish(city, changed())
    assert bundle != before

    unasked = city.post(worlds[0], city.applicant())
    assert unasked.status == 422
    assert any("trailer_attached" in str(error) for error in unasked.json["errors"]), unasked.json
    worlds[0].answers["trailer_attached"] = True
    refused = city.file(worlds[0])
    worlds[1].answers["trailer_attached"] = False
    granted = city.file(worlds[1])
    assert city.until(refused, "closed")["grounds"][0]["code"] == "trailer"
    city.until(granted, "closed")
    city.is_settled(granted, "granted")
    assert city.case(granted)["bundle"] == bundle

    assert city.complete(task, "pass").status == 200
    assert city.complete(city.task(running, "decision"), "grant").status == 200
    city.until(running, "closed")
    city.is_settled(running, "granted")
    case = city.case(running)
    assert case["bundle"] == before
    assert "trailer" not in {one["id"] for one in case["sub_services"]}


def test_a_broken_change_is_refused_and_says_where(city: City) -> None:
    changes = changed()
    changes[SERVICE_FILE]["sub_services"][-1]["decision"]["table"]["rules"].pop(0)
    token = city.deployed.staff(METHODOLOGIST)
    newest = city.deployed.call("GET", "/v1/catalogue/publications", query={"limit": "1"}, token=token).json["items"][0]
    body = {"base": newest["bundle"], "changes": changes}
    answer = city.deployed.call("POST", "/v1/catalogue/publications", body=body, token=token)
    assert answer.status == 422, answer.json
    assert any("/sub_services/" in error["pointer"] for error in answer.json["errors"]), answer.json["errors"]
    somebody = city.deployed.staff("expert@example.org")
    assert city.deployed.call("POST", "/v1/catalogue/publications", body=body, token=somebody).status == 403
