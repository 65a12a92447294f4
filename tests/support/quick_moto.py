"""moto answers as it does, in a third of the time.

Where items are read and written, a call goes straight to what moto does with it: botocore's and moto's writing and
reading of JSON, headers, addresses and signatures in between are left out, and are another's (the straight way to the
database and the deployed stack have tests of their own). What is refused is asked once more the usual way, so that an
error is the one that a client of DynamoDB sees. A transaction keeps a copy of the items that it touches, not of all
that its tables hold.
"""

from __future__ import annotations

import copy
import functools
import threading
from typing import Any

from botocore.client import BaseClient
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core import responses as dispatching
from moto.core.exceptions import ServiceException
from moto.core.models import botocore_stubber
from moto.dynamodb import models as tables
from moto.dynamodb.responses import DynamoHandler
from moto.kms import models as keys
from werkzeug.exceptions import HTTPException

METHODS = {
    "BatchGetItem": "batch_get_item",
    "BatchWriteItem": "batch_write_item",
    "DeleteItem": "delete_item",
    "GetItem": "get_item",
    "PutItem": "put_item",
    "Query": "query",
    "TransactGetItems": "transact_get_items",
    "TransactWriteItems": "transact_write_items",
    "UpdateItem": "update_item",
}
"""Operation → what moto calls it: those that read and write items."""


def apply() -> None:
    """Let moto answer so in this process from now on."""
    BaseClient._make_api_call = _straight(BaseClient._make_api_call)
    tables.DynamoDBBackend.transact_write_items = _noting(tables.DynamoDBBackend.transact_write_items)
    tables.copy = _Copies()
    dispatching.method_names_from_class = functools.cache(dispatching.method_names_from_class)
    keys.generate_private_key = _only_where_needed(keys.generate_private_key)


def _straight(usual: Any) -> Any:
    def call(self: Any, name: str, params: dict[str, Any]) -> Any:
        if name not in METHODS or not botocore_stubber.enabled or self.meta.service_model.service_name != "dynamodb":
            return usual(self, name, params)
        handler = DynamoHandler()
        handler.body = handler.params = _copied(params)
        handler.current_account, handler.region = DEFAULT_ACCOUNT_ID, self.meta.region_name
        try:
            answer = getattr(handler, METHODS[name])()
        except (ServiceException, HTTPException):  # nothing was written; the usual way says it in a client's words
            return usual(self, name, params)
        return _copied(answer.result)

    return call


def _copied(value: Any) -> Any:
    """Copy what JSON can hold, and bytes."""
    if isinstance(value, dict):
        return {name: _copied(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_copied(inner) for inner in value]
    return value


_touched = threading.local()


def _noting(usual: Any) -> Any:
    def write(self: Any, transact_items: list[dict[str, Any]]) -> None:
        operations = [operation for item in transact_items for operation in item.values()]
        _touched.keys = [(each["TableName"], each["Key"]) for each in operations if "Key" in each]
        try:
            usual(self, transact_items)
        finally:
            _touched.keys = []

    return write


class _Copies:
    """What moto's tables take for the module `copy`."""

    @staticmethod
    def deepcopy(value: Any, memo: Any = None) -> Any:
        if not isinstance(value, tables.Table):
            return copy.deepcopy(value, memo)
        kept = copy.copy(value)
        kept.items = copy.copy(value.items)
        for name, under in value.items.items():
            kept.items[name] = copy.copy(under)
        for table, key in getattr(
            _touched, "keys", ()
        ):  # items that are written anew are other ones; these are changed where they are
            if table == value.name:
                _keep(kept, key)
        return kept

    def __getattr__(self, name: str) -> Any:
        return getattr(copy, name)


def _keep(table: Any, key: dict[str, Any]) -> None:
    hashed = tables.DynamoType(key[table.hash_key_attr])
    if hashed not in table.items:
        return
    if table.range_key_attr is None:
        table.items[hashed] = copy.deepcopy(table.items[hashed])
        return
    ranged = tables.DynamoType(key[table.range_key_attr])
    if ranged in table.items[hashed]:
        table.items[hashed][ranged] = copy.deepcopy(table.items[hashed][ranged])


def _only_where_needed(usual: Any) -> Any:
    def generate(spec: str) -> Any:
        """A symmetric key has no private half; moto makes one all the same, of 2048 bits."""
        return None if spec == "SYMMETRIC_DEFAULT" else usual(spec)

    return generate
