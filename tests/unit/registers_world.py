"""What the use cases of registers act upon, over moto: real stores, a clock that can be set."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import boto3

from chalicelib.adapters import schemas
from chalicelib.adapters.dynamodb.register_imports import ImportStore
from chalicelib.adapters.dynamodb.registers import RegisterStore
from chalicelib.adapters.import_sources import ImportSources
from chalicelib.domain.definitions import Bundle, Register
from chalicelib.domain.permissions import Actor, Membership

from .registers_table import register, registers_table, residents

REGISTRAR = Actor("staff", "registrar", (Membership("transport-committee", ("registrar",)),))
EXPERT = Actor("staff", "expert", (Membership("transport-committee", ("expert",)),))
OTHER = Actor("staff", "other", (Membership("external-improvement", ("expert", "registrar")),))
NEWCOMER = Actor("applicant", "somebody")
NOON = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass
class World:
    """The stores that `chalicelib.bootstrap.Stores` would give."""

    registers: RegisterStore
    bundle: Bundle
    at: datetime = NOON
    municipality: Any = field(default_factory=lambda: SimpleNamespace(zone="Europe/Moscow"))
    ids: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        client = self.registers.client
        s3 = boto3.client("s3", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
        s3.create_bucket(Bucket="files")
        self.imports = ImportStore(client, self.registers.table)
        self.import_sources = ImportSources(s3, "files")
        self.pointers = SimpleNamespace(valid_at=lambda _: SimpleNamespace(bundle=self.bundle.hash))
        self.catalogue = SimpleNamespace(bundle=lambda _: self.bundle)
        self.check = schemas.check

    def now(self) -> datetime:
        return self.at

    def new_id(self) -> str:
        return f"{next(self.ids):032x}"

    def pause(self, _: int) -> None:
        """Waiting is of no use here."""


def bundle_of(*definitions: Register) -> Bundle:
    return Bundle.parse("b" * 64, {"registers": {one.id: one.raw for one in definitions}, "standard_requests": {}})


@contextmanager
def world(*definitions: Register) -> Iterator[Any]:
    with registers_table() as store:
        yield World(store, bundle_of(*(definitions or (register(), residents()))))
