"""An application on paper: typed in by one, compared by another, decided by the tables, handed over once."""

from __future__ import annotations

import urllib.request
import uuid
from datetime import timedelta
from typing import Any

import pytest

from tests.support import bundles, uploads
from tests.support import sample_files as samples
from tests.support.city import EXPERT, HEAD, City, Filed
from tests.support.desk import (
    AUTHORITY,
    CENTRE,
    HASH,
    NAME,
    PAGES,
    TYPER,
    ask,
    code,
    colleague,
    compared,
    complete,
    handed,
    paper,
    pointers,
    task,
    typed,
)
from tests.support.worlds import SERVICE, World

pytestmark = pytest.mark.stack


def test_what_one_has_typed_another_compares_and_the_counter_hands_over(city: City) -> None:
    other = colleague(city)
    filed = paper(city)
    found = task(city, filed, "intake")
    assert [one["id"] for one in found["checklist"]] == ["typed-equals-scan"]
    own = complete(city, TYPER, found, checklist={"typed-equals-scan": {"yes": True}})
    assert (own.status, code(own)) == (403, "four-eyes"), own.json
    assert ask(city, TYPER, "POST", f"/v1/tasks/{found['task']}/claim", {"version": found["version"]}).status == 403
    assert city.follow(filed)["status"] == "verification"
    (page,) = found["checklist"][0]["about"]["files"]
    read = ask(city, other, "GET", f"/v1/files/{page}")
    assert (read.status, read.json["document"], read.json["sha256"]) == (200, "scan", HASH)
    with urllib.request.urlopen(read.json["url"], timeout=30) as got:
        assert got.read() == PAGES
    bare = complete(city, other, found, outcome="accept")
    assert (bare.status, pointers(bare)) == (400, {("/checklist/typed-equals-scan", "required")})
    compared(city, other, filed)
    seen = city.case(filed)
    assert [(one["document"], one["state"], one["sha256"]) for one in seen["files"]] == [("scan", "released", HASH)]
    operator, comparer = (city.deployed.person(one, "StaffPool") for one in (TYPER, other))
    assert (seen["filing"]["typed_by"], seen["filing"]["compared_by"]) == (operator, comparer)
    assert (seen["filing"]["channel"], seen["filing"]["identity"]["number"]) == ("paper", "9200 000000")

    waiting = city.until(filed, "granted")
    assert waiting["collect"] == {"how": "counter", "waiting": True}
    collected = task(city, filed, "handover", other)
    assert (collected["role"], collected["state"]) == ("intake", "open")
    later = (city.today() + timedelta(days=2)).isoformat()
    missing = complete(city, other, collected, outcome="handed_over", handed_over_on=later)
    assert missing.status == 400
    assert pointers(missing) == {("/handed_over_on", "future"), ("/identity", "required"), ("/receipt", "required")}
    by_post = complete(city, other, collected, **handed(city, outcome="posted"))
    assert (by_post.status, pointers(by_post)) == (400, {("/outcome", "enum")})
    assert complete(city, EXPERT, collected, **handed(city)).status == 403
    assert city.follow(filed)["status"] == "granted"
    done = complete(city, other, collected, **handed(city))
    assert (done.status, done.json["done_by"]) == (200, city.deployed.person(other, "StaffPool")), done.json
    assert done.json["outcome"] == "handed_over"
    again = complete(city, other, collected, **handed(city))
    assert (again.status, code(again)) == (409, "already-done")
    closed = city.follow(filed)
    statuses = [step["status"] for step in closed["timeline"]]
    path = ["filed", "verification", "registered", "in_consideration", "granted", "delivered", "closed"]
    assert (statuses, closed["collect"]["waiting"]) == (path, False)
    permits = city.records("plate", filed.world.answers["vehicle_plate"])
    assert [one["fields"]["application"] for one in permits] == [filed.number]
    assert city.verify(filed)["whole"]


def test_a_typing_that_differs_is_corrected_by_who_typed_it(city: City) -> None:
    other = colleague(city)
    filed = paper(city)
    compared(city, other, filed, yes=False)
    returned = city.until(filed, "returned")["returned"]
    assert returned["defects"][0]["note"] == "A letter is wrong"
    path, key = f"/v1/applications/{filed.number}/correction", {"Idempotency-Key": uuid.uuid4().hex}
    corrected = ask(city, TYPER, "POST", path, {"answers": filed.world.answers}, headers=key)
    assert corrected.status == 200, corrected.json
    again = task(city, filed, "intake", other)
    assert again["round"] == 2
    own = complete(city, TYPER, again, checklist={"typed-equals-scan": {"yes": True}})
    assert own.status == 403, own.json
    compared(city, other, filed)
    city.until(filed, "granted")
    assert city.verify(filed)["whole"]


