"""Who takes part in an application, as names that can be compared without being read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

KINDS = ("snils", "inn", "ogrn", "ogrnip", "email", "phone")
"""Kinds of identifiers by which a person or firm is recognised."""

Party = tuple[str, str]
"""(kind, value as it was written)."""


def canonical_party(party: Party) -> str:
    """Spell an identifier so that the same person is spelled the same: digits only, or a lower-case address.

    Raises ValueError for an unknown kind.
    """
    kind, value = party
    if kind not in KINDS:
        raise ValueError(f"unknown kind of identifier {kind}")
    if kind == "email":
        return f"{kind}:{value.strip().casefold()}"
    return f"{kind}:{''.join(sign for sign in value if sign.isdigit())}"


def digests(parties: Iterable[Party], digest: Callable[[str], str]) -> tuple[str, ...]:
    """Give the keyed digest of each identifier that has a value, sorted, each once."""
    return tuple(sorted({digest(canonical_party(party)) for party in parties if party[1]}))
