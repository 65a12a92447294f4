"""Claims of services: what they ask for exists and is of the right type, and means the same wherever it may clash."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain.analysis.findings import Finding, Json, Place
from chalicelib.domain.analysis.gathering import Definitions
from chalicelib.domain.analysis.kinds import kind_of, wrong_values
from chalicelib.domain.analysis.services import known_to

DAYS = ("from", "until")
COMPARED = ("place", "own")
"""What is compared between services: it has to be the same term there."""


def check(definitions: Definitions) -> Iterator[Finding]:
    """Every claim of every service; what is wrong is told where it was written last."""
    terms: dict[tuple[str, str], tuple[str, str]] = {}
    for service in definitions.services.values():
        there = known_to(service.raw, definitions, ())
        seen: set[str] = set()
        for at, rule in enumerate(service.raw.get("claims", ())):
            place = service.place.at("claims", at)
            if rule["id"] in seen:
                yield (place / "id").finding("reference", f"{rule['id']!r} is there already")
            seen.add(rule["id"])
            for key in (*DAYS, *COMPARED):
                if key not in rule:
                    continue
                wrong = list(wrong_values(rule[key], there, place / key))
                yield from wrong
                kind = kind_of(rule[key], there)
                wanted = ("date",) if key in DAYS else ("text", "integer")
                if not wrong and (kind is None or kind.type not in wanted):
                    yield (place / key).finding("form", f"a claim takes {' or '.join(wanted)} here")
                elif not wrong and key in COMPARED:
                    yield from _other_meaning(service.raw, rule, key, place, terms)


def _other_meaning(
    service: Json, rule: Json, key: str, place: Place, terms: dict[tuple[str, str], tuple[str, str]]
) -> Iterator[Finding]:
    """Two services whose claims may clash speak of the same thing: else one kind of code would meet another."""
    term = service["form"]["properties"][rule[key]["answer"].removeprefix("/")]["term"]
    other, where = terms.setdefault((rule["id"], key), (term, service["id"]))
    if other != term:
        yield (place / key).finding("form", f"{rule['id']!r} compares {term!r} here and {other!r} in {where!r}")
