"""Renewals: what is offered exists, what is filled in is asked there, and what ends has a last day."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain import renewals
from chalicelib.domain.analysis.findings import Finding, Located
from chalicelib.domain.analysis.gathering import Definitions
from chalicelib.domain.analysis.kinds import wrong_values
from chalicelib.domain.analysis.references import known
from chalicelib.domain.analysis.services import known_to


def check(definitions: Definitions) -> Iterator[Finding]:
    """Every service whose result is renewed."""
    for service in definitions.services.values():
        if "renewal" in service.raw["result"]:
            yield from _renewal(service, definitions)


def _renewal(service: Located, definitions: Definitions) -> Iterator[Finding]:
    result = service.raw["result"]
    raw, place = result["renewal"], service.place.at("result", "renewal")
    register = definitions.registers[result["register"]].raw
    if "until" not in register.get("validity", {}):
        yield place.finding("reference", f"records of {result['register']!r} have no last day")
    yield from known(definitions.services, "service", raw["service"], place / "service")
    there, next_one = known_to(service.raw, definitions, ()), definitions.services.get(raw["service"])
    for name, value in raw["answers"].items():
        yield from wrong_values(value, there, place.at("answers", name))
        if next_one is not None:
            yield from known(next_one.raw["form"]["properties"], "question", name, place.at("answers", name))
    for name in raw.get("only_while", {}):
        yield from known(register["record"]["properties"], "field of the record", name, place.at("only_while", name))
    message = service.raw.get("notifications", {}).get(renewals.STATUS, f"case.{renewals.STATUS}")
    yield from known(definitions.messages, "message", message, place)
