"""Identifiers are unique and in time order, even within a millisecond and when the clock steps back."""

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
