"""The life of a delivery, as pure functions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import deliveries
from chalicelib.domain.clock import parse_stamp, stamp
from chalicelib.domain.deliveries import (
    CLAIM_TIMEOUT,
    GIVE_UP,
    SETTLED,
    Delivery,
    State,
    accepted,
    flush_delay,
    lost_claims,
    next_attempt,
    not_sent,
    outings,
    refused,
    settle,
    uncertain,
)
from chalicelib.domain.delivery_names import group_of_note, message_number, note_id

NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def owed(seq: int, status: str = "filed", at: datetime = NOW) -> Delivery:
    return deliveries.owed(
        note=note_id("c-1", seq, 0),
        channel="sms",
        person="p",
        status=status,
        at=stamp(at),
        recipient="+7*** ***12",
        now=at,
        delay=60,
    )


@pytest.mark.parametrize(
    ("statuses", "seconds"),
    [
        ({"filed"}, 60),
        ({"registered"}, 60),
        ({"in_consideration"}, 60),
        ({"suspended"}, 60),
        ({"delivered"}, 60),
        ({"granted"}, 3),
        ({"refused"}, 3),
        ({"refused_registration"}, 3),
        ({"returned"}, 3),
        ({"withdrawn"}, 3),
        ({"delivered", "closed"}, 3),
    ],
)
def test_what_matters_goes_out_at_once_the_rest_is_gathered(statuses: set[str], seconds: int) -> None:
    assert flush_delay(statuses, 60) == seconds


def test_gathering_is_a_setting() -> None:
    assert flush_delay({"filed"}, 0) == 0
    assert flush_delay({"granted"}, 1) == 1


def test_a_crowd_of_statuses_is_told_in_messages_that_one_write_can_claim() -> None:
    crowd = [owed(seq, at=NOW + timedelta(seconds=seq)) for seq in range(1, 121)]
    made = outings(crowd, NOW + timedelta(minutes=5))
    assert [len(one.notes) for one in made] == [50, 50, 20]
    assert [note for one in made for note in one.notes] == [one.note for one in crowd]


def test_everything_pending_is_one_outing_led_by_the_newest() -> None:
    filed, granted, closed = owed(1), owed(3, "granted", NOW + timedelta(seconds=1)), owed(4, "closed", NOW)
    closed = owed(4, "closed", NOW + timedelta(seconds=2))
    (outing,) = outings([closed, filed, granted], NOW)
    assert outing.before == closed
    assert outing.lead.state is State.CLAIMED
    assert outing.notes == (filed.note, granted.note, closed.note)
    assert [(before.note, after.state, after.into) for before, after in outing.merged] == [
        (filed.note, State.MERGED, closed.note),
        (granted.note, State.MERGED, closed.note),
    ]


def test_a_claimed_or_finished_delivery_is_not_sent_again() -> None:
    (outing,) = outings([owed(1)], NOW)
    after = [before_and_after[1] for before_and_after in outing.merged]
    assert outings([outing.lead, *after], NOW) == []
    for outcome in (accepted("x"), refused("no such number")):
        assert outings([settle(outing.lead, outcome, NOW)], NOW + timedelta(days=1)) == []


def test_a_paused_delivery_waits_for_its_time_or_for_a_newer_status() -> None:
    (outing,) = outings([owed(1)], NOW)
    paused = settle(outing.lead, not_sent("Throttling"), NOW)
    assert (paused.state, paused.attempts, paused.reason) == (State.PENDING, 1, "Throttling")
    assert paused.next_at == stamp(NOW + timedelta(minutes=1))
    assert outings([paused], NOW + timedelta(seconds=59)) == []
    assert outings([paused], NOW + timedelta(minutes=1))[0].lead.attempts == 2
    (joined,) = outings([paused, owed(2, "granted", NOW + timedelta(seconds=5))], NOW + timedelta(seconds=5))
    assert joined.notes == (paused.note, note_id("c-1", 2, 0))
    assert joined.lead.first_at == paused.first_at


def test_the_72_hours_begin_with_the_first_attempt() -> None:
    late = NOW + timedelta(days=5)
    (outing,) = outings([owed(1), owed(2)], late)
    assert settle(outing.lead, not_sent("Throttling"), late).state is State.PENDING


def test_pauses_grow_until_72_hours_have_passed() -> None:
    (outing,) = outings([owed(1)], NOW)
    lead, now, pauses = outing.lead, NOW, []
    while True:
        settled = settle(lead, not_sent("HTTP 503"), now)
        if settled.state is State.FAILED:
            break
        pauses.append(parse_stamp(settled.next_at) - now)
        now = parse_stamp(settled.next_at)
        (again,) = outings([settled], now)
        lead = again.lead
    assert [pause.total_seconds() / 60 for pause in pauses][:11] == [1, 2, 5, 15, 30, 60, 120, 240, 480, 720, 720]
    assert now - NOW == GIVE_UP
    assert (settled.reason, settled.settled_at) == ("HTTP 503", stamp(now))


@given(st.integers(1, 100), st.integers(0, 80 * 3600))
def test_no_attempt_lies_in_the_past_or_beyond_72_hours(attempts: int, passed: int) -> None:
    now = NOW + timedelta(seconds=passed)
    due = next_attempt(attempts, stamp(NOW), now)
    if now - NOW >= GIVE_UP:
        assert due is None
    else:
        assert due is not None
        assert now < due <= NOW + GIVE_UP


def test_an_unknown_outcome_is_repeated_once_with_the_same_number() -> None:
    (outing,) = outings([owed(1), owed(2)], NOW)
    unknown = settle(outing.lead, uncertain("ReadTimeoutError"), NOW)
    assert outings([unknown], NOW) == []
    later = parse_stamp(unknown.next_at)
    (repeat,) = outings([unknown], later)
    assert (repeat.lead.number, repeat.notes, repeat.merged) == (outing.lead.number, outing.notes, ())
    final = settle(repeat.lead, uncertain("ReadTimeoutError"), later)
    assert (final.state, final.look_at) == (State.UNKNOWN, SETTLED)
    assert outings([final], later + timedelta(days=30)) == []


def test_an_unknown_one_is_not_merged_into_a_newer_message() -> None:
    (outing,) = outings([owed(1)], NOW)
    unknown = settle(outing.lead, uncertain("x"), NOW)
    (new,) = outings([unknown, owed(2)], NOW)
    assert new.notes == (note_id("c-1", 2, 0),)


def test_a_claim_that_nobody_settled_becomes_unknown() -> None:
    (outing,) = outings([owed(1)], NOW)
    assert lost_claims([outing.lead], NOW + CLAIM_TIMEOUT - timedelta(seconds=1)) == []
    ((before, after),) = lost_claims([outing.lead], NOW + CLAIM_TIMEOUT)
    assert (before, after.state, after.repeats) == (outing.lead, State.UNKNOWN, 0)
    (repeat,) = outings([after], NOW + CLAIM_TIMEOUT)
    ((_, final),) = lost_claims([repeat.lead], NOW + 2 * CLAIM_TIMEOUT)
    assert outings([final], NOW + timedelta(days=1)) == []


def test_a_failed_delivery_is_sent_only_by_a_replay_of_itself() -> None:
    (outing,) = outings([owed(1)], NOW)
    late = NOW + GIVE_UP
    failed = settle(outing.lead, not_sent("HTTP 503"), late)
    assert failed.state is State.FAILED
    assert outings([failed], late) == []
    assert outings([failed], late, replay="another") == []
    (again,) = outings([failed], late, replay=failed.note)
    assert (again.lead.first_at, again.lead.attempts, again.notes) == (stamp(late), 1, (failed.note,))


def test_every_change_is_a_new_version() -> None:
    filed, granted = owed(1), owed(2)
    (outing,) = outings([filed, granted], NOW)
    assert outing.lead.version == granted.version + 1
    assert outing.merged[0][1].version == filed.version + 1
    for outcome in (accepted("x"), refused("x"), not_sent("x"), uncertain("x")):
        assert settle(outing.lead, outcome, NOW).version == outing.lead.version + 1


def test_a_message_number_is_the_same_for_ever_and_another_for_each_message() -> None:
    assert message_number("c-1.0000000001.0", "sms") == message_number("c-1.0000000001.0", "sms")
    assert len({message_number(note_id("c-1", seq, 0), "sms") for seq in range(1000)}) == 1000


def test_an_entry_knows_its_case() -> None:
    assert group_of_note(note_id("0193ab-1", 12, 3)) == "0193ab-1"
