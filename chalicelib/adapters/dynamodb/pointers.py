"""Pointers of the Catalogue table: which bundle is valid from when, who published it, and upon which one."""

from __future__ import annotations

import time
from typing import Any

from chalicelib.adapters.dynamodb import keys_catalogue as keys
from chalicelib.adapters.dynamodb.client import translated
from chalicelib.domain.publications import Publication

LAYOUT = "1"
KEPT_SECONDS = 1.0
"""How long a process goes on with the pointer that it read: a burst of filings asks once."""
MINUTE = len("2026-11-23T12:00")
"""As much of an instant as must agree, so that a moved clock asks again."""


class PointerStore:
    """The Catalogue table's pointers, read consistently: what is decided rests on them."""

    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._kept: tuple[float, str, Publication] | None = None

    def valid_at(self, at: str) -> Publication | None:
        """Gives the publication valid at an instant, None before the first; it is at most a second old."""
        kept = self._kept
        if kept is not None and time.monotonic() - kept[0] < KEPT_SECONDS and kept[1] == at[:MINUTE]:
            return kept[2]
        found = self._query(1, "pk = :pk AND sk <= :at", {":at": {"S": keys.bundle_pointers_until(at)}})
        if found:
            self._kept = (time.monotonic(), at[:MINUTE], found[0])
        return found[0] if found else None

    def newest(self) -> Publication | None:
        """Gives the publication that becomes valid last, which may still lie ahead."""
        found = self._query(1, "pk = :pk", {})
        return found[0] if found else None

    def page(self, limit: int, before: str | None = None) -> tuple[list[Publication], str | None]:
        """Gives publications, newest first, and what to pass as `before` for the next page, None at the end."""
        condition, values = ("pk = :pk", {}) if before is None else ("pk = :pk AND sk < :at", {":at": {"S": before}})
        found = self._query(limit + 1, condition, values)
        if len(found) <= limit:
            return found, None
        last = found[limit - 1]
        return found[:limit], keys.bundle_pointer(last.valid_from, last.published_at)["sk"]

    def add(self, pointer: Publication) -> None:
        """Writes a publication if `pointer.base` is still the newest bundle; raises WriteRefused where it isn't."""
        if pointer.base is None:
            condition, values = "attribute_not_exists(pk)", {}
        else:
            condition, values = "bundle = :base", {":base": {"S": pointer.base}}
        head = {**_strings(keys.newest_publication()), "bundle": {"S": pointer.bundle}, "layout": {"N": LAYOUT}}
        guard = {"TableName": self._table, "Item": head, "ConditionExpression": condition}
        if values:
            guard["ExpressionAttributeValues"] = values
        entry = {
            "TableName": self._table,
            "Item": _item(pointer),
            "ConditionExpression": "attribute_not_exists(pk)",
        }
        with translated():
            self._dynamodb.transact_write_items(TransactItems=[{"Put": guard}, {"Put": entry}])
        self._kept = None

    def _query(self, limit: int, condition: str, values: dict[str, Any]) -> list[Publication]:
        with translated():
            answer = self._dynamodb.query(
                TableName=self._table,
                KeyConditionExpression=condition,
                ExpressionAttributeValues={":pk": {"S": keys.BUNDLES}, **values},
                ScanIndexForward=False,
                ConsistentRead=True,
                Limit=limit,
            )
        return [_pointer(item) for item in answer["Items"]]


def _strings(plain: dict[str, str]) -> dict[str, Any]:
    return {name: {"S": value} for name, value in plain.items()}


def _item(pointer: Publication) -> dict[str, Any]:
    plain = {
        **keys.bundle_pointer(pointer.valid_from, pointer.published_at),
        "bundle": pointer.bundle,
        "valid_from": pointer.valid_from,
        "published_at": pointer.published_at,
        "by": pointer.by,
    }
    if pointer.base is not None:
        plain["base"] = pointer.base
    return {**_strings(plain), "layout": {"N": LAYOUT}}


def _pointer(item: dict[str, Any]) -> Publication:
    return Publication(
        bundle=item["bundle"]["S"],
        valid_from=item["valid_from"]["S"],
        published_at=item["published_at"]["S"],
        by=item["by"]["S"],
        base=item["base"]["S"] if "base" in item else None,
    )
