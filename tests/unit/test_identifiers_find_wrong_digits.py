"""Check digits find every single wrong digit that they promise to find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chalicelib.domain import identifiers
from chalicelib.domain.identifiers import INN_10, INN_11, INN_12, wrong_with


def digits(count: int) -> some.SearchStrategy[str]:
    return some.text("0123456789", min_size=count, max_size=count).map(lambda text: "9" + text[1:])


def remainder(kind: str, body: str) -> list[int]:
    """The remainders that the check digits are cut from."""
    figures = [int(sign) for sign in body]
    weigh = lambda weights: sum(a * b for a, b in zip(figures, weights, strict=False)) % 11  # noqa: E731
    match kind:
        case "snils":
            return [sum(a * b for a, b in zip(figures, range(9, 0, -1), strict=False)) % 101]
        case "inn_10":
            return [weigh(INN_10)]
        case "inn_12":
            first = weigh(INN_11)
            figures.append(first % 10)
            return [first, weigh(INN_12)]
        case "ogrn":
            return [int(body) % 11]
    return [int(body) % 13]


LENGTHS = {"snils": 9, "inn_10": 9, "inn_12": 10, "ogrn": 12, "ogrnip": 14}


def whole(kind: str, body: str) -> str:
    if kind == "snils":
        return f"{body}{remainder(kind, body)[0] % 100:02d}"
    return body + "".join(str(one % 10) for one in remainder(kind, body))


@pytest.mark.parametrize("kind", sorted(LENGTHS))
@given(data=some.data())
def test_a_single_wrong_digit_is_found_where_the_algorithm_promises_it(kind: str, data: some.DataObject) -> None:
    body = data.draw(digits(LENGTHS[kind]))
    number = whole(kind, body)
    assert wrong_with(kind, number) is None
    at = data.draw(some.integers(1, len(number) - 1))
    other = data.draw(some.sampled_from([sign for sign in "0123456789" if sign != number[at]]))
    wrong = number[:at] + other + number[at + 1 :]
    if at < len(body):
        cut = 100 if kind == "snils" else 10
        before, after = remainder(kind, body), remainder(kind, wrong[: len(body)])
        if [one % cut for one in before] == [one % cut for one in after]:
            return  # two remainders that are cut to the same digit: the algorithm promises nothing
    assert wrong_with(kind, wrong) == "check-digits"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("snils", "112-233-445 95"),
        ("snils", "001-001-998 00"),
        ("inn_10", "7707083893"),
        ("inn_12", "500100732259"),
        ("ogrn", "1027700132195"),
        ("ogrnip", "304500116000157"),
        ("kpp", "165501001"),
        ("kpp", "1655AZ001"),
    ],
)
def test_real_ones_pass(kind: str, value: str) -> None:
    assert wrong_with(kind, value) is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [("snils", "112-233-445"), ("inn_10", "770708389"), ("kpp", "16550100a"), ("ogrn", "٠027700132195")],
)
def test_another_form_is_named(kind: str, value: str) -> None:
    assert wrong_with(kind, value) == "pattern"


def test_forms_are_all_checked() -> None:
    assert set(LENGTHS) | {"kpp"} == set(identifiers.FORMS)
