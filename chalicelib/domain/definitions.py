"""Definitions: typed, read-only views over one published bundle of the catalogue.

A bundle is immutable and named by the hash of its canonical content, so its views are made on first use and kept with
it. A bundle has passed the analyser: views read what they need and check nothing again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.definition_parsing import parse_register, parse_service, parse_standard_request
from chalicelib.domain.definition_views import (
    FinalDecision,
    Ground,
    Input,
    Json,
    Register,
    RegisterLookup,
    Registration,
    RequestUse,
    Result,
    Service,
    StandardRequest,
    SubService,
    Term,
    Text,
    UniqueRule,
)
from chalicelib.domain.errors import NotFound, UnknownService
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.situations import LifeSituation, parse_situation

__all__ = [
    "PARTS",
    "Bundle",
    "FinalDecision",
    "Ground",
    "Input",
    "Json",
    "Register",
    "RegisterLookup",
    "Registration",
    "RequestUse",
    "Result",
    "Service",
    "StandardRequest",
    "SubService",
    "Term",
    "Text",
    "UniqueRule",
    "parse_register",
    "parse_service",
    "parse_standard_request",
]

PARTS = (
    "services",
    "vocabulary",
    "standard_requests",
    "registers",
    "departments",
    "roles",
    "calendars",
    "messages",
    "plurals",
    "forms",
    "life_situations",
)


def _parse_composite(raw: Json) -> Service:
    return parse_service(raw["composite"])


PARSERS: Mapping[str, Callable[[Json], Any]] = {
    "services": parse_service,
    "standard_requests": parse_standard_request,
    "registers": parse_register,
    "life_situations": parse_situation,
    "composites": _parse_composite,
}


@dataclass(frozen=True)
class Bundle:
    """One publication of the catalogue; `raw` maps each of PARTS to id → definition."""

    hash: str
    raw: Json
    _views: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def parse(cls, hash: str, raw: Json | bytes | str) -> Bundle:
        """A bundle from its name and its JSON (text, bytes or already read)."""
        return cls(hash, json.loads(raw) if isinstance(raw, bytes | str) else raw)

    @property
    def service_ids(self) -> tuple[str, ...]:
        """Ids of all services, in order."""
        return tuple(sorted(self.raw["services"]))

    @property
    def situation_ids(self) -> tuple[str, ...]:
        """Ids of all life situations, in order; a bundle of an earlier release has none."""
        return tuple(sorted(self.raw.get("life_situations", ())))

    @property
    def register_ids(self) -> tuple[str, ...]:
        """Ids of all registers, in order."""
        return tuple(sorted(self.raw["registers"]))

    @property
    def vocabulary(self) -> Mapping[str, Json]:
        """Term → definition."""
        vocabulary: Mapping[str, Json] = self.raw["vocabulary"]
        return vocabulary

    @property
    def plurals(self) -> Mapping[str, Json]:
        """Plural word → language → category → form."""
        plurals: Mapping[str, Json] = self.raw["plurals"]
        return plurals

    def service(self, id: str) -> Service:
        """The service with that id; raises UnknownService."""
        if id not in self.raw["services"]:
            raise UnknownService(id, service=id)
        service: Service = self._view("services", id)
        return service

    def situation(self, id: str) -> LifeSituation | None:
        """The life situation with that id, if it is one."""
        return self._view("life_situations", id) if id in self.raw.get("life_situations", ()) else None

    def offered(self, id: str) -> Service:
        """What may be applied for under that id: a service, or a situation written as one; raises UnknownService."""
        if id in self.raw.get("life_situations", ()):
            composite: Service = self._view("composites", id)
            return composite
        return self.service(id)

    def form(self, id: str) -> Json:
        """The compiled JSON Schema of a service's answers, no references left; raises UnknownService."""
        if id not in self.raw["forms"]:
            raise UnknownService(id, service=id)
        form: Json = self.raw["forms"][id]
        return form

    def standard_request(self, id: str) -> StandardRequest:
        """The Standard Request with that id; raises NotFound."""
        request: StandardRequest = self._view("standard_requests", id)
        return request

    def register(self, id: str) -> Register:
        """The register with that id; raises NotFound."""
        register: Register = self._view("registers", id)
        return register

    def message(self, key: str) -> Json:
        """The message definition (fields and templates) with that key; raises NotFound."""
        return self._raw("messages", key)

    def calendar(self, id: str) -> Json:
        """The calendar definition with that id; raises NotFound."""
        return self._raw("calendars", id)

    def department(self, id: str) -> Json:
        """The department definition with that id; raises NotFound."""
        return self._raw("departments", id)

    def title(self, part: str, id: str) -> Json:
        """The title of a department or a register; its id, in every language, of one that this bundle doesn't have."""
        found = self.raw[part].get(id)
        return found["title"] if found else dict.fromkeys(LANGUAGES, id)

    def title_of_asked(self, id: str) -> Json:
        """The title of what can be applied for: a service or a life situation; its id where it is neither any more."""
        return self.title("life_situations" if id in self.situation_ids else "services", id)

    def _raw(self, part: str, id: str) -> Json:
        try:
            found: Json = self.raw[part][id]
        except KeyError:
            raise NotFound(f"{part} {id}", kind=part, id=id) from None
        return found

    def _view(self, part: str, id: str) -> Any:
        try:
            return self._views[part, id]
        except KeyError:
            raw = self._raw("life_situations" if part == "composites" else part, id)
            view = self._views[part, id] = PARSERS[part](raw)
            return view
