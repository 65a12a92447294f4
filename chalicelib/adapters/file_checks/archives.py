"""Archives: few entries, a bounded size and ratio, nothing locked, no way out of the folder, none in another."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

from chalicelib.domain.files import Refusal

MOST_ENTRIES = 200
MOST_BYTES = 200 * 1024 * 1024
MOST_RATIO = 100
SMALL = 1024 * 1024
"""Below this a high ratio harms nobody."""
SUSPICIOUS = (".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".scr", ".jar", ".lnk", ".hta", ".msi", ".sh")
MACROS = ("vbaProject.bin", "activeX")


def inspect(content: bytes, *, office: bool) -> Refusal | None:
    """Read every entry within the limits, whatever its header promises; other archives must hold known types."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
        if not entries or len(entries) > MOST_ENTRIES:
            return Refusal.ARCHIVE
        if any(entry.flag_bits & 0x41 for entry in entries):
            return Refusal.PASSWORD
        if not all(_is_inside(entry) for entry in entries):
            return Refusal.ARCHIVE
        if sum(entry.file_size for entry in entries) > MOST_BYTES:
            return Refusal.ARCHIVE
        left = MOST_BYTES
        for entry in entries:
            if entry.is_dir():
                continue
            read = _read(archive, entry, left)
            if read is None:
                return Refusal.ARCHIVE
            left -= len(read)
            if (found := _entry(entry.filename, read, office=office)) is not None:
                return found
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return Refusal.UNREADABLE
    except Exception:  # noqa: BLE001 - zlib, lzma and bz2 have errors of their own
        return Refusal.UNREADABLE
    return None


def contents(content: bytes) -> list[bytes]:
    """Give what is inside an archive that `inspect` takes; nothing for what is no such archive."""
    if not zipfile.is_zipfile(io.BytesIO(content)) or inspect(content, office=True) is not None:
        return []
    archive = zipfile.ZipFile(io.BytesIO(content))
    return [archive.read(entry) for entry in archive.infolist() if not entry.is_dir()]


def _is_inside(entry: zipfile.ZipInfo) -> bool:
    name = entry.orig_filename.replace("\\", "/")
    path = PurePosixPath(name)
    link = entry.external_attr >> 16 & 0o170000 == 0o120000
    return not (link or path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes | None:
    """Read an entry; None as soon as it is larger than it says, than what is left, or than its ratio allows."""
    most = min(left, max(SMALL, entry.compress_size * MOST_RATIO), entry.file_size)
    with archive.open(entry) as opened:
        read = opened.read(most + 1)
    return read if len(read) <= most else None


def _entry(name: str, content: bytes, *, office: bool) -> Refusal | None:
    from chalicelib.adapters import file_checks

    lower = name.lower()
    if lower.endswith(SUSPICIOUS) or any(word in name for word in MACROS):
        return Refusal.SCRIPT
    if office:
        return None
    kind = file_checks.real_type(content)
    if kind == file_checks.ZIP or (kind in file_checks.OFFICE):
        return Refusal.ARCHIVE
    return Refusal.ARCHIVE if kind is None else file_checks.inspect(content, kind)
