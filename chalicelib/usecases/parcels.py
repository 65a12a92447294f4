"""Parcels: where the land of a parcel's number lies, for who points at it and who looks at what was pointed at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.domain.definitions import Bundle, Register
from chalicelib.domain.errors import NotFound, SourceUnavailable
from chalicelib.domain.geometry import PARCEL, places
from chalicelib.domain.registers import RecordState, is_number, key_text
from chalicelib.usecases import catalogue

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel's number and its outline, a GeoJSON geometry."""

    number: str
    outline: Mapping[str, Any]


def read(stores: Stores, number: str) -> Parcel:
    """Give a parcel's outline as the register of parcels shows it to everybody.

    Raises:
        NotFound: no register knows such a parcel, or where it lies.
        SourceUnavailable: the register doesn't answer now.
    """
    found = _register(catalogue.current(stores, stores.now()))
    if found is None or not is_number(number):
        raise NotFound(number, kind="parcel", id=number)
    register, outline = found
    if not stores.registers.state(register.id).answers:
        raise SourceUnavailable(register.id, source=register.id)
    version = stores.registers.head(register.id, key_text(number))
    if version is None or version.state is not RecordState.ACTIVE or outline not in version.fields:
        raise NotFound(number, kind="parcel", id=number)
    return Parcel(str(version.fields[register.number[0]]), version.fields[outline])


def _register(bundle: Bundle) -> tuple[Register, str] | None:
    """The register whose records are named by a parcel's number and show an outline to everybody, and that field."""
    for id_ in bundle.register_ids:
        register = bundle.register(id_)
        fields = register.record["properties"]
        named = [fields[name].get("x-geometry") for name in register.number]
        shown = [path[0] for path, _ in places(register.record) if len(path) == 1 and path[0] in register.public]
        if named == [[PARCEL]] and shown:
            return register, shown[0]
    return None
