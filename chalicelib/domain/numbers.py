"""Application numbers: filing date, eight random digits, two ISO 7064 mod 97-10 check digits.

A number looks like ``261123-48291374-05`` and says nothing about how many applications there are.
The check digits catch every single wrong digit, swap, jump swap and twin error (ISO/IEC 7064).
"""

from __future__ import annotations

import re
from datetime import date

_SHAPE = re.compile(r"\d{6}-\d{8}-\d{2}")


def check_digits(digits: str) -> str:
    """Give the two ISO 7064 mod 97-10 check digits of a string of decimal digits."""
    return f"{98 - int(digits) * 100 % 97:02d}"


def make_number(filed_on: date, random: int) -> str:
    """Make the application number of a filing day (municipality's zone) and a random integer."""
    body = f"{filed_on:%y%m%d}{random % 10**8:08d}"
    return f"{body[:6]}-{body[6:]}-{check_digits(body)}"


def is_number(text: str) -> bool:
    """Say whether the text is an application number whose check digits are right."""
    return bool(_SHAPE.fullmatch(text)) and int(text.replace("-", "")) % 97 == 1
