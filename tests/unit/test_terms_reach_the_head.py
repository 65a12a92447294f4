"""A term that is near reaches who answers, a term that has passed reaches the head: once, in their language."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.client import aws
from chalicelib.domain.chain import canonical, sha256
from chalicelib.domain.clock import stamp
from chalicelib.domain.permissions import SYSTEM, Actor, Membership
from chalicelib.domain.publications import Publication
from chalicelib.domain.queues import Absence
from chalicelib.usecases import catalogue, escalating, notifying, queues, sweeping
from tests.support.municipality import EMAIL, PHONE, Municipality, municipality
from tests.unit.notifications_world import Provider
from tests.unit.requests_world import ASKING, CHIEF, NOTHING_OWED, TREASURY, answer, asked, let_days_pass, with_people
from tests.unit.staff_post import post, reachable, told

DEPUTY, FORMER = (Actor("staff", name, (Membership(TREASURY, ("head",)),)) for name in ("deputy", "former"))
ASKING_HEAD = Actor("staff", "asking-head", (Membership(ASKING, ("head",)),))
FIRST, SECOND = (Actor("staff", name, (Membership(TREASURY, ("responder",)),)) for name in ("first", "second"))


@pytest.fixture
def city(request: pytest.FixtureRequest) -> Iterator[Municipality]:
    with municipality(with_people("wait")) as made:
        made.stores.email = Provider()
        for actor in (CHIEF, DEPUTY, ASKING_HEAD, FIRST):
            appoint(made, actor)
        appoint(made, FORMER, until="2026-11-22")
        delegated = Membership(TREASURY, ("responder",), "2026-11-01", "2026-12-31", delegated_by="chief")
        made.stores.members.put("second", delegated, by="tests", at="2026-01-01T00:00:00.000Z")
        yield made


def appoint(city: Municipality, actor: Actor, until: str | None = None) -> None:
    for held in actor.memberships:
        given = Membership(held.department, held.roles, until=until)
        city.stores.members.put(str(actor.id), given, by="tests", at="2026-01-01T00:00:00.000Z")


def matters(city: Municipality, actor: Actor) -> list[str]:
    return sorted(one.status for one in told(city, actor))


def test_a_reminder_reaches_everybody_who_may_answer_a_free_request(city: Municipality) -> None:
    _, task = asked(city)
    let_days_pass(city, 1)
    for who in (FIRST, SECOND):
        (entry,) = told(city, who)
        assert (entry.status, entry.task, entry.case) == ("request_reminder", task.id, task.case)
        assert task.number in entry.title
    for who in (CHIEF, ASKING_HEAD):
        assert told(city, who) == []


def test_a_reminder_reaches_who_has_the_request_unless_they_are_away(city: Municipality) -> None:
    claimed = queues.claim(city.stores, FIRST, (task := asked(city)[1]).id, task.version)
    assert claimed.assignee == "first"
    let_days_pass(city, 1)
    assert (matters(city, FIRST), matters(city, SECOND)) == (["request_reminder"], [])

    _, task = asked(city)
    queues.claim(city.stores, FIRST, task.id, task.version)
    city.stores.members.put_absence("first", Absence("2026-11-01", "2026-12-31"), by="tests", at="")
    let_days_pass(city, 1)
    assert matters(city, SECOND) == ["request_reminder"]


def test_a_request_that_is_late_reaches_every_head_once_in_their_language(city: Municipality) -> None:
    addresses = {"ru": reachable(city, CHIEF, "ru"), "tt": reachable(city, DEPUTY, "tt")}
    case, task = asked(city)
    let_days_pass(city, 5)
    sweeping.sweep(city.stores, everything=True)
    city.machines.settle()
    request = next(one for one in city.view(case).requests if one.task == task.id)
    for commit in city.stores.commits.chain(request.aggregate):
        escalating.tell(city.stores, commit)  # a stream that says it again

    sent = post(city)
    assert sorted(one[0] for one in sent) == sorted(addresses.values())
    by_address = {one[0]: f"{one[1]}\n{one[2]}" for one in sent}
    assert "Запрос остался без ответа" in by_address[addresses["ru"]]
    assert "Сорау җавапсыз калды" in by_address[addresses["tt"]]
    for who in (CHIEF, DEPUTY):
        assert matters(city, who) == ["request_overdue"]
    assert matters(city, FORMER) == [] and matters(city, ASKING_HEAD) == []
    assert "No answer since" in told(city, CHIEF, "en")[0].title, "entries are read in the reader's language"
    ledger, _ = notifying.list_deliveries(city.stores, SYSTEM, channel="email", state="sent")
    assert sorted(one.person for one in ledger if one.person in ("chief", "deputy")) == ["chief", "deputy"]
    assert post(city) == []


def test_nothing_that_staff_are_told_says_who_applied(city: Municipality) -> None:
    reachable(city, CHIEF, "ru")
    case, _ = asked(city)
    content = city.stores.accounts.content(city.stores.cases.application(case.rpartition("-")[0]))
    let_days_pass(city, 5)
    items = [
        item
        for item in aws("dynamodb").scan(TableName="accounts")["Items"]
        if item["pk"]["S"] == keys.profile("chief")["pk"] and item["sk"]["S"].startswith(("NOTE#", "SENT#"))
    ]
    written = f"{json.dumps(items, default=str, ensure_ascii=False)}{told(city, CHIEF)}{post(city)}"
    assert len(items) == 2
    private = {str(value) for value in content.answers.values() if isinstance(value, str) and len(value) > 6}
    assert {PHONE, EMAIL} <= set(content.contact.values())
    found = [value for value in (*private, PHONE, EMAIL) if value in written]
    assert found == []
    (mail,) = (one for one in city.stores.email.sent if "остался без ответа" in one[1])
    assert mail[0] == "chief@kazan.example.org", "whoever told no address is written to nowhere, least of all there"


def test_all_that_a_head_is_told_of_on_one_day_is_one_message(city: Municipality) -> None:
    reachable(city, CHIEF, "en")
    tasks = [asked(city)[1] for _ in range(3)]
    let_days_pass(city, 5)
    ((_, subject, text, number),) = post(city)
    assert subject == "About terms and new applications: 3"
    assert all(task.number in text for task in tasks) and number in text
    assert len(told(city, CHIEF)) == 3


def test_where_nobody_heads_the_department_the_one_that_asked_is_told(city: Municipality) -> None:
    for who in (CHIEF, DEPUTY):
        city.stores.members.remove(str(who.id), TREASURY, delegated=False)
    asked(city)
    let_days_pass(city, 5)
    assert matters(city, ASKING_HEAD) == ["request_overdue"]


def test_what_was_done_before_the_message_is_told_to_nobody(city: Municipality) -> None:
    case, task = asked(city)
    city.clock.advance(days=5)
    sweeping.sweep(city.stores)
    answer(city, city.stores.cases.task(task.id), NOTHING_OWED, FIRST)
    city.machines.settle()
    assert told(city, CHIEF) == []
    assert city.view(case).followed.case.outcome == "granted"


def test_a_case_that_is_late_reaches_the_heads_of_its_own_department(city: Municipality) -> None:
    address = reachable(city, ASKING_HEAD, "tt")
    case, task = asked(city)
    due = city.view(case).followed.case.due_on
    let_days_pass(city, 12)
    assert matters(city, ASKING_HEAD) == ["case_overdue"]
    assert city.view(case).followed.case.due_on == due < city.today.isoformat()
    (mail,) = post(city)
    assert (mail[0], task.number in mail[1]) == (address, True)
    let_days_pass(city, 3)
    assert matters(city, ASKING_HEAD) == ["case_overdue"], "once for each term"


def test_texts_that_an_old_publication_lacks_are_those_of_today() -> None:
    whole = with_people("wait")
    old = {**whole, "messages": {key: one for key, one in whole["messages"].items() if not key.startswith("staff.")}}
    with municipality(old) as city:
        appoint(city, CHIEF)
        asked(city)
        city.clock.advance(seconds=2)
        name, now = sha256(canonical(whole)), stamp(city.clock())
        city.stores.catalogue.put(name, canonical(whole), b"{}")
        base = catalogue.current(city.stores, city.clock()).hash
        city.stores.pointers.add(Publication(bundle=name, valid_from=now, published_at=now, by="tests", base=base))
        let_days_pass(city, 5)
        (entry,) = told(city, CHIEF)
        assert entry.status == "request_overdue" and "No answer since" in entry.title
