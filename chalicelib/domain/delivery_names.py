"""What account entries and the messages about them are called."""

from __future__ import annotations

import hashlib


def note_id(case: str, seq: int, position: int) -> str:
    """Name the account entry of one fact: the fact's place in its chain, so that a repeat finds it written."""
    return f"{case}.{seq:010d}.{position}"


def staff_note_id(person: str, day: str, subject: str, seq: int, position: int) -> str:
    """Name an entry for a member of staff: they and the day (ISO), then the fact's place in the chain of a subject.

    Messages of one group travel together, so everything that one of them is told of on one day is one message.
    """
    return f"{person}-{day}.{subject}-{seq:010d}.{position}"


def group_of_note(note: str) -> str:
    """Give what an entry's messages travel with, from its id: its case; in messages to staff, the reader and day."""
    return note.rsplit(".", 2)[0]


def message_number(note: str, channel: str) -> str:
    """Give the eight digits by which a reader knows a message that comes twice."""
    return f"{int.from_bytes(hashlib.sha256(f'{note}#{channel}'.encode()).digest()[:8], 'big') % 10**8:08d}"
