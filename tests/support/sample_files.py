"""Small files of every kind that people send, and of every kind that must not pass."""

from __future__ import annotations

import io
import zipfile

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from chalicelib.adapters.malware import EICAR


def image(kind: str = "PNG") -> bytes:
    """A photograph of nothing."""
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(made, kind)
    return made.getvalue()


def huge_image() -> bytes:
    """A small file that says it has more pixels than any photograph."""
    made = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(made, "PNG")
    return made.getvalue()


def pdf(*, script: str | None = None, password: str | None = None) -> bytes:
    """A PDF of one page: plain, with a script in some place, or with a password."""
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    if script == "open":
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        writer._root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    if script == "page":
        page[NameObject("/AA")] = DictionaryObject()
    if script == "launch":
        writer._root_object[NameObject("/OpenAction")] = DictionaryObject({NameObject("/S"): NameObject("/Launch")})
    if script == "attachment":
        writer.add_attachment("note.txt", b"hello")
    if password:
        writer.encrypt(password)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def archive(**entries: bytes) -> bytes:
    """A zip with entries by name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return made.getvalue()


def bomb() -> bytes:
    """A small zip that unpacks to fifty million zeros."""
    return archive(**{"scan.png": b"\0" * 50_000_000})


def eicar() -> bytes:
    """The sample that every scanner knows, as a PDF that is otherwise right."""
    return pdf().replace(b"%%EOF", b"%" + EICAR + b"\n%%EOF")
