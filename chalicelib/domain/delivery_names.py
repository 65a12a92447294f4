"""What account entries and the messages about them are called."""

from __future__ import annotations

import hashlib


def note_id(case: str, seq: int, position: int) -> str:
    """Name the account entry of one fact: the fact's place in its chain, so that a repeat finds it written."""
    return f"{case}.{seq:010d}.{position}"


def case_of_note(note: str) -> str:
    """Give the case of an entry from its id."""
    return note.rsplit(".", 2)[0]


def message_number(note: str, channel: str) -> str:
    """Give the eight digits by which a reader knows a message that comes twice."""
    return f"{int.from_bytes(hashlib.sha256(f'{note}#{channel}'.encode()).digest()[:8], 'big') % 10**8:08d}"
