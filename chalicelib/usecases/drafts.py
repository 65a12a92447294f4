"""Drafts: kept under a code, read with it, and gone with the filing that takes it.

Who keeps one signed in finds it in their own account, too, whoever goes on with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain.clock import stamp
from chalicelib.domain.drafts import DAYS_KEPT, Draft, OwnDraft, code_from
from chalicelib.domain.errors import (
    FieldError,
    InvalidAnswers,
    InvalidInput,
    StaleVersion,
    TransientError,
    UnknownDraft,
)
from chalicelib.domain.permissions import ANONYMOUS, Actor, Subject, Verb, require
from chalicelib.usecases import catalogue
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def save(stores: Stores, draft: Draft, *, by: Actor = ANONYMOUS) -> tuple[str, int]:
    """Keep a draft; give its code, which is told once, and when it goes (Unix seconds).

    It is listed in the account of an applicant who is signed in (`by`).

    Raises:
        UnknownService: no such service is published today.
        InvalidAnswers: an answer to what the service doesn't ask; the others may still be missing or wrong.
        PersonErased: they are signed in, and their data were erased.
    """
    check_questions(stores, draft.service, draft.answers)

    def attempt() -> tuple[str, int]:
        code = code_from(stores.random() << 64 | stores.random())
        return code, _put(stores, code, replace(draft, owner=_owner(by)), by, new=True)

    return persistently(stores, attempt)


def replace_(stores: Stores, code: str, draft: Draft, *, by: Actor = ANONYMOUS) -> int:
    """Replace what a code holds; give when it goes now. It stays with its owner and its consultation.

    Raises UnknownDraft, UnknownService, InvalidAnswers, PersonErased.
    """
    check_questions(stores, draft.service, draft.answers)

    def attempt() -> int:
        before, _ = read(stores, code)
        after = replace(draft, consultation=before.consultation, owner=before.owner or _owner(by))
        return _put(stores, code, after, by, new=False)

    return persistently(stores, attempt)


def _owner(by: Actor) -> str | None:
    return by.id if by.kind == "applicant" else None


def _put(stores: Stores, code: str, draft: Draft, by: Actor, *, new: bool) -> int:
    now = stores.now()
    expires = int((now + timedelta(days=DAYS_KEPT)).timestamp())
    kept = (code, draft.service, stamp(now), expires)
    also = []
    if draft.owner is not None and draft.owner == _owner(by):
        wrapped, key_action = stores.accounts.current_key(draft.owner) or stores.accounts.new_key(draft.owner)
        also = [stores.drafts.list_under(draft.owner, wrapped, *kept), key_action]
    elif draft.owner is not None:
        also = [stores.drafts.renew(draft.owner, *kept)]
    try:
        stores.drafts.put(code, draft, expires, new=new, also=also)
    except StaleVersion as refused:
        if draft.owner is not None:
            stores.accounts.forget_key(draft.owner)
        if new or 0 not in refused.failed:
            raise TransientError("the account was changed a moment ago") from refused
        raise UnknownDraft("the draft was filed meanwhile") from refused
    return expires


def read(stores: Stores, code: str) -> tuple[Draft, int]:
    """Give a draft to who has its code, and when it goes (Unix seconds). Raises UnknownDraft."""
    return stores.drafts.read(code, int(stores.now().timestamp()))


def own(stores: Stores, actor: Actor) -> list[OwnDraft]:
    """List the actor's own drafts, kept last first, each with the code to go on with."""
    require(actor, Verb.READ_OWN, Subject(applicant=actor.id))
    return stores.drafts.own(str(actor.id), int(stores.now().timestamp()))


def remove(stores: Stores, actor: Actor, id: str) -> None:
    """Delete one of the actor's own drafts for good; what is gone stays gone."""
    require(actor, Verb.WRITE_OWN, Subject(applicant=actor.id))
    with suppress(StaleVersion):
        stores.drafts.remove(str(actor.id), id)


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
    taken = stores.drafts.spend(code, draft.owner)
    if draft.consultation is not None:
        taken.append(stores.consultations.link(draft.consultation, application))
    return taken


def check_questions(stores: Stores, service: str, answers: Mapping[str, Any]) -> None:
    """Raise InvalidAnswers for answers to what the service doesn't ask, UnknownService when it isn't published."""
    asked = catalogue.current(stores, stores.now()).form(service).get("properties", {})
    wrong = [FieldError(f"/answers/{name}", "unknown") for name in answers if name not in asked]
    if wrong:
        raise InvalidAnswers(wrong)
