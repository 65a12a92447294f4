"""Accounts: the contacts and language that an applicant, or a member of staff, has told of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.domain.errors import Conflict, FieldError, InvalidConfirmation, StaleVersion, TransientError
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.usecases import catalogue, confirming
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def read_profile(stores: Stores, actor: Actor) -> dict[str, Any]:
    """Give the actor's own contacts: {"phone"?, "email"?, "language"?, "version"}; version 0 when there are none."""
    require(actor, Verb.READ_PROFILE, Subject(applicant=actor.id))
    return {"version": 0, **stores.accounts.profile(str(actor.id))}


def desks_of(stores: Stores, actor: Actor) -> list[dict[str, Any]]:
    """Give where a member of staff works today: [{"department", "title", "roles"}]; nothing for anybody else."""
    if not actor.memberships:
        return []
    bundle = catalogue.current(stores, stores.now())
    return [
        {
            "department": held.department,
            "title": dict(bundle.title("departments", held.department)),
            "roles": sorted(held.roles),
        }
        for held in actor.memberships
    ]


def write_profile(
    stores: Stores,
    actor: Actor,
    *,
    contact: Mapping[str, str],
    language: str,
    version: int,
    codes: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, Any]:
    """Replace the actor's own contacts and language; `version` is the one they were read at.

    `codes` ("phone", "email" → {"id", "code"}) prove that an applicant reads what comes to an address that is new:
    until then nothing is sent there. Staff are written to where their employer knows them, and prove nothing.

    Raises:
        Conflict: somebody has changed them since.
        InvalidConfirmation: a new address isn't confirmed, or its code is wrong, used or expired.
        PersonErased: their data were erased.
    """
    require(actor, Verb.WRITE_PROFILE, Subject(applicant=actor.id))
    return persistently(stores, lambda: _write(stores, actor, contact, language, version, codes or {}))


def _write(
    stores: Stores,
    actor: Actor,
    contact: Mapping[str, str],
    language: str,
    version: int,
    codes: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    person = str(actor.id)
    # Read anew, whatever this process remembers: who was erased is told so before any code is asked.
    stores.accounts.key_of(person)
    wrapped, key_action = stores.accounts.current_key(person) or stores.accounts.new_key(person)
    before = {"version": 0, **stores.accounts.profile(person)}
    if before["version"] != version:
        raise Conflict("the contacts have changed since they were read")
    new = [name for name, address in contact.items() if actor.kind == "applicant" and address != before.get(name)]
    shown = _shown_codes(new, codes)
    at = int(stores.now().timestamp())
    spent = [stores.confirmations.spend(one["id"], one["code"], [contact[name]], at) for name, one in shown.items()]
    profile = stores.accounts.put_profile(person, wrapped, dict(contact), language, after=version or None)
    try:
        stores.accounts.write([*spent, profile, key_action])
    except StaleVersion as refused:
        stores.accounts.forget_key(person)
        wrong = [name for place, name in enumerate(shown) if place in refused.failed]
        for name in wrong:
            confirming.count_failure(stores, shown[name]["id"])
        if wrong:
            raise InvalidConfirmation([FieldError(f"/codes/{name}", "wrong-code") for name in wrong]) from refused
        if len(spent) in refused.failed:
            raise Conflict("the contacts have changed since they were read") from refused
        raise TransientError("their key was made or destroyed a moment ago") from refused
    return {**contact, "language": language, "version": version + 1}


def _shown_codes(new: list[str], codes: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    """Give the code shown for each new address. Raises InvalidConfirmation."""
    missing = [FieldError(f"/codes/{name}", "not-confirmed") for name in new if name not in codes]
    if missing:
        raise InvalidConfirmation(missing, "a new address has to be confirmed first")
    return {name: codes[name] for name in new}
