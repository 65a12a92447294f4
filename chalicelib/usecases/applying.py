"""Applying: how the result is to reach who applies, and whether a representative may still act."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from chalicelib.domain.applications import Application
from chalicelib.domain.definitions import Service
from chalicelib.domain.errors import AuthorityEnded, FieldError

if TYPE_CHECKING:
    from chalicelib.usecases.filing import FilingRequest

KEY_DAYS = 30
"""For how long an idempotency key is kept."""
FIRST_LOOK_MINUTES = 10
"""After how long a new case's execution is looked at for the first time."""
COLLECTED = ("counter", "post")
"""How somebody without an account gets a result."""


def findings(service: Service, request: FilingRequest, *, on: date) -> list[FieldError]:
    """Name everything that is wrong with how the result is to be collected, and with whom a counter has seen."""
    wrong: list[FieldError] = []
    ways = COLLECTED if request.counter else service.delivery
    if request.collect not in ways:
        wrong.append(FieldError("/collect", "enum", {"options": list(ways)}))
    if request.collect == "post" and not request.contact.get("address"):
        wrong.append(FieldError("/contact/address", "required"))
    if request.channel == "paper" and "scan" not in request.intake:
        wrong.append(FieldError("/scan", "required"))
    if request.intake.get("identity", {}).get("seen_on", "") > on.isoformat():
        wrong.append(FieldError("/identity/seen_on", "future"))
    return wrong


def collected(service: Service, request: FilingRequest) -> str:
    """Say how the result reaches the applicant: an original on paper is collected, whoever asks for it."""
    return "counter" if service.paper_original and request.collect == "account" else request.collect


def require_authority(application: Application, *, on: date) -> None:
    """Raise AuthorityEnded when the representative who filed has no authority any more on the day `on`."""
    until = application.authority_until
    if until is not None and until < on.isoformat():
        raise AuthorityEnded("the representative's authority has ended", until=until)
