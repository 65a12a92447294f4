"""Account entries, the ledger of deliveries, and confirmation codes."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from chalicelib.adapters.dynamodb.client import aws
from chalicelib.domain.clock import stamp
from chalicelib.domain.confirmations import Confirmation, Message
from chalicelib.domain.deliveries import Channel, not_sent, uncertain
from chalicelib.domain.errors import Forbidden, NotFound
from chalicelib.domain.permissions import Actor, Membership
from chalicelib.domain.publications import Publication
from chalicelib.usecases import delivering_messages, notifying
from tests.unit.notifications_world import EMAIL, PHONE, World, world

SMS, MAIL = Channel.SMS, Channel.EMAIL


@pytest.fixture
def town() -> Iterator[World]:
    with world() as made:
        yield made


def applicant(person: str) -> Actor:
    return Actor("applicant", person)


def entries(town: World, person: str, language: str = "ru") -> list[notifying.Notification]:
    return notifying.list_notifications(town.stores, applicant(person), language=language, limit=100)[0]


def test_an_entry_is_marked_read_once_by_its_owner_only(town: World) -> None:
    case, other = town.file(), town.file()
    town.stream(case)
    (entry,) = entries(town, case.person)
    with pytest.raises(NotFound):
        notifying.mark_read(town.stores, applicant(other.person), entry.id)
    for bad in ("", "x", entry.id[:-1], f"{entry.id}0", "20261123T110000000Z.", "🚪"):
        with pytest.raises(NotFound):
            notifying.mark_read(town.stores, applicant(case.person), bad)
    notifying.mark_read(town.stores, applicant(case.person), entry.id)
    first = entries(town, case.person)[0].read_at
    town.wait(hours=1)
    notifying.mark_read(town.stores, applicant(case.person), entry.id)
    assert entries(town, case.person)[0].read_at == first is not None


def test_entries_are_listed_newest_first_page_by_page(town: World) -> None:
    case = town.granted(town.registered(town.file()))
    town.stream(case)
    seen, after = [], None
    while True:
        page, after = notifying.list_notifications(
            town.stores, applicant(case.person), language="en", after=after, limit=2
        )
        seen += [entry.status for entry in page]
        if after is None:
            break
    assert seen == [entry.status for entry in entries(town, case.person)]
    assert len(seen) == 6


def test_the_ledger_is_paged_masked_and_for_administrators(town: World) -> None:
    administrator = Actor("staff", "a", (Membership("it", ("administrator",)),))
    for _ in range(5):
        case = town.file()
        town.stream(case)
        town.flush(case)
        town.wait(seconds=1)
    found, after = [], None
    while True:
        page, after = notifying.list_deliveries(
            town.stores, administrator, channel="sms", state="sent", after=after, limit=2
        )
        found += page
        if after is None:
            break
    assert len(found) == 5
    assert {one.recipient for one in found} == {"+7*** ***12"}
    assert [one.settled_at for one in found] == sorted((str(one.settled_at) for one in found), reverse=True)
    with pytest.raises(Forbidden):
        notifying.list_deliveries(town.stores, applicant(case.person), channel="sms", state="sent")
    with pytest.raises(NotFound):
        notifying.list_deliveries(town.stores, administrator, channel="pigeon", state="sent")


def test_who_works_with_a_case_reads_what_was_sent_about_it(town: World) -> None:
    case, other = town.granted(town.registered(town.file())), town.file()
    for one in (case, other):
        town.stream(one)
        town.flush(one)
    officer = Actor("staff", "o", (Membership(case.department, ("expert",)),))
    found = notifying.deliveries_of_case(town.stores, officer, case.id)
    assert {one.case for one in found} == {case.id}
    assert {one.channel for one in found} >= {"sms", "email"}
    assert [one.at for one in found] == sorted(one.at for one in found)
    for stranger in (applicant(case.person), Actor("staff", "s", (Membership("elsewhere", ("expert",)),))):
        with pytest.raises(Forbidden):
            notifying.deliveries_of_case(town.stores, stranger, case.id)


def test_nothing_personal_is_stored_beside_a_delivery(town: World) -> None:
    case = town.refused(town.registered(town.file()), "arrears")
    town.stream(case)
    town.flush(case)
    items = [
        item
        for item in aws("dynamodb").scan(TableName="accounts")["Items"]
        if item["sk"]["S"].startswith(("NOTE#", "SENT#", "READ#"))
    ]
    assert len(items) == 4 + 8
    text = json.dumps(items, ensure_ascii=False)
    assert PHONE not in text
    assert EMAIL not in text
    assert "Есть долг" not in text


def confirmation(town: World, channel: str = "sms", language: str = "en") -> str:
    made = Confirmation(town.stores.new_id(), int(town.at.timestamp()) + 600)
    address = PHONE if channel == "sms" else EMAIL
    town.stores.confirmations.put(made, Message(channel, address, "040506", language))
    notifying.send_code(town.stores, confirmation=made.id, channel=channel)
    return made.id


@pytest.fixture
def published(town: World) -> World:
    town.stores.pointers.add(Publication(town.bundle, stamp(town.at), stamp(town.at), "methodologist", None))
    return town


def test_a_confirmation_code_is_sent_once(published: World) -> None:
    id = confirmation(published)
    (letter,) = published.letters("queue_sms")
    assert letter["confirmation"] == id
    for _ in range(3):
        published.deliver(SMS, letter)
    ((to, _, text, _),) = published.sms.sent
    assert to == PHONE
    assert "040506" in text
    assert "10 minutes" in text


def test_a_code_that_expired_in_the_queue_is_not_sent(published: World) -> None:
    confirmation(published)
    published.wait(minutes=11)
    published.deliver(SMS, *published.letters("queue_sms"))
    assert published.sms.sent == []
    assert published.letters("dlq_sms") == []


def test_a_code_that_surely_did_not_go_out_comes_again_an_unknown_one_does_not(published: World) -> None:
    id = confirmation(published, "email", "ru")
    (letter,) = published.letters("queue_email")
    published.email.outcomes = [not_sent("Throttling"), uncertain("ReadTimeoutError")]
    assert published.deliver(MAIL, letter) == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert published.deliver(MAIL, letter) == {"batchItemFailures": []}
    assert published.deliver(MAIL, letter) == {"batchItemFailures": []}
    assert len(published.email.sent) == 2
    assert delivering_messages.deliver_code(published.stores, MAIL, id) is None
    assert delivering_messages.deliver_code(published.stores, MAIL, "gone") is None
