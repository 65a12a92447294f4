"""PDF: no password, no script, no action that starts anything, no file inside; also inside object streams."""

from __future__ import annotations

import io
from typing import Any

from chalicelib.domain.files import Refusal

FORBIDDEN = frozenset(
    {"/JavaScript", "/JS", "/AA", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/XFA", "/RichMedia", "/SubmitForm"}
    | {"/ImportData", "/GoToE", "/Movie", "/Rendition"}
)
"""Names that no document for an office needs, whether a key of a dictionary or its type or action."""
MOST_OBJECTS = 200_000
MOST_DEPTH = 60


def inspect(content: bytes) -> Refusal | None:
    """Read every object of the document, those of object streams too."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            return Refusal.PASSWORD
        if not len(reader.pages):
            return Refusal.UNREADABLE
        return _walk(reader)
    except Exception:  # noqa: BLE001 - whatever the reader says of hostile content, nobody can read it
        return Refusal.UNREADABLE


def _walk(reader: Any) -> Refusal | None:
    """Look at every object that the cross-reference knows, reachable or not."""
    from pypdf.generic import IndirectObject

    known = {(number, generation) for generation, entries in reader.xref.items() for number in entries}
    known |= {(number, 0) for number in reader.xref_objStm}
    if len(known) > MOST_OBJECTS:
        return Refusal.TOO_LARGE
    if (found := _look(reader.trailer, 0)) is not None:
        return found
    for number, generation in sorted(known):
        if number and (found := _look(reader.get_object(IndirectObject(number, generation, reader)), 0)) is not None:
            return found
    return None


def _look(thing: Any, depth: int) -> Refusal | None:
    """Search one object and what stands in it directly; references are objects of their own."""
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject

    if depth > MOST_DEPTH:
        return Refusal.UNREADABLE
    if isinstance(thing, DictionaryObject):
        for name in list(thing):
            value = thing.raw_get(name)
            if str(name) in FORBIDDEN or (isinstance(value, NameObject) and str(value) in FORBIDDEN):
                return Refusal.SCRIPT
            if (found := _look(value, depth + 1)) is not None:
                return found
    elif isinstance(thing, ArrayObject):
        for value in list.__iter__(thing):
            if (found := _look(value, depth + 1)) is not None:
                return found
    return None
