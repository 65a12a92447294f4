"""A Registers table in moto, and definitions of registers for tests."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto import mock_aws

from chalicelib.adapters.dynamodb.registers import RegisterStore
from chalicelib.domain.definitions import Register, StandardRequest, parse_register, parse_standard_request

TEXT = {"ru": "—", "tt": "—", "en": "—"}
TABLE = "registers"


def digest(text: str) -> str:
    return hmac.new(b"test", text.encode(), hashlib.sha256).hexdigest()[:32]


def register(id: str = "permits", **parts: Any) -> Register:
    """A register of permits: two for a dwelling, one for a plate in a zone."""
    raw: dict[str, Any] = {
        "kind": "register",
        "id": id,
        "title": TEXT,
        "department": "transport-committee",
        "record": {
            "type": "object",
            "properties": {
                "plate": {"type": "string", "maxLength": 20},
                "zone": {"type": "string"},
                "dwelling": {"type": "string"},
                "snils": {"type": "string"},
                "spaces": {"type": "integer", "minimum": 1},
                "valid_from": {"type": "string", "format": "date"},
                "valid_until": {"type": "string", "format": "date"},
            },
            "required": ["plate"],
            "additionalProperties": False,
        },
        "search": ["plate", "dwelling"],
        "unique": [{"fields": ["plate", "zone"], "max": 1}, {"fields": ["dwelling"], "max": 2}],
        "validity": {"from": "valid_from", "until": "valid_until"},
        "personal": ["snils"],
        "public": ["plate", "valid_until"],
        **parts,
    }
    return parse_register(raw)


def residents(**parts: Any) -> Register:
    """A register of residents that is known by its natural key."""
    raw = {
        "number": ["snils", "dwelling"],
        "search": ["snils", "dwelling"],
        "unique": [],
        "record": {
            "type": "object",
            "properties": {
                "snils": {"type": "string"},
                "surname": {"type": "string"},
                "dwelling": {"type": "string"},
                "basis": {"enum": ["owner", "tenant"]},
                "rooms": {"type": "integer", "minimum": 1},
                "valid_from": {"type": "string", "format": "date"},
                "valid_until": {"type": "string", "format": "date"},
            },
            "required": ["snils", "surname", "dwelling"],
            "additionalProperties": False,
        },
        "personal": ["snils", "surname"],
        "public": [],
    }
    return register("residents", **{**raw, **parts})


def residence(**parts: Any) -> StandardRequest:
    """The question whether somebody lives in a dwelling."""
    lookup = {
        "register": "residents",
        "match": {"snils": "snils"},
        "compare": {"surname": "surname"},
        "fields": ["dwelling", "basis"],
        "valid_on_day": True,
        **parts,
    }
    raw = {
        "kind": "standard_request",
        "id": "residence",
        "title": TEXT,
        "responder": {"department": "transport-committee"},
        "term": {"days": 2, "unit": "working", "source": {}},
        "input": {},
        "answer": {},
        "register": lookup,
    }
    return parse_standard_request(raw)


class OneAtATime:
    """A client whose calls run one after another, as moto's memory needs it; the service serialises likewise."""

    def __init__(self, client: Any) -> None:
        self._client, self._lock = client, threading.Lock()
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        def call(**arguments: Any) -> Any:
            with self._lock:
                self.calls.append(name)
                return method(**arguments)

        return call


@contextmanager
def registers_table() -> Iterator[RegisterStore]:
    """Give a store over an empty table."""
    with mock_aws():
        client = boto3.client(
            "dynamodb", region_name="eu-central-1", aws_access_key_id="test", aws_secret_access_key="test"
        )
        client.create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "S"},
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        yield RegisterStore(OneAtATime(client), TABLE, digest)
