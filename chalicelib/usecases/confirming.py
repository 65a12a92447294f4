"""Confirming: a code goes to a number or e-mail address, and is spent with the filing that it proves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.domain.confirmations import SECONDS_VALID, Confirmation, Message, code_from
from chalicelib.domain.errors import InvalidConfirmation
from chalicelib.usecases import limiting, notifying

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def send(
    stores: Stores, *, channel: str, address: str, language: str, client: str, portal: str | None, now: datetime
) -> Confirmation:
    """Send a code to `address` (a phone number or an e-mail address) over `channel` (sms or email).

    `client` is the caller's network address, `portal` the page's origin.

    Raises:
        LimitReached: too many codes for the address, from the client or through the portal.
    """
    limiting.require(stores, "confirmation-address", address.lower(), now)
    limiting.require(stores, "confirmation-client", client, now)
    limiting.require(stores, "confirmation-portal", portal or "none", now)
    confirmation = Confirmation(stores.new_id(), int(now.timestamp()) + SECONDS_VALID)
    stores.confirmations.put(confirmation, Message(channel, address, code_from(stores.random()), language))
    notifying.send_code(stores, confirmation=confirmation.id, channel=channel)
    return confirmation


def spend(
    stores: Stores, confirmation: str | None, code: str | None, *, contact: Mapping[str, str], now: datetime
) -> list[dict[str, Any]]:
    """Give the actions by which a filing uses up its code: refused when it is wrong, used, expired or another's.

    Nothing is read before the write, so that the same filing repeated isn't told that its own code is used.
    """
    contacts = [value for value in (contact.get("phone"), contact.get("email")) if value]
    if confirmation is None or code is None or not contacts:
        raise InvalidConfirmation(message="a contact has to be confirmed first")
    return [stores.confirmations.spend(confirmation, code, contacts, int(now.timestamp()))]


def count_failure(stores: Stores, confirmation: str | None) -> None:
    """Count a wrong code; after five the confirmation is good for nothing."""
    if confirmation is not None:
        stores.confirmations.count_failure(confirmation)
