"""Identifiers are unique and in time order, even within a millisecond and when the clock steps back; so is a stamp."""

from datetime import UTC, datetime, timedelta, timezone

from chalicelib.domain.clock import parse_stamp, stamp
from chalicelib.domain.ids import Uuid7


def test_ids_grow_within_one_millisecond_and_when_the_clock_steps_back() -> None:
    moments = iter([1000, 1000, 1000, 999, 998, 1001])
    make = Uuid7(millis=lambda: next(moments), random=lambda size: b"\xff" * size)
    made = [make() for _ in range(6)]
    assert made == sorted(set(made))


def test_an_id_is_a_uuid_of_version_7() -> None:
    made = Uuid7()()
    assert len(made) == 32
    assert made[12] == "7"
    assert made[16] in "89ab"


def test_an_instant_is_written_in_one_width_and_cut_to_its_millisecond() -> None:
    kazan = timezone(timedelta(hours=3))
    assert stamp(datetime(2026, 1, 2, 3, 4, 5, 999, kazan)) == "2026-01-02T00:04:05.000Z"
    assert stamp(datetime(2026, 1, 2, 3, 4, 5, 7_999, UTC)) == "2026-01-02T03:04:05.007Z"
    assert stamp(datetime(987, 1, 2, tzinfo=UTC)) == "0987-01-02T00:00:00.000Z"
    assert stamp(parse_stamp("2026-12-31T23:59:59.999Z")) == "2026-12-31T23:59:59.999Z"
