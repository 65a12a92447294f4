"""An archive extract: searched by a keeper, prepared by an archivist, signed with its file, handed over on paper."""

from __future__ import annotations

import copy
import urllib.request
from typing import Any

import pytest

from tests.stack.deployed import Answer
from tests.support import bundles
from tests.support import sample_files as samples
from tests.support.city import City, Filed, wait_for
from tests.support.uploads import post_form
from tests.support.worlds import World

pytestmark = pytest.mark.stack

SERVICE, ARCHIVE, PDF = "archive-extract", "case-flow", "application/pdf"
INTAKE, KEEPER = "archive-intake@example.org", "archive-keeper@example.org"
ARCHIVIST, SIGNS = "archive-expert@example.org", "archive-signs@example.org"
ROLES = {INTAKE: "intake", KEEPER: "responder", ARCHIVIST: "expert", SIGNS: "decision_maker"}
REFERENCE = "Ф. 17, оп. 2, д. 114, л. 5–7"
FOUND = {"result": "found", "private": True, "created_on": "1998-04-01", "reference": REFERENCE}
IDENTITY = {"document": "passport", "number": "9204 123456"}


@pytest.fixture(scope="module")
def filed(city: City) -> Filed:
    """Somebody asks for a paper about themself, with a copy of the passport."""
    for email, role in ROLES.items():
        city.appoint(email, ARCHIVE, role)
    raw = next(one for one in bundles.bundle()["services"].values() if one["id"] == SERVICE)
    answers = copy.deepcopy(raw["examples"][0]["answers"])
    return city.file(World("archive", answers, {"outcome": "granted"}), service=SERVICE, answers=answers)


def task_of(city: City, filed: Filed, who: str, kind: str) -> dict[str, Any]:
    """Wait for the Task of a kind that somebody sees for an application."""
    query = {"department": ARCHIVE, "kind": kind, "limit": "100"}

    def look() -> dict[str, Any] | None:
        answer = city.deployed.call("GET", "/v1/tasks", query=query, token=city.deployed.staff(who))
        assert answer.status == 200, answer.json
        return next((one for one in answer.json["items"] if one["number"] == filed.number), None)

    return wait_for(look, f"a Task of kind {kind}")


def complete(city: City, who: str, task: dict[str, Any], language: str = "en", **said: Any) -> Answer:
    return city.deployed.call(
        "POST",
        f"/v1/tasks/{task['task']}/completion",
        headers={"Accept-Language": language},
        body={"version": task["version"], **said},
        token=city.deployed.staff(who),
    )


def done(city: City, who: str, task: dict[str, Any], **said: Any) -> None:
    answer = complete(city, who, task, **said)
    assert answer.status == 200, answer.json


def add(city: City, who: str, task: dict[str, Any], content: bytes) -> str:
    """Add a file to a Task."""
    body = {"task": task["task"], "type": PDF, "bytes": len(content)}
    announced = city.deployed.call("POST", "/v1/files", body=body, token=city.deployed.staff(who))
    assert announced.status == 201, announced.json
    status, said = post_form(announced.json["url"], announced.json["fields"], content)
    assert status == 204, said
    name: str = announced.json["file"]
    return name


def wrong(answer: Answer) -> list[tuple[str, str]]:
    assert answer.status == 400, answer.json
    assert all(one["detail"] for one in answer.json["errors"])
    return [(one["pointer"], one["reason"]) for one in answer.json["errors"]]


def read(city: City, file: str, token: str | None, **headers: str) -> Answer:
    return city.deployed.call("GET", f"/v1/files/{file}", token=token, headers=headers)


def settled(city: City, file: str) -> None:
    """Wait until a file is checked and staff may read it."""
    wait_for(lambda: read(city, file, city.deployed.staff(SIGNS)).status == 200, "the file's check")