def test_a_scan_that_lies_comes_back_and_another_is_sent(city: City) -> None:
    other, token = colleague(city), city.deployed.staff(TYPER)
    for content, told, reason in (
        (samples.pdf(password="secret"), {}, "file-password"),
        (PAGES, {"sha256": "0" * 64}, "file-other-hash"),
    ):
        file = uploads.scan(city.deployed, SERVICE, token, content)
        answer = typed(city, answers := city.someone().answers, scan={"file": file, **told})
        if answer.status == 422:  # the check was faster than the clerk
            assert pointers(answer) == {("/scan/sha256", reason)}
            continue
        given = answer.json
        filed = Filed(
            given["number"],
            given["secret"],
            given["application"],
            city.applicant(signed_in=False),
            World("", answers, {}),
            given,
        )
        (defect,) = city.until(filed, "returned")["returned"]["defects"]
        assert (defect["pointer"], defect["reason"]) == ("/documents/scan", reason)
        better = {"documents": {"scan": [uploads.scan(city.deployed, SERVICE, token)]}}
        key = {"Idempotency-Key": uuid.uuid4().hex}
        corrected = ask(city, TYPER, "POST", f"/v1/applications/{filed.number}/correction", better, headers=key)
        assert corrected.status == 200, corrected.json
        compared(city, other, filed)
        assert city.verify(filed)["whole"]


def test_everything_wrong_with_who_applies_is_named(city: City) -> None:
    answers = city.someone().answers
    person = {"kind": "person", "name": NAME}
    firm = {"kind": "organisation", "name": "ООО", "inn": "7707083893", "ogrn": "1027700132195", "kpp": "165501001"}
    kin = {"name": "А", "authority": {**AUTHORITY, "issued_on": "2026-01-01", "valid_until": "2099-01-01"}}
    wrong: list[tuple[dict[str, Any], set[tuple[str, str]]]] = [
        ({**person, "inn": "500100732258"}, {("/applicant/inn", "check-digits")}),
        ({**person, "inn": "7707083893"}, {("/applicant/inn", "pattern")}),
        (firm, {("/applicant/kind", "applicant-kind")}),
        ({**firm, "inn": "7707083892"}, {("/applicant/kind", "applicant-kind"), ("/applicant/inn", "check-digits")}),
        ({**person, "representative": kin}, {("/applicant/representative", "representative-not-allowed")}),
    ]
    for applicant, expected in wrong:
        refused = typed(city, answers, applicant=applicant)
        assert (refused.status, pointers(refused)) == (422, expected), refused.json
    refused = typed(city, answers, applicant={**person, "snils": "112-233-445 96"})
    assert refused.status == 422 and ("/applicant/snils", "check-digits") in pointers(refused)
    assert all(one["detail"] for one in refused.json["errors"])


def trees(city: City) -> dict[str, Any]:
    example = bundles.bundle()["services"]["tree-felling"]["examples"][0]
    felling_on = (city.today().replace(day=28) + timedelta(days=31)).isoformat()
    return {**example["answers"], "felling_on": felling_on}


def test_an_authority_that_has_ended_files_nothing(city: City) -> None:
    yesterday = (city.today() - timedelta(days=1)).isoformat()
    authority = {**AUTHORITY, "issued_on": "2020-01-01", "valid_until": yesterday}
    applicant = {"kind": "person", "name": NAME, "representative": {"name": "Тимур Сафин", "authority": authority}}
    refused = typed(city, trees(city), CENTRE, service="tree-felling", applicant=applicant)
    assert refused.status == 422, refused.json
    assert pointers(refused) == {("/applicant/representative/authority/valid_until", "authority-ended")}


def test_what_a_counter_needs_is_named_and_others_have_no_counter(city: City) -> None:
    answers = city.someone().answers
    for who in (EXPERT, HEAD, "trees-intake@example.org"):
        assert (typed(city, answers, who).status, code(typed(city, answers, who))) == (403, "forbidden")
    unscanned = typed(city, answers, scan=None)
    assert unscanned.status == 400 and "/scan" in {pointer for pointer, _ in pointers(unscanned)}, unscanned.json
    unhashed = typed(city, answers, scan={"file": uuid.uuid4().hex, "sha256": "no hash"})
    assert unhashed.status == 400 and "/scan/sha256" in {pointer for pointer, _ in pointers(unhashed)}
    unaddressed = typed(city, answers, collect="post", contact={})
    assert (unaddressed.status, pointers(unaddressed)) == (422, {("/contact/address", "required")})
    others = typed(city, answers, scan={"file": uploads.scan(city.deployed, SERVICE, city.deployed.staff(CENTRE))})
    assert (others.status, pointers(others)) == (422, {("/scan/file", "file-not-yours")})


def test_a_counter_sends_the_documents_that_a_service_needs(city: City) -> None:
    answers, service = trees(city), "tree-felling"
    without = typed(city, answers, CENTRE, service=service)
    assert without.status == 422
    assert {reason for _, reason in pointers(without)} == {"document-missing", "file-not-yours"}, without.json
    announced = {"service": service, "document": "plan", "type": "application/pdf", "bytes": 1000}
    for who in (TYPER, EXPERT, "trees-expert@example.org"):
        assert ask(city, who, "POST", "/v1/files", announced).status == 403
    documents = uploads.papers(city.deployed, service, answers, city.deployed.staff(CENTRE))
    others = typed(city, answers, "trees-intake@example.org", service=service, documents=documents)
    assert {reason for _, reason in pointers(others)} >= {"file-not-yours"}, others.json
    filed = paper(city, CENTRE, world=World("tree", answers, {}), service=service, documents=documents)
    found = task(city, filed, "intake", "trees-intake@example.org", "external-improvement")
    assert found["checklist"][0]["id"] == "typed-equals-scan"
    assert city.verify(filed)["whole"]
