"""Register records and the holders of limited places as items, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain import chain
from chalicelib.domain.registers import Holders, RecordState, RecordVersion

LAYOUT = 1


def attributes_of(version: RecordVersion) -> dict[str, Any]:
    """Give the attributes that a version's item and, while it is current, the head's have in common."""
    return {
        "register": version.register,
        "number": version.number,
        "version": version.version,
        # Canonical text: what is hashed is what is stored, whatever kinds of numbers it holds.
        "fields": chain.canonical(dict(version.fields)).decode(),
        "valid_from": version.valid_from,
        "valid_until": version.valid_until,
        "recorded_at": version.recorded_at,
        "basis": chain.canonical(dict(version.basis)).decode(),
        "state": version.state.value,
        "previous": version.previous,
        "hash": version.hash,
        "layout": LAYOUT,
    }


def version_of(item: Mapping[str, Any]) -> RecordVersion:
    """Read a version from its item or from a head."""
    return RecordVersion(
        register=item["register"],
        number=item["number"],
        version=item["version"],
        fields=json.loads(item["fields"]),
        valid_from=item.get("valid_from"),
        valid_until=item.get("valid_until"),
        recorded_at=item["recorded_at"],
        basis=json.loads(item["basis"]),
        state=RecordState(item["state"]),
        previous=item["previous"],
        hash=item["hash"],
    )


def place_key(holders: Holders) -> dict[str, str]:
    """Give the key of a place's item."""
    return keys.place(holders.register, holders.fields, holders.place)


def place_of(holders: Holders) -> dict[str, Any]:
    """Give the item that follows the one these holders were read from."""
    return {
        **place_key(holders),
        "held": {number: list(period) for number, period in holders.held.items()},
        "version": holders.version + 1,
        "layout": LAYOUT,
    }


def holders_of(empty: Holders, item: Mapping[str, Any]) -> Holders:
    """Fill the holders of a place from its item."""
    held = {number: (first, last) for number, (first, last) in item["held"].items()}
    return replace(empty, version=item["version"], held=held)