def test_an_extract_from_the_first_question_to_the_receipt(city: City, filed: Filed) -> None:
    intake = task_of(city, filed, INTAKE, "intake")
    whole = city.deployed.call("GET", f"/v1/tasks/{intake['task']}", token=city.deployed.staff(INTAKE)).json
    asked = {one["id"] for one in whole["checklist"]}
    assert asked == {"identity-is-shown", "subject-is-clear", "fonds-can-be-found"}
    done(city, INTAKE, intake, checklist={one: {"yes": True} for one in asked})
    city.until(filed, "in_consideration")
    search = task_of(city, filed, KEEPER, "request")
    done(city, KEEPER, search, outcome="answer", answer=FOUND)
    expert = task_of(city, filed, ARCHIVIST, "expert")
    assert expert["sub_service"] == "extract"
    untyped = complete(city, ARCHIVIST, expert, outcome="pass", outputs={"reference": REFERENCE, "sheets": "three"})
    assert [pointer for pointer, _ in wrong(untyped)] == ["/outputs/sheets"]
    draft = add(city, ARCHIVIST, expert, samples.pdf())
    settled(city, draft)
    done(city, ARCHIVIST, expert, outcome="pass", outputs={"reference": REFERENCE, "sheets": 3})
    decision = task_of(city, filed, SIGNS, "decision")
    assert city.follow(filed)["result"] is None

    assert wrong(complete(city, SIGNS, decision, outcome="grant")) == [("/attachment", "required")]
    elsewhere = [("/attachment", "attachment-elsewhere")]
    assert wrong(complete(city, SIGNS, decision, outcome="grant", attachment="0" * 32)) == elsewhere
    assert wrong(complete(city, SIGNS, decision, outcome="grant", attachment=draft)) == elsewhere
    body = {"task": decision["task"], "type": PDF, "bytes": 100}
    assert city.deployed.call("POST", "/v1/files", body=body, token=city.deployed.staff(ARCHIVIST)).status == 403

    locked = add(city, SIGNS, decision, samples.pdf(password="secret"))
    unchecked = [("/attachment", "attachment-unchecked")]
    refused = wait_for(
        lambda: (
            (found := wrong(complete(city, SIGNS, decision, outcome="grant", attachment=locked))) != unchecked and found
        ),
        "the check of a file that is refused",
    )
    assert refused == [("/attachment", "file-password")]

    result = add(city, SIGNS, decision, samples.pdf())
    settled(city, result)
    assert read(city, result, filed.applicant.token).status == 404, "nobody has decided yet"
    done(city, SIGNS, decision, outcome="grant", attachment=result)
    granted = city.until(filed, "granted")
    assert granted["result"] == {"file": result}
    assert granted["collect"] == {"how": "counter", "waiting": True}

    got = read(city, result, filed.applicant.token)
    assert got.status == 200, got.json
    with urllib.request.urlopen(got.json["url"], timeout=30) as content:
        assert content.read() == samples.pdf()
    assert read(city, result, None, **{"Tracking-Secret": filed.secret}).status == 200
    assert read(city, result, city.applicant().token).status == 404
    assert read(city, draft, filed.applicant.token).status == 404, "an expert's draft stays with staff"

    paper = task_of(city, filed, INTAKE, "handover")
    handed = {"handed_over_on": city.today().isoformat(), "identity": IDENTITY}
    assert wrong(complete(city, INTAKE, paper, outcome="handed_over", **handed)) == [("/receipt", "required")]
    done(city, INTAKE, paper, outcome="handed_over", receipt={"number": "A-17"}, **handed)
    closed = city.until(filed, "closed")
    assert (closed["outcome"], closed["result"]) == ("granted", {"file": result})

    (record,) = (
        one["fields"]
        for one in city.records("requester_snils", filed.world.answers["snils"], "archive-extracts")
        if one["fields"]["application"] == filed.number
    )
    assert (record["reference"], record["sheets"], record["topic"]) == (REFERENCE, 3, "work")
    assert city.case(filed, SIGNS)["attachment"] == result
    assert city.verify(filed)["whole"]
