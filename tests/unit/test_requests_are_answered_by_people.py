"""A Request without a register: the responder's Task, substitutes, links, reminders, silence, signed exchanges."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.client import aws
from chalicelib.domain.errors import (
    AlreadyDone,
    Forbidden,
    InvalidAnswers,
    InvalidInput,
    LimitReached,
    LinkExpired,
    NotFound,
)
from chalicelib.domain.limits import DEFAULTS
from chalicelib.domain.permissions import SYSTEM, Actor, Verb
from chalicelib.usecases import answering, closing, exchanging, tasks, verifying
from chalicelib.usecases.completions import Completion
from tests.support.municipality import Municipality, municipality
from tests.unit.requests_world import (
    ASKER,
    CHIEF,
    NOTHING_OWED,
    RESPONDER,
    STAND_IN,
    STRANGER,
    TREASURY,
    answer,
    asked,
    let_days_pass,
    with_people,
)


@pytest.fixture
def city(request: pytest.FixtureRequest) -> Iterator[Municipality]:
    with municipality(with_people(getattr(request, "param", "wait"))) as made:
        yield made


def open_link(city: Municipality, link: str) -> exchanging.Question:
    return exchanging.open_link(city.stores, link, wall=city.clock())


def answer_by_link(city: Municipality, link: str, given: Any) -> exchanging.Question:
    return answering.answer_by_link(city.stores, link, given, wall=city.clock())


def request(city: Municipality, case: str) -> Any:
    return next(one for one in city.view(case).requests if one.key == "arrears")


def test_the_responder_sees_the_question_and_the_answer_lets_the_case_go_on(city: Municipality) -> None:
    case, task = asked(city)
    assert (task.department, task.role, task.state, task.due_on) == (
        TREASURY,
        "responder",
        "open",
        request(city, case).due_on,
    )
    question = exchanging.question_of(city.stores, tasks.read(city.stores, RESPONDER, task.id))
    application = city.stores.cases.application(task.application)
    snils = city.stores.accounts.content(application).answers["snils"]
    assert question.request.question == {"snils": snils}
    with pytest.raises(Forbidden):
        city.stores and verifying.verify(city.stores, RESPONDER, case)
    answer(city, task, NOTHING_OWED)
    city.machines.settle()
    assert city.view(case).followed.case.outcome == "granted"
    assert verifying.verify(city.stores, SYSTEM, case).flaw is None


def test_a_wrong_answer_names_its_place_and_leaves_the_task_open(city: Municipality) -> None:
    _, task = asked(city)
    for given, place in (
        ({"outcome": "yes", "count": 0, "record": None}, "/answer/outcome"),
        ({"outcome": "not_found", "count": "none", "record": None}, "/answer/count"),
        ({"outcome": "not_found", "record": None}, "/answer/count"),
    ):
        with pytest.raises(InvalidInput) as refused:
            answer(city, task, given)
        assert [one.pointer for one in refused.value.errors] == [place]
    with pytest.raises(InvalidInput):
        tasks.complete(city.stores, RESPONDER, task.id, version=task.version, said=Completion("answer"))
    assert city.stores.cases.task(task.id).state == "open"


def test_only_its_own_department_answers(city: Municipality) -> None:
    case, task = asked(city)
    for who in (STRANGER, ASKER):
        with pytest.raises(Forbidden):
            answer(city, task, NOTHING_OWED, who)
    for who in (STRANGER, RESPONDER):
        with pytest.raises(Forbidden):
            answering.answer_for(
                city.stores, who, task.id, version=task.version, given=NOTHING_OWED, why="nobody is there"
            )
    with pytest.raises(Forbidden):
        exchanging.read(city.stores, STRANGER, task.id)
    assert request(city, case).state == "open"


@pytest.mark.parametrize("who", [CHIEF, STAND_IN], ids=["the head", "a declared substitute"])
def test_somebody_else_answers_in_the_responders_place(city: Municipality, who: Actor) -> None:
    case, task = asked(city)
    answering.answer_for(city.stores, who, task.id, version=task.version, given=NOTHING_OWED, why="on sick leave")
    city.machines.settle()
    assert city.view(case).followed.case.outcome == "granted"
    told = request(city, case)
    assert (told.answered_by, told.why) == (who.id, "on sick leave")
    (exchange,) = (one for one in exchanging.signed(city.stores, SYSTEM, case) if one["request"] == "arrears")
    assert (exchange["answered_as"], exchange["answered_by"], exchange["valid"]) == ("substitute", who.id, True)


def test_a_link_answers_once_and_every_access_is_recorded(city: Municipality) -> None:
    case, task = asked(city)
    with pytest.raises(Forbidden):
        exchanging.give_link(city.stores, RESPONDER, task.id)
    link, given = exchanging.give_link(city.stores, ASKER, task.id)
    secret = link[32:]
    stored = json.dumps(aws("dynamodb").scan(TableName="cases")["Items"], default=str)
    assert len(secret) == 26
    assert secret not in stored
    for wrong in (task.id + "a" * 26, "0" * 32 + secret, link[:-1], "", task.id):
        with pytest.raises(NotFound):
            open_link(city, wrong)
    assert open_link(city, link).request.question
    with pytest.raises(InvalidAnswers):
        answer_by_link(city, link, {"outcome": "perhaps"})
    answer_by_link(city, link, NOTHING_OWED)
    with pytest.raises(AlreadyDone):
        answer_by_link(city, link, NOTHING_OWED)
    city.machines.settle()
    assert city.view(case).followed.case.outcome == "granted"
    _, history = exchanging.read(city.stores, ASKER, task.id)
    assert [one["wanted"] for one in history if one["fact"] == "LinkOpened"] == ["read", "answer"]
    assert request(city, case).answered_by == f"link:{given['serial']}"


def test_a_link_expires_and_a_new_one_replaces_it(city: Municipality) -> None:
    _, task = asked(city)
    first, _ = exchanging.give_link(city.stores, CHIEF, task.id)
    second, _ = exchanging.give_link(city.stores, ASKER, task.id)
    with pytest.raises(NotFound):
        open_link(city, first)
    city.clock.advance(days=14)
    with pytest.raises(LinkExpired):
        open_link(city, second)
    with pytest.raises(LinkExpired):
        answer_by_link(city, second, NOTHING_OWED)


def test_a_link_is_used_so_often_and_nobody_without_its_secret_uses_it_up(city: Municipality) -> None:
    _, task = asked(city)
    link, _ = exchanging.give_link(city.stores, ASKER, task.id)
    often = DEFAULTS["link"].count
    for _ in range(often + 1):
        with pytest.raises(NotFound):
            open_link(city, task.id + "a" * 26)
    for _ in range(often):
        open_link(city, link)
    for use in (lambda: open_link(city, link), lambda: answer_by_link(city, link, NOTHING_OWED)):
        with pytest.raises(LimitReached) as refused:
            use()
        assert refused.value.retry_after == DEFAULTS["link"].retry_after(int(city.clock().timestamp()))
    city.clock.advance(hours=1)
    assert answer_by_link(city, link, NOTHING_OWED).request.state == "answered"


def test_the_responder_is_reminded_then_the_head_is_told_and_the_case_waits(city: Municipality) -> None:
    case, task = asked(city)
    due = city.view(case).followed.case.due_on
    let_days_pass(city, 1)
    assert city.stores.cases.task(task.id).reminded_at
    assert exchanging.overdue(city.stores, CHIEF, TREASURY, None, 20, past=True) == ([], None)
    let_days_pass(city, 4)
    (late,), _ = exchanging.overdue(city.stores, CHIEF, TREASURY, None, 20, past=True)
    assert (late.id, bool(late.escalated_at), late.state) == (task.id, True, "open")
    told = request(city, case)
    assert (told.reminded, bool(told.escalated_at), told.silent) == (1, True, False)
    assert city.view(case).followed.case.outcome is None
    assert city.view(case).followed.case.due_on == due, "silence never extends the term"
    with pytest.raises(Forbidden):
        exchanging.overdue(city.stores, STRANGER, TREASURY, None, 20, past=True)


@pytest.mark.parametrize("city", ["go_on"], indirect=True)
def test_a_silent_responders_case_goes_on_and_a_late_answer_undoes_nothing(city: Municipality) -> None:
    case, task = asked(city)
    let_days_pass(city, 5)
    told = request(city, case)
    assert (told.state, told.silent) == ("open", True)
    (expert,) = (one for one in city.view(case).tasks if one.kind == "expert")
    assert expert.reason == "missing:arrears"
    city.complete(case, "expert", "pass")
    city.machines.settle()
    before = {sub.id: (sub.outcome, sub.by) for sub in city.view(case).sub_services}
    owed = {"outcome": "found", "count": 1, "record": {"unpaid_fines": 3}}
    answer(city, city.stores.cases.task(task.id), owed)
    city.machines.settle()
    told = request(city, case)
    assert (told.answer, told.late) == (owed, True)
    assert {sub.id: (sub.outcome, sub.by) for sub in city.view(case).sub_services} == before
    assert verifying.verify(city.stores, SYSTEM, case).flaw is None


def test_a_withdrawn_case_asks_nobody_any_more(city: Municipality) -> None:
    case, task = asked(city)
    closing.withdraw(city.stores, SYSTEM, case, secret_proved=True)
    with pytest.raises(AlreadyDone):
        answer(city, task, NOTHING_OWED)
    let_days_pass(city, 5)
    assert request(city, case).reminded == 0
    assert exchanging.overdue(city.stores, CHIEF, TREASURY, None, 20, past=True) == ([], None)


def test_every_exchange_is_signed_and_an_altered_one_is_found(city: Municipality) -> None:
    case, task = asked(city)
    answer(city, task, NOTHING_OWED)
    city.machines.settle()
    found = exchanging.signed(city.stores, SYSTEM, case)
    assert len(found) == len(city.view(case).requests)
    assert all(one["valid"] for one in found)
    assert {one["answered_as"] for one in found} == {"register", "account"}
    facts = [fact for one in city.view(case).requests for fact in exchanging.signed_facts(city.stores, one.aggregate)]
    (group,) = (group for group in exchanging.grouped(facts).values() if len(group) == 1)
    forged = [{**group[0], "exchange": {**group[0]["exchange"], "answered_by": "somebody"}}]
    assert exchanging.fits(city.stores, group[0]["signature"], group)
    assert not exchanging.fits(city.stores, group[0]["signature"], forged)


def test_readers_of_requests_are_few(city: Municipality) -> None:
    _, task = asked(city)
    for who in (RESPONDER, CHIEF, ASKER, STAND_IN):
        assert exchanging.seen(city.stores, who, task, Verb.READ_REQUEST).request.key == "arrears"
