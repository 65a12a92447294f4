"""In a channel's quiet hours nothing goes out; afterwards what piled up is one message. Codes know no night."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import settings
from chalicelib.domain.clock import stamp
from chalicelib.domain.confirmations import SECONDS_VALID, Confirmation, Message
from chalicelib.domain.deliveries import GIVE_UP, Channel, State, not_sent, uncertain
from chalicelib.domain.publications import Publication
from chalicelib.domain.quiet_hours import QuietHours, quiet_hours_of, quiet_until
from chalicelib.usecases import notifying
from tests.unit.notifications_world import PHONE, World, publish, service_definition, world

NIGHT = {"sms": {"from": "21:00", "until": "08:00"}}
HOURS = QuietHours(time(21), time(8))
MOSCOW = "Europe/Moscow"


def local(text: str, zone: str = MOSCOW) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-11-24T20:59:59", None),
        ("2026-11-24T21:00:00", "2026-11-25T08:00"),
        ("2026-11-24T23:59:59", "2026-11-25T08:00"),
        ("2026-11-25T00:00:00", "2026-11-25T08:00"),
        ("2026-11-25T07:59:59", "2026-11-25T08:00"),
        ("2026-11-25T08:00:00", None),
        ("2026-12-31T22:00:00", "2027-01-01T08:00"),
    ],
)
def test_a_night_goes_over_midnight(now: str, ends: str | None) -> None:
    assert quiet_until(local(now), MOSCOW, HOURS) == (local(ends) if ends else None)


def test_the_municipalitys_clock_counts_and_not_utc() -> None:
    now = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)  # 22:00 in Kazan, 20:00 in Berlin
    assert quiet_until(now, MOSCOW, HOURS) == datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
    assert quiet_until(now, "Europe/Berlin", HOURS) is None


def test_a_break_at_noon_stays_within_its_day() -> None:
    noon = QuietHours(time(12), time(14))
    assert quiet_until(local("2026-11-24T13:00"), MOSCOW, noon) == local("2026-11-24T14:00")
    assert quiet_until(local("2026-11-24T11:59"), MOSCOW, noon) is None


def test_the_hour_that_comes_twice_is_quiet_twice() -> None:
    berlin, hours = "Europe/Berlin", QuietHours(time(21), time(2, 30))
    again = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 for the second time
    assert quiet_until(again, berlin, hours) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_channel_without_quiet_hours_has_none() -> None:
    assert quiet_hours_of("sms", NIGHT) == HOURS
    assert quiet_hours_of("email", NIGHT) is None
    assert quiet_until(local("2026-11-24T23:00"), MOSCOW, None) is None


minutes = st.integers(0, 24 * 60 - 1).map(lambda n: time(n // 60, n % 60))
instants = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
zones = st.sampled_from([MOSCOW, "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "UTC"])


@given(instants, zones, minutes, minutes)
def test_quiet_hours_end_within_a_day_and_then_it_is_not_quiet(
    now: datetime, zone: str, since: time, until: time
) -> None:
    if since == until:
        return
    hours = QuietHours(since, until)
    ends = quiet_until(now, zone, hours)
    if ends is None:
        return
    assert now < ends <= now + timedelta(hours=25)
    assert quiet_until(ends, zone, hours) is None


@given(instants, minutes, minutes)
def test_who_waits_was_called_in_quiet_hours_and_nobody_else_waits(now: datetime, since: time, until: time) -> None:
    if since == until:
        return
    passed = datetime.combine(now.date(), since, UTC)  # UTC has no changes of the clock
    passed -= timedelta(days=1) if passed > now else timedelta(0)
    length = (datetime.combine(now, until) - datetime.combine(now, since)) % timedelta(days=1)
    ends = quiet_until(now, "UTC", QuietHours(since, until))
    assert ends == (passed + length if now < passed + length else None)


@pytest.fixture
def town() -> Iterator[World]:
    with world() as made:
        known = json.loads(os.environ["OKNO_MUNICIPALITY"])
        os.environ["OKNO_MUNICIPALITY"] = json.dumps(known | {"quiet_hours": NIGHT})
        settings.municipality.cache_clear()
        made.at = local("2026-11-24T22:15")
        yield made


def test_what_piles_up_at_night_is_one_message_in_the_morning(town: World) -> None:
    case = town.file()
    town.stream(case)
    town.flush(case)
    assert (len(town.sms.sent), len(town.email.sent)) == (0, 1), "e-mail knows no night"
    case = town.granted(town.registered(case))
    town.wait(hours=3)
    town.stream(case)
    town.flush(case)
    town.sweep()
    town.at = local("2026-11-25T07:59")
    town.sweep()
    assert town.sms.sent == []
    assert {one.next_at for one in town.owed(case, Channel.SMS)} == {"2026-11-25T05:00:00.000Z"}
    town.at = local("2026-11-25T08:01")
    town.sweep()
    assert len(town.sms.sent) == 1
    states = [one.state for one in town.owed(case, Channel.SMS)]
    assert states.count(State.SENT) == 1
    assert set(states) == {State.SENT, State.MERGED}
    town.wait(hours=2)
    town.sweep()
    town.flush(case)
    assert len(town.sms.sent) == 1


def test_waiting_is_no_attempt_and_costs_none_of_the_72_hours(town: World) -> None:
    case = town.file()
    town.stream(case)
    town.flush(case)
    assert [(one.attempts, one.state) for one in town.owed(case, Channel.SMS)] == [(0, State.PENDING)]
    town.at = local("2026-11-25T08:01") + 2 * GIVE_UP
    town.sms.outcomes = [not_sent("HTTP 503")]
    town.sweep()
    assert [(one.attempts, one.state) for one in town.owed(case, Channel.SMS)] == [(1, State.PENDING)]


def test_a_repetition_and_a_replay_wait_for_the_morning_too(town: World) -> None:
    town.at = local("2026-11-24T20:57")
    case = town.file()
    town.stream(case)
    town.sms.outcomes = [uncertain("ReadTimeoutError")]
    town.flush(case, Channel.SMS)
    town.at = local("2026-11-24T21:10")
    town.sweep()
    assert len(town.sms.sent) == 1
    town.at = local("2026-11-25T08:01")
    town.sms.outcomes = [not_sent("HTTP 503")]
    town.sweep()
    assert len(town.sms.sent) == 2
    town.at += GIVE_UP + timedelta(hours=1)
    town.sms.outcomes = [not_sent("HTTP 503")]
    town.sweep()
    (failed,) = town.owed(case, Channel.SMS)
    assert failed.state is State.FAILED
    town.at = local("2026-11-29T23:00")
    town.deliver(Channel.SMS, {"person": case.person, "case": case.id, "replay": failed.note})
    assert len(town.sms.sent) == 3
    town.at = local("2026-11-30T08:01")
    town.sweep()
    assert len(town.sms.sent) == 4
    assert town.owed(case, Channel.SMS)[0].state is State.SENT


def test_a_code_comes_at_any_time(town: World) -> None:
    raw = publish(town.stores, service_definition())
    assert raw == town.bundle
    now = stamp(town.at - timedelta(hours=1))
    town.stores.pointers.add(Publication(raw, valid_from=now, published_at=now, by="operator", base=None))
    made = Confirmation(town.stores.new_id(), int(town.at.timestamp()) + SECONDS_VALID)
    town.stores.confirmations.put(made, Message("sms", PHONE, "040506", "en"))
    notifying.send_code(town.stores, confirmation=made.id, channel="sms")
    town.deliver(Channel.SMS, *town.letters("queue_sms"))
    ((to, _, text, _),) = town.sms.sent
    assert (to, "040506" in text) == (PHONE, True)
