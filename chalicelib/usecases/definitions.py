"""Definitions as staff read them: the files that a bundle was made from, and what the analyser says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from chalicelib.domain.definitions import Bundle
from chalicelib.domain.errors import NotFound
from chalicelib.domain.permissions import Actor, Verb, require
from chalicelib.usecases import catalogue

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores
    from chalicelib.domain.analysis.findings import Finding
    from chalicelib.domain.analysis.summaries import ServiceSummary
    from chalicelib.domain.analysis.variants import SituationSummary

KINDS = (
    "services",
    "life_situations",
    "standard_requests",
    "registers",
    "vocabulary",
    "departments",
    "roles",
    "messages",
    "calendars",
)
"""Kinds of definitions, by the folders of the catalogue."""
MANY = {"departments": "departments", "roles": "roles", "vocabulary": "terms", "messages": "messages"}
"""Kinds of which one file holds many → where they stand in it, as a list with ids or by name."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition: the file it stands in, and what is written there."""

    kind: str
    id: str
    path: str
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Review:
    """What the analyser finds in a bundle that would be published on a day, and what the bundle offers in figures."""

    bundle: Bundle
    on: date
    findings: tuple[Finding, ...]
    services: tuple[ServiceSummary, ...]
    situations: tuple[SituationSummary, ...]


def listed(stores: Stores, actor: Actor, kind: str, hash: str | None = None) -> tuple[str, list[Definition]]:
    """Give a bundle's name (valid now unless told) and its definitions of a kind, in order. Raises NotFound."""
    require(actor, Verb.READ_PUBLICATIONS)
    hash = hash or catalogue.current(stores, stores.now()).hash
    return hash, sorted(of_kind(stores.catalogue.sources(hash), kind), key=lambda one: one.id)


def read(stores: Stores, actor: Actor, kind: str, id: str, hash: str | None = None) -> tuple[str, Definition]:
    """Give a bundle's name and one of its definitions. Raises NotFound."""
    hash, every = listed(stores, actor, kind, hash)
    found = next((one for one in every if one.id == id), None)
    if found is None:
        raise NotFound(f"{kind} {id}", kind=kind, id=id)
    return hash, found


def review(stores: Stores, actor: Actor, on: date, hash: str | None = None) -> Review:
    """Analyse a bundle as if it were published on a day: a calendar may have come to its end since it was.

    It takes some seconds, and gives the same for the same bundle and day. Raises NotFound.
    """
    # Only here: whoever files or reads needn't load the analyser.
    from chalicelib.domain.analysis import analyse
    from chalicelib.domain.analysis.summaries import summarise
    from chalicelib.domain.analysis.variants import summarise_situation

    require(actor, Verb.READ_PUBLICATIONS)
    bundle = catalogue.by_hash(stores, hash) if hash else catalogue.current(stores, stores.now())
    kept = _reviews.get((bundle.hash, on))
    if kept is not None:
        return kept
    _reviews.clear()
    _reviews[bundle.hash, on] = made = Review(
        bundle,
        on,
        analyse(stores.catalogue.sources(bundle.hash), stores.catalogue.checks, on).findings,
        tuple(summarise(bundle.service(id)) for id in bundle.service_ids),
        tuple(summarise_situation(bundle, id) for id in bundle.situation_ids),
    )
    return made


_reviews: dict[tuple[str, date], Review] = {}
"""The last review of this process: the same bundle says the same for the whole day."""


def of_kind(documents: Mapping[str, Any], kind: str) -> Iterator[Definition]:
    """Give the definitions of a kind among files (path → document)."""
    for path, document in documents.items():
        if path.split("/")[1] != kind:
            continue
        if kind not in MANY:
            yield Definition(kind, document["id"], path, document)
            continue
        every = document.get(MANY[kind])
        if every is None:  # a file of the folder that isn't a list: how texts form their plurals
            yield Definition(kind, path.rpartition("/")[2].removesuffix(".json"), path, document)
            continue
        named = every.items() if isinstance(every, Mapping) else ((one["id"], one) for one in every)
        for id, one in named:
            yield Definition(kind, id, path, one)
