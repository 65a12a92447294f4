"""Patterns that an applicant could use to stop a browser are refused; everyday ones are taken."""

from __future__ import annotations

import re
import time

import pytest

from chalicelib.domain.analysis.patterns import wrong_pattern


@pytest.mark.parametrize(
    "pattern",
    [
        "^[a-z]+$",
        "^[А-ЯЁӘӨҮҖҢҺ][а-яё' -]*$",
        "^[a-z]+(-[a-z]+)*$",
        "^(,[^,]*)*$",
        "^([0-9]{2}:){2}[0-9]{6,7}:[0-9]{1,7}$",
        "^(ab|c)$",
        "^(ab?)?$",
        r"^\d{3}-\d{3}-\d{3} \d{2}$",
        "^[|()]+$",
        "^(-a(_b)*)*$",
    ],
)
def test_plain_patterns_are_taken(pattern: str) -> None:
    assert wrong_pattern(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("^(a+)+$", "exponential"),
        ("^([a-z]+)*$", "exponential"),
        ("^(a*)*$", "exponential"),
        ("^(a?){30}$", "exponential"),
        ("^(.*,)*$", "exponential"),
        (r"^(\s*a)*$", "exponential"),
        ("^(x[a-z]*)*$", "exponential"),
        ("^((a{1,30}){1,30})$", "exponential"),
        ("^((ab*)c*)*b$", "exponential"),
        ("^(a|a)*$", "choice"),
        ("^([ab]|[bc])+$", "choice"),
        ("^((a|b)c)+$", "choice"),
        ("^()*$", "exponential"),
        (r"^(a)\1$", "backreference"),
        ("^(?=a)a$", "look-around"),
        ("^(?!a)b$", "look-around"),
        ("^(?<=a)b$", "look-around"),
        ("^a(", "alike"),
        (r"^\p{L}+$", "alike"),
        ("a", "begins with"),
        ("^a", "begins with"),
        ("", "begins with"),
    ],
)
def test_others_are_refused_with_the_reason(pattern: str, reason: str) -> None:
    assert reason in (wrong_pattern(pattern) or "")


@pytest.mark.parametrize("pattern", ["^[a-z]+(-[a-z]+)*$", "^(,[^,]*)*$", "^([0-9]{2}:)*[0-9]$", "^(-a(_b)*)*$"])
def test_what_is_taken_stays_fast_where_repeats_are_nested(pattern: str) -> None:
    compiled = re.compile(pattern)
    for attack in ("a" * 4000 + "!", "a-" * 2000 + "!", "," * 4000 + "\n\n", "12:" * 1500 + "!", "-a_b" * 1000 + "!"):
        started = time.process_time()
        compiled.match(attack)
        assert time.process_time() - started < 1
