"""A clerk fills a checklist in, the applicant corrects exactly what was named, and the application goes on."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.stack.deployed import Answer
from tests.support import bundles
from tests.support.city import City
from tests.support.operating import EXPERT, Filed, wait_for
from tests.support.worlds import World

pytestmark = pytest.mark.stack

SERVICE, DEPARTMENT, CLERK = "tree-felling", "external-improvement", EXPERT
WORDS = "Напишите, с какой стороны дома растёт дерево"


def checked(city: City, answers: dict[str, Any], language: str = "en") -> list[dict[str, Any]]:
    body = {"service": SERVICE, "answers": answers}
    headers = {"Accept-Language": language}
    answer = city.deployed.call("POST", "/v1/applications/check", body=body, headers=headers)
    assert answer.status == 200, answer.json
    found: list[dict[str, Any]] = answer.json["findings"]
    return found


def apply(city: City) -> Filed:
    """File an application that a machine finds nothing in, once its documents are there."""
    example = bundles.bundle()["services"][SERVICE]["examples"][0]
    answers = {**example["answers"], "felling_on": city.today().replace(day=28).isoformat()}
    assert {one["reason"] for one in checked(city, answers)} == {"document-missing"}
    return city.file(World("tree", answers, example["expect"]), service=SERVICE)


def intake_task(city: City, filed: Filed) -> dict[str, Any]:
    city.appoint(CLERK, DEPARTMENT, "intake")
    token = city.deployed.staff(CLERK)

    def look() -> dict[str, Any] | None:
        query = {"department": DEPARTMENT, "kind": "intake", "limit": "100"}
        listed = city.deployed.call("GET", "/v1/tasks", query=query, token=token).json["items"]
        found = next((one for one in listed if one["number"] == filed.number), None)
        return city.deployed.call("GET", f"/v1/tasks/{found['task']}", token=token).json if found else None

    return wait_for(look, f"an intake Task for {filed.number}")


def complete(city: City, task: dict[str, Any], checklist: dict[str, Any], **more: Any) -> Answer:
    body = {"version": task["version"], "checklist": checklist, **more}
    path = f"/v1/tasks/{task['task']}/completion"
    return city.deployed.call("POST", path, body=body, token=city.deployed.staff(CLERK))


def answered(task: dict[str, Any], *no: str) -> dict[str, Any]:
    ids = [one["id"] for one in task["checklist"]]
    return {one: {"yes": one not in no, **({"note": WORDS} if one in no else {})} for one in ids}


def correct(city: City, filed: Filed, key: str | None = None, **answers: Any) -> Answer:
    headers = {"Tracking-Secret": filed.secret, "Idempotency-Key": key or uuid.uuid4().hex}
    path = f"/v1/applications/{filed.number}/correction"
    return city.deployed.call("POST", path, body={"answers": answers}, headers=headers)


def returned(city: City) -> Filed:
    filed = apply(city)
    task = intake_task(city, filed)
    done = complete(city, task, answered(task, "place-can-be-found"))
    assert (done.status, done.json["outcome"]) == (200, "return"), done.json
    city.until(filed, "returned")
    return filed


def pointers(answer: Answer) -> set[tuple[str, str]]:
    return {(one["pointer"], one["reason"]) for one in answer.json["errors"]}


def test_before_filing_everything_wrong_is_named_at_once_in_the_readers_language(city: City) -> None:
    found = {language: checked(city, {"tree_count": 0}, language) for language in ("ru", "tt", "en")}
    assert {"/answers/tree_count", "/answers/snils"} <= {one["pointer"] for one in found["en"]}
    assert len({one["detail"] for findings in found.values() for one in findings[:1]}) == 3


def test_a_checklist_that_is_not_complete_or_says_something_else_is_refused(city: City) -> None:
    task = intake_task(city, apply(city))
    for one in task["checklist"]:
        assert all(one[words]["en"] and one[words]["tt"] for words in ("question", "right", "wrong"))
        assert one["ground"]["clause"]
    whole = answered(task)
    short = dict(list(whole.items())[1:])
    refused = complete(city, task, short)
    assert refused.status == 400
    assert pointers(refused) == {(f"/checklist/{next(iter(whole))}", "required")}
    unknown = complete(city, task, {**whole, "made-up": {"yes": True}})
    assert (unknown.status, pointers(unknown)) == (400, {("/checklist/made-up", "unknown")})
    no_boolean = complete(city, task, {**whole, next(iter(whole)): {"yes": "so-so"}})
    assert no_boolean.status == 400
    assert f"/checklist/{next(iter(whole))}/yes" in {pointer for pointer, _ in pointers(no_boolean)}
    disagrees = complete(city, task, whole, outcome="refuse")
    assert (disagrees.status, pointers(disagrees)) == (400, {("/outcome", "disagrees")})
    assert complete(city, task, whole).status == 200
    again = complete(city, task, whole)
    assert again.status == 409, "done by another already"


def test_what_was_named_is_corrected_and_nothing_else(city: City) -> None:
    filed = returned(city)
    seen = city.follow(filed)["returned"]
    assert seen["fields"] == ["/answers/tree_location"]
    assert seen["defects"][0]["note"] == WORDS
    entries = wait_for(
        lambda: [one for one in city.notifications(filed.applicant) if one["status"] == "returned"], "the entry"
    )
    assert WORDS in entries[0]["body"]

    unnamed = correct(city, filed, tree_location="Справа от входа, у забора", felling_on="2027-01-15")
    assert (unnamed.status, pointers(unnamed)) == (422, {("/answers/felling_on", "not-named")})
    assert city.follow(filed)["status"] == "returned"
    left_out = correct(city, filed)
    assert (left_out.status, pointers(left_out)) == (422, {("/answers/tree_location", "not-corrected")})

    for _ in range(2):
        taken = correct(city, filed, key=f"key-of-{filed.number}", tree_location="Справа от входа, у забора")
        assert taken.status == 200, taken.json
        assert taken.json["number"] == filed.number
    other = correct(city, filed, key=f"key-of-{filed.number}", tree_location="Слева от входа, у забора")
    assert other.status == 409

    second = intake_task(city, filed)
    assert (second["round"], [one["id"] for one in second["checklist"]]) == (2, ["place-can-be-found"])
    assert complete(city, second, answered(second)).json["outcome"] == "accept"
    wait_for(lambda: city.follow(filed)["registered_on"], "the registration")
    assert city.verify(filed)["whole"]


def test_what_nobody_corrects_is_refused_when_its_term_has_passed(city: City) -> None:
    filed = returned(city)
    city.pass_days(city.follow(filed)["returned"]["until"])
    case = city.until(filed, "refused_registration")
    assert [ground["code"] for ground in case["grounds"]] == ["documents-incomplete"]
    assert correct(city, filed, tree_location="Справа от входа, у забора").status == 409
