"""A register knows the firm: nobody types its name; another name goes to an officer, with both and the reason."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from tests.stack.deployed import Answer
from tests.support import uploads
from tests.support.city import Applicant, City, Filed, wait_for
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
    moved = {name: day.isoformat() for name, day in days.items()}
    return World("known", {**answers, **moved, "developer_inn": inn, "developer_ogrn": ogrn}, {})


def post(city: City, made: World, who: Applicant, said: dict[str, Any]) -> Answer:
    """Send the application of the firm, with what is said to its name."""
    firm = {name: made.answers[f"developer_{name}"] for name in ("inn", "ogrn")}
    body = {
        "service": SERVICE,
        "answers": made.answers,
        "known": {KNOWN: said},
        "applicant": {"kind": "organisation", "name": NAME, **firm},
        "documents": uploads.papers(city.deployed, SERVICE, {**made.answers, KNOWN: NAME}, who.token),
        "language": "ru",
        "contact": {"phone": who.phone, "email": who.email},
    }
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    return city.deployed.call("POST", "/v1/applications", headers=headers, body=body, token=who.token)


def file(city: City, made: World, said: dict[str, Any]) -> Filed:
    who = city.applicant()
    answer = post(city, made, who, said)
    assert answer.status == 201, answer.json
    given = answer.json
    return Filed(given["number"], given["secret"], given["application"], who, made, given)


def checklist(city: City, filed: Filed) -> tuple[dict[str, Any], dict[str, Any]]:
    """The open Task of intake, and its checklist by id."""

    def look() -> dict[str, Any] | None:
        tasks = city.case(filed, HEAD)["tasks"]
        return next((one for one in tasks if (one["kind"], one["state"]) == ("intake", "open")), None)

    task = wait_for(look, "the intake's Task")
    whole = city.deployed.call("GET", f"/v1/tasks/{task['task']}", token=city.deployed.staff(INTAKE)).json
    return task, {one["id"]: one for one in whole["checklist"]}


def test_the_name_is_confirmed_and_never_typed(city: City) -> None:
    made = world(city, "1655000998", "1021600009914")
    body = {"service": SERVICE, "answers": made.answers}
    shown = city.deployed.call("POST", "/v1/applications/known", body=body)
    assert shown.status == 200, shown.json
    (one,) = [each for each in shown.json["known"] if each["question"] == KNOWN]
    assert (one["value"], one["register"]) == (NAME, "legal-entities") and one["title"]["ru"] and one["as_of"]
    refused = post(city, made, city.applicant(), {"confirmed": True, "value": NEW_NAME})
    assert refused.status == 422, refused.json
    assert [(each["pointer"], each["reason"]) for each in refused.json["errors"]] == [
        (f"/known/{KNOWN}", "register-changed")
    ]
    filed = file(city, made, {"confirmed": True, "value": NAME})
    _, asked = checklist(city, filed)
    assert not any(id.startswith("disputed:") for id in asked)
    seen = city.case(filed, HEAD)
    assert seen["answers"][KNOWN] == NAME
    source = seen["sources"][KNOWN]
    assert (source["how"], source["registered"], source["register"]) == ("confirmed", NAME, "legal-entities")
    assert city.verify(filed)["whole"]


def test_another_name_is_looked_at_by_an_officer_and_comes_back(city: City) -> None:
    made = world(city, "1655000980", "1021600009925")
    filed = file(city, made, {"disputed": True, "value": NEW_NAME, "why": WHY})
    task, asked = checklist(city, filed)
    check = asked[f"disputed:{KNOWN}"]
    assert all(word in check["question"]["ru"] for word in (NAME, NEW_NAME, WHY))
    body = {"version": task["version"], "checklist": {id: {"yes": id != check["id"]} for id in asked}}
    path = f"/v1/tasks/{task['task']}/completion"
    assert city.deployed.call("POST", path, body=body, token=city.deployed.staff(INTAKE)).status == 200
    assert city.until(filed, "returned")["returned"]["fields"] == [f"/answers/{KNOWN}"]
    answer = city.deployed.call(
        "POST",
        f"/v1/applications/{filed.number}/correction",
        headers={"Tracking-Secret": filed.secret, "Idempotency-Key": uuid.uuid4().hex},
        body={"answers": {KNOWN: NAME}},
    )
    assert answer.status == 200, answer.json
    assert city.case(filed, HEAD)["sources"][KNOWN]["how"] == "confirmed"
    assert city.verify(filed)["whole"]
