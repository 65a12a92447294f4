"""An application number that somebody mistypes isn't another application's."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from chalicelib.domain.numbers import is_number, make_number

numbers = some.builds(make_number, some.dates(date(2020, 1, 1), date(2090, 1, 1)), some.integers(0, 2**64))


@given(numbers)
def test_a_made_number_is_a_number(number: str) -> None:
    assert is_number(number)


@given(numbers, some.integers(0, 15), some.integers(1, 9))
def test_every_single_wrong_digit_is_caught(number: str, place: int, change: int) -> None:
    digits = [at for at, sign in enumerate(number) if sign.isdigit()]
    at = digits[place]
    wrong = number[:at] + str((int(number[at]) + change) % 10) + number[at + 1 :]
    assert not is_number(wrong)


@given(numbers, some.integers(0, 13), some.sampled_from([1, 2]))
def test_every_swap_and_jump_swap_is_caught(number: str, place: int, distance: int) -> None:
    digits = [at for at, sign in enumerate(number) if sign.isdigit()]
    one, other = digits[place], digits[place + distance]
    signs = list(number)
    signs[one], signs[other] = signs[other], signs[one]
    assert "".join(signs) == number or not is_number("".join(signs))


def test_what_is_no_number_at_all() -> None:
    for text in ("", "261123", "261123-48291374-5", "261123-48291374-055", "abcdef-48291374-05", "٢٦1123-48291374-05"):
        assert not is_number(text)
