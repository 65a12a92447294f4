"""Dying workers, lost and doubled messages, providers that are down: every message goes out once, or says why not."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.adapters.dynamodb.client import aws
from chalicelib.domain.clock import parse_stamp
from chalicelib.domain.deliveries import GIVE_UP, Channel, Outcome, State, not_sent, outings, refused, uncertain
from chalicelib.domain.errors import TransientError
from chalicelib.domain.permissions import Actor
from chalicelib.usecases import notifying, projecting
from infra.commands.replay import replay
from infra.commands.stack import VARIABLES, Stack
from tests.unit.notifications_world import PHONE, World, spoil, world

SMS, MAIL = Channel.SMS, Channel.EMAIL


@pytest.fixture
def town() -> Iterator[World]:
    with world() as made:
        yield made


def applicant(person: str) -> Actor:
    return Actor("applicant", person)


def entries(town: World, person: str, language: str = "ru") -> list[notifying.Notification]:
    return notifying.list_notifications(town.stores, applicant(person), language=language, limit=100)[0]


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
            projecting.react(town.stores, commit)
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


@pytest.mark.usefixtures("atomic")
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
