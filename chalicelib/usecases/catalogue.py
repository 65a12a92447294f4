"""The catalogue: publish definitions as one immutable bundle, and find the bundle that is valid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.domain.chain import canonical, sha256
from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.definitions import Bundle
from chalicelib.domain.errors import Conflict, FieldError, InvalidCatalogue, InvalidInput, NotFound, StaleVersion
from chalicelib.domain.permissions import Actor, Verb, require
from chalicelib.domain.publications import Publication

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def current(stores: Stores, at: datetime) -> Bundle:
    """Gives the bundle valid at an instant; raises NotFound before the first publication."""
    publication = stores.pointers.valid_at(stamp(at))
    if publication is None:
        raise NotFound("nothing is published", kind="bundle", id=stamp(at))
    return stores.catalogue.bundle(publication.bundle)


def by_hash(stores: Stores, hash: str) -> Bundle:
    """Gives the bundle that a case is pinned to; raises NotFound."""
    return stores.catalogue.bundle(hash)


def publications(
    stores: Stores, actor: Actor, *, limit: int, before: str | None = None
) -> tuple[list[Publication], str | None]:
    """Gives publications, newest first, and what to pass as `before` for the next page; None at the end."""
    require(actor, Verb.READ_PUBLICATIONS)
    found: tuple[list[Publication], str | None] = stores.pointers.page(limit, before)
    return found


def publish(
    stores: Stores, actor: Actor, documents: Mapping[str, Any], *, valid_from: datetime, now: datetime, by: str
) -> Publication:
    """Publishes definition files as a whole, whatever was published before; the operator's way.

    Definitions that are published already, and valid by then, are left as they are.

    Args:
        documents: path (`schemas/<folder>/<name>.json`) → document; all files of the catalogue.
        valid_from: the bundle's first instant.
        now: the instant of publication.
        by: who publishes.
    Raises:
        InvalidCatalogue: the analyser found something; its errors say what and where.
        Conflict: a newer bundle becomes valid later than this one, or somebody published a moment ago.
    """
    require(actor, Verb.PUBLISH_CATALOGUE)
    newest = stores.pointers.newest()
    return _publish(stores, documents, newest, valid_from=valid_from, now=now, by=by)


def publish_change(
    stores: Stores,
    actor: Actor,
    base: str,
    changes: Mapping[str, Any],
    *,
    valid_from: datetime | None,
    now: datetime,
    by: str,
) -> Publication:
    """Publishes a change of some definition files of a bundle.

    Args:
        base: the bundle that the change was made from; it must still be the newest one.
        changes: path → the new document, or None to remove the file.
        valid_from: the new bundle's first instant, not in the past; None for now.
    Raises:
        InvalidCatalogue: the analyser found something.
        InvalidInput: `valid_from` lies in the past, or there is no change.
        Conflict: `base` isn't the newest bundle any more.
    """
    require(actor, Verb.PUBLISH_CATALOGUE)
    if not changes:
        raise InvalidInput([FieldError("/changes", "minProperties", {"limit": 1})])
    if valid_from is not None and valid_from < now:
        raise InvalidInput([FieldError("/valid_from", "past")])
    newest = stores.pointers.newest()
    if newest is None or newest.bundle != base:
        raise Conflict("the change was made from a bundle that isn't the newest", newest=newest and newest.bundle)
    documents = {**stores.catalogue.sources(base), **changes}
    documents = {path: document for path, document in documents.items() if document is not None}
    return _publish(stores, documents, newest, valid_from=valid_from or now, now=now, by=by)


def _publish(
    stores: Stores,
    documents: Mapping[str, Any],
    newest: Publication | None,
    *,
    valid_from: datetime,
    now: datetime,
    by: str,
) -> Publication:
    # Only here: whoever files or reads needn't load the analyser.
    from chalicelib.domain.analysis import analyse

    analysis = analyse(documents, stores.catalogue.checks, local_day(valid_from, stores.municipality.zone))
    if analysis.bundle is None:
        raise InvalidCatalogue(
            [FieldError(one.pointer, one.check, {"file": one.file, "text": one.message}) for one in analysis.findings]
        )
    raw = canonical(analysis.bundle)
    publication = Publication(
        bundle=sha256(raw),
        valid_from=stamp(valid_from),
        published_at=stamp(now),
        by=by,
        base=newest.bundle if newest else None,
    )
    if newest is not None and newest.valid_from > publication.valid_from:
        raise Conflict("a newer bundle becomes valid later than this one", newest=newest.bundle)
    if newest is not None and newest.bundle == publication.bundle:
        return newest
    stores.catalogue.put(publication.bundle, raw, canonical(dict(documents)))
    try:
        stores.pointers.add(publication)
    except StaleVersion as lost:
        raise Conflict("somebody published a moment ago") from lost
    return publication


def front_offices(bundle: Bundle) -> tuple[str, ...]:
    """Name the departments whose counters serve all services."""
    departments = bundle.raw["departments"]
    return tuple(sorted(id for id, one in departments.items() if one.get("front_office")))
