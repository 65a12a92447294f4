"""Seals what people said in a case under the applicant's data key: answers of Requests, notes, outputs, opinions.

The members of SEALED never stand in an item in clear: together they are one document, its ciphertext bound to the key
of the item that holds it. What isn't opened is written back as it was read, so that nothing is lost on the way.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.client import translated
from chalicelib.adapters.dynamodb.items import from_item, to_key
from chalicelib.domain.cases import Case
from chalicelib.domain.work import RequestWork, SubServiceWork, Task

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.accounts import AccountStore

Sealed = TypeVar("Sealed", Case, RequestWork, SubServiceWork, Task)
TUPLES = frozenset({"opinions", "notes"})

SEALED: Mapping[str, tuple[str, ...]] = {
    "Case": ("notes",),
    "RequestWork": ("answer", "question", "why"),
    "SubServiceWork": ("outputs", "opinions"),
    "Task": ("note", "outputs", "checklist", "question"),
}
"""Kind of item → the members that may hold personal data."""

_REMEMBERED = 10_000


class Sealing:
    """Opens and seals items of the Cases table, each under the key of its case's applicant."""

    def __init__(self, client: Any, table: str, accounts: AccountStore) -> None:
        self._client, self._table, self._accounts = client, table, accounts
        self._applicants: dict[str, str] = {}

    def remember(self, case: str, person: str) -> None:
        """Note whose case it is: that never changes, so items of the case need no further read."""
        if len(self._applicants) > _REMEMBERED:
            self._applicants.clear()
        self._applicants[case] = person

    def sealed(self, thing: Case | RequestWork | SubServiceWork | Task) -> dict[str, Any]:
        """Give an item's attributes: what is personal sealed into one, the rest as it is.

        Nothing personal is kept of a person who was erased.
        """
        private = SEALED[type(thing).__name__]
        fields = {one.name: getattr(thing, one.name) for one in dataclasses.fields(thing)}
        told = {name: value for name in private if (value := fields.pop(name, None)) not in (None, ())}
        if not told:
            return fields
        person = self._applicant(_case_of(thing))
        wrapped = self._accounts.known_key(person)
        if wrapped is None:
            return fields
        if thing.sealed is not None:
            raise ValueError("what isn't opened can't be added to")
        return fields | {"sealed": self._accounts.seal(person, wrapped, where(thing), told)}

    def opened(self, thing: Sealed) -> Sealed:
        """Open what was sealed; a thing that can't be opened stays as it is, its `sealed` set."""
        if thing.sealed is None:
            return thing
        told = self.document(_case_of(thing), where(thing), thing.sealed)
        if told is None:
            return thing
        values: dict[str, Any] = {name: tuple(value) if name in TUPLES else value for name, value in told.items()}
        return dataclasses.replace(thing, **values, sealed=None)

    def document(self, case: str, key: dict[str, str], sealed: bytes) -> dict[str, Any] | None:
        """Give what was sealed in the item with that key; nothing where it was erased or altered."""
        return self._accounts.opened(self._applicant(case), key, sealed)

    def _applicant(self, case: str) -> str:
        person = self._applicants.get(case)
        if person is None:
            with translated():
                got = self._client.get_item(
                    TableName=self._table, Key=to_key(keys.case(case)), ProjectionExpression="person"
                )
            person = str(from_item(got["Item"])["person"])
            self.remember(case, person)
        return person


def _case_of(thing: Case | RequestWork | SubServiceWork | Task) -> str:
    return thing.id if isinstance(thing, Case) else thing.case


def where(thing: Case | RequestWork | SubServiceWork | Task) -> dict[str, str]:
    """Give the key of a thing's item."""
    match thing:
        case Case():
            return keys.case(thing.id)
        case RequestWork():
            return keys.request(thing.application, thing.standard, thing.input_hash)
        case SubServiceWork():
            return keys.sub_service(thing.case, thing.id)
        case Task():
            return keys.task(thing.id)
