"""The catalogue: publish definitions as one immutable bundle, and find the bundle that is valid."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.clock import stamp
from chalicelib.domain.definitions import Bundle
from chalicelib.domain.errors import NotFound

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def current(stores: Stores, at: datetime) -> Bundle:
    """Gives the bundle valid at an instant; raises NotFound before the first publication."""
    pointer = stores.pointers.valid_at(stamp(at))
    if pointer is None:
        raise NotFound("nothing is published", kind="bundle", id=stamp(at))
    return stores.catalogue.bundle(pointer.bundle)


def by_hash(stores: Stores, hash: str) -> Bundle:
    """Gives the bundle that a case is pinned to; raises NotFound."""
    return stores.catalogue.bundle(hash)
