"""Consultations: items of the Cases table, listed by department, service, topic and month; what was said is sealed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from chalicelib.adapters.dynamodb import keys_channels as keys
from chalicelib.adapters.dynamodb.client import Action, translated, write
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.adapters.encryption import Encryption
from chalicelib.domain.consultations import Advice, Consultation, months_back
from chalicelib.domain.errors import NotFound, PersonErased
from chalicelib.domain.layout import LAYOUT


class ConsultationStore:
    """Each consultation has a data key of its own: destroying that forgets what was said, and leaves that it was."""

    def __init__(self, client: Any, table: str, encryption: Encryption, fault: Callable[[], None] | None) -> None:
        self._client, self._table, self._encryption, self._fault = client, table, encryption, fault

    def put(self, one: Consultation, advice: Advice) -> None:
        """Keep a consultation with its place in every list, together."""
        key, person = keys.consultation(one.id), f"consultation:{one.id}"
        wrapped = self._encryption.new_key(person)
        sealed = self._encryption.seal(person, wrapped, key, dataclasses.asdict(advice))
        items = [{**key, **dataclasses.asdict(one), "wrapped": wrapped, "sealed": sealed}]
        for place in keys.places(one.id, one.department, one.service, one.topic, one.at):
            items.append({**place, "layout": LAYOUT, "consultation": one.id})
        condition = {"ConditionExpression": "attribute_not_exists(pk)"}
        actions = [{"Put": {"TableName": self._table, "Item": to_item(item), **condition}} for item in items]
        write(self._client, actions, fault=self._fault)

    def read(self, id: str) -> tuple[Consultation, Callable[[], Advice]]:
        """Read a consultation, and what opens what was said. Raises NotFound."""
        key = keys.consultation(id)
        with translated():
            got = self._client.get_item(TableName=self._table, Key=to_key(key), ConsistentRead=True)
        if "Item" not in got:
            raise NotFound("no such consultation")
        item = from_item(got["Item"])

        def said() -> Advice:
            if "wrapped" not in item:
                raise PersonErased("who was advised was erased")
            return Advice(**self._encryption.open(f"consultation:{id}", item["wrapped"], key, item["sealed"]))

        return _consultation(item), said

    def forget(self, id: str, at: str) -> None:
        """Forget what was said, for good; that it was said stays."""
        with translated():
            self._client.update_item(
                TableName=self._table,
                Key=to_key(keys.consultation(id)),
                UpdateExpression="SET erased_at = if_not_exists(erased_at, :at) REMOVE #wrapped, sealed",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeNames={"#wrapped": "wrapped"},
                ExpressionAttributeValues={":at": {"S": at}},
            )

    def page(
        self,
        department: str,
        service: str | None,
        topic: str | None,
        since: str,
        until: str,
        after: str | None,
        limit: int,
    ) -> tuple[list[Consultation], str | None]:
        """Read one page of a list between two stamps, newest first, with where to go on.

        The cost is that of the page and of the months without an entry on the way; it doesn't grow with the lists.
        """
        ids: list[str] = []
        for month in months_back(since, after or until):
            pk = keys.consulted(department, service, topic, month)
            start = {"ExclusiveStartKey": to_key({"pk": pk, "sk": after})} if after and after[:7] == month else {}
            with translated():
                page = self._client.query(
                    TableName=self._table,
                    KeyConditionExpression="pk = :pk AND sk BETWEEN :since AND :until",
                    ExpressionAttributeValues={":pk": {"S": pk}, ":since": {"S": since}, ":until": {"S": until}},
                    ScanIndexForward=False,
                    Limit=limit + 1 - len(ids),
                    **start,
                )
            ids += [item["sk"]["S"] for item in page["Items"]]
            if len(ids) > limit:
                break
        shown = ids[:limit]
        return self._all([sk.partition("#")[2] for sk in shown]), shown[-1] if len(ids) > limit else None

    def link(self, id: str, application: str) -> Action:
        """Give the action that notes which application a consultation became; the first stays."""
        return {
            "Update": {
                "TableName": self._table,
                "Key": to_key(keys.consultation(id)),
                "UpdateExpression": "SET application = if_not_exists(application, :application)",
                "ConditionExpression": "attribute_exists(pk)",
                "ExpressionAttributeValues": {":application": {"S": application}},
            }
        }

    def _all(self, ids: list[str]) -> list[Consultation]:
        found: dict[str, Consultation] = {}
        pending: Any = {self._table: {"Keys": [to_key(keys.consultation(id)) for id in ids], "ConsistentRead": True}}
        while ids and pending:
            with translated():
                got = self._client.batch_get_item(RequestItems=pending)
            for item in got["Responses"].get(self._table, []):
                one = _consultation(from_item(item))
                found[one.id] = one
            pending = got.get("UnprocessedKeys")
        return [found[id] for id in ids if id in found]


def _consultation(raw: dict[str, Any]) -> Consultation:
    return Consultation(**{one.name: raw[one.name] for one in dataclasses.fields(Consultation) if one.name in raw})
