"""What the stack tells its functions through the environment; read once, when first asked for."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.geometry import WORLD, Bounds
from chalicelib.domain.push import KNOWN_SERVICES


@dataclass(frozen=True, slots=True)
class Municipality:
    """The municipality's own settings (`infra/settings/*.json`).

    `zone` is an IANA name, `calendar` a calendar's id, `coalesce_seconds` how long statuses are gathered
    into one message; `raw` holds what single adapters need (limits, SMS gateway, …).
    """

    name: Mapping[str, str]
    languages: tuple[str, ...]
    zone: str
    calendar: str
    origins: tuple[str, ...]
    sender: str
    phone_prefix: str
    sms: str
    coalesce_seconds: int
    site: str
    raw: Mapping[str, Any]

    @property
    def push_hosts(self) -> tuple[str, ...]:
        """Give the hosts of push services that messages may be sent to."""
        return tuple(self.raw.get("push_hosts") or KNOWN_SERVICES)

    @property
    def map(self) -> Mapping[str, Any] | None:
        """Give {"bounds", "tiles"?, "attribution"?, "plan"?}, what places are shown on; None where nothing is told."""
        return self.raw.get("map")

    @property
    def bounds(self) -> Bounds:
        """Give where every place lies."""
        west, south, east, north = (self.map or {}).get("bounds", WORLD)
        return west, south, east, north


@functools.cache
def municipality() -> Municipality:
    """Give the municipality's settings."""
    raw = json.loads(os.environ["OKNO_MUNICIPALITY"])
    return Municipality(
        name=raw["name"],
        languages=tuple(raw["languages"]),
        zone=raw["zone"],
        calendar=raw["calendar"],
        origins=tuple(raw.get("origins", ())),
        sender=raw["sender"],
        phone_prefix=raw["phone_prefix"],
        sms=raw.get("sms", "sns"),
        coalesce_seconds=int(raw.get("coalesce_seconds", 60)),
        site=raw.get("site", ""),
        raw=raw,
    )


def setting(name: str) -> str:
    """Give one of the stack's resources or settings, as `cases_table`; it must be there."""
    return os.environ[f"OKNO_{name.upper()}"]


def optional(name: str) -> str:
    """Give a setting that may be missing; then it is empty."""
    return os.environ.get(f"OKNO_{name.upper()}", "")


def engine_endpoint() -> str | None:
    """Give the local engine's address; None in the cloud."""
    return os.environ.get("AWS_ENDPOINT_URL") or None
