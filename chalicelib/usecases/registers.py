"""Registers: list, search and read records; say that one doesn't answer for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.domain.clock import stamp
from chalicelib.domain.definitions import Register
from chalicelib.domain.errors import FieldError, InvalidInput, NotFound
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.domain.registers import RecordVersion, RegisterState, is_number
from chalicelib.usecases import catalogue

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

Cursor = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it was asked for, and its first hundred versions, oldest first."""

    version: RecordVersion
    versions: tuple[RecordVersion, ...]


def listing(stores: Stores, actor: Actor) -> list[tuple[Register, RegisterState]]:
    """List the registers of the catalogue with their availability. Raises Forbidden."""
    require(actor, Verb.LIST_REGISTERS)
    bundle = catalogue.current(stores, stores.now())
    return [(bundle.register(name), stores.registers.state(name)) for name in bundle.register_ids]


def search(
    stores: Stores,
    actor: Actor,
    register: str,
    field: str | None = None,
    value: str | None = None,
    cursor: Cursor | None = None,
    limit: int = 20,
) -> tuple[list[RecordVersion], Cursor | None]:
    """Give one page of the records that have a value in a search field, or of all, with where to go on.

    Raises NotFound, Forbidden, or InvalidInput for a field that the register isn't searched by.
    """
    definition = _definition(stores, register)
    require(actor, Verb.SEARCH_REGISTER, Subject(department=definition.department))
    if (field is None) != (value is None):
        raise InvalidInput([FieldError("/query/field" if field is None else "/query/value", "required")])
    if field is None:
        found, following = stores.registers.page(register, cursor=cursor, limit=limit)
    elif field not in definition.search:
        raise InvalidInput([FieldError("/query/field", "not-searchable", {"options": list(definition.search)})])
    else:
        found, following = stores.registers.find(definition, field, value, cursor=cursor, limit=limit)
    _note_read(stores, actor, definition, [record.number for record in found])
    return found, following


def get(stores: Stores, actor: Actor, register: str, number: str, as_of: datetime | None = None) -> Record:
    """Read one record, as it is or as it was recorded at an instant. Raises NotFound or Forbidden."""
    definition = _definition(stores, register)
    require(actor, Verb.READ_RECORD, Subject(department=definition.department))
    version = None
    if is_number(number):
        if as_of is None:
            version = stores.registers.head(register, number)
        else:
            version = stores.registers.as_of(register, number, stamp(as_of))
    if version is None:
        raise NotFound(number, kind="record", id=number)
    _note_read(stores, actor, definition, [number])
    return Record(version, tuple(stores.registers.versions(register, number)))


def set_availability(
    stores: Stores, actor: Actor, register: str, available: bool, reason: str | None = None
) -> RegisterState:
    """Say whether a register answers, and why not; Requests wait while it doesn't. Raises NotFound or Forbidden."""
    definition = _definition(stores, register)
    require(actor, Verb.SET_AVAILABILITY, Subject(department=definition.department))
    reason = None if available else reason
    return stores.registers.set_available(register, available, reason, stamp(stores.now()), actor.id or actor.kind)


def _definition(stores: Stores, register: str) -> Register:
    return catalogue.current(stores, stores.now()).register(register)


def _note_read(stores: Stores, actor: Actor, definition: Register, numbers: list[str]) -> None:
    if definition.personal and numbers:
        at = stamp(stores.now())
        stores.registers.note_read(definition.id, actor.id or actor.kind, numbers, at, stores.new_id())
