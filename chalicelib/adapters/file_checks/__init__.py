"""Opens what was uploaded: the real type by content, its structure, scripts, passwords, archives, known malware.

`inspect` gives the reason of a refusal, or None. The function `files` alone imports what opens content.
"""

from __future__ import annotations

import io
import zipfile

from chalicelib.adapters.file_checks import archives, images, pdf
from chalicelib.domain.files import Refusal

ZIP = "application/zip"
OFFICE = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/document.xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xl/workbook.xml",
    "application/vnd.oasis.opendocument.text": "content.xml",
}


def real_type(content: bytes) -> str | None:
    """Tell the type from the content alone; None where it is none that is ever taken."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _office(content) or ZIP
    return None


def _office(content: bytes) -> str | None:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    return next((kind for kind, needed in OFFICE.items() if needed in names), None)


def inspect(content: bytes, announced: str) -> Refusal | None:
    """Say why content that was announced as a media type isn't taken; None where it is."""
    real = real_type(content)
    if real is None or real != announced:
        return Refusal.WRONG_TYPE
    if real == "application/pdf":
        return pdf.inspect(content)
    if real.startswith("image/"):
        return images.inspect(content, real)
    return archives.inspect(content, office=real != ZIP)
