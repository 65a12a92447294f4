"""Identifiers of persons and firms: their form and their check digits (FNS order MMV-7-6/435, PFR order 1, 129-FZ).

A check digit is a remainder, cut to one digit or two: where two remainders are cut to the same digit (10 and 0, say) a
wrong digit may pass. Every other single wrong digit is found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

SNILS_UNCHECKED = 1_001_998
"""Numbers up to 001-001-998 were given before there were check digits."""
INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
INN_11 = (7, *INN_10)
INN_12 = (3, *INN_11)
FORMS = {
    "snils": re.compile(r"[0-9]{3}-?[0-9]{3}-?[0-9]{3}[ -]?[0-9]{2}"),
    "inn_10": re.compile(r"[0-9]{10}"),
    "inn_12": re.compile(r"[0-9]{12}"),
    "ogrn": re.compile(r"[1-9][0-9]{12}"),
    "ogrnip": re.compile(r"[1-9][0-9]{14}"),
    "kpp": re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}"),
}


def wrong_with(kind: str, value: str) -> str | None:
    """Name what is wrong with an identifier: "pattern", "check-digits" or nothing.

    `kind` is one of FORMS; raises KeyError for another.
    """
    if FORMS[kind].fullmatch(value) is None:
        return "pattern"
    digits = [int(sign) for sign in value if sign.isdigit()]
    match kind:
        case "snils":
            right = _snils(digits)
        case "inn_10":
            right = digits[9] == _weighed(digits, INN_10)
        case "inn_12":
            right = digits[10] == _weighed(digits, INN_11) and digits[11] == _weighed(digits, INN_12)
        case "ogrn":
            right = digits[-1] == int(value[:-1]) % 11 % 10
        case "ogrnip":
            right = digits[-1] == int(value[:-1]) % 13 % 10
        case _:
            right = True
    return None if right else "check-digits"


def _snils(digits: Sequence[int]) -> bool:
    body, check = digits[:9], digits[9] * 10 + digits[10]
    if int("".join(map(str, body))) <= SNILS_UNCHECKED:
        return True
    return check == sum(digit * weight for digit, weight in zip(body, range(9, 0, -1), strict=True)) % 101 % 100


def _weighed(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11 % 10
