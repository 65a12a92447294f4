"""Claims of open cases to a place: read together, and written only by who has read all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.adapters.dynamodb import keys, keys_claims
from chalicelib.adapters.dynamodb.client import Action, partition
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.domain.claims import ClaimedPlace
from chalicelib.domain.layout import LAYOUT

KEYS = ("pk", "sk", "layout")


class ClaimStore:
    """Reads places with their claims, and composes the actions that change one."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def read(self, rule: str, place: str) -> ClaimedPlace:
        """Read what is claimed of a place, consistently; a place that nobody ever claimed has version 0."""
        claims: dict[str, dict[str, Any]] = {}
        version = 0
        for item in partition(self._client, self._table, keys_claims.claimed_place(rule, place)["pk"]):
            raw = from_item(item)
            if raw["sk"] == keys.HEAD:
                version = int(raw["version"])
            else:
                case_id = raw["sk"].removeprefix(keys_claims.CASE_PREFIX)
                claims[case_id] = {name: value for name, value in raw.items() if name not in KEYS}
        # A claim that was put between two pages of this query has moved the version, so the write is refused.
        return ClaimedPlace(rule, place, claims, version)

    def change(self, read: ClaimedPlace, case_id: str, claim: Mapping[str, Any] | None) -> list[Action]:
        """Give the actions that put a case's claim, or take it back.

        They are refused where anybody has changed a claim to the place since it was read: of two that arrive at once,
        the later one reads again, and finds the earlier.
        """
        head = {**keys_claims.claimed_place(read.rule, read.place), "layout": LAYOUT, "version": read.version + 1}
        guarded: dict[str, Any] = {
            "TableName": self._table,
            "Item": to_item(head),
            "ConditionExpression": "attribute_not_exists(pk)",
        }
        if read.version:
            guarded["ConditionExpression"] = "version = :version"
            guarded["ExpressionAttributeValues"] = {":version": {"N": str(read.version)}}
        actions: list[Action] = [{"Put": guarded}]
        key = keys_claims.claim(read.rule, read.place, case_id)
        if claim is not None:
            actions.append({"Put": {"TableName": self._table, "Item": to_item({**key, "layout": LAYOUT, **claim})}})
        elif case_id in read.claims:
            actions.append({"Delete": {"TableName": self._table, "Key": to_key(key)}})
        return actions
