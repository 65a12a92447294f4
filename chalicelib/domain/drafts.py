"""Drafts: answers kept under a code until they are filed, wherever they were begun."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

DAYS_KEPT = 30
CODE_LETTERS = 16
"""Of five bits each: 80 bits, which nobody guesses."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be filed: a service's id, answers so far, {"phone", "email"} where known, and the consultation.

    Args:
        applicant: who applies, as the page's own fields hold it.
        documents: {document: [{"file", "name"}]} of what lies in storage.
        disputed: {question: {"value", "title", "as_of", "why"?}}: what a register says and the applicant denies.
        owner: the person in whose account it is listed; None while nobody who is signed in has kept it.
    """

    service: str
    answers: dict[str, Any]
    language: str
    contact: dict[str, str] = field(default_factory=dict)
    consultation: str | None = None
    applicant: dict[str, str] = field(default_factory=dict)
    documents: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    disputed: dict[str, dict[str, Any]] = field(default_factory=dict)
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class OwnDraft:
    """A draft as its owner's account lists it: `kept_at` is a stamp, `expires` Unix seconds."""

    id: str
    service: str
    code: str
    kept_at: str
    expires: int


def code_from(random: int) -> str:
    """Make a code of 80 of the given 128 bits: four groups of four letters and digits, as xxxx-xxxx-xxxx-xxxx."""
    letters = base64.b32encode(random.to_bytes(16, "big")).decode().lower()[:CODE_LETTERS]
    return "-".join(letters[start : start + 4] for start in range(0, CODE_LETTERS, 4))


def read_code(given: str) -> str:
    """Give the bare letters of a code as somebody typed it."""
    return "".join(sign for sign in given.lower() if sign.isalnum())
