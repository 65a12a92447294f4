"""A confirmation proves, before an unsigned filing, that a number or e-mail address is read by who files."""

from __future__ import annotations

from dataclasses import dataclass

SECONDS_VALID = 600
MOST_TRIES = 5
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One code sent: good once, until `expires` (Unix seconds)."""

    id: str
    expires: int


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be sent: `channel` is sms or email, `language` the reader's."""

    channel: str
    address: str
    code: str
    language: str


def code_from(random: int) -> str:
    """Make a code of six digits from 64 unpredictable bits (the bias is below 10⁻¹³)."""
    return f"{random % 10**DIGITS:0{DIGITS}d}"
