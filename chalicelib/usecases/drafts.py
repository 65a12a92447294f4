"""Drafts: kept under a code, read with it, and gone with the filing that takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain.drafts import DAYS_KEPT, Draft, code_from
from chalicelib.domain.errors import FieldError, InvalidAnswers, InvalidInput, StaleVersion, UnknownDraft
from chalicelib.usecases import catalogue

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def save(stores: Stores, draft: Draft) -> tuple[str, int]:
    """Keep a draft; give its code, which is told once, and when it goes (Unix seconds).

    Raises:
        UnknownService: no such service is published today.
        InvalidAnswers: an answer to what the service doesn't ask; the others may still be missing or wrong.
    """
    check_questions(stores, draft.service, draft.answers)
    code, expires = code_from(stores.random() << 64 | stores.random()), _expires(stores)
    stores.drafts.put(code, draft, expires, new=True)
    return code, expires


def replace_(stores: Stores, code: str, draft: Draft) -> int:
    """Replace what a code holds; give when it goes now. Raises UnknownDraft, UnknownService, InvalidAnswers."""
    before, _ = read(stores, code)
    check_questions(stores, draft.service, draft.answers)
    expires = _expires(stores)
    try:
        stores.drafts.put(code, replace(draft, consultation=before.consultation), expires, new=False)
    except StaleVersion as filed:
        raise UnknownDraft("the draft was filed meanwhile") from filed
    return expires


def read(stores: Stores, code: str) -> tuple[Draft, int]:
    """Give a draft to who has its code, and when it goes (Unix seconds). Raises UnknownDraft."""
    return stores.drafts.read(code, int(stores.now().timestamp()))


def spend(stores: Stores, code: str, service: str, application: str, *, caller: str, key: str) -> list[dict[str, Any]]:
    """Give the actions by which a filing takes its draft along: it goes, and its consultation names the application.

    Nothing is to be done when this very filing (`caller`, `key`) has taken it before.
    Raises InvalidInput for an unknown code, or one of another service's draft.
    """
    try:
        draft, _ = read(stores, code)
    except UnknownDraft:
        if stores.cases.filing_of_key(caller, key) is not None:
            return []
        raise InvalidInput([FieldError("/draft", "unknown-draft")]) from None
    if draft.service != service:
        raise InvalidInput([FieldError("/draft", "other-service")])
    taken = [stores.drafts.spend(code)]
    if draft.consultation is not None:
        taken.append(stores.consultations.link(draft.consultation, application))
    return taken


def check_questions(stores: Stores, service: str, answers: Mapping[str, Any]) -> None:
    """Raise InvalidAnswers for answers to what the service doesn't ask, UnknownService when it isn't published."""
    asked = catalogue.current(stores, stores.now()).form(service).get("properties", {})
    wrong = [FieldError(f"/answers/{name}", "unknown") for name in answers if name not in asked]
    if wrong:
        raise InvalidAnswers(wrong)


def _expires(stores: Stores) -> int:
    return int((stores.now() + timedelta(days=DAYS_KEPT)).timestamp())
