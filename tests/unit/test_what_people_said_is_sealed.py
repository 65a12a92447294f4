"""Nothing personal stands in the Cases table in clear; an erased applicant's case is read without what was said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.client import aws
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.domain.permissions import SYSTEM
from chalicelib.usecases import tasks, verifying
from chalicelib.usecases.completions import Completion
from tests.support.municipality import EMAIL, EXPERT, PHONE, Municipality, municipality

NOTE = "Gulnara's mother called and asked to wait"


@pytest.fixture
def city() -> Iterator[Municipality]:
    with municipality() as made:
        yield made


def items() -> list[dict[str, Any]]:
    return [from_item(item) for item in aws("dynamodb").scan(TableName="cases")["Items"]]


def in_clear() -> str:
    """Everything in the table that isn't sealed."""
    return json.dumps(items(), ensure_ascii=False, default=lambda value: "")


def words(value: Any) -> set[str]:
    """What of an answer would tell who applies: texts long enough to be nobody else's, and not codes."""
    match value:
        case dict():
            return {word for name, part in value.items() if name != "outcome" for word in words(part)}
        case list() | tuple():
            return {word for part in value for word in words(part)}
        case str() if len(value) > 5 and not re.fullmatch("[a-z_]+", value):
            return {value}
    return set()


def erase(city: Municipality, case: str) -> None:
    person = city.stores.cases.case(case).person
    aws("dynamodb").delete_item(TableName="accounts", Key=to_key(keys.person_key(person)))
    city.stores.accounts.forget_keys()


def seen_by_expert(city: Municipality) -> tuple[str, set[str]]:
    answers = city.world("expert-two-registrations").answers
    case = city.file(answers).case.id
    city.machines.settle()
    (task,) = (one for one in city.view(case).tasks if one.state == "open")
    said = Completion("pass", note=NOTE)
    tasks.complete(city.stores, EXPERT, task.id, version=task.version, said=said)
    city.machines.settle()
    return case, words(answers)


def test_an_automatic_case_leaves_nothing_personal_in_clear(city: Municipality) -> None:
    answers = city.world("granted-registered").answers
    case = city.file(answers).case.id
    city.machines.settle()
    view = city.view(case)
    assert view.followed.case.outcome == "granted"
    given = words([one.answer for one in view.requests])
    assert given
    told = in_clear()
    assert [word for word in words(answers) | given | {PHONE, EMAIL} if word in told] == []


def test_an_experts_words_are_sealed_and_read_by_staff(city: Municipality) -> None:
    case, answered = seen_by_expert(city)
    told = in_clear()
    assert [word for word in {*answered, NOTE} if word in told] == []
    view = city.view(case)
    (done,) = (one for one in view.tasks if one.kind == "expert")
    assert done.note == NOTE


def test_an_erased_applicants_case_is_read_without_what_was_said(city: Municipality) -> None:
    case, _ = seen_by_expert(city)
    assert any(one.answer for one in city.view(case).requests)
    erase(city, case)
    view = city.view(case)
    assert all(one.answer is None and one.state == "answered" for one in view.requests)
    assert all(one.note is None and one.outputs is None for one in view.tasks)
    assert verifying.verify(city.stores, SYSTEM, case).flaw is None


def test_an_answer_that_was_altered_is_found(city: Municipality) -> None:
    case, _ = seen_by_expert(city)
    answered = next(item for item in items() if item["sk"].startswith("REQ#"))
    sealed = answered["sealed"]
    aws("dynamodb").put_item(
        TableName="cases", Item=to_item(answered | {"sealed": sealed[:-1] + bytes([sealed[-1] ^ 1])})
    )
    flaw = verifying.verify(city.stores, SYSTEM, case).flaw
    assert flaw is not None
    assert flaw.aggregate.startswith("REQ#")


def test_the_key_is_read_once_for_all_that_one_command_opens(city: Municipality) -> None:
    case, _ = seen_by_expert(city)
    accounts, reads = city.stores.accounts, []
    read = accounts.key_of
    accounts.key_of = lambda person: reads.append(person) or read(person)
    accounts.forget_keys()
    view = city.view(case)
    assert sum(one.answer is not None for one in view.requests) > 1
    assert len(reads) == 1
