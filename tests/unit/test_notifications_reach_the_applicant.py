"""From a commit to the account entry, the SMS and the e-mail: once each, whatever comes twice or goes wrong."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.adapters.dynamodb.client import aws
from chalicelib.domain.clock import parse_stamp, stamp
from chalicelib.domain.confirmations import Confirmation, Message
from chalicelib.domain.deliveries import GIVE_UP, Channel, Outcome, State, not_sent, outings, refused, uncertain
from chalicelib.domain.errors import Forbidden, NotFound, TransientError
from chalicelib.domain.permissions import Actor, Membership
from chalicelib.domain.publications import Publication
from chalicelib.usecases import delivering_messages, notifying
from infra.commands.replay import replay
from infra.commands.stack import VARIABLES, Stack
from tests.unit.notifications_world import EMAIL, PHONE, World, spoil, world

SMS, MAIL = Channel.SMS, Channel.EMAIL


@pytest.fixture
def town() -> Iterator[World]:
    with world() as made:
        yield made


def applicant(person: str) -> Actor:
    return Actor("applicant", person)


def entries(town: World, person: str, language: str = "ru") -> list[notifying.Notification]:
    return notifying.list_notifications(town.stores, applicant(person), language=language, limit=100)[0]


def test_an_automatic_case_is_one_sms_one_email_and_an_entry_per_status(town: World) -> None:
    case = town.granted(town.registered(town.file()))
    assert town.stream(case) == {"batchItemFailures": []}
    letters = [*town.letters("queue_sms"), *town.letters("queue_email")]
    assert {delay for _, delay in town.queues.delays} == {60, 3}
    assert all(set(letter) == {"person", "case", "channel", "reason"} for letter in letters)
    for letter in letters:
        town.deliver(Channel(letter["channel"]), letter)

    assert [entry.status for entry in reversed(entries(town, case.person))] == [
        "filed",
        "registered",
        "in_consideration",
        "granted",
        "delivered",
        "closed",
    ]
    ((to, _, text, number),) = town.sms.sent
    assert to == PHONE
    assert "разрешение P-17 выдано, действует по 22 ноября 2027 г." in text
    assert number in text
    ((to, subject, text, number),) = town.email.sent
    assert to == EMAIL
    assert case.number in subject
    assert text.index("P-17") < text.index("Заявление принято")
    assert number in text
    states = [one.state for one in town.owed(case, SMS)]
    assert states == [State.MERGED] * 5 + [State.SENT]


def test_a_first_status_goes_out_after_a_minute_and_the_decision_at_once(town: World) -> None:
    case = town.file()
    town.stream(case)
    town.flush(case)
    case = town.refused(town.registered(case), "not-resident", "arrears")
    town.stream(case)
    town.flush(case)
    assert len(town.sms.sent) == 2
    text = town.email.sent[1][2]
    assert "Вы живёте не здесь (п. 2.8.1)." in text
    assert "Есть долг (п. 2.8.4)." in text


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", "Заявление принято"), ("tt", "Гариза кабул ителде"), ("en", "Application received")],
)
def test_messages_are_in_the_applicants_language(town: World, language: str, words: str) -> None:
    case = town.file(language=language)
    town.stream(case)
    town.flush(case)
    assert town.email.sent[0][1].startswith(words)
    assert {entries(town, case.person, other)[0].title for other in ("ru", "tt", "en")} == {
        "Заявление принято",
        "Гариза кабул ителде",
        "Application received",
    }


def test_duplicates_of_every_message_change_nothing(town: World) -> None:
    case = town.granted(town.registered(town.file()))
    for _ in range(3):
        town.stream(case)
    letters = {queue: town.letters(f"queue_{queue}") for queue in ("sms", "email")}
    for _ in range(3):
        for queue, found in letters.items():
            town.deliver(Channel(queue), *found)
    town.stream(case)
    assert len(entries(town, case.person)) == 6
    assert (len(town.sms.sent), len(town.email.sent)) == (1, 1)


def test_a_reaction_that_died_half_way_is_finished_by_its_repetition(town: World) -> None:
    case = town.file()
    commit = town.stores.commits.read(f"LOG#{case.aggregate}", f"{1:010d}")
    assert commit is not None
    queue = town.stores.queues.send

    def broken(*_: object, **__: object) -> None:
        raise TransientError("the network")

    town.stores.queues.send = broken  # type: ignore[method-assign]
    assert town.stream(case) == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    town.stores.queues.send = queue  # type: ignore[method-assign]
    assert town.letters("queue_sms") == []
    assert town.stream(case) == {"batchItemFailures": []}
    town.deliver(SMS, *town.letters("queue_sms"))
    assert (len(entries(town, case.person)), len(town.sms.sent)) == (1, 1)
    reacted = town.stores.commits.read(commit.pk, commit.sk)
    assert reacted is not None
    assert reacted.owes == frozenset()


def test_a_transaction_conflict_brings_the_record_back(town: World) -> None:
    case = town.file()
    conflicts = [TransientError("TransactionConflict")]

    def fault() -> None:
        if conflicts:
            raise conflicts.pop()

    town.stores.fault = fault
    assert town.stream(case) == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert town.stream(case) == {"batchItemFailures": []}
    assert len(entries(town, case.person)) == 1


def test_a_lost_queue_message_is_asked_for_by_the_sweep(town: World) -> None:
    case = town.file()
    town.stream(case)
    assert town.letters("queue_sms") + town.letters("queue_email")
    assert town.sweep() == 0
    town.wait(minutes=4)
    assert town.sweep() == 2
    assert len(town.sms.sent) == 1
    assert town.sweep() == 0


def test_two_days_without_readers_yield_one_message(town: World) -> None:
    case = town.granted(town.registered(town.file()))
    town.wait(days=2)
    for seq in (6, 1, 3, 2, 5, 4):
        commit = town.stores.commits.read(f"LOG#{case.aggregate}", f"{seq:010d}")
        if commit is not None:
            notifying.react(town.stores, commit)
    town.flush(case)
    assert len(entries(town, case.person)) == 6
    assert (len(town.sms.sent), len(town.email.sent)) == (1, 1)


def test_two_workers_send_one_message(town: World) -> None:
    case = town.file()
    town.stream(case)
    known = town.stores.notes.deliveries(case.person, case.id, SMS)
    (outing,) = outings(known, town.at)
    town.stores.notes.claim(outing)
    town.flush(case, SMS)
    assert town.sms.sent == []


def test_many_workers_at_once_send_one_message(town: World) -> None:
    case = town.granted(town.registered(town.file()))
    town.stream(case)
    workers = [threading.Thread(target=town.flush, args=(case, SMS)) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(town.sms.sent) == 1


def test_a_worker_that_died_after_its_claim_is_repeated_once_with_the_same_number(town: World) -> None:
    case = town.file()
    town.stream(case)

    class Died(BaseException):
        pass

    def die(*_: object) -> Outcome:
        raise Died

    alive, town.sms.send = town.sms.send, die  # type: ignore[method-assign]
    with pytest.raises(Died):
        town.flush(case, SMS)
    town.sms.send = alive  # type: ignore[method-assign]
    (claimed,) = town.owed(case, SMS)
    assert claimed.state is State.CLAIMED
    town.flush(case, SMS)
    assert town.sms.sent == []
    town.wait(minutes=6)
    town.sweep()
    town.sweep()
    ((_, _, text, number),) = town.sms.sent
    assert number == claimed.number
    assert number in text
    assert town.owed(case, SMS)[0].state is State.SENT


def test_an_unknown_outcome_is_repeated_at_most_once(town: World) -> None:
    case = town.file()
    town.sms.outcomes = [uncertain("ReadTimeoutError"), uncertain("ReadTimeoutError")]
    town.stream(case)
    town.flush(case, SMS)
    for _ in range(10):
        town.wait(hours=1)
        town.sweep()
    assert len(town.sms.sent) == 2
    assert town.sms.sent[0] == town.sms.sent[1]
    assert (town.owed(case, SMS)[0].state, town.owed(case, SMS)[0].repeats) == (State.UNKNOWN, 1)


def test_a_provider_that_is_down_is_tried_for_72_hours_then_buried_with_the_reason_and_replayed(town: World) -> None:
    case = town.file(email=None)
    town.stream(case)
    town.letters("queue_sms")
    town.sms.outcomes = [not_sent("HTTP 503")] * 100
    town.flush(case, SMS)
    began = town.at
    while town.owed(case, SMS)[0].state is State.PENDING:
        paused = town.owed(case, SMS)[0]
        town.at = max(parse_stamp(paused.next_at), town.at) + timedelta(seconds=1)
        town.sweep()
    assert GIVE_UP <= town.at - began <= GIVE_UP + timedelta(minutes=10)
    assert 12 <= len(town.sms.sent) <= 20
    (letter,) = town.letters("dlq_sms")
    assert letter["reason"] == "HTTP 503"
    assert PHONE not in json.dumps(letter)
    town.sms.outcomes, tried = [], len(town.sms.sent)
    town.deliver(SMS, letter)
    assert town.owed(case, SMS)[0].state is State.SENT
    town.deliver(SMS, letter)
    assert len(town.sms.sent) == tried + 1


def test_a_number_that_does_not_exist_is_refused_for_good(town: World) -> None:
    case = town.file()
    town.sms.outcomes = [refused("InvalidParameter")]
    town.stream(case)
    town.flush(case)
    town.wait(days=4)
    town.sweep()
    assert len(town.sms.sent) == 1
    assert (town.owed(case, SMS)[0].state, town.owed(case, SMS)[0].reason) == (State.REFUSED, "InvalidParameter")
    assert len(town.email.sent) == 1


def test_somebody_without_addresses_still_has_the_legal_delivery(town: World) -> None:
    case = town.file(phone=None, email=None)
    town.stream(case)
    assert town.letters("queue_sms") == town.letters("queue_email") == []
    (entry,) = entries(town, case.person)
    assert (entry.at, entry.number, entry.read_at) == (case.filed_at, case.number, None)


def test_a_commit_that_cannot_be_processed_does_not_block_the_next(town: World) -> None:
    case = town.file()
    bad = spoil(town.stores, case, 9)
    good = {"pk": f"LOG#{case.aggregate}", "sk": f"{1:010d}"}
    assert town.records(bad, good) == {"batchItemFailures": []}
    assert len(entries(town, case.person)) == 1
    (letter,) = town.letters("dlq_stream")
    assert (letter["pk"], letter["sk"], letter["reader"]) == (bad["pk"], bad["sk"], "project")
    assert letter["reason"]


def test_a_queue_message_that_makes_no_sense_does_not_block_the_next(town: World) -> None:
    case = town.file()
    town.stream(case)
    assert town.deliver(SMS, "not json", "[]", {"person": 7}, {"person": case.person, "case": case.id}) == {
        "batchItemFailures": []
    }
    assert len(town.sms.sent) == 1
    reasons = [letter["reason"] for letter in town.letters("dlq_sms")]
    assert reasons == ["JSONDecodeError", "TypeError", "KeyError"] or len(reasons) == 3


def test_a_text_that_cannot_be_made_is_buried_with_its_reason_and_replayed(town: World) -> None:
    case = town.file(email=None)
    town.stream(case)
    aws("s3").delete_object(Bucket="catalogue", Key=f"bundles/{case.bundle}.json")
    town.stores.__dict__.pop("catalogue")
    town.flush(case, SMS)
    assert town.owed(case, SMS)[0].state is State.FAILED
    (letter,) = town.letters("dlq_sms")
    assert (letter["reason"], letter["replay"]) == ("NotFound", town.owed(case, SMS)[0].note)


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


def test_a_replay_repeats_what_was_buried_and_prints_why(town: World) -> None:
    case = town.file(email=None)
    town.stream(case)
    town.letters("queue_sms")
    town.sms.outcomes = [not_sent("HTTP 503")] * 2
    town.flush(case, SMS)
    town.at += GIVE_UP
    town.flush(case, SMS)
    assert town.owed(case, SMS)[0].state is State.FAILED
    outputs = {output: os.environ.get(name, "") for name, output in VARIABLES.items()}
    (line,) = replay(Stack(outputs, "eu-central-1"))
    assert line.startswith("SmsDeadLetters: HTTP 503: ")
    assert town.letters("dlq_sms") == []
    town.deliver(SMS, *town.letters("queue_sms"))
    assert town.owed(case, SMS)[0].state is State.SENT
