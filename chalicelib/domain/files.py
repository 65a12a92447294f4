"""Files: what an applicant or a member of staff gives to storage, and what the check of its content says.

::

    expected → released     the content is what was announced, and harmless
             → refused      with the reason; a refused file is a defect of its application
             → forgotten    released, and attached to nothing for a fortnight
    any      → erased       its person was erased: no version of it is kept
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.domain.cases import Fact
from chalicelib.domain.clock import stamp
from chalicelib.domain.layout import LAYOUT


class FileState(StrEnum):
    EXPECTED = "expected"
    RELEASED = "released"
    REFUSED = "refused"
    FORGOTTEN = "forgotten"
    ERASED = "erased"


GONE = frozenset({FileState.FORGOTTEN, FileState.ERASED})
"""States of a file that isn't kept any more."""
LOOSE_DAYS = 14
"""How long a file that was checked waits to be attached to something."""


class Refusal(StrEnum):
    """Why the content of a file isn't taken; each has a text in `texts/problems.json`."""

    MISSING = "file-missing"
    TOO_LARGE = "file-too-large"
    WRONG_TYPE = "file-wrong-type"
    UNREADABLE = "file-unreadable"
    PASSWORD = "file-password"
    SCRIPT = "file-script"
    MALWARE = "file-malware"
    ARCHIVE = "file-archive"
    OTHER_CONTENT = "file-other-hash"


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is known; its name is kept nowhere, because names of files often hold names of people.

    `owner` is who may attach it (nobody: who holds its secret); `media_type` and `bytes` are what was announced and
    what the upload's policy holds it to; `application` and `case` are set once, when it is attached; `task` is the
    Task that a member of staff added it to; `declared` is the SHA-256 that whoever attached it says it has.
    """

    id: str
    service: str
    document: str
    media_type: str
    bytes: int
    announced_at: str
    owner: str | None = None
    task: str | None = None
    state: str = FileState.EXPECTED
    version: int = 1
    application: str | None = None
    case: str | None = None
    reason: str | None = None
    sha256: str | None = None
    declared: str | None = None
    checked_at: str | None = None
    layout: int = field(default=LAYOUT)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check of a content says: its SHA-256, and why it is refused (None: it is released)."""

    sha256: str | None = None
    reason: Refusal | None = None


def checked(file: File, verdict: Verdict, *, at: datetime) -> tuple[File, Fact]:
    """Release or refuse a file, once; one that was declared to be another content is refused."""
    reason = verdict.reason or (Refusal.OTHER_CONTENT if is_another(file, verdict.sha256) else None)
    state = FileState.REFUSED if reason else FileState.RELEASED
    done = replace(
        file,
        state=str(state),
        reason=str(reason) if reason else None,
        sha256=verdict.sha256,
        checked_at=stamp(at),
        version=file.version + 1,
    )
    fact: Fact = {
        "fact": "FileChecked",
        "file": file.id,
        "document": file.document,
        "outcome": done.state,
        "reason": done.reason,
        "sha256": done.sha256,
    }
    return done, fact


def is_loose(file: File) -> bool:
    """Tell whether a file was released and belongs to nothing."""
    return file.state == FileState.RELEASED and file.application is None


def forgotten(file: File) -> File:
    """Give up a file that nobody attached."""
    return replace(file, state=FileState.FORGOTTEN, version=file.version + 1)


def erased(file: File) -> File:
    """Note that a file's person was erased: nothing of it is to be kept, and what still comes isn't looked at."""
    return file if file.state == FileState.ERASED else replace(file, state=FileState.ERASED, version=file.version + 1)


def is_another(file: File, sha256: str | None) -> bool:
    """Tell whether a content that was hashed isn't the one that was declared."""
    return None not in (file.declared, sha256) and file.declared != sha256


def attached(file: File, *, application: str, case: str | None) -> File:
    """Give the file to an application, for good; `case` is None where it serves all cases of a plan."""
    return replace(file, application=application, case=case, version=file.version + 1)


def attachment_fact(files: Iterable[File]) -> Fact:
    """Tell which files an application has, with the hashes of those that are checked already, or were declared."""
    listed: list[dict[str, Any]] = []
    for one in files:
        told = {"document": one.document, "file": one.id, "sha256": one.sha256}
        listed.append(told | ({"declared": one.declared} if one.declared else {}))
    return {"fact": "FilesAttached", "files": listed}


def defects(files: Iterable[File]) -> tuple[dict[str, Any], ...]:
    """Name every refused file: {"document", "file", "reason"}."""
    return tuple(
        {"document": one.document, "file": one.id, "reason": one.reason}
        for one in files
        if one.state == FileState.REFUSED
    )
