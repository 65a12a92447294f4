"""Advice is found again at a constant cost, what was said stays sealed, and a draft is filed once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.client import aws
from chalicelib.domain.consultations import Advice, months_back
from chalicelib.domain.drafts import Draft, code_from, read_code
from chalicelib.domain.errors import (
    Forbidden,
    InvalidAnswers,
    InvalidInput,
    PersonErased,
    TransientError,
    UnknownDraft,
)
from chalicelib.domain.permissions import Actor, Membership
from chalicelib.usecases import catalogue, consulting, drafts, filing
from infra.commands import export
from tests.support import bundles
from tests.unit import inprocess

DEPARTMENT, SERVICE = "transport-committee", "resident-parking-permit"
OFFICER = Actor("staff", "officer", (Membership(DEPARTMENT, ("intake",)),))
ELSEWHERE = Actor("staff", "other", (Membership("external-improvement", ("intake",)),))
APPLICANT = Actor("applicant", "person")
WHO = {"name": "Гөлнара Сафина", "phone": "+79990000000"}
SAID = Advice("Нужна справка о проживании.", "Что нести?", WHO)


@pytest.fixture
def stores() -> Iterator[Any]:
    with inprocess.stack() as made:
        made.now = inprocess.at_noon("2026-11-24")
        bundles.publish(made, made.now())
        yield made


def advise(stores: Any, *, service: str | None = SERVICE, topic: str = "documents", said: Advice = SAID) -> str:
    made = consulting.record(
        stores,
        OFFICER,
        department=DEPARTMENT,
        service=service,
        topic=topic,
        channel="phone",
        minutes=7,
        advice=said,
    )
    return made.id


def right_answers(stores: Any) -> dict[str, Any]:
    service = catalogue.current(stores, stores.now()).service(SERVICE)
    return dict(next(one["answers"] for one in service.examples if one["expect"]["outcome"] == "granted"))


def request(stores: Any, code: str | None, key: str = "a-key-of-mine") -> filing.FilingRequest:
    contact = {"phone": "+79990000000"}
    return filing.FilingRequest(SERVICE, right_answers(stores), contact, "tt", "portal", key, "0" * 64, draft=code)


def items(table: str) -> str:
    return json.dumps(aws("dynamodb").scan(TableName=table)["Items"], ensure_ascii=False, default=str)


def search(stores: Any, **wanted: Any) -> list[str]:
    return [one.id for one in consulting.search(stores, OFFICER, department=DEPARTMENT, **wanted)[0]]


def test_advice_is_found_by_service_topic_and_day_newest_first(stores: Any) -> None:
    old = advise(stores)
    stores.now.advance(days=40)
    terms, general = advise(stores, topic="terms"), advise(stores, service=None)
    stores.now.advance(days=1)
    new = advise(stores)
    assert search(stores) == [new, general, terms, old]
    assert search(stores, service=SERVICE) == [new, terms, old]
    assert search(stores, topic="documents") == [new, general, old]
    assert search(stores, service=SERVICE, topic="terms") == [terms]
    assert search(stores, since="2027-01-03", until="2027-01-03") == [general, terms]
    assert search(stores, until="2026-11-30") == [old]
    assert search(stores, topic="pigeons") == []


def test_the_place_that_advice_was_about_is_sealed_with_it(stores: Any) -> None:
    spot = {"type": "Point", "coordinates": [49.12145, 55.79421]}
    made = advise(stores, said=replace(SAID, place=spot))
    assert "49.12145" not in items("cases")
    found, said = consulting.read(stores, OFFICER, made)
    assert said.place == spot
    stores.consultations.forget(found.id, "2026-11-24T12:00:00.000Z")
    with pytest.raises(PersonErased):
        consulting.read(stores, OFFICER, made)


@pytest.mark.parametrize(
    ("place", "pointer"),
    [
        ({"type": "Point", "coordinates": [37.62, 55.75]}, "/place/coordinates"),
        ({"type": "MultiPoint", "coordinates": [[49.12, 55.79]]}, "/place/type"),
        ({"type": "Polygon", "coordinates": [[[49.1, 55.7], [49.2, 55.7], [49.2, 55.8]]]}, "/place/coordinates/0"),
    ],
)
def test_a_place_elsewhere_or_of_another_kind_is_refused(stores: Any, place: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        advise(stores, said=replace(SAID, place=place))
    assert [one.pointer for one in refused.value.errors] == [pointer]


def test_pages_go_on_where_they_ended_over_months_and_cost_the_same(
    stores: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for _ in range(25):
        made.append(advise(stores))
        stores.now.advance(days=5)
    asked: list[int] = []
    query = stores.consultations._client.query

    def counting(**arguments: Any) -> Any:
        answer = query(**arguments)
        asked.append(len(answer["Items"]))
        return answer

    monkeypatch.setattr(stores.consultations._client, "query", counting)
    found: list[str] = []
    after: str | None = None
    for _ in range(6):
        asked.clear()
        page, after = consulting.search(stores, OFFICER, department=DEPARTMENT, after=after, limit=5)
        found += [one.id for one in page]
        assert sum(asked) <= 6, "a page reads itself and one more, however long the list is"
        if after is None:
            break
    assert found == made[::-1]
    assert after is None


def test_a_search_of_more_than_two_years_says_where_it_may_begin(stores: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        search(stores, since="2001-01-01")
    assert (refused.value.errors[0].pointer, refused.value.errors[0].reason) == ("/query/from", "minimum")
    with pytest.raises(InvalidInput):
        search(stores, since="2026-11-24", until="2026-11-20")
    assert list(months_back("2025-11-30", "2026-02-01")) == ["2026-02", "2026-01", "2025-12", "2025-11"]


def test_what_was_said_is_sealed_and_another_department_reads_nothing(stores: Any) -> None:
    made = advise(stores)
    stored = items("cases")
    assert "справка" not in stored
    assert "Гөлнара" not in stored
    assert "79990000000" not in stored
    _, said = consulting.read(stores, OFFICER, made)
    assert said == SAID
    for what in (
        lambda: consulting.read(stores, ELSEWHERE, made),
        lambda: consulting.search(stores, ELSEWHERE, department=DEPARTMENT),
        lambda: consulting.apply(stores, ELSEWHERE, made, service=None, answers={}, language="ru"),
        lambda: consulting.search(stores, APPLICANT, department=DEPARTMENT),
    ):
        with pytest.raises(Forbidden):
            what()


def test_filing_with_the_code_takes_the_draft_and_links_the_consultation(stores: Any) -> None:
    made = advise(stores)
    answers = right_answers(stores)
    code, _ = consulting.apply(stores, OFFICER, made, service=None, answers=answers, language="tt")
    draft, _ = drafts.read(stores, code.upper().replace("-", " "))
    assert (draft.service, draft.answers, draft.contact) == (SERVICE, answers, {"phone": WHO["phone"]})
    filed = filing.file(stores, APPLICANT, request(stores, code))
    with pytest.raises(UnknownDraft):
        drafts.read(stores, code)
    assert consulting.read(stores, OFFICER, made)[0].application == filed.application.id
    again = filing.file(stores, APPLICANT, request(stores, code))
    assert (again.application.id, again.repeated) == (filed.application.id, True)
    with pytest.raises(InvalidInput) as refused:
        filing.file(stores, APPLICANT, request(stores, code, key="another-key"))
    assert [(one.pointer, one.reason) for one in refused.value.errors] == [("/draft", "unknown-draft")]


def test_a_conflict_of_the_write_files_once_and_keeps_or_takes_the_draft(stores: Any) -> None:
    code, _ = drafts.save(stores, Draft(SERVICE, {}, "ru"))
    conflicts = [TransientError("TransactionConflict")] * 2
    stores.pause = lambda number: None

    def fault() -> None:
        if conflicts:
            raise conflicts.pop()

    stores.fault = fault
    filing.file(stores, APPLICANT, request(stores, code))
    assert conflicts == []
    with pytest.raises(UnknownDraft):
        drafts.read(stores, code)


def test_a_draft_is_sealed_and_its_code_stored_nowhere(stores: Any) -> None:
    answers = dict(list(right_answers(stores).items())[:2])
    code, expires = drafts.save(stores, Draft(SERVICE, answers, "ru", {"email": "g@example.org"}))
    stored = items("accounts")
    assert code not in stored
    assert read_code(code) not in stored
    assert not [value for value in answers.values() if isinstance(value, str) and len(value) > 4 and value in stored]
    assert expires == int((stores.now() + timedelta(days=30)).timestamp())
    stores.now.advance(days=30)
    with pytest.raises(UnknownDraft):
        drafts.read(stores, code)


def test_a_draft_is_replaced_and_stays_with_its_consultation(stores: Any) -> None:
    made = advise(stores)
    code, _ = consulting.apply(stores, OFFICER, made, service=None, answers={}, language="ru")
    drafts.replace_(stores, code, Draft(SERVICE, right_answers(stores), "tt"))
    draft, _ = drafts.read(stores, code)
    assert draft == replace(Draft(SERVICE, right_answers(stores), "tt"), consultation=made)
    with pytest.raises(UnknownDraft):
        drafts.replace_(stores, "aaaa-aaaa-aaaa-aaaa", Draft(SERVICE, {}, "ru"))


def test_answers_that_nobody_asks_and_a_missing_service_are_named(stores: Any) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        drafts.save(stores, Draft(SERVICE, {"favourite_colour": "blue"}, "ru"))
    assert [(one.pointer, one.reason) for one in refused.value.errors] == [("/answers/favourite_colour", "unknown")]
    general = advise(stores, service=None)
    with pytest.raises(InvalidInput) as nameless:
        consulting.apply(stores, OFFICER, general, service=None, answers={}, language="ru")
    assert [(one.pointer, one.reason) for one in nameless.value.errors] == [("/service", "required")]


def test_codes_have_eighty_bits_and_are_read_as_people_type_them() -> None:
    code = code_from(2**128 - 1)
    assert code == "7777-7777-7777-7777"
    assert code_from(0) == "aaaa-aaaa-aaaa-aaaa"
    assert read_code(" 7777 7777-77777777") == read_code(code)
    assert len({code_from(number << 48) for number in range(1000)}) == 1000


def test_a_city_leaves_with_what_was_said(stores: Any) -> None:
    made = advise(stores)
    found = [item for item in export.items(aws("dynamodb"), "cases") if item["pk"] == f"CONS#{made}"]
    (item,) = [export.opened(stores, one) for one in found]
    assert item["content"]["answer"] == SAID.answer
    assert "sealed" not in item
