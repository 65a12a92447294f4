"""A register knows the firm: nobody types its name; another name goes to an officer, with both and the reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support.city import City, Filed, wait_for
from tests.support.situations import shipped
from tests.support.worlds import World

pytestmark = pytest.mark.stack

SERVICE, KNOWN = "excavation-order", "developer_name"
INTAKE, HEAD = "known-intake@example.org", "known-head@example.org"
NAME, NEW_NAME = "ООО «Тестовая застройка»", "ООО «Новая тестовая застройка»"
WHY = "Переименованы на прошлой неделе, решение учредителя приложим."


def world(city: City, inn: str, ogrn: str) -> World:
    """A firm that its register knows, and an application in which nobody has typed its name."""
    department = shipped().service(SERVICE).department
    city.appoint(INTAKE, department, "intake")
    city.appoint(HEAD, department, "head")
    city.import_("legal-entities", [{"inn": inn, "ogrn": ogrn, "name": NAME, "status": "active"}])
    answers = dict(shipped().service(SERVICE).examples[0]["answers"])
    del answers[KNOWN]
    begins = city.today() + timedelta(days=30)
    days = {"works_from": begins, "works_until": begins + timedelta(days=9)}
    days["restoration_until"] = begins + timedelta(days=20)
    moved = {name: day.isoformat() for name, day in days.items() if name in answers}
    return World("known", {**answers, **moved, "developer_inn": inn, "developer_ogrn": ogrn}, {})


def shown(city: City, made: World) -> dict[str, Any]:
    body = {"service": SERVICE, "answers": made.answers}
    answer = city.deployed.call("POST", "/v1/applications/known", body=body)
    assert answer.status == 200, answer.json
    found: dict[str, Any] = answer.json
    return found


def file(city: City, made: World, said: dict[str, Any]) -> Filed:
    return city.file(made, service=SERVICE, answers=made.answers, known={KNOWN: said})


def case(city: City, filed: Filed) -> dict[str, Any]:
    answer = city.deployed.call("GET", f"/v1/cases/{filed.case}", token=city.deployed.staff(HEAD))
    assert answer.status == 200, answer.json
    found: dict[str, Any] = answer.json
    return found


def checklist(city: City, filed: Filed) -> tuple[dict[str, Any], dict[str, Any]]:
    """The open Task of intake, and its checklist by id."""

    def look() -> dict[str, Any] | None:
        open_ = [one for one in case(city, filed)["tasks"] if (one["kind"], one["state"]) == ("intake", "open")]
        return open_[0] if open_ else None

    task = wait_for(look, "the intake's Task")
    whole = city.deployed.call("GET", f"/v1/tasks/{task['task']}", token=city.deployed.staff(INTAKE)).json
    return task, {one["id"]: one for one in whole["checklist"]}


def test_the_name_is_confirmed_and_never_typed(city: City) -> None:
    made = world(city, "1655000991", "1021600009912")
    (one,) = [each for each in shown(city, made)["known"] if each["question"] == KNOWN]
    assert (one["value"], one["register"]) == (NAME, "legal-entities") and one["title"]["ru"] and one["as_of"]
    wrong = {KNOWN: {"confirmed": True, "value": NEW_NAME}}
    refused = city.post(made, city.applicant(), service=SERVICE, answers=made.answers, known=wrong)
    assert refused.status == 422
    assert ("/known/developer_name", "register-changed") in [
        (e["pointer"], e["reason"]) for e in refused.json["errors"]
    ]
    filed = file(city, made, {"confirmed": True, "value": NAME})
    _, asked = checklist(city, filed)
    assert not any(id.startswith("disputed:") for id in asked)
    seen = case(city, filed)
    assert seen["answers"][KNOWN] == NAME
    source = seen["sources"][KNOWN]
    assert (source["how"], source["registered"], source["title"]["en"] != "") == ("confirmed", NAME, True)
    assert city.verify(filed)["whole"]


def test_another_name_is_looked_at_by_an_officer_and_comes_back(city: City) -> None:
    made = world(city, "1655000992", "1021600009923")
    filed = file(city, made, {"disputed": True, "value": NEW_NAME, "why": WHY})
    task, asked = checklist(city, filed)
    check = asked[f"disputed:{KNOWN}"]
    assert all(word in check["question"]["ru"] for word in (NAME, NEW_NAME, WHY))
    said = {id: {"yes": id != check["id"]} for id in asked}
    path = f"/v1/tasks/{task['task']}/completion"
    body = {"version": task["version"], "checklist": said}
    assert city.deployed.call("POST", path, body=body, token=city.deployed.staff(INTAKE)).status == 200
    returned = city.until(filed, "returned")["returned"]
    assert returned["fields"] == [f"/answers/{KNOWN}"]
    answer = city.deployed.call(
        "POST",
        f"/v1/applications/{filed.number}/correction",
        headers={"Tracking-Secret": filed.secret, "Idempotency-Key": "known-again"},
        body={"answers": {KNOWN: NAME}},
    )
    assert answer.status == 200, answer.json
    wait_for(lambda: case(city, filed)["sources"][KNOWN]["how"] == "confirmed", "the dispute to be settled")
    assert city.verify(filed)["whole"]
