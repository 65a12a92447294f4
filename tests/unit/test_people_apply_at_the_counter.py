"""Who applies, for whom, at the counter and on paper; how the result is handed over; what is told by letter."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.file_storage import quarantine_key
from chalicelib.domain.applicants import findings
from chalicelib.domain.errors import (
    AlreadyDone,
    AuthorityEnded,
    Forbidden,
    InvalidAnswers,
    InvalidInput,
)
from chalicelib.domain.permissions import Actor, Membership
from chalicelib.entrypoints.http import printed
from chalicelib.usecases import closing, counter, files, filing, notifying, tasks, verifying
from chalicelib.usecases.completions import Completion
from tests.support import papers, worlds
from tests.support.municipality import Municipality, municipality

DEPARTMENT, CENTRE = "transport-committee", "multifunctional-centre"
VERA = Actor("staff", "vera", (Membership(CENTRE, ("intake",)),))
INTAKE = Actor("staff", "ilnur", (Membership(DEPARTMENT, ("intake",)),))
HEAD = Actor("staff", "head", (Membership(DEPARTMENT, ("head",)),))
AUTHORITY = {"kind": "power-of-attorney", "number": "77", "issued_on": "2026-01-01", "valid_until": "2026-12-01"}
SEEN = {"document": "паспорт", "number": "9200 000000", "seen_on": "2026-11-23"}
HANDED = {
    "handed_over_on": "2026-11-23",
    "identity": {"document": "паспорт", "number": "9200 000000"},
    "receipt": {"number": "17"},
}


@pytest.fixture
def town() -> Iterator[Municipality]:
    with municipality() as made:
        yield made


def request(answers: dict[str, Any], **more: Any) -> filing.FilingRequest:
    made = filing.FilingRequest(
        service=worlds.SERVICE,
        answers=answers,
        contact={},
        language="tt",
        channel="counter",
        key=uuid.uuid4().hex,
        body_hash="0" * 64,
        collect="counter",
        intake={"identity": SEEN},
        applicant={"kind": "person", "name": "Гөлнара Сафина"},
    )
    return replace(made, **more)


def at_counter(town: Municipality, actor: Actor = VERA, **more: Any) -> filing.Filed:
    filed = counter.file(town.stores, actor, request(town.world("granted-registered").answers, **more))
    town.machines.settle()
    for commit in town.stores.commits.chain(f"CASE#{filed.case.id}"):
        if "project" in commit.owes:
            notifying.tell(town.stores, commit)
    return filed


def handover(town: Municipality, filed: filing.Filed) -> Any:
    (task,) = (one for one in town.view(filed.case.id).tasks if one.kind == "handover")
    return task


def said(outcome: str = "handed_over", **more: Any) -> Completion:
    return Completion(outcome, more=more)


ON = date(2026, 11, 23)
PERSON = {"kind": "person", "name": "Гөлнара", "snils": "112-233-445 95"}
FIRM = {"kind": "organisation", "name": "ООО", "inn": "7707083893", "ogrn": "1027700132195", "kpp": "165501001"}
TRADER = {"kind": "sole_trader", "name": "ИП", "inn": "500100732259", "ogrnip": "304500116000157"}
ALL = ("person", "sole_trader", "organisation", "representative")


@pytest.mark.parametrize(
    ("applicant", "allowed", "found"),
    [
        (PERSON, ALL, []),
        (FIRM, ALL, []),
        (TRADER, ALL, []),
        ({}, ("person",), []),
        ({}, ("organisation",), [("/applicant", "required")]),
        (FIRM, ("person",), [("/applicant/kind", "applicant-kind")]),
        (FIRM | {"inn": "7707083892"}, ALL, [("/applicant/inn", "check-digits")]),
        (FIRM | {"inn": TRADER["inn"]}, ALL, [("/applicant/inn", "pattern")]),
        (FIRM | {"snils": PERSON["snils"]}, ALL, [("/applicant/snils", "unknown")]),
        (PERSON | {"snils": "112-233-445 96"}, ALL, [("/applicant/snils", "check-digits")]),
        (
            {"kind": "sole_trader", "name": "ИП"},
            ALL,
            [("/applicant/inn", "required"), ("/applicant/ogrnip", "required")],
        ),
        (PERSON | {"representative": {"name": "А", "authority": AUTHORITY}}, ALL, []),
        (
            PERSON | {"representative": {"name": "А", "authority": AUTHORITY}},
            ("person",),
            [("/applicant/representative", "representative-not-allowed")],
        ),
        (
            PERSON | {"representative": {"name": "А", "authority": AUTHORITY | {"valid_until": "2026-11-22"}}},
            ALL,
            [("/applicant/representative/authority/valid_until", "authority-ended")],
        ),
        (
            PERSON | {"representative": {"name": "А", "authority": AUTHORITY | {"issued_on": "2026-11-24"}}},
            ALL,
            [("/applicant/representative/authority/issued_on", "authority-not-begun")],
        ),
        (
            PERSON | {"representative": {"name": "А", "snils": "112-233-445 96", "authority": AUTHORITY}},
            ALL,
            [("/applicant/representative/snils", "check-digits")],
        ),
    ],
)
def test_everything_wrong_with_who_applies_is_named(
    applicant: dict[str, Any], allowed: tuple[str, ...], found: list[tuple[str, str]]
) -> None:
    wrong = findings(applicant, allowed=allowed, asked={}, answers={}, on=ON)
    assert [(one.pointer, one.reason) for one in wrong] == found


def test_somebody_without_an_account_collects_at_the_counter(town: Municipality) -> None:
    filed = at_counter(town)
    case = town.view(filed.case.id).followed.case
    assert (case.status, case.counter, case.channel) == ("granted", CENTRE, "counter")
    assert filed.application.typed_by == "vera"
    task = handover(town, filed)
    assert (task.department, task.role, task.state) == (CENTRE, "intake", "open")
    with pytest.raises(Forbidden):
        tasks.complete(town.stores, HEAD, task.id, version=task.version, said=said(**HANDED))
    with pytest.raises(InvalidInput) as wrong:
        tasks.complete(town.stores, VERA, task.id, version=task.version, said=said(handed_over_on="2027-01-01"))
    assert sorted((one.pointer, one.reason) for one in wrong.value.errors) == [
        ("/handed_over_on", "future"),
        ("/identity", "required"),
        ("/receipt", "required"),
    ]
    done = tasks.complete(town.stores, VERA, task.id, version=task.version, said=said(**HANDED))
    assert town.stores.cases.task(task.id).outputs == HANDED
    assert town.stores.cases.case(case.id).status == "closed"
    with pytest.raises(AlreadyDone):
        tasks.complete(town.stores, VERA, task.id, version=done.version, said=said(**HANDED))
    assert verifying.verify(town.stores, HEAD, case.id).flaw is None


def test_a_result_that_waits_is_not_driven_anew_for_ever(town: Municipality) -> None:
    filed = at_counter(town)
    n = town.stores.cases.case(filed.case.id).n
    town.clock.advance(days=20)
    town.machines.settle()
    assert town.stores.cases.case(filed.case.id).n == n
    assert closing.deliver(town.stores, filed.case.id) == "handover"
    handover(town, filed)
    with pytest.raises(AlreadyDone):
        closing.withdraw(town.stores, Actor("anonymous"), filed.case.id, secret_proved=True)


def test_a_posted_result_has_its_day_and_number(town: Municipality) -> None:
    filed = at_counter(town, collect="post", contact={"address": "Казань, Баумана, 1"})
    task = handover(town, filed)
    with pytest.raises(InvalidInput):
        tasks.complete(town.stores, VERA, task.id, version=task.version, said=said(**HANDED))
    posted = said("posted", posted_on="2026-11-23", tracking="RR123")
    tasks.complete(town.stores, VERA, task.id, version=task.version, said=posted)
    assert town.stores.cases.case(filed.case.id).status == "closed"


def test_the_post_needs_an_address_and_the_counter_a_role(town: Municipality) -> None:
    answers = town.world("granted-registered").answers
    with pytest.raises(InvalidAnswers) as wrong:
        counter.file(town.stores, VERA, request(answers, collect="post"))
    assert [(one.pointer, one.reason) for one in wrong.value.errors] == [("/contact/address", "required")]
    expert = Actor("staff", "expert", (Membership(DEPARTMENT, ("expert",)), Membership("archives", ("intake",))))
    for actor in (expert, HEAD, Actor("applicant", "somebody")):
        with pytest.raises(Forbidden):
            counter.file(town.stores, actor, request(answers))


def test_the_receipt_is_for_who_filed_it(town: Municipality) -> None:
    filed = at_counter(town)
    page = printed.receipt(
        town.stores.municipality, town.stores.words, counter.receipt(town.stores, VERA, filed.application.number)
    )
    assert filed.secret in page and filed.application.number in page
    with pytest.raises(Forbidden):
        counter.receipt(town.stores, INTAKE, filed.application.number)


def test_an_authority_that_has_ended_withdraws_nothing(town: Municipality) -> None:
    filed = town.file(town.world("expert-two-registrations").answers)
    town.machines.settle()
    item = replace(filed.application, authority_until="2026-11-22")
    town.stores.cases.application = lambda _: item
    with pytest.raises(AuthorityEnded):
        closing.withdraw(town.stores, Actor("anonymous"), filed.case.id, secret_proved=True)


def test_a_signed_receipt_is_a_file_of_the_hand_over(town: Municipality) -> None:
    filed = at_counter(town)
    task = handover(town, filed)
    elsewhere = papers.send(town.stores, VERA, worlds.SERVICE, "scan")

    def hand_over(file: str) -> str | None:
        told = {**HANDED, "receipt": {"number": "17", "file": file}}
        try:
            tasks.complete(town.stores, VERA, task.id, version=task.version, said=said(**told))
        except InvalidInput as refused:
            (wrong,) = refused.errors
            return f"{wrong.pointer} {wrong.reason}"
        return None

    for unknown in ("0" * 32, elsewhere):
        assert hand_over(unknown) == "/receipt/file attachment-elsewhere"
    content = papers.CONTENTS["application/pdf"]
    file = files.announce_for_task(town.stores, VERA, task.id, "application/pdf", len(content)).file.id
    assert hand_over(file) == "/receipt/file attachment-unchecked"
    key = quarantine_key(file)
    town.stores.file_storage._s3.put_object(Bucket="files", Key=key, Body=content)
    assert files.examine(town.stores, file) == "released"
    assert hand_over(file) is None
    facts = [fact for one in town.stores.commits.chain(filed.case.aggregate) for fact in one.facts]
    assert [one["files"][0]["file"] for one in facts if one["fact"] == "FilesAttached"] == [file]
    assert verifying.verify(town.stores, HEAD, filed.case.id).flaw is None


def test_who_typed_a_paper_does_not_compare_their_own_typing(town: Municipality) -> None:
    typer = Actor("staff", "ilnur", (Membership(DEPARTMENT, ("intake",)),))
    scan = {"file": papers.send(town.stores, typer, worlds.SERVICE, "scan")}
    assert files.examine(town.stores, scan["file"]) == "released"
    filed = at_counter(town, typer, channel="paper", intake={"identity": SEEN, "scan": scan})
    (task,) = (one for one in town.view(filed.case.id).tasks if one.kind == "intake")
    with pytest.raises(Forbidden):
        tasks.complete(town.stores, typer, task.id, version=task.version, said=Completion("accept"))
    other = Actor("staff", "other", (Membership(DEPARTMENT, ("intake",)),))
    tasks.complete(
        town.stores,
        other,
        task.id,
        version=task.version,
        said=Completion(None, more={"checklist": {"typed-equals-scan": {"yes": True}}}),
    )
    town.machines.settle()
    assert handover(town, filed).department == DEPARTMENT
    assert town.stores.accounts.content(town.stores.cases.application(filed.application.id)).intake["scan"] == scan
