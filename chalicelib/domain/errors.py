"""The error tree of Okno. State machines catch these class names; HTTP turns them into problem documents.

::

    OknoError
    ├── InvalidInput            what was sent can't be taken; `errors` name every wrong place
    │   ├── InvalidAnswers      an application's answers break the published form
    │   ├── InvalidCatalogue    definitions that the analyser refuses
    │   ├── InvalidImport       a register file with refused lines
    │   ├── InvalidCursor       a page cursor that this server didn't make
    │   └── InvalidConfirmation a confirmation code that is wrong, used or expired
    ├── NotFound
    │   ├── PersonErased        what was theirs can't be read any more
    │   ├── UnknownDraft        no draft has that code, or it was filed
    │   └── UnknownService      no such service is published on that day
    ├── Unauthenticated         no, expired, foreign or forged token
    ├── Forbidden               the actor may not do this
    │   ├── AuthorityEnded      a representative whose authority has ended
    │   ├── ConflictOfInterest  an own application, or a declared relative's
    │   └── FourEyes            the actor has done another part of the same case
    ├── Conflict                the thing has moved on
    │   ├── StaleVersion        somebody else wrote first
    │   ├── KeyReused           an idempotency key with another body
    │   ├── AlreadyDone         the Task or case is past this step
    │   ├── NothingFiled        who has filed nothing can be told of nothing
    │   ├── TaskClaimed         somebody else has the Task
    │   ├── ColleagueAtWork     a Task is taken over only from who is away
    │   ├── CaseSuspended       the case stands still, so nobody decides it
    │   ├── RecordNotUnique     a register refuses a second record
    │   └── StillLive           somebody is erased only when nothing of theirs is under way
    ├── LinkExpired             a link for an answer that is past its days
    ├── LimitReached            too many attempts; `retry_after` seconds
    ├── SourceUnavailable       a register or outside source doesn't answer now
    ├── CalendarEnds            a date beyond the last calendar year
    └── TransientError          worth repeating: throttling, transaction conflict, network
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong place: JSON Pointer, machine-readable reason, and the reason's parameters."""

    pointer: str
    reason: str
    params: dict[str, object] = field(default_factory=dict)


class OknoError(Exception):
    """The root: `code` is stable and machine-readable, `params` fill the localised text."""

    code = "error"

    def __init__(self, message: str = "", **params: object) -> None:
        super().__init__(message or self.code)
        self.params = params


class InvalidInput(OknoError):
    """What was sent can't be taken; `errors` name every wrong place."""

    code = "invalid-input"

    def __init__(self, errors: Sequence[FieldError] = (), message: str = "", **params: object) -> None:
        super().__init__(message, **params)
        self.errors = tuple(errors)


class InvalidAnswers(InvalidInput):
    code = "invalid-answers"


class InvalidCatalogue(InvalidInput):
    code = "invalid-catalogue"


class InvalidImport(InvalidInput):
    code = "invalid-import"


class InvalidCursor(InvalidInput):
    code = "invalid-cursor"


class InvalidConfirmation(InvalidInput):
    code = "invalid-confirmation"


class NotFound(OknoError):
    code = "not-found"


class PersonErased(NotFound):
    code = "person-erased"


class UnknownDraft(NotFound):
    code = "unknown-draft"


class UnknownService(NotFound):
    code = "unknown-service"


class Unauthenticated(OknoError):
    code = "unauthenticated"


class Forbidden(OknoError):
    code = "forbidden"


class AuthorityEnded(Forbidden):
    code = "authority-ended"


class ConflictOfInterest(Forbidden):
    code = "conflict-of-interest"


class FourEyes(Forbidden):
    code = "four-eyes"


class Conflict(OknoError):
    code = "conflict"


class StaleVersion(Conflict):
    code = "stale-version"
    failed: tuple[int, ...] = ()
    """Of a write of several actions: the positions of those whose condition failed, where that is known."""


class KeyReused(Conflict):
    code = "key-reused"


class AlreadyDone(Conflict):
    code = "already-done"


class NothingFiled(Conflict):
    code = "nothing-filed"


class TaskClaimed(Conflict):
    code = "task-claimed"


class ColleagueAtWork(Conflict):
    code = "colleague-at-work"


class CaseSuspended(Conflict):
    code = "case-suspended"


class RecordNotUnique(Conflict):
    code = "record-not-unique"

    def __init__(self, register: str, fields: Sequence[str] = ()) -> None:
        super().__init__(f"{register}: {','.join(fields)}", register=register, fields=list(fields))
        self.register = register
        self.fields = tuple(fields)


class StillLive(Conflict):
    code = "still-live"


class LinkExpired(OknoError):
    code = "link-expired"


class LimitReached(OknoError):
    code = "limit-reached"

    def __init__(self, retry_after: int, **params: object) -> None:
        super().__init__("", retry_after=retry_after, **params)
        self.retry_after = retry_after


class SourceUnavailable(OknoError):
    code = "source-unavailable"


class CalendarEnds(OknoError):
    code = "calendar-ends"


class TransientError(OknoError):
    code = "transient"
